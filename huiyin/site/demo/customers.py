"""Customers of the demo company: owners and tenants, hotel guests, dealers, retailers, factories and consumers.

Made up; any likeness is chance. Mobile numbers lie in 1390000xxxx, hotlines in 400 000 xxxx.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from huiyin.rooms.customers import queries
from huiyin.rooms.customers.usecases import (
    ContactDraft,
    ProfileDraft,
    classify_customer,
    give_consent,
    merge_parties,
    register_party,
)
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import Story

FIRST, LAST = date(2025, 1, 6), date(2026, 10, 30)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = (
    "建国", "秀英", "志明", "丽娟", "伟民", "桂芳", "国强", "玉兰", "海涛", "晓燕", "俊杰", "雪梅",
    "文斌", "春花", "永平", "静怡", "浩然", "思琪", "子轩", "雨欣", "明远", "佳宁", "立新", "慧敏",
    "少华", "红霞", "振宇", "若兰", "德胜", "金凤", "一鸣", "诗涵", "卫东", "美玲", "嘉诚", "清妍",
)  # fmt: skip
PLACES = ("上海", "苏州", "无锡", "杭州", "宁波", "南京", "广州", "深圳", "佛山", "东莞", "厦门", "福州")
WORDS = (
    "恒达",
    "鑫源",
    "永盛",
    "华美",
    "建安",
    "德邦",
    "金石",
    "润泽",
    "宏远",
    "瑞丰",
    "天成",
    "信和",
    "佳居",
    "安泰",
    "兴隆",
)
TRADES = ("建材", "涂料", "陶瓷", "五金", "装饰材料", "防水材料")
# Kind → how many, the units that serve them, the account that registers them.
CROWD: dict[str, tuple[int, tuple[str, ...], str]] = {
    "owner": (76, ("滨江管理处", "翠湖管理处"), "HY0001"),
    "tenant": (48, ("滨江管理处", "翠湖管理处"), "HY0001"),
    "guest": (64, ("酒店客服中心",), "HY0002"),
    "dealer": (24, ("华东营业所", "华南营业所"), "HY0003"),
    "retailer": (30, ("华东营业所", "华南营业所"), "HY0003"),
    "factory": (8, ("客户服务中心",), "HY0003"),
    "consumer": (50, ("华东营业所", "华南营业所"), "HY0003"),
}
ORGANISED = frozenset({"dealer", "retailer", "factory"})
RE_CLASSED = {"dealer": ("B", "A", "全年回款及时，销量同比增长三成"), "retailer": ("B", "C", "连续两季度未进货")}


@dataclass
class Customer:
    """One of them, as it is registered."""

    key: str
    day: date
    account: str
    unit: str
    given: dict[str, Any] = field(default_factory=dict)


def customers() -> list[Customer]:
    """Return all of them, in the order in which they came: the same on every machine."""
    lot = random.Random("customers")  # noqa: S311 - a made-up company
    found = [one for kind in CROWD for one in _of_kind(lot, kind)]
    return sorted(found, key=lambda one: (one.day, one.key))


def _of_kind(lot: random.Random, kind: str) -> Iterator[Customer]:
    count, units, account = CROWD[kind]
    for place in range(count):
        day = FIRST + timedelta(days=lot.randrange((LAST - FIRST).days))
        name = _firm(lot, kind, place) if kind in ORGANISED else lot.choice(SURNAMES) + lot.choice(GIVEN)
        grade = lot.choices("ABCD", (1, 3, 4, 2))[0] if kind in {"dealer", "retailer", "factory"} else ""
        given = {
            "kind": "organisation" if kind in ORGANISED else "person",
            "name": name,
            "profiles": [ProfileDraft(kind, _facts(lot, kind, place, day), grade)],
            "contacts": _contacts(lot, kind, place),
        }
        yield Customer(f"customer:{kind}:{place}", day, account, units[place % len(units)], given)


def _firm(lot: random.Random, kind: str, place: int) -> str:
    town, word, trade = lot.choice(PLACES), WORDS[place % len(WORDS)], lot.choice(TRADES)
    if kind == "factory":
        return f"{town}{word}{trade}厂"
    return f"{town}{word}{trade}有限公司" if kind == "dealer" else f"{town}{word}{trade}商行"


def _facts(lot: random.Random, kind: str, place: int, day: date) -> dict[str, str]:
    room = f"{place % 8 + 1}幢{place // 8 + 1}0{place % 4 + 1}室"
    since = (day - timedelta(days=lot.randrange(30, 1500))).isoformat()
    firm = {"region": lot.choice(PLACES), "person_in_charge": lot.choice(SURNAMES) + "经理", "since": since}
    lines = {"lines": "、".join(sorted(lot.sample(TRADES, 2)))}
    return {
        "owner": {"room": room, "handed_over": since},
        "tenant": {"room": room, "lease_start": day.isoformat(), "lease_end": (day + timedelta(days=364)).isoformat()},
        "guest": {"member_number": f"HYJ{place:05d}", "first_stay": since},
        "dealer": firm | lines | {"scale": lot.choice(("large", "medium", "small"))},
        "retailer": firm | lines | {"shops": str(lot.randint(1, 9))},
        "factory": firm | lines | {"direction": lot.choice(("for_us", "for_it"))},
        "consumer": {"product": lot.choice(TRADES), "bought_on": day.isoformat(), "bought_at": lot.choice(PLACES)},
    }[kind]


def _contacts(lot: random.Random, kind: str, place: int) -> list[ContactDraft]:
    number = f"1390000{5000 + list(CROWD).index(kind) * 100 + place:04d}"
    found = [ContactDraft("number", number, "负责人" if kind in ORGANISED else "本人")]
    if kind in ORGANISED:
        found.append(ContactDraft("number", f"400000{7000 + list(CROWD).index(kind) * 100 + place:04d}", "总机"))
    elif lot.random() < 1 / 4:
        found.append(ContactDraft("wechat", f"hy_{kind}_{place:03d}"))
    return found


def tell_customers(story: Story) -> None:
    """Register who came until the day the story ends, with classes, consents and a duplicate found."""
    units = {unit.name: unit for unit in people.units(story.actor("HY0001")) | people.units(story.actor("HY0002"))}
    units |= {unit.name: unit for unit in people.units(story.actor("HY0003"))}
    actors = {account: story.actor(account) for _count, _units, account in CROWD.values()}
    for one in customers():
        if one.day <= story.until and not story.knows(one.key):
            with story.on(one.day, 10, 20):
                made = story.once(actors[one.account], one.key, register_party, unit=units[one.unit], **one.given)
                if made.pk % 7 == 0 and one.given["kind"] == "person":
                    agreed = {"purpose": "survey", "basis": "consent", "channel": "front_desk"}
                    story.once(actors[one.account], f"{one.key}:survey", give_consent, party=made, **agreed)
    _class_anew(story, actors["HY0003"])
    _find_twin(story, actors["HY0001"], units["滨江管理处"])


def _class_anew(story: Story, actor: Any) -> None:
    """A dealer rises and a retailer falls, half a year later."""
    for kind, (before, after, reason) in RE_CLASSED.items():
        day = date(2026, 7, 1)
        row: Any = queries.profiles(actor).filter(kind=kind, grade=before).order_by("pk").first()
        if day <= story.until and row is not None and not story.knows(f"class:{kind}"):
            with story.on(day, 15):
                seen = {"profile": row, "seen": row.version}
                story.once(actor, f"class:{kind}", classify_customer, **seen, grade=after, reason=reason)


def _find_twin(story: Story, actor: Any, unit: Any) -> None:
    """An owner was registered twice, once with his new number; the two are merged."""
    day = date(2026, 9, 8)
    first: Any = queries.parties(actor).filter(unit=unit, profiles__kind="owner").order_by("pk").first()
    if day > story.until or first is None or story.knows("twin:merge"):
        return
    with story.on(day, 11):
        again = {"kind": "person", "name": first.name, "profiles": [ProfileDraft("owner")]}
        ways = [ContactDraft("number", "13900009901", "新号码")]
        twin = story.once(actor, "twin", register_party, unit=unit, contacts=ways, **again)
        twin = twin or queries.parties(actor).filter(name=first.name).exclude(pk=first.pk).latest("pk")
        given = {"party": first, "seen": first.version, "other": twin, "reason": "同一业主，换了号码"}
        story.once(actor, "twin:merge", merge_parties, **given)

"""Callbacks of the demo company: what the hotel and the estates promise, whom they called, and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.callbacks import usecases
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries.policies import policies
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft, register_party
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import GENERAL_MANAGER, Story

RULED = date(2026, 10, 1)
HOTEL, ESTATES = "回音酒店", "回音物业"
HOTEL_HEAD, ESTATE_HEAD, CALLER, OTHER_CALLER, HOUSE_CALLER = "HY0002", "HY0001", "HY0038", "HY0039", "HY0024"
MEASURES = "每日晨会核对前一日离店名单；三次不同时段试呼；每月抽听录音一次"
TARGETS = {"departure": (80, 20), "vip": (100, None), "complaint": (100, None)}
OFFER = "会员价再享九折，请说明由回访专员推荐"
GUESTS = (
    "沈俊峰", "温晓岚", "贺明远", "乔安然", "陆一鸣", "施雨晴", "康建国", "汤慧玲", "尹思源", "段丽萍", "龚浩宇",
    "柳如烟", "江海波", "童心怡", "颜如玉", "庄文斌", "聂小倩", "路遥", "葛天明", "倪丹", "舒畅", "纪晓光", "祝英",
)  # fmt: skip
OWNERS = (
    "3 栋 1202 邱先生", "5 栋 801 骆女士", "1 栋 2003 卫先生", "7 栋 602 樊女士", "2 栋 1501 龙先生", "6 栋 304 辛女士",
)  # fmt: skip
# Departure (by its place) → what was said; who is not named was content.
SAID = {
    5: ("unsatisfied", "opinion", "退房时前台等了二十分钟，只开一个窗口"),
    9: ("fairly", "suggestion", "建议房间配 Type-C 充电线"),
    17: ("unsatisfied", "complaint", "1806 房空调夜里有异响，报修后没人来"),
    21: ("fairly", "opinion", "早餐的粥太凉"),
}
ANSWERED = {
    5: ("退房高峰 8:30 起增开两个窗口，大堂副理引导", "已致电致歉，客人接受", "排班表增加早高峰岗，主管每日检查", None),
    9: ("已采购并放入全部大床房", "已微信告知客人", "列入客房标准配置清单", "成本低，客人需求普遍"),
}


@dataclass(frozen=True)
class Leaving:
    """A guest who left: his place in the story, the day, the room."""

    place: int
    day: date

    @property
    def name(self) -> str:
        """His name."""
        return GUESTS[self.place % len(GUESTS)]

    @property
    def room(self) -> str:
        """His room."""
        return f"{12 + self.place % 9}{1 + self.place % 8:02d}"

    @property
    def key(self) -> str:
        """What the story calls it."""
        return f"callback:{self.day.isoformat()}:{self.room}"


def departures() -> Iterator[Leaving]:
    """Yield who left: a week of October, whose rates are frozen, and the days before the last one."""
    days = [date(2026, 10, 22) + timedelta(days=n) for n in range(7)]
    days += [date(2026, 11, 15) + timedelta(days=n) for n in range(8)]
    place = 0
    for day in days:
        for _one in range(2):
            yield Leaving(place, day)
            place += 1


def tell(story: Story) -> None:
    """Tell what was promised, whom one called, who answered, and freeze October."""
    if story.until < RULED:
        return
    _promise(story)
    _undertake(story)
    for one in departures():
        if one.day <= story.until:
            _leave(story, one)
        if one.day < story.until:
            _call(story, one)
    _special(story)
    _answer(story)
    if story.until >= date(2026, 11, 3):
        with story.on(date(2026, 11, 3), 9):
            story.once(story.actor(HOTEL_HEAD), "callback:freeze:10", usecases.freeze_rates, month="2026-10")


def _promise(story: Story) -> None:
    callers = {HOTEL: CALLER, ESTATES: HOUSE_CALLER}
    for name, head in ((HOTEL, HOTEL_HEAD), (ESTATES, ESTATE_HEAD)):
        with story.on(RULED, 9):
            unit = people.units(SYSTEM).get(name=name)
            given = {"unit": unit, "start": RULED, "service_phone": "4008009000"}
            story.once(story.actor(head), f"callback:policies:{unit.code}", usecases.adopt_policies, **given)
            for row in policies(SYSTEM).filter(unit=unit, caller__isnull=True):
                said: dict[str, Any] = {"caller": _person(callers[name]), "offer": OFFER if row.tell_three else ""}
                if name == HOTEL:
                    said["deputy"] = _person(OTHER_CALLER)
                key = f"callback:caller:{unit.code}:{row.occasion}"
                story.once(story.actor(head), key, usecases.change_policy, policy=row, seen=row.version, **said)


def _undertake(story: Story) -> None:
    """Let the hotel plan its year, and the general manager approve it; the next year's plan is still missing."""
    with story.on(RULED, 10):
        head, unit = story.actor(HOTEL_HEAD), people.units(SYSTEM).get(name=HOTEL)
        given: dict[str, Any] = {"unit": unit, "year": RULED.year, "measures": MEASURES}
        plan = story.once(head, "callback:plan", usecases.draft_plan, **given)
        if plan is None:
            return
        for occasion, (rate, number) in TARGETS.items():
            said = {"occasion": occasion, "rate": rate, "number": number, "seen": plan.version}
            story.once(head, f"callback:plan:{occasion}", usecases.set_target, plan=plan, **said)
        approver = story.actor(GENERAL_MANAGER)
        story.once(approver, "callback:plan:approved", usecases.approve_plan, plan=plan, seen=plan.version)


def _person(number: str) -> Any:
    return people.employees(SYSTEM).get(number=number)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


def _plan(story: Story, key: str, party: Any, **given: Any) -> None:
    story.once(
        SYSTEM, key, usecases.plan_callback, party=party, phone_contact=party.contacts.first(), customer=party.name,
        **given,
    )  # fmt: skip


def _party(story: Story, key: str, name: str, unit: Any, *, kind: str, phone: str) -> Any:
    profiles, contacts = [ProfileDraft(kind)], [ContactDraft("number", phone)]
    return story.once(
        SYSTEM, key, register_party, kind="person", name=name, unit=unit, profiles=profiles, contacts=contacts
    )  # fmt: skip


def phone_of(one: Leaving) -> str:
    """Return a guest's number."""
    return f"139{76_000_000 + one.place * 7919 % 900_000:08d}"


def _leave(story: Story, one: Leaving) -> None:
    with story.on(one.day, 12, one.place % 50):
        unit = people.units(SYSTEM).get(name=HOTEL)
        phone = phone_of(one)
        party = _party(story, f"{one.key}:guest", one.name, unit, kind="guest", phone=phone)
        if party is not None:
            _plan(
                story, one.key, party, occasion="vip" if one.place % 11 == 10 else "departure", unit=unit,  # noqa: PLR2004 - one in eleven
                subject_type="callbacks.departure", subject_id=f"{one.day.isoformat()}:{one.room}:{one.name}",
                reference=f"{one.room} 房", label=f"{one.day.isoformat()} 离店", happened_at=_at(one.day, 12),
            )  # fmt: skip


def _row(one: Leaving) -> Any:
    known = {"subject_type": "callbacks.departure", "subject_id": f"{one.day.isoformat()}:{one.room}:{one.name}"}
    return queries.callable_ones(SYSTEM).filter(**known).first()


def _call(story: Story, one: Leaving) -> None:
    """Call a guest on the day after he left; some are not reached, one refuses, one was forgotten."""
    next_day, row = one.day + timedelta(days=1), _row(one)
    if row is None or not row.to_call:
        return
    caller = CALLER if row.caller is None or row.caller.number == CALLER else OTHER_CALLER
    fate = {3: "unreachable", 7: "refused", 13: "late", 25: "missed"}.get(one.place, "reached")
    if fate == "missed":
        with story.on(next_day + timedelta(days=1), 0, 1):
            given = {"callback": row.pk, "missed_at": _at(next_day + timedelta(days=1), 0)}
            story.once(SYSTEM, f"{one.key}:missed", usecases.note_missed, **given)
        return
    if fate == "unreachable":
        for hour in (9, 13, 19):
            _try(story, one, caller, "no_answer", day=next_day, hour=hour)
        with story.on(next_day, 19, 30):
            row = _row(one)
            story.once(story.actor(caller), f"{one.key}:up", usecases.give_up_callback, callback=row, seen=row.version)
        return
    if fate == "refused":
        _try(story, one, caller, "refused", day=next_day, hour=10)
        return
    day = next_day + timedelta(days=1) if fate == "late" else next_day
    if day <= story.until:
        with story.on(day, 10 + one.place % 6, one.place % 50):
            _record(story, one, caller)


def _try(story: Story, one: Leaving, caller: str, result: str, *, day: date, hour: int) -> None:
    with story.on(day, hour):
        row = _row(one)
        given = {"callback": row, "seen": row.version, "result": result}
        story.once(story.actor(caller), f"{one.key}:{hour}", usecases.record_attempt, **given)


def _record(story: Story, one: Leaving, caller: str) -> None:
    satisfaction, *opinion = SAID.get(one.place, ("satisfied" if one.place % 5 else "fairly",))
    unit = people.units(SYSTEM).get(name="酒店客服中心")
    drafts = []
    if opinion:
        kind, text = opinion
        appointed = _at(story.until + timedelta(days=1), 15) if one.place == 21 else None  # noqa: PLR2004 - due on the last day
        again = appointed or _at(one.day + timedelta(days=2), 15)
        drafts = [OpinionDraft(kind, text, unit.pk, appointed_at=again)]
    row = _row(one)
    answers = ("满意" if satisfaction == "satisfied" else "一般", "热情周到", opinion[1] if opinion else "没有")
    score = {"satisfied": 5, "fairly": 4, "unsatisfied": 2}[satisfaction]
    story.once(
        story.actor(caller), f"{one.key}:call", usecases.record_call, callback=row, seen=row.version,
        satisfaction=satisfaction, scores=(score, score, min(5, score + 1)), answers=answers, opinions=tuple(drafts),
        told_phone=True, told_name=True, told_offer=one.place % 7 != 0,
        untold_reason="" if one.place % 7 else "客人不愿接收优惠信息",
    )  # fmt: skip


def _special(story: Story) -> None:
    """Draw three of ten owners to whom the estates did a special service, and call the first."""
    day = date(2026, 11, 18)
    if story.until < day:
        return
    with story.on(day, 17):
        unit = people.units(SYSTEM).get(name="滨江管理处")
        for place in range(12):
            where, _, name = OWNERS[place % len(OWNERS)].rpartition(" ")
            key = f"callback:special:{place}"
            party = _party(
                story, f"{key}:owner", name, unit, kind="owner", phone=f"138{57_000_000 + place * 104_729:08d}"
            )
            if party is not None:
                _plan(
                    story, key, party, occasion="special", unit=unit, subject_type="callbacks.special",
                    subject_id=f"{day.isoformat()}:{place}", reference=where, label="特约家政服务",
                    happened_at=_at(day, 16),
                )  # fmt: skip


def _answer(story: Story) -> None:
    """Let the head of the hotel answer and sign what October's guests said, and the caller close it."""
    for one in departures():
        if one.place not in ANSWERED or one.day + timedelta(days=2) > story.until:
            continue
        with story.on(one.day + timedelta(days=2), 11):
            head = story.actor(HOTEL_HEAD)
            row = queries.answerable(head).filter(callback=_row(one), answered_at__isnull=True).first()
            if row is not None:
                solution, feedback, prevention, why = ANSWERED[one.place]
                said = {"adopted": True, "adopted_reason": why} if why else {}
                story.once(
                    head, f"{one.key}:answer", usecases.answer_opinion, opinion=row, seen=row.version,
                    solution=solution, feedback=feedback, feedback_way="phone", prevention=prevention, **said,
                )  # fmt: skip
                done = _row(one)
                caller = done.caller.number if done.caller else CALLER
                given = {"callback": done, "seen": done.version, "remark": "客人对答复满意"}
                story.once(story.actor(caller), f"{one.key}:close", usecases.close_callback, **given)

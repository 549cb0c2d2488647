"""Objections of the demo company: spot checks of its last weeks, and what three people had to say to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.editions import editions
from huiyin.rooms.appraisal.queries.objections import disputable, objections
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import Kind, Outcome
from huiyin.rooms.appraisal.usecases import decide_objections as deciding
from huiyin.rooms.appraisal.usecases import objections as raising
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.issue_objection import issue_objection_form
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import GENERAL_MANAGER, QUALITY, Given, Story


@dataclass(frozen=True)
class Spot:
    """A spot check: whose, by whom drafted and confirmed, and what was found (item, fact, evidence, points)."""

    person: str
    day: date
    drafter: str
    confirmer: str
    found: Sequence[tuple[str, str, str, int | None]]


CALLED = Spot(
    "HY0010", date(2026, 10, 20), "HY0004", "HY0001",
    (
        ("JA3", "3 栋 1202 渗水投诉结案后第 5 日才回访", "回访单 HF-1020", None),
        ("DC1", "当班未佩戴工牌", "抽检照片", None),
    ),
)  # fmt: skip
RANG = Spot(
    "HY0010", date(2026, 11, 12), "HY0004", "HY0001",
    (("XX1", "午间值守时两次未接业主来电", "话务系统记录", 200), ("DB1", "接待来访业主未先问候", "抽检录像", None)),
)  # fmt: skip
NOTED = Spot(
    "HY0038", date(2026, 11, 13), "HY0002", GENERAL_MANAGER,
    (("JA4", "与 1806 房客人约定 15:00 回复，15:40 才回电", "客人来电登记 1113", None),),
)  # fmt: skip
LATE = Spot(
    "HY0047", date(2026, 11, 17), "HY0003", GENERAL_MANAGER,
    (("JA5", "11 月 16 日巡访日报于次日中午提交", "日报系统提交记录", None),),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something that somebody does on a day; ``given`` is worked out when it happens."""

    day: date
    key: str
    who: str
    act: Any
    given: Callable[[Story], Given]


def steps() -> list[Step]:
    """Return what happens, in order: one objection upheld, one that nobody accepted in time, one under inquiry."""
    told = [step for spot in (CALLED, RANG, NOTED, LATE) for step in _checked(spot)]
    first, third = "SS-2026-0001", "SS-2026-0003"
    told += [
        _raised(date(2026, 10, 23), CALLED, "10 月 17 日 17:50 已电话回访业主，当晚系统停机，次日补录。", talked=22),
        _on(date(2026, 10, 26), QUALITY, deciding.begin_inquiry, first),
        _on(date(2026, 10, 28), "HY0004", deciding.state_opinion, first,
            appraiser_opinion="抽检时只看回访单登记日期，未核对话务记录。"),
        _on(date(2026, 10, 28), QUALITY, deciding.record_inquiry, first, mediation="双方对通话时间均无异议。",
            findings="话务系统记录：10 月 17 日 17:52 呼出，通话 3 分 12 秒；业主确认当日已接到回访。"),
        _on(date(2026, 10, 29), "HY0010", raising.state_own_opinion, first, own_opinion="同意调查情况。"),
        _on(date(2026, 10, 30), QUALITY, deciding.decide_objection, first, outcome=Outcome.UPHELD,
            decision="回访在时限之内，撤销该项扣分；回访单须当日登记，系统停机时先填纸质单。"),
        _on(date(2026, 10, 30), "HY0001", issue_objection_form, first),
        _raised(date(2026, 11, 16), RANG, "两次来电时正在接待到访业主，随后已回拨，不属于无故不接。"),
        _raised(date(2026, 11, 17), NOTED, "15:05 已回电，客人占线，15:40 为第三次拨打时接通。", talked=16),
        _on(date(2026, 11, 18), QUALITY, deciding.begin_inquiry, third),
        _on(date(2026, 11, 19), "HY0002", deciding.state_opinion, third,
            appraiser_opinion="登记本只记接通时间，未记此前的拨打。"),
        _on(date(2026, 11, 20), QUALITY, deciding.record_inquiry, third, mediation="",
            findings="总机记录：15:05、15:21 两次呼出占线，15:40 接通。"),
    ]  # fmt: skip
    return sorted(told, key=lambda step: step.day)


def tell_objections(story: Story) -> None:
    """Let happen what happened by the day; an act that an earlier load did is left as it is."""
    hour = dict[date, int]()
    for step in steps():
        if step.day <= story.until and not story.knows(step.key):
            hour[step.day] = hour.get(step.day, 9) + 1
            with story.on(step.day, hour[step.day], 20):
                story.once(story.actor(step.who), step.key, step.act, **step.given(story))


def _checked(spot: Spot) -> list[Step]:
    key = f"spot:{spot.person}:{spot.day}"
    entries = [EntryDraft(code, fact, spot.day, evidence=proof, points=cost) for code, fact, proof, cost in spot.found]

    def begin(_story: Story) -> Given:
        person = people.employees(SYSTEM).get(number=spot.person)
        return {"kind": Kind.SPOT_CHECK, "date": spot.day, "unit": person.unit, "people": [person.pk]}

    def write(_story: Story) -> Given:
        edition = _edition(spot)
        return {"sheets": [SheetInput(edition, edition.version, entries)], "submit": True}

    def confirm(_story: Story) -> Given:
        edition = _edition(spot)
        return {"edition": edition, "seen": edition.version}

    return [
        Step(spot.day, key, spot.drafter, begin_round, begin),
        Step(spot.day, f"{key}:write", spot.drafter, write_sheets, write),
        Step(spot.day, f"{key}:confirm", spot.confirmer, confirm_sheet, confirm),
    ]


def _edition(spot: Spot) -> Any:
    rows = editions(SYSTEM).filter(employee__number=spot.person, date=spot.day, kind=Kind.SPOT_CHECK)
    return rows.order_by("-edition")[0]


def _raised(day: date, spot: Spot, ground: str, talked: int = 0) -> Step:
    def given(story: Story) -> Given:
        entry = _edition(spot).entries.earliest("position")
        line = disputable(story.actor(spot.person), entry=entry.pk)
        found: Given = {"line": line, "seen": line.version, "ground": ground}
        return found | ({"talked_on": day.replace(day=talked)} if talked else {})

    return Step(day, f"objection:{spot.person}:{spot.day}", spot.person, raising.raise_objection, given)


def _on(day: date, who: str, act: Any, number: str, **said: Any) -> Step:
    def given(_story: Story) -> Given:
        row = objections(SYSTEM).get(number=number)
        return {"objection": row, "seen": row.version, **said}

    return Step(day, f"{act.name}:{number}", who, act, given)

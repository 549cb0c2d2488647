"""Awards and sanctions of the demo company: what followed from its worst and best months, each step on its day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.rulings import rulings
from huiyin.rooms.appraisal.rules.rulings import LADDER
from huiyin.rooms.appraisal.terms.rulings import RULING_WORDS, RulingKind, RulingLevel
from huiyin.rooms.appraisal.usecases import issue_ruling, move_ruling, propose_ruling
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.terms import Role
from huiyin.site.demo.company import ACCOUNTS, UNIT, Person
from huiyin.site.demo.load import GENERAL_MANAGER, QUALITY, Story, live
from huiyin.site.demo.sheets import HOLIDAYS, MONTH, Company, Sheet

RULES = "《行政奖罚标准工作规程》"
FRIDAY = 5


@dataclass(frozen=True)
class Case:
    """What followed from somebody's month: the level, and how far it went.

    ``steps`` are those behind the proposal, in order; ``days`` how many days after the sheet it was proposed.
    """

    name: str
    month: str
    level: RulingLevel
    steps: tuple[str, ...]
    clause: str
    days: int = 1
    words: str = ""


_WHOLE = ("decide", "deliver")
_HEARD = ("hear", *_WHOLE)
CASES = (
    Case("王丽华", "2025-02", RulingLevel.COMMENDATION, _WHOLE, "第四条（一）"),
    Case("梁伟", "2025-03", RulingLevel.WARNING, _HEARD, "第九条（二）", words="当时急于解释，语气重了，已登门道歉。"),
    Case(
        "邓超群", "2025-04", RulingLevel.WARNING, _HEARD, "第九条（三）",
        words="客人先出言不逊，但我不该还口，愿意向客人道歉。",
    ),
    Case("赵敏", "2025-05", RulingLevel.COMMENDATION, _WHOLE, "第四条（二）"),
    Case("苏晴", "2025-06", RulingLevel.MERIT, ("check", *_WHOLE, "issue"), "第五条（一）"),
    Case("汪洋", "2025-06", RulingLevel.DEMERIT, ("refuse", "check", *_WHOLE), "第十条（一）"),
    Case(
        "谢婷婷", "2025-07", RulingLevel.WARNING, ("state", *_WHOLE, "appeal", "answer", "issue"), "第九条（四）",
        words="退款单由两人经手，我只负责录入，事后已配合追回。",
    ),
    Case(
        "郑国栋", "2025-09", RulingLevel.GREAT_DEMERIT, (*_HEARD, "issue"), "第十一条（一）",
        words="承认补填了三次巡查记录，今后按时如实填写。",
    ),
    Case(
        "冯丽娟", "2026-05", RulingLevel.WARNING, (*_HEARD, "issue"), "第九条（一）",
        words="午餐喝了酒，没有意识到影响。",
    ),
    Case("苏晴", "2026-06", RulingLevel.MERIT, ("check", *_WHOLE), "第五条（一）"),
    Case("曹俊杰", "2026-08", RulingLevel.WARNING, ("hear",), "第九条（三）", 78, "客人催促时说了重话，已致歉。"),
    Case("苏晴", "2026-10", RulingLevel.MERIT, (), "第五条（二）", 10),
)  # fmt: skip
_GAPS = {"appeal": 4, "answer": 6, "decide": 3, "deliver": 1, "issue": 0}
_GAP = 2


@dataclass(frozen=True)
class Step:
    """Something that happens to a case on a day."""

    day: date
    order: int
    key: str
    act: Callable[[Story], None]


def steps(company: Company, sheets: Sequence[Sheet]) -> list[Step]:
    """Return what happens to all cases, in order; a case whose month has no such sheet yet has no steps."""
    by_name = {person.name: person for person in company.people}
    months = {(sheet.person, f"{sheet.day:%Y-%m}"): sheet for sheet in sheets if sheet.kind == MONTH}
    found: list[Step] = []
    for place, case in enumerate(CASES):
        person = by_name[case.name]
        sheet = months.get((person.number, case.month))
        if sheet is not None:
            found += _of_case(place, case, person, sheet)
    return sorted(found, key=lambda step: (step.day, step.order))


def tell_rulings(story: Story, told: Sequence[Step], until: date) -> None:
    """Let happen what happens to the cases up to a day."""
    for step in told:
        if step.day <= until and not story.knows(step.key):
            live(story, step.day)
            with story.on(step.day, 15, step.order % 60):
                step.act(story)


def _of_case(place: int, case: Case, person: Person, sheet: Sheet) -> Iterator[Step]:
    key, day = f"ruling:{person.number}:{case.month}", _workday(sheet.day + timedelta(days=case.days))
    yield Step(day, place * 10, f"{key}:propose", _proposing(key, case, person, sheet))
    for at, name in enumerate(case.steps, start=1):
        day = _workday(day + timedelta(days=_GAPS.get(name, _GAP)))
        if person.left is None or day <= person.left:
            yield Step(day, place * 10 + at, f"{key}:{name}", _moving(f"{key}:{name}", name, case, person, sheet))


def _workday(day: date) -> date:
    while day.isoweekday() > FRIDAY or any(span.holds(day) for span in HOLIDAYS):
        day += timedelta(days=1)
    return day


def _acting(person: Person, day: date) -> tuple[str, str]:
    """Return who proposes for a person, and who decides what a 客户经理 may: never the same."""
    place = person.place_on(day)
    accounts = {(one.role, one.unit): one for one in ACCOUNTS}
    business = UNIT[place.unit].business
    manager = next(one.username for one in ACCOUNTS if one.role == "manager" and UNIT[one.unit].business == business)
    supervisor = accounts.get(("supervisor", place.unit))
    if supervisor is None or supervisor.person == person.number:
        return manager, GENERAL_MANAGER
    return supervisor.username, manager


def _facts(case: Case, sheet: Sheet) -> tuple[str, str, str]:
    """Return facts, evidence and standard item of what the month's sheet says."""
    if LADDER[case.level].kind == RulingKind.AWARD:
        return sheet.bonuses[0][1].partition("：")[2], f"考评单 {sheet.number}", ""
    grave = next(one for one in sheet.deductions if one.serious)
    return grave.fact, grave.evidence or f"考评单 {sheet.number}", grave.item


def _proposing(key: str, case: Case, person: Person, sheet: Sheet) -> Callable[[Story], None]:
    def act(story: Story) -> None:
        facts, evidence, item = _facts(case, sheet)
        points = sheet.bonuses[0][0] if LADDER[case.level].most else 0
        story.once(
            story.actor(_acting(person, sheet.day)[0]), f"{key}:propose", propose_ruling.propose_ruling,
            employee=people.employees(SYSTEM).get(number=person.number), level=case.level, facts=facts,
            happened_on=sheet.day, points=points, clause=f"{RULES}{case.clause}", item=item, evidence=evidence,
        )  # fmt: skip

    return act


def _moving(key: str, name: str, case: Case, person: Person, sheet: Sheet) -> Callable[[Story], None]:
    def act(story: Story) -> None:
        row = rulings(SYSTEM).get(employee__number=person.number, happened_on=sheet.day, kind=LADDER[case.level].kind)
        doer, door, given = _MOVES[name]
        username = _who(doer, case, person, sheet.day)
        story.once(story.actor(username), key, door, ruling=row, seen=row.version, **given(case, row))

    return act


def _who(doer: str, case: Case, person: Person, day: date) -> str:
    """Return the account that makes a step: the proposer, who decides, the quality department, the person himself."""
    proposer, decider = _acting(person, day)
    if LADDER[case.level].approver == Role.GENERAL_MANAGER:
        decider = GENERAL_MANAGER
    return {"proposer": proposer, "decider": decider, "quality": QUALITY, "person": person.number}[doer]


def _decided(case: Case, _row: Any) -> dict[str, Any]:
    return {"decision": f"依据{RULES}{case.clause}，给予{RULING_WORDS[case.level]}。"}


def _delivered(_case: Case, row: Any) -> dict[str, Any]:
    return {"delivery": "handed", "delivered_on": clock.today(), "receipt": f"{row.employee.name}本人签收"}


Given = Callable[[Case, Any], dict[str, Any]]
# Step → who makes it, through which door, with what.
_MOVES: Mapping[str, tuple[str, Any, Given]] = {
    "hear": ("proposer", move_ruling.hear_person, lambda case, _row: {"statement": case.words}),
    "state": ("person", move_ruling.state_own_case, lambda case, _row: {"statement": case.words}),
    "refuse": (
        "proposer", move_ruling.hear_person,
        lambda _case, _row: {"refused": True, "witness": "唐文静", "second_witness": "工会 许红"},
    ),
    "check": (
        "quality", move_ruling.check_ruling,
        lambda _case, _row: {"check_note": "事实清楚，证据充分，等级与同类事项一致。"},
    ),
    "decide": ("decider", move_ruling.decide_ruling, _decided),
    "deliver": ("proposer", move_ruling.deliver_ruling, _delivered),
    "appeal": (
        "person", move_ruling.appeal_ruling,
        lambda _case, _row: {"appeal": "押金次日已全额追回，有收款回单，请求减轻。"},
    ),
    "answer": (
        "quality", move_ruling.decide_appeal,
        lambda _case, _row: {
            "result": "change", "lower": RulingLevel.REMINDER, "answer": "押金已全额追回属实，改为口头提醒。",
        },
    ),
    "issue": ("decider", issue_ruling.issue_ruling, lambda _case, _row: {}),
}  # fmt: skip

"""Facts about people's work in the demo company: of the week at work, some open, some taken, refused or withdrawn."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.editions import editions
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.use_facts import refuse_fact, take_fact
from huiyin.rooms.evidence.queries import facts
from huiyin.rooms.evidence.terms import COMPLAINT, PRAISE, THIRD_TRANSFER
from huiyin.rooms.evidence.usecases import (
    comment_on_fact,
    hear_missed_duty,
    hear_of_case,
    record_fact_by_hand,
    withdraw_fact,
)
from huiyin.rooms.evidence.usecases.hear import Missed, OfCase
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import MANAGER, OFFICE, READER, SUPERVISOR


@dataclass(frozen=True)
class Told:
    """A fact: who found it (a kind that comes by itself: nobody), about whom, so many days ago."""

    kind: str
    person: str
    ago: int
    text: str
    item: str = ""


FACTS = (
    Told("late_arrival", "HY0012", 0, "早班 8:12 到岗，迟到 12 分钟，未先报备", "QA1"),
    Told("other_merit", "HY0012", 1, "停水抢修时主动留守，逐户告知恢复时间"),
    Told("patrol", "HY0013", 0, "巡查未登记 3 号楼 1202 装修动火作业", "JC8"),
    Told(THIRD_TRANSFER, "HY0013", 0, "同一报修事项第三次转办"),
    Told(COMPLAINT, "HY0014", 0, "业主反映滞纳金解释前后不一，核实属实", "NA3"),
    Told("late_arrival", "HY0014", 1, "早班 8:20 打卡，迟到 20 分钟", "QA2"),
    Told("manner", "HY0015", 1, "前台值班未佩戴工牌", "DC1"),
    Told(PRAISE, "HY0010", 0, "6 栋住户送来锦旗，感谢连夜协调停水抢修"),
    Told("failed_exam", "HY0013", 12, "消防知识季度测验 54 分", "NA1"),
    Told(PRAISE, "HY0015", 9, "租户来电表扬搬家当天协助登记"),
)
TAKEN, REFUSED, WITHDRAWN = FACTS[2], FACTS[3], FACTS[5]
HEARD = {COMPLAINT, PRAISE, THIRD_TRANSFER}


def tell_facts(story: Story) -> None:
    """Record what was found lately, and let the 主管 deal with some of it on today's drafts."""
    today = clock.today()
    if story.until + timedelta(days=1) != today:
        return
    ids = dict(people.employees(SYSTEM).values_list("number", "pk"))
    for place, told in enumerate(FACTS):
        _record(story, place, told, today - timedelta(days=told.ago), ids)
    duty = Missed(
        0, "cases.verify", "R-5b", ids["HY0015"], _office(), ("cases.case", "0"), "投诉 TS-004 · 调查核实", "",
        clock.now().isoformat(),
    )  # fmt: skip
    story.once(SYSTEM, "fact:duty", hear_missed_duty, missed=duty)
    withdrawn = facts(SYSTEM).get(text=WITHDRAWN.text)
    if withdrawn.withdrawn_at is None:
        given = {"fact": withdrawn, "seen": withdrawn.version, "reason": "考勤机时钟故障，经核对未迟到"}
        story.once(story.actor(MANAGER), "fact:withdraw", withdraw_fact, **given)
    praise = facts(SYSTEM).filter(employee=ids[READER], kind=PRAISE).latest("pk")
    said = {"fact": praise, "text": "当晚还有维修班两位同事一起，建议一并表扬。"}
    story.once(story.actor(READER), "fact:comment", comment_on_fact, **said)
    _deal(story, today)


def _office() -> int:
    return int(people.units(SYSTEM).get(name=OFFICE).pk)


def _record(story: Story, place: int, told: Told, day: date, ids: dict[str, int]) -> None:
    key = f"fact:{place}"
    if told.kind in HEARD:
        case = OfCase(told.kind, place, f"TS-{day:%Y%m%d}-{place:03d}", _office(), ids[told.person], day, told.text)
        story.once(SYSTEM, key, hear_of_case, told=case)
        return
    person = people.employees(SYSTEM).get(pk=ids[told.person])
    given: dict[str, Any] = {"kind": told.kind, "employee": person, "on": day, "text": told.text, "item": told.item}
    story.once(story.actor(SUPERVISOR), key, record_fact_by_hand, **given)


def _deal(story: Story, today: date) -> None:
    """Take one fact onto today's draft of its person, and refuse another; without such a draft nothing is done."""
    actor = story.actor(SUPERVISOR)
    year, week, _day = today.isocalendar()
    mine = editions(actor).filter(kind=Kind.WEEK_CHECK, period=f"{year:04d}-W{week:02d}", state=EditionState.DRAFT)
    for told, key in ((TAKEN, "take"), (REFUSED, "refuse")):
        row = mine.filter(employee__number=told.person).first()
        fact = facts(SYSTEM).filter(text__endswith=told.text).latest("pk")
        if row is None or fact.on.isocalendar()[:2] != (year, week):
            continue
        if key == "take":
            given: dict[str, Any] = {"edition": row, "seen": row.version, "fact": fact.pk, "item": told.item}
            story.once(actor, "fact:take", take_fact, **given)
        else:
            reason = "前两次系统派单有误，责任不在本人"
            story.once(actor, "fact:refuse", refuse_fact, edition=row, fact=fact.pk, reason=reason)

"""The owners' committee of an estate in the demo company: members, a quarter missed, requests open and answered."""

from datetime import date, timedelta
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.committee.queries import committees, requests
from huiyin.rooms.committee.usecases import (
    add_member,
    answer_request,
    owe_meetings,
    record_committee,
    record_meeting,
    record_request,
    refer_request,
)
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import OFFICE, READER, SUPERVISOR

NAME, FIRST = "滨江小区第三届业主委员会", date(2025, 1, 10)
MEMBERS = (
    ("许建国", "chair", "13800001201"), ("罗敏", "deputy", "13800001202"), ("丁一帆", "member", "13800001203"),
)  # fmt: skip
# Days ago → topics and minutes; the quarter before the last one was missed.
MEETINGS = {
    330: ("年度工作计划、公共收益公示", "通报上年度公共收益；业委会同意本年度绿化补种计划。"),
    20: ("电梯维保、停车秩序", "通报三季度电梯故障及维保情况；业委会建议北门高峰时段增派秩序员。"),
}
# Days ago → what was asked, the answer, and whether it became a case.
REQUESTS = (
    (30, "公示三季度公共收益收支明细", "明细已于本月 5 日在公示栏和业主群公示。", False),
    (9, "北门高峰时段增派秩序员", "", False),
    (2, "5 栋地下车库东侧照明不足，请加装照明", "", True),
)


def tell_committee(story: Story) -> None:
    """Record the committee, as it was met and what it asked for."""
    if story.until <= FIRST:
        return
    supervisor = story.actor(SUPERVISOR)
    unit = people.units(SYSTEM).get(name=OFFICE)
    with story.on(FIRST, 10):
        term = {"start": FIRST, "end": FIRST.replace(year=FIRST.year + 5)}
        story.once(supervisor, "committee", record_committee, unit=unit, name=NAME, **term)
        row = committees(supervisor).get(name=NAME)
        for name, role, phone in MEMBERS:
            given: dict[str, Any] = {"name": name, "role": role, "phone": phone}
            story.once(supervisor, f"committee:{name}", add_member, committee=row, **given)
    for ago, (topics, minutes) in MEETINGS.items():
        day = story.until - timedelta(days=ago)
        if day > FIRST:
            with story.on(day, 16):
                said = {"topics": topics, "minutes": minutes, "attendees": "许建国、罗敏、丁一帆；王丽华"}
                story.once(supervisor, f"committee:{ago}", record_meeting, committee=row, day=day, **said)
    for ago, text, answer, refer in REQUESTS:
        if story.until - timedelta(days=ago) > FIRST:
            _ask(story, row, ago, text, answer, refer=refer)
    with story.on(story.until, 8):
        story.once(SYSTEM, "committee:quarter", owe_meetings)


def _ask(story: Story, row: Any, ago: int, text: str, answer: str, *, refer: bool) -> None:
    day, supervisor = story.until - timedelta(days=ago), story.actor(SUPERVISOR)
    owner = people.employees(SYSTEM).get(number=READER)
    with story.on(day, 16, 30):
        given = {"text": text, "received_on": day, "owner": owner, "asked_by": "许建国"}
        story.once(supervisor, f"committee:asked:{ago}", record_request, committee=row, **given)
    with story.on(day + timedelta(days=1), 9):
        asked = requests(supervisor).get(text=text)
        about = {"request": asked, "seen": asked.version}
        if answer:
            story.once(story.actor(READER), f"committee:answered:{ago}", answer_request, **about, answer=answer)
        if refer:
            story.once(supervisor, f"committee:referred:{ago}", refer_request, **about)

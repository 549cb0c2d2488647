"""Notices in the demo company: read and unread ones, a group's messages of the week, two that were not delivered.

Nothing leaves the house: what came of each message is told, and the channels are then out of use.
"""

from datetime import date, time, timedelta
from typing import Any

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.notices.queries import channels, notices
from huiyin.rooms.notices.usecases import add_channel, change_channel, hear_rungs, mark_read, set_quiet_hours
from huiyin.rooms.notices.usecases.mine import set_unit_quiet_hours
from huiyin.rooms.notices.usecases.sending import Outcome, Parcel, settle, take
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import MANAGER, OFFICE, READER, SUPERVISOR

GROUP, HOTEL = "滨江管理处工作群", "酒店前厅群"
# Group, kind, department, what stands for its address: no robot has it.
CHANNELS = ((GROUP, "wecom", OFFICE, "demo-robot-0001"), (HOTEL, "dingtalk", "酒店客服中心", "demorobot0002"))
# Key, who, days ago, what, rung, urgent, late by minutes, what came of the message.
REMINDERS = (
    ("gate", READER, 4, "服务需求 · 3 栋门禁失灵 · 答复客户", "owner-60", False, 0, ""),
    ("noise", SUPERVISOR, 3, "投诉 · 6 栋夜间施工 · 调查核实", "supervisor+60", True, 0, ""),
    ("visit", READER, 2, "回访 · 4 栋 0801 · 首次回访", "owner+0", False, 0, "HTTP 404"),
    ("water", MANAGER, 1, "投诉 · 停水未告知 · 处理", "manager+1440", True, 95, ""),
    ("month", SUPERVISOR, 0, "本月考核 · 交考评单", "owner-60", False, 0, "93000 invalid webhook url"),
    ("card", READER, 0, "预约回复 · 2 栋 1103 · 维修时间", "owner-60", False, 0, ""),
)
READ = ("gate", "noise", "water")


def tell_notices(story: Story) -> None:
    """Set the groups up, tell the week's reminders, and let some be read."""
    if story.until + timedelta(days=1) != clock.today():
        return
    ids = dict(people.employees(SYSTEM).values_list("number", "pk"))
    monday = clock.today() - timedelta(days=7)
    with story.on(monday, 9):
        for name, kind, unit, token in CHANNELS:
            given: dict[str, Any] = {"name": name, "kind": kind, "unit": people.units(SYSTEM).get(name=unit)}
            story.once(SYSTEM, f"channel:{kind}", add_channel, **given, password=token)
        office = people.units(SYSTEM).get(name=OFFICE)
        story.once(story.actor(MANAGER), "quiet:unit", set_unit_quiet_hours, unit=office, start=time(21), end=time(8))
        story.once(story.actor(READER), "quiet:own", set_quiet_hours, start=time(20, 30), end=time(7, 30))
    for place, (key, who, ago, *_rest) in enumerate(REMINDERS):
        _remind(story, place, ids[who], clock.today() - timedelta(days=ago))
        if key in READ:
            told = notices(story.actor(who)).filter(subject_id=f"demo-{key}").first()
            with story.on(clock.today() - timedelta(days=ago), 8, 50):
                story.once(story.actor(who), f"notice:{key}:read", mark_read, notice=told)
    for row in channels(SYSTEM).filter(name__in=(GROUP, HOTEL), active=True):
        given = {"name": row.name, "unit": row.unit, "per_minute": row.per_minute, "active": False}
        story.once(SYSTEM, f"channel:{row.name}:rest", change_channel, channel=row, seen=row.version, **given)


def _remind(story: Story, place: int, person: int, day: date) -> None:
    key, _who, _ago, label, rung, urgent, late, error = REMINDERS[place]
    with story.on(day, 8, 30):
        fired = {
            "duty": f"demo-{key}", "kind": "demo", "label": label, "url": "", "rung": rung, "recipients": [person],
            "channels": ["app", "wecom"], "urgent": urgent, "late_minutes": late,
        }  # fmt: skip
        if story.knows(f"notice:{key}"):
            return
        story.once(SYSTEM, f"notice:{key}", hear_rungs, fired=[fired])
        while isinstance(parcel := take(frozenset()), Parcel):
            settle(parcel, Outcome(ok=not error, error=error, for_good=True))

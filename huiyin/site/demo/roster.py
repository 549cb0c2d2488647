"""The supervisor's days of an estate in the demo company: a week of logs and patrols, two missing, two days read."""

from datetime import date, timedelta
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import queries as people
from huiyin.rooms.roster.queries import day_pack, writable_books
from huiyin.rooms.roster.usecases import begin_day, comment_on, read_items, record_book, review_day, write_log
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import OFFICE, READER, SUPERVISOR

DAYS = 6
BOOKS = (("log", "服务中心前台"), ("patrol", "早班巡查"), ("patrol", "晚班巡查"))
MISSED = {(2, "晚班巡查"), (3, "早班巡查")}
REVIEWED = (5, 4)
# Book, days ago → what was written, and whether it is a problem.
WRITTEN: dict[tuple[str, int], tuple[str, bool]] = {
    ("服务中心前台", 0): ("接待业主 14 人次，来电 22 个；3 栋 1201 装修押金退款已交接晚班。", False),
    ("早班巡查", 0): ("6 时至 8 时巡查两遍：消防通道畅通，北门道闸正常。", False),
    ("晚班巡查", 0): ("5 栋地下车库东侧照明 3 盏不亮，已放警示牌。", True),
    ("晚班巡查", 1): ("2 栋 0703 夜间装修，当场制止，业主停工。", True),
}
USUAL = {
    "服务中心前台": "接待、来电均已登记，钥匙与借用物品交接清楚，无遗留。",
    "早班巡查": "巡查两遍，公共区域整洁，设备运行正常，无异常。",
    "晚班巡查": "巡查三遍，门禁、监控正常，无异常。",
}


def tell_days(story: Story) -> None:
    """Keep three books for a week; read what the supervisor read."""
    first = story.until - timedelta(days=DAYS - 1)
    supervisor, author = story.actor(SUPERVISOR), story.actor(READER)
    unit = people.units(SYSTEM).get(name=OFFICE)
    keeper = people.employees(SYSTEM).get(number=READER)
    with story.on(first, 8):
        for kind, name in BOOKS:
            given: dict[str, Any] = {"unit": unit, "kind": kind, "name": name, "keeper": keeper, "start": first}
            story.once(supervisor, f"book:{name}", record_book, **given)
        books = {one.name: one for one in writable_books(author)}
    for ago in range(DAYS - 1, -1, -1):
        day = story.until - timedelta(days=ago)
        for place, (_kind, name) in enumerate(BOOKS):
            if (ago, name) in MISSED:
                continue
            text, problem = WRITTEN.get((name, ago), (USUAL[name], False))
            written = {"book": books[name], "day": day, "text": text, "problem": problem}
            with story.on(day, 18 + place, 20):
                story.once(author, f"log:{name}:{ago}", write_log, **written)
        if ago == 0:
            with story.on(day, 8):
                story.once(SYSTEM, "day:begun", begin_day)
        if ago in REVIEWED:
            _review(story, supervisor, unit, day)
    _follow_up(story, supervisor, unit, story.until - timedelta(days=1), keeper)


def _review(story: Story, supervisor: Any, unit: Any, day: date) -> None:
    with story.on(day + timedelta(days=1), 9, 10):
        if story.knows(f"day:{day}:reviewed"):
            return
        pack = day_pack(supervisor, unit=unit, day=day)
        given: dict[str, Any] = {"unit": unit, "day": day}
        story.once(supervisor, f"day:{day}:read", read_items, **given, items=" ".join(pack.items))
        story.once(supervisor, f"day:{day}:reviewed", review_day, **given)


def _follow_up(story: Story, supervisor: Any, unit: Any, day: date, owner: Any) -> None:
    with story.on(day + timedelta(days=1), 9, 20):
        pack = day_pack(supervisor, unit=unit, day=day)
        about = next((one for one in pack.neglected), None)
        if about is not None:
            due = {"matter": "violation", "owner": owner, "due": story.until + timedelta(days=1)}
            said = {"item": about.key, "text": "上门回看，书面告知装修时段。", **due}
            story.once(supervisor, "follow-up", comment_on, unit=unit, day=day, **said)

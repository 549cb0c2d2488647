"""What the demo company's people do at the end of a year, and the sheets that stand on the board on its last day."""

from datetime import date

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.board import lacking
from huiyin.rooms.appraisal.queries.summaries import own_summary
from huiyin.rooms.appraisal.queries.year_end import honours
from huiyin.rooms.appraisal.queries.years import published_years
from huiyin.rooms.appraisal.rules.board import month_before
from huiyin.rooms.appraisal.terms import HonourState, Kind
from huiyin.rooms.appraisal.usecases.close_the_year import decide_honour, write_self_summary
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import GENERAL_MANAGER, Story

WRITTEN = date(2025, 12, 22)
SUMMARIES = {
    "HY0010": "全年接待业主来访与来电，回访单按时交清；三月登记缺项两次，已改用核对表。明年想参加投诉处理培训。",
    "HY0038": "完成宾客回访计划并整理回访话术；九月独立处理两起升级投诉。明年想带一名新同事，把客史录入做得更快。",
}
REWARD = "颁发“优秀员工”证书，全公司通报表扬"
LAST_ROUND = "翠湖管理处"


def write_summaries(story: Story) -> None:
    """Let two people write about their year before their year-end sheets come in."""
    for username, text in SUMMARIES.items():
        with story.on(WRITTEN, 15):
            actor = story.actor(username)
            row = own_summary(actor, year=WRITTEN.year)
            story.once(actor, f"summary:{username}", write_self_summary, summary=row, seen=row.version, text=text)


def reward(story: Story) -> None:
    """Decide the reward of everybody above 100 but the last one, whose case is still open."""
    chief = story.actor(GENERAL_MANAGER)
    for row in list(honours(chief).filter(state=HonourState.OPEN).order_by("-total", "pk"))[:-1]:
        story.once(chief, f"honour:{row.employee.number}", decide_honour, honour=row, seen=row.version, reward=REWARD)


def begin_sheets(story: Story) -> None:
    """Begin last month's 月考核 that nobody wrote, as the system does, and a manager the 月检 of one office."""
    with story.on(story.until, 18):
        period = month_before(story.until)
        if int(period[:4]) not in published_years() and lacking(Kind.MONTH, period, "", story.until):
            story.once(SYSTEM, f"generate:{period}", generate_rounds, kind=Kind.MONTH, period=period)
        unit = people.units(SYSTEM).get(name=LAST_ROUND)
        month = f"{story.until:%Y-%m}"
        if lacking(Kind.MONTH_CHECK, month, unit.path, story.until):
            manager = story.actor("HY0001")
            given = {"kind": Kind.MONTH_CHECK, "period": month, "unit": unit}
            story.once(manager, f"generate:{unit.code}:{month}", generate_rounds, **given)

"""What an estate of the demo company publishes: its complaint office, and five places of which two wait for a check."""

from datetime import date, timedelta
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import queries as people
from huiyin.rooms.publicity.queries import placements
from huiyin.rooms.publicity.usecases import add_placement, check_placement, owe_checks, record_office
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import OFFICE, READER, SUPERVISOR

FIRST = date(2025, 1, 10)
OFFICES = (
    (FIRST, {"place": "滨江管理处 1 号楼一层服务中心", "phone": "0571-88001200", "hours": "每日 8:00–20:00"}),
    (date(2025, 6, 2), {"place": "滨江管理处 1 号楼一层服务中心", "phone": "0571-88001234", "hours": "24 小时"}),
)
# Kind and place → what the check of this month found, where there was one.
PLACES = {
    ("lobby", "1 号楼大堂公示栏"): "fine",
    ("board", "北门公告栏"): "gone",
    ("lift", "3 号楼电梯轿厢"): "",
    ("receipt", "物业费收据背面"): "fine",
    ("site", "业主公众号“联系我们”"): "",
}


def tell_publicity(story: Story) -> None:
    """Record the office and where it is published, and walk half the round."""
    if story.until <= FIRST:
        return
    supervisor, unit = story.actor(SUPERVISOR), people.units(SYSTEM).get(name=OFFICE)
    for day, said in OFFICES:
        if day <= story.until:
            with story.on(day, 10):
                given: dict[str, Any] = {"unit": unit, "start": day, **said}
                story.once(supervisor, f"office:{day}", record_office, **given)
    with story.on(min(story.until, OFFICES[-1][0] + timedelta(days=1)), 11):
        for kind, place in PLACES:
            story.once(supervisor, f"placement:{place}", add_placement, unit=unit, kind=kind, place=place)
    with story.on(story.until, 8):
        story.once(SYSTEM, "publicity:month", owe_checks)
    with story.on(story.until, 15):
        rows = {(one.kind, one.place): one for one in placements(supervisor).filter(unit=unit)}
        for key, result in PLACES.items():
            if result:
                given = {"placement": rows[key], "result": result}
                story.once(story.actor(READER), f"placement:checked:{key[1]}", check_placement, **given)

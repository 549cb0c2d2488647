"""The demo company's sheets at work: today's inspections, drafted in part."""

import random
from datetime import date, timedelta
from typing import Any

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.queries.drafting import DraftSheet, round_sheets
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people import queries as people
from huiyin.site.demo import facts
from huiyin.site.demo.company import HOTEL, PROPERTY
from huiyin.site.demo.load import Story

# Staff number → what was found so far; who is left out was not looked at yet.
FOUND: dict[str, tuple[str, ...]] = {
    "HY0010": (), "HY0012": ("JA3",), "HY0013": ("DC1", "NA9"), "HY0014": ("DB1", "QA1", "XX1"), "HY0015": ("JA1",),
}  # fmt: skip
SUBMITTED = "HY0010"
SUPERVISOR, OTHER_SUPERVISOR = "HY0004", "HY0006"
SEED = "2026-demo"


def tell_rounds(story: Story) -> None:
    """Begin today's inspections where the story ends yesterday: one of a unit, one of three people drawn by lot."""
    today = clock.today()
    if story.until + timedelta(days=1) != today:
        return
    actor = story.actor(SUPERVISOR)
    given = {"kind": Kind.WEEK_CHECK, "date": today, "unit": people.units(actor).get(name="滨江管理处")}
    made = _begin(story, actor, f"round:{today}", given)
    if made is not None:
        _write(story, actor, made, today)
    other = story.actor(OTHER_SUPERVISOR)
    unit = people.units(other).get(name="酒店客服中心")
    lot = {"kind": Kind.SPOT_CHECK, "date": today, "unit": unit, "count": 3, "seed": SEED}
    drawn = _begin(story, other, f"lot:{today}", lot)
    if drawn is not None:
        first = round_sheets(other, pk=drawn.pk).sheets[0]
        line = _line(first, "DB1", HOTEL, today)
        story.once(other, f"lot:{today}:write", write_sheets, sheets=[SheetInput(first.edition, 1, [line])])


def _begin(story: Story, actor: Actor, key: str, given: dict[str, Any]) -> Any:
    """Begin a round, unless everybody has his sheet already, as at the end of a week."""
    try:
        made = story.once(actor, key, begin_round, **given)
    except Refusal:
        return None
    return made


def _write(story: Story, actor: Actor, made: Any, today: date) -> None:
    sheets = [sheet for sheet in round_sheets(actor, pk=made.pk).sheets if sheet.edition.employee.number in FOUND]
    inputs = [
        SheetInput(
            sheet.edition, sheet.edition.version,
            [_line(sheet, code, PROPERTY, today) for code in FOUND[sheet.edition.employee.number]],
            submit=sheet.edition.employee.number == SUBMITTED,
        )
        for sheet in sheets
    ]  # fmt: skip
    if inputs:
        story.once(actor, f"round:{today}:write", write_sheets, sheets=inputs)


def _line(sheet: DraftSheet, code: str, business: str, today: date) -> EntryDraft:
    number = sheet.edition.employee.number
    fact, proof = facts.tell(random.Random(f"{number}{code}{today}"), code, business, today)  # noqa: S311 - a made-up company
    item = sheet.rules.items[code]
    return EntryDraft(item=code, fact=fact, happened_on=today, evidence=proof, points=item.least)

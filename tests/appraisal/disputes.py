"""A confirmed sheet of one person with two deductions, and objections to them in every state."""

from datetime import date
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Objection, SheetEdition
from huiyin.rooms.appraisal.queries.objections import Disputable
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import Kind, Outcome
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.decide_objections import begin_inquiry, decide_objection, record_inquiry
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.objections import raise_objection, withdraw_objection
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput

DAY = date(2026, 1, 14)
People = dict[str, Actor]


def late(**more: Any) -> EntryDraft:
    given: dict[str, Any] = {
        "item": "JA3", "fact": "1 月 13 日的回访逾期一天",
        "happened_on": DAY.replace(day=13), "evidence": "回访单 0113",
    }  # fmt: skip
    return EntryDraft(**(given | more))


ENTRIES = (
    late(),
    late(item="JA4", fact="预约回复晚了一天"),
    # An item with a range: it may be lowered.
    late(item="XX1", points=300, section="其它", fact="值班时未接听客户来电"),
)


def confirmed(people: People, unit: Any, person: int, *, kind: Kind = Kind.WEEK_CHECK, day: date = DAY) -> SheetEdition:
    """A sheet with deductions, drafted by the supervisor and confirmed by the manager."""
    made = begin_round(people["supervisor"], kind=kind, date=day, unit=unit, people=[person])
    edition = made.editions.get()
    write_sheets(people["supervisor"], sheets=[SheetInput(edition, edition.version, ENTRIES)], submit=True)
    edition.refresh_from_db()
    return confirm_sheet(people["manager"], edition=edition, seen=edition.version)


def line(edition: SheetEdition, place: int = 1) -> Disputable:
    """A deduction of the sheet as the person sees it now."""
    fresh = SheetEdition.objects.select_related("employee", "unit").get(pk=edition.pk)
    return Disputable(fresh, fresh.entries.select_related("section").get(position=place))


def raised(people: People, edition: SheetEdition, place: int = 1, **more: Any) -> Objection:
    found = line(edition, place)
    given = {"ground": "当日 17:50 已回访，回访单漏登", **more}
    return raise_objection(people["employee"], line=found, seen=found.version, **given)


def accepted(people: People, edition: SheetEdition, place: int = 1) -> Objection:
    row = raised(people, edition, place)
    return begin_inquiry(people["quality"], objection=fresh(row), seen=row.version)


def inquired(people: People, edition: SheetEdition, place: int = 1) -> Objection:
    row = accepted(people, edition, place)
    return record_inquiry(
        people["quality"], objection=fresh(row), seen=row.version, findings="通话记录显示 17:52 已回访"
    )


def decided(people: People, edition: SheetEdition, place: int = 1, outcome: Outcome = Outcome.UPHELD) -> Objection:
    return decide(people, inquired(people, edition, place), outcome)


def decide(people: People, row: Objection, outcome: Outcome, *, who: str = "quality", **more: Any) -> Objection:
    now = fresh(row)
    given = {"decision": "查明属实", **more}
    return decide_objection(people[who], objection=now, seen=now.version, outcome=outcome, **given)


def withdrawn(people: People, edition: SheetEdition, place: int = 1) -> Objection:
    row = raised(people, edition, place)
    return withdraw_objection(people["employee"], objection=fresh(row), seen=row.version)


def fresh(row: Objection) -> Objection:
    """The objection as it stands, with what its doors load beside it."""
    return Objection.objects.select_related("edition", "entry__section", "employee", "unit").get(pk=row.pk)

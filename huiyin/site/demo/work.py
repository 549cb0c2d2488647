"""Sheets at work in the demo company: one office writes its weekly inspections in the house instead of a workbook.

The weeks before the last are confirmed, read, closed and corrected; in the last one something waits for everybody.
Whoever signs does so from his own demo account.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.appraisal.queries.editions import editions
from huiyin.rooms.appraisal.queries.sheet import sheets as stored_sheets
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet, confirm_sheets, send_back
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import GENERAL_MANAGER, Story
from huiyin.site.demo.sheets import WEEK, Company, Sheet

WORK_FROM = date(2026, 11, 9)
OFFICE = "滨江管理处"
SUPERVISOR, MANAGER, READER = "HY0004", "HY0001", "HY0010"


def at_work(company: Company, sheet: Sheet) -> bool:
    """Tell whether a sheet is written in the house and so comes in with no workbook."""
    if sheet.kind != WEEK or sheet.day < WORK_FROM:
        return False
    person = next(one for one in company.people if one.number == sheet.person)
    return person.place_on(sheet.day).unit == OFFICE


def tell_work(story: Story, company: Company, sheets: Sequence[Sheet]) -> None:
    """Draft, confirm, read and correct the office's weeks up to the day."""
    mondays = list(_mondays(story.until))
    for monday in mondays:
        week = [
            sheet for sheet in sheets if monday <= sheet.day < monday + timedelta(days=7) and at_work(company, sheet)
        ]
        own = [sheet for sheet in week if sheet.person == SUPERVISOR]
        others = [sheet for sheet in week if sheet.person != SUPERVISOR]
        _of_supervisor(story, monday, own, last=monday == mondays[-1])
        if monday == mondays[-1]:
            _last_week(story, monday, others)
        else:
            _earlier_week(story, monday, others)


def _mondays(until: date) -> Iterator[date]:
    monday = WORK_FROM
    while monday + timedelta(days=4) <= until:
        yield monday
        monday += timedelta(days=7)


def _draft(story: Story, actor: Actor, monday: date, sheets: Sequence[Sheet]) -> list[Any]:
    """Begin the week's round for some people, and return their drafts in the order of the sheets."""
    ids = dict(people.employees(SYSTEM).values_list("number", "pk"))
    wanted = [ids[sheet.person] for sheet in sheets]
    unit = people.units(SYSTEM).get(name=OFFICE)
    day = monday + timedelta(days=3)
    given: dict[str, Any] = {"kind": Kind.WEEK_CHECK, "date": day, "unit": unit, "people": wanted}
    with story.on(day, 9):
        story.once(actor, f"round:{actor.name}:{monday}", begin_round, **given)
    return _editions(monday, [sheet.person for sheet in sheets])


def _editions(monday: date, numbers: Sequence[str]) -> list[Any]:
    year, week, _day = monday.isocalendar()
    rows = editions(SYSTEM).filter(kind=Kind.WEEK_CHECK, period=f"{year:04d}-W{week:02d}", edition=1)
    found = {row.employee.number: row for row in rows}
    return [found[number] for number in numbers if number in found]


def _write(story: Story, actor: Actor, key: str, pairs: Sequence[tuple[Any, Sheet]], *, submit: bool) -> None:
    written = [SheetInput(row, row.version, _entries(sheet)) for row, sheet in pairs if row.state == EditionState.DRAFT]
    if written:
        story.once(actor, key, write_sheets, sheets=written, submit=submit)


def _entries(sheet: Sheet) -> list[EntryDraft]:
    return [
        EntryDraft(one.item, one.fact, sheet.day, one.section, one.points, one.serious, one.evidence)
        for one in sheet.deductions
    ]


def _of_supervisor(story: Story, monday: date, sheets: Sequence[Sheet], *, last: bool) -> None:
    """The 主管 is inspected by the 客户经理, so that the 总经理 confirms; she reads it the week after."""
    manager, friday = story.actor(MANAGER), monday + timedelta(days=4)
    rows = _draft(story, manager, monday, sheets)
    with story.on(friday, 15):
        _write(story, manager, f"own:{monday}", list(zip(rows, sheets, strict=False)), submit=True)
    if last:
        return
    for row in _editions(monday, [SUPERVISOR]):
        with story.on(friday, 17):
            chief = story.actor(GENERAL_MANAGER)
            story.once(chief, f"own-confirmed:{monday}", confirm_sheet, edition=row, seen=row.version)
        with story.on(monday + timedelta(days=8), 9):
            row.refresh_from_db()
            reader = story.actor(SUPERVISOR)
            story.once(reader, f"own-read:{monday}", acknowledge_sheet, edition=row, seen=row.version)


def _earlier_week(story: Story, monday: date, sheets: Sequence[Sheet]) -> None:
    supervisor, manager, friday = story.actor(SUPERVISOR), story.actor(MANAGER), monday + timedelta(days=4)
    rows = _draft(story, supervisor, monday, sheets)
    with story.on(friday, 15):
        _write(story, supervisor, f"written:{monday}", list(zip(rows, sheets, strict=False)), submit=True)
    with story.on(friday, 17):
        waiting = [row for row in _editions(monday, [sheet.person for sheet in sheets]) if row.state == "submitted"]
        if waiting:
            seen = {row.pk: row.version for row in waiting}
            story.once(manager, f"confirmed:{monday}", confirm_sheets, editions=waiting, seen=seen)
    with story.on(monday + timedelta(days=7), 10):
        for row in _editions(monday, [READER]):
            reader = story.actor(READER)
            story.once(reader, f"read:{monday}", acknowledge_sheet, edition=row, seen=row.version, agrees=True)
    _correct(story, monday, sheets)


def _correct(story: Story, monday: date, sheets: Sequence[Sheet]) -> None:
    """One sheet of the week said too much: the next edition takes its last deduction off."""
    wrong = next((sheet for sheet in sheets if sheet.person != READER and len(sheet.deductions) > 1), None)
    if wrong is None:
        return
    supervisor, manager = story.actor(SUPERVISOR), story.actor(MANAGER)
    with story.on(monday + timedelta(days=8), 10):
        row = stored_sheets(SYSTEM).get(number=wrong.number)
        reason = "经复核，该事由属前一班次，予以更正"
        story.once(supervisor, f"correction:{monday}", correct_sheet, sheet=row, seen=row.version, reason=reason)
    with story.on(monday + timedelta(days=8), 11):
        second = editions(SYSTEM).get(number=wrong.number, edition=2)
        kept = _entries(wrong)[:-1]
        if second.state == EditionState.DRAFT:
            given: dict[str, Any] = {"sheets": [SheetInput(second, second.version, kept)], "submit": True}
            story.once(supervisor, f"corrected:{monday}", write_sheets, **given)
    with story.on(monday + timedelta(days=9), 9):
        second.refresh_from_db()
        story.once(manager, f"correction-confirmed:{monday}", confirm_sheet, edition=second, seen=second.version)


def _last_week(story: Story, monday: date, sheets: Sequence[Sheet]) -> None:
    """Leave a draft, one that was sent back, one that was confirmed and is to be read, and the rest to be confirmed."""
    supervisor, manager, friday = story.actor(SUPERVISOR), story.actor(MANAGER), monday + timedelta(days=4)
    rows = _draft(story, supervisor, monday, sheets)
    pairs = list(zip(rows, sheets, strict=False))
    unread = [pair for pair in pairs if pair[1].person == READER]
    rest = [pair for pair in pairs if pair[1].person != READER]
    with story.on(friday, 15):
        _write(story, supervisor, f"written:{monday}", [*unread, *rest[1:]], submit=True)
        _write(story, supervisor, f"drafted:{monday}", rest[:1], submit=False)
    with story.on(friday, 17):
        for row, _sheet in unread:
            row.refresh_from_db()
            story.once(manager, f"confirmed:{monday}", confirm_sheet, edition=row, seen=row.version)
        for row, _sheet in rest[1:2]:
            row.refresh_from_db()
            reason = "请补充回访登记的单号"
            story.once(manager, f"sent-back:{monday}", send_back, edition=row, seen=row.version, reason=reason)

"""Keeps what stands on sheets as editions, before something else takes its place; runs inside write doors."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from huiyin.platform import clock
from huiyin.rooms.appraisal.models import Bonus, Deduction, Entry, Gain, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.editions import accounts_of
from huiyin.rooms.appraisal.queries.sheet import evaluator_of
from huiyin.rooms.appraisal.rules.work import occurrence_of
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, STANDING_EDITIONS, EditionState, Kind, Origin


def keep_imported(sheets: Sequence[Sheet], *, state: EditionState) -> list[SheetEdition]:
    """Keep what stands on sheets that came in with a workbook as editions; runs inside a write door.

    A workbook names no day of the fact, so the sheet's day stands for it.
    """
    numbers = [sheet.number for sheet in sheets]
    counted: dict[str, int] = {}
    for number in SheetEdition.objects.filter(number__in=numbers).values_list("number", flat=True):
        counted[number] = counted.get(number, 0) + 1
    now = clock.now()
    rows = SheetEdition.objects.bulk_create(
        SheetEdition(
            number=sheet.number, edition=counted.get(sheet.number, 0) + 1, sheet=sheet, employee_id=sheet.employee_id,
            kind=sheet.kind, date=sheet.date, period=sheet.period, form_id=sheet.form_id, unit_id=sheet.unit_id,
            state=state, origin=Origin.IMPORT, drafter_name=evaluator_of(sheet),
            drafted_at=now, closed_at=now, digest=sheet.fingerprint,
        )
        for sheet in sheets
    )  # fmt: skip
    by_sheet = {row.sheet_id: row for row in rows}
    Entry.objects.bulk_create(_entries(by_sheet, standing=state in STANDING_EDITIONS))
    Gain.objects.bulk_create(
        Gain(
            edition=by_sheet[one.sheet_id], position=one.position, points=one.points, ground=one.ground,
            written_by=by_sheet[one.sheet_id].drafter_name,
        )
        for one in Bonus.objects.filter(sheet__in=by_sheet)
    )  # fmt: skip
    _count(rows)
    return rows


def _count(rows: Sequence[SheetEdition]) -> None:
    """Keep beside each edition what it comes to by itself, so that a correction can say what stood there before."""
    full = SheetEdition.objects.filter(pk__in=[row.pk for row in rows]).select_related("form__scheme")
    accounts = accounts_of(list(full))
    for row in rows:
        row.base, row.bonus = accounts[row.pk].subtotal, accounts[row.pk].bonus
    SheetEdition.objects.bulk_update(rows, ["base", "bonus"], batch_size=200)


def _entries(by_sheet: dict[int | None, SheetEdition], *, standing: bool) -> Iterable[Entry]:
    for one in Deduction.objects.filter(sheet__in=by_sheet).order_by("sheet", "position"):
        row = by_sheet[one.sheet_id]
        # What a workbook brought is not compared with other facts: two of its lines may well say the same.
        occurrence = occurrence_of(f"{one.item}\x1f{row.number}\x1f{one.position}", row.date, one.fact)
        yield Entry(
            edition=row, position=one.position, section_id=one.section_id, item=one.item, points=one.points,
            serious=one.serious, fact=one.fact, happened_on=row.date, evidence=one.evidence,
            written_by=row.drafter_name, employee_id=row.employee_id, instrument=INSTRUMENT_OF[Kind(row.kind)],
            occurrence=occurrence, standing=standing, source_id=one.source_id,
        )  # fmt: skip


def drop_unwritten() -> None:
    """Throw away drafts on which nobody wrote and whose sheet came in with a workbook; runs inside a write door."""
    stored = Sheet.objects.filter(employee=OuterRef("employee"), kind=OuterRef("kind"), period=OuterRef("period"))
    drafts = SheetEdition.objects.filter(state=EditionState.DRAFT, edition=1, drafter=None, drafter_name="")
    drafts.filter(Exists(stored)).delete()

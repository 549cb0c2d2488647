"""The worksheet 考评单: which form was filled in about whom on which day, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huiyin.kernel.period import FOREVER, month_key, month_span, week_key, year_span
from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import OPEN_END, Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.fields import Row
from huiyin.rooms.appraisal.rules.known import FormSpec, Known, SchemeSpec
from huiyin.rooms.appraisal.rules.staff import Staff
from huiyin.rooms.appraisal.rules.tables import SHEETS, Source, read
from huiyin.rooms.appraisal.terms import FORM_OF, KIND_WORDS, FormKind, Kind
from huiyin.rooms.people.rules import Place, Service

LONGEST = {"考评单号": 30, "工号": 20, "考评人": 40}
WORD_OF = {int(kind): word for word, kind in KIND_WORDS.items()}
_KINDS: Mapping[str, int] = {word: int(kind) for word, kind in KIND_WORDS.items()}
_FORM_OF: Mapping[int, str] = {int(kind): form.value for kind, form in FORM_OF.items()}
_WEEK, _SPOT, _YEAR = int(Kind.WEEK_CHECK), int(Kind.SPOT_CHECK), int(Kind.YEAR)


@dataclass(slots=True)
class SheetDraft:
    """One row. ``kind`` 0 and ``day`` None were unreadable; ``refused`` rows take no part in what follows."""

    sheet: str
    row: int
    number: str
    staff: str
    kind: int
    day: date | None
    evaluator: str
    refused: bool
    form: FormSpec | None = None
    scheme: SchemeSpec | None = None
    unit: int = 0
    period: str = ""
    fingerprint: str = ""


@dataclass
class Sheets:
    """The rows in their order, and by number; a repeated number leads to its first row."""

    drafts: list[SheetDraft] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def years(self) -> list[int]:
        """Return the years of all dates that could be read."""
        return sorted({draft.day.year for draft in self.drafts if draft.day})


def period_of(kind: int, day: date) -> str:
    """Return the period that a kind of sheet is filled in for: an ISO week, a month or a year."""
    if kind == _WEEK:
        return week_key(day)
    return f"{day.year:04d}" if kind == _YEAR else month_key(day)


class _Reader:
    """Remembers what faultless cells meant: people, words and days come again and again."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.codes: dict[Cell, str] = {}
        self.days: dict[Cell, date] = {}

    def draft(self, row: Row, values: tuple[Cell, ...]) -> SheetDraft:
        number = row.code("考评单号", values[0], LONGEST["考评单号"])
        here = len(self.sheets.drafts)
        first = self.sheets.places.setdefault(number, here) if number else here
        if first != here:
            row.wrong(say.REPEATED_SHEET, value=number, row=self.sheets.drafts[first].row)
        staff = self.codes.get(values[1]) if type(values[1]) is str else None
        if staff is None:
            staff = row.code("工号", values[1], LONGEST["工号"])
            if not row.faulty:
                self.codes[values[1]] = staff
        kind = _KINDS.get(values[2]) if type(values[2]) is str else None
        if kind is None:
            kind = row.word("类型", values[2], _KINDS) or 0
        day = self.days.get(values[3]) if type(values[3]) is date else None
        if day is None:
            day = self._day(row, values[3])
        evaluator = self.codes.get(values[4]) if type(values[4]) is str else None
        if evaluator is None:
            evaluator = _evaluator(row, values[4])
        return SheetDraft(row.sheet, row.row, number, staff, kind, day, evaluator, row.faulty)

    def _day(self, row: Row, cell: Cell) -> date | None:
        day = row.day("考评日期", cell)
        if day == OPEN_END:
            row.wrong(say.DATE_RANGE, column="考评日期", value=day)
            return None
        if day and type(cell) is date:
            self.days[cell] = day
        return day


def _evaluator(row: Row, cell: Cell) -> str:
    try:
        evaluator = cells.code(cell)
    except ValueError:
        evaluator = cells.text(cell)
    if len(evaluator) > LONGEST["考评人"]:
        row.wrong(say.TOO_LONG, column="考评人", most=LONGEST["考评人"])
    return evaluator


def read_sheets(source: Source, faults: Faults) -> Sheets:
    """Read all sheets, as far as they can be judged without knowing people and schemes."""
    sheets = Sheets()
    reader = _Reader(sheets)
    for sheet, number, values in read(source, SHEETS, faults):
        sheets.drafts.append(reader.draft(Row(faults, sheet, number), values))
    return sheets


def check_sheets(sheets: Sheets, staff: Staff, known: Known, faults: Faults) -> None:
    """Place every sheet: its person, form, unit and period. Only a sheet that stands takes its period (no cascades)."""
    taken = {
        (stored.staff, stored.kind, stored.period): stored.number
        for stored in known.stored.values()
        if stored.number not in sheets.places and stored.kind != _SPOT
    }
    for draft in sheets.drafts:
        row = Row(faults, draft.sheet, draft.row)
        service = known.services.get(draft.staff)
        if service is None:
            if draft.staff and draft.staff not in staff.spoiled:
                row.wrong(say.UNKNOWN_STAFF, value=draft.staff)
            draft.refused = True
            continue
        if draft.day:
            _place(row, draft, service, known)
        if row.faulty or draft.refused:
            draft.refused = True
        elif draft.kind != _SPOT:
            first = taken.setdefault((draft.staff, draft.kind, draft.period), draft.number)
            if first != draft.number:
                _say_second(row, draft, service, first)


def _say_second(row: Row, draft: SheetDraft, service: Service, first: str) -> None:
    draft.refused = True
    kind = WORD_OF[draft.kind]
    row.wrong(say.SECOND_IN_PERIOD, kind=kind, name=service.name, period=draft.period, first=first)


def _place(row: Row, draft: SheetDraft, service: Service, known: Known) -> None:
    day = draft.day or FOREVER
    if not any(span.start <= day <= span.end for span in service.spans):
        row.wrong(say.OUTSIDE_EMPLOYMENT, value=day.isoformat(), name=service.name)
    stored = known.stored.get(draft.number)
    if stored and (stored.staff != draft.staff or not stored.open):
        row.wrong(say.TAKEN_NUMBER, value=draft.number)
    place = service.places[0] if len(service.places) == 1 else service.place_on(day)
    draft.unit = place.unit
    if place.unit not in known.units:
        row.wrong(say.OUT_OF_REACH, value=service.name)
    draft.scheme = known.scheme_on(day)
    if draft.scheme is None:
        row.wrong(say.NO_SCHEME, value=day.isoformat())
    elif draft.kind:
        draft.period = period_of(draft.kind, day)
        draft.form = draft.scheme.forms.get(form_key(draft.kind, day, place, service))
        if draft.form is None:
            row.wrong(say.NO_FORM, value=day.isoformat())


def form_key(kind: int, day: date, place: Place, service: Service) -> tuple[str, str]:
    """Return the form's kind and audience: the business on the day, or the class on the period's last day (P-4.3.3)."""
    form = _FORM_OF[kind]
    if form == FormKind.CHECK:
        return form, place.business
    if len(service.places) > 1:
        frame = year_span(day.year) if kind == _YEAR else month_span(day.year, day.month)
        place = service.place_on(service.last_day(frame) or day)
    return form, place.level

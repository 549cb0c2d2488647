"""What may be typed in about the calendar and working hours; one form checks page, API and the row of a table."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import Fault, Refusal
from huiyin.platform import clock, workbooks
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.duties.queries.calendar import keepable_units
from huiyin.rooms.duties.rules.calendar import Span
from huiyin.rooms.duties.rules.hours import NoHours, parse_spans
from huiyin.rooms.duties.terms.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_HOURS,
    MOST_DAYS,
    MOST_SPANS,
    DayKind,
    HoursDay,
    SaidOfHours,
)
from huiyin.rooms.duties.usecases.calendar import DayInput
from huiyin.rooms.people.forms.fields import DayField

MOST_BYTES = 5 * 2**20
# The columns of a table of days, as the export calls them.
_COLUMNS: Mapping[str, Promise] = {
    "date": gettext_lazy("day"),
    "kind": gettext_lazy("kind"),
    "name": gettext_lazy("name"),
    "confirmed": gettext_lazy("confirmed"),
}


def _in_years(**more: Any) -> DayField:
    within = [MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(LAST_YEAR, 12, 31))]
    return DayField(validators=within, **more)


class DayChangeForm(DoorForm):
    """What a date is."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DayKind.choices)
    name = forms.CharField(
        label=gettext_lazy("Holiday's name"), required=False, max_length=60,
        help_text=gettext_lazy("The holiday that a make-up workday is made up for, too."),
    )  # fmt: skip
    unconfirmed = forms.BooleanField(
        label=gettext_lazy("Not yet confirmed"), required=False,
        help_text=gettext_lazy("While the notice of the year is awaited; due times that rest on it may still move."),
    )  # fmt: skip

    def accept(self) -> dict[str, Any]:
        """Turn the mark round: the table keeps what is confirmed."""
        given = super().accept()
        unconfirmed = given.pop("unconfirmed")
        return {**given, "confirmed": not unconfirmed}


class DayForm(DayChangeForm):
    """A date that does not follow its weekday."""

    date = _in_years(label=gettext_lazy("Day"))
    field_order = ("date", "kind", "name", "unconfirmed")


class YearForm(DoorForm):
    """A year of the calendar."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Begin with the present year, unless the address says another."""
        return super().get_initial_for_field(field, field_name) or clock.today().year


def _spans(value: str) -> tuple[Span, ...]:
    try:
        found = parse_spans(value)
    except NoHours as why:
        raise forms.ValidationError(str(SaidOfHours(str(why)).label)) from why
    if len(found) > MOST_SPANS:
        raise forms.ValidationError(_("A day has %(most)s stretches of hours at most.") % {"most": MOST_SPANS})
    return found


class SpansField(forms.CharField):
    """The hours of a day, as people write them; empty: nobody works."""

    def __init__(self, day: HoursDay) -> None:
        super().__init__(label=day.label, required=False, max_length=LONGEST_HOURS)

    def clean(self, value: Any) -> tuple[Span, ...]:
        """Return the stretches, or refuse what are none."""
        return _spans(super().clean(value))


class HoursForm(DoorForm):
    """The working hours of a department from a day on."""

    unit: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Department"))
    start = _in_years(label=gettext_lazy("From"))
    inherit = forms.BooleanField(
        label=gettext_lazy("As the department above"), required=False,
        help_text=gettext_lazy("From that day on it follows the department above; the hours below do not matter."),
    )  # fmt: skip
    monday = SpansField(HoursDay.MONDAY)
    tuesday = SpansField(HoursDay.TUESDAY)
    wednesday = SpansField(HoursDay.WEDNESDAY)
    thursday = SpansField(HoursDay.THURSDAY)
    friday = SpansField(HoursDay.FRIDAY)
    saturday = SpansField(HoursDay.SATURDAY)
    sunday = SpansField(HoursDay.SUNDAY)
    makeup = SpansField(HoursDay.MAKEUP)
    holiday = SpansField(HoursDay.HOLIDAY)

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose hours the actor may set."""
        self.fields["unit"].queryset = keepable_units(actor)  # type: ignore[attr-defined]
        self.fields["monday"].help_text = str(SaidOfHours.UNREADABLE.label)

    def accept(self) -> dict[str, Any]:
        """Return the week as one."""
        given = super().accept()
        if given["inherit"]:
            return {"unit": given["unit"], "start": given["start"], "week": None}
        week = {day.value: given[day.name.lower()] for day in HoursDay if given[day.name.lower()]}
        if not week:
            raise Refusal.at("monday", _("Write the hours of one day at least."))
        return {"unit": given["unit"], "start": given["start"], "week": week}


class DaysForm(DoorForm):
    """A table of days: .csv or .xlsx, with the columns of the export."""

    file = forms.FileField(
        label=gettext_lazy("Table (.xlsx or .csv)"),
        help_text=gettext_lazy("The columns of the export; each row replaces what the calendar says of its day."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def accept(self) -> dict[str, Any]:
        """Return the days that the table holds, or refuse it with every row at fault."""
        return {"days": days_of(read_days(self.actor, super().accept()["file"]))}


class DaysFileForm(DaysForm):
    """The same table, to be looked through first."""

    def accept(self) -> dict[str, Any]:
        """Return the file itself, or refuse what is no table of days; its rows are looked at in the preview."""
        file = DoorForm.accept(self)["file"]
        if file.size > MOST_BYTES:
            raise Refusal.at("file", _("This table is too large."))
        next(_rows(file), None)
        file.seek(0)
        return {"file": file}


@dataclass(frozen=True)
class DayRow:
    """A row of a table: its number in the spreadsheet, and the day that it says or why it is refused."""

    number: int
    day: DayInput | None = None
    reason: str = ""


def read_days(actor: Actor, file: Any) -> list[DayRow]:
    """Read every row of a table through the form of a day. Raises Refusal where it is no table, or holds no day."""
    if file.size > MOST_BYTES:
        raise Refusal.at("file", _("This table is too large."))
    found: list[DayRow] = []
    for number, row in _rows(file):
        try:
            found.append(DayRow(number, DayInput(**DayForm(row, actor=actor).accept())))
        except Refusal as refusal:
            found.append(DayRow(number, reason=" ".join(fault.reason for fault in refusal.faults)))
        if number > MOST_DAYS:
            raise Refusal.at("file", _("A table holds %(most)s days at most.") % {"most": MOST_DAYS})
    if not found:
        raise Refusal.at("file", _("There is no day in it."))
    return found


def days_of(rows: Sequence[DayRow]) -> list[DayInput]:
    """Return the days of all rows, or refuse them with every row at fault."""
    said = _("Row %(row)s: %(reason)s")
    faults = [Fault("file", said % {"row": row.number, "reason": row.reason}) for row in rows if row.day is None]
    if faults:
        raise Refusal(_("Some rows are refused, so nothing was imported."), faults=faults)
    return [row.day for row in rows if row.day is not None]


def _rows(file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a table by the form's fields; ``unconfirmed`` comes from the column that says confirmed."""
    table = _table(file)
    heads = [_heads().get(_cell(cell).lower(), "") for cell in next(table, [])]
    if not {"date", "kind"} <= set(heads):
        raise Refusal.at(
            "file",
            _("There are no columns “%(day)s” and “%(kind)s” in it.")
            % {"day": _COLUMNS["date"], "kind": _COLUMNS["kind"]},
        )
    for number, cells in enumerate(table, start=2):
        row = {head: _cell(cell) for head, cell in zip(heads, cells, strict=False) if head}
        if any(row.values()):
            confirmed = row.pop("confirmed", "").lower()
            row["kind"] = _kinds().get(row["kind"].lower(), row["kind"])
            row["unconfirmed"] = "on" if confirmed in _noes() else ""
            yield number, row


def _table(file: Any) -> Iterator[Sequence[Any]]:
    if file.read(2) == b"PK":
        file.seek(0)
        try:
            book = workbooks.Book(file)
            return book.rows(book.names[0])
        except workbooks.NoWorkbookError:
            raise Refusal.at("file", _("This is no Excel workbook (.xlsx), or it is damaged.")) from None
        except workbooks.TooLargeError:
            raise Refusal.at("file", _("This table is too large.")) from None
    file.seek(0)
    data = file.read()
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        return csv.reader(io.StringIO(text))
    raise Refusal.at("file", _("This is neither a workbook nor a table of text."))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip().lstrip("'")


def _in_all_languages(text: str | Promise) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(text).lower()


@cache
def _heads() -> Mapping[str, str]:
    """Return which field a column is, by its title in any language of the house, or by its name."""
    return {said: name for name, title in _COLUMNS.items() for said in (name, *_in_all_languages(title))}


@cache
def _kinds() -> Mapping[str, str]:
    return {said: kind.value for kind in DayKind for said in _in_all_languages(kind.label)}


@cache
def _noes() -> frozenset[str]:
    return frozenset(
        {"0", "false", *_in_all_languages(gettext_lazy("no")), *_in_all_languages(gettext_lazy("unconfirmed"))}
    )

"""The year of the calendar as it hangs on the wall: twelve months, the holidays, how one works."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action
from huiyin.rooms.duties.models.calendar import CalendarDay
from huiyin.rooms.duties.queries.calendar import YearPage
from huiyin.rooms.duties.rules.calendar import Calendar
from huiyin.rooms.duties.screens.calendar import keeps, week_in_words
from huiyin.rooms.duties.terms.calendar import FIRST_YEAR, LAST_YEAR, DayKind

_WEEK = [date(2024, 1, day) for day in range(1, 8)]  # begins on a Monday
_FAR = 60  # days between a holiday and a make-up workday of the same name


@dataclass(frozen=True)
class Cell:
    """A date of a month; ``css`` says what it is, ``said`` says it in words."""

    day: date
    css: str = ""
    mark: str = ""
    said: str = ""
    url: str = ""


@dataclass(frozen=True)
class Month:
    """A month of the wall calendar; None stands before its first and after its last day."""

    label: str
    weeks: Sequence[Sequence[Cell | None]]
    working: str


@dataclass(frozen=True)
class Feast:
    """A holiday's days off in a row, and the make-up workdays that bear its name."""

    name: str
    first: date
    last: date
    days: int
    makeups: Sequence[date]
    confirmed: bool


def year_context(actor: Actor, page: YearPage) -> dict[str, Any]:
    """Return what the page of a year shows."""
    rows = {row.date: row for row in page.days}
    unconfirmed = sum(not row.confirmed for row in page.days)
    here = reverse("duties:calendar")
    around = {clock.today().year - 1, clock.today().year, clock.today().year + 1, page.year}
    years = sorted({year for year in {*page.years, *around} if FIRST_YEAR <= year <= LAST_YEAR})
    return {
        "page_title": _("Calendar of %(year)s") % {"year": page.year},
        "year": page.year,
        "years": [{"label": one, "url": f"{here}?year={one}", "current": one == page.year} for one in years],
        "heads": [date_format(day, "D").removeprefix("周").removeprefix("星期") for day in _WEEK],
        "months": [_month(actor, page, rows, month) for month in range(1, 13)],
        "feasts": feasts(page.days),
        "unconfirmed": unconfirmed,
        "loaded": bool(rows),
        "figures": _figures(page),
        "unit": page.unit,
        "hours": week_in_words(page.week),
        "version": page.version,
        "actions": _actions(actor, page.year, unconfirmed=unconfirmed, loaded=bool(rows)),
    }


def _actions(actor: Actor, year: int, *, unconfirmed: int, loaded: bool) -> list[Action]:
    actions = [Action(_("Days as a list"), f"{reverse('duties:calendar_days')}?{urlencode({'year': year})}")]
    if not keeps(actor):
        return actions
    asked = f"?{urlencode({'year': year})}"
    if not loaded or unconfirmed:
        actions.insert(0, Action(_("Load the public calendar"), reverse("duties:load_year") + asked, primary=True))
    if unconfirmed:
        actions.append(Action(_("Confirm the year"), reverse("duties:confirm_year") + asked))
    return [*actions, Action(_("Add a day"), reverse("duties:set_day"))]


def _figures(page: YearPage) -> list[tuple[str, str]]:
    holidays = sum(row.kind == DayKind.HOLIDAY for row in page.days)
    makeups = sum(row.kind == DayKind.MAKEUP for row in page.days)
    working = page.calendar.working_days(date(page.year, 1, 1), date(page.year, 12, 31))
    return [
        (_("Working days"), _("%(n)s d") % {"n": working}),
        (_("Days off by notice"), _("%(n)s d") % {"n": holidays}),
        (_("Make-up workdays"), _("%(n)s d") % {"n": makeups}),
    ]


def _month(actor: Actor, page: YearPage, rows: Mapping[date, CalendarDay], month: int) -> Month:
    first = date(page.year, month, 1)
    days = months.monthrange(page.year, month)[1]
    cells: list[Cell | None] = [None] * first.weekday()
    cells += [_cell(actor, page.calendar, rows, first + timedelta(days=n)) for n in range(days)]
    cells += [None] * (-len(cells) % 7)
    working = page.calendar.working_days(first, first + timedelta(days=days - 1))
    return Month(
        date_format(first, "F"),
        [cells[at : at + 7] for at in range(0, len(cells), 7)],
        _("%(n)s working days") % {"n": working},
    )


def _cell(actor: Actor, calendar: Calendar, rows: Mapping[date, CalendarDay], day: date) -> Cell:
    row = rows.get(day)
    css = ["is-today"] if day == clock.today() else []
    css += [] if calendar.is_working_day(day) else ["is-off"]
    if row is None:
        url = f"{reverse('duties:set_day')}?{urlencode({'date': day.isoformat()})}" if keeps(actor) else ""
        return Cell(day, " ".join(css), url=url)
    said = " ".join(filter(None, (row.name, str(DayKind(row.kind).label), "" if row.confirmed else _("unconfirmed"))))
    marks = {DayKind.HOLIDAY: _("off"), DayKind.MAKEUP: _("at work")}
    css += [f"is-{row.kind}"] + ([] if row.confirmed else ["is-open"])
    url = reverse("duties:change_day", args=[row.pk]) if keeps(actor) else ""
    return Cell(day, " ".join(css), marks.get(DayKind(row.kind), ""), said, url)


def feasts(days: Iterable[CalendarDay]) -> list[Feast]:
    """Return the holidays of a year in their order; make-up workdays stand with the holiday whose name they bear."""
    ordered = sorted(days, key=lambda row: row.date)
    runs: list[list[CalendarDay]] = []
    for row in ordered:
        if row.kind != DayKind.HOLIDAY:
            continue
        if runs and (row.date - runs[-1][-1].date).days == 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    made_up = [row for row in ordered if row.kind == DayKind.MAKEUP]
    found = []
    for run in runs:
        names = list(dict.fromkeys(row.name for row in run if row.name))
        mine = [row for row in made_up if row.name in names and abs((row.date - run[0].date).days) <= _FAR]
        sure = all(row.confirmed for row in [*run, *mine])
        found.append(Feast("、".join(names), run[0].date, run[-1].date, len(run), [row.date for row in mine], sure))
    return found

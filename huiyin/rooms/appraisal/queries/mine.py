"""A person's own page: his year with every deduction, and what waits for him; and the list of totals, where opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from huiyin.kernel.errors import NotPermitted, Refusal
from huiyin.kernel.period import year_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Entry, Line, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.editions import COUNTED, Corrected, corrected_among, own_editions
from huiyin.rooms.appraisal.queries.explain import (
    Explained,
    YearRead,
    kept_result,
    person_of,
    person_of_line,
    sheets_of_year,
    write_out,
)
from huiyin.rooms.appraisal.rules.what_if import Cost, costs
from huiyin.rooms.appraisal.terms import EditionState, Permit, RunState
from huiyin.rooms.people.queries import employees
from huiyin.rooms.people.queries.rosters import person_with_spans

WAITING = (EditionState.CONFIRMED, EditionState.READ, EditionState.DISPUTED)


@dataclass(frozen=True)
class OwnYear:
    """A person's year as he himself reads it. ``explained`` is None where it cannot be shown, ``why`` says why.

    ``waiting`` are his sheets that are not closed; ``proofs`` the entries behind deductions, by (sheet, item, fact).
    """

    year: int
    number: str
    name: str
    sheets: Sequence[Sheet]
    waiting: Sequence[SheetEdition]
    corrected: Mapping[int, Corrected]
    costs: Sequence[Cost]
    proofs: Mapping[tuple[str, str, str], Entry]
    explained: Explained | None
    why: str = ""


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b", "P-4.6Σ", "P-4.9e"))
def own_year(actor: Actor, *, year: int) -> OwnYear:
    """Return the actor's own year, written out to every deduction; a bounded number of statements."""
    me = actor.employee_id or 0
    known = person_with_spans(me)
    if known is None:
        raise NotPermitted("an account without a person")
    (who, spans), span = known, year_span(year)
    rows = sheets_of_year(me, year)
    waiting, found = _editions(actor, rows)
    made, why = None, ""
    try:
        run, line = kept_result(actor, who.number, year)
        person = person_of_line(line) if line else person_of(who)
        made = write_out(actor, year, YearRead(person, rows, spans, found, run, line))
    except Refusal as refusal:
        why = refusal.reason
    newest = sorted(rows, key=lambda row: (row.date, row.pk), reverse=True)
    return OwnYear(
        year, who.number, who.name, newest, waiting, found,
        costs(made.account) if made else (), _proofs(me, span.start, span.end), made, why,
    )  # fmt: skip


def _editions(actor: Actor, rows: Sequence[Sheet]) -> tuple[tuple[SheetEdition, ...], dict[int, Corrected]]:
    """Return the actor's sheets that are not closed, and which of some sheets were corrected: one statement."""
    year = {row.pk for row in rows}
    either = Q(state__in=WAITING) | Q(sheet__in=year, state__in=COUNTED)
    known = list(own_editions(actor).filter(either).order_by("object_until", "-date", "-id"))
    counted = (row for row in known if row.sheet_id in year and row.state in COUNTED)
    return tuple(row for row in known if row.state in WAITING), corrected_among(counted)


def _proofs(person: int, start: date, end: date) -> dict[tuple[str, str, str], Entry]:
    kept = Entry.objects.filter(employee=person, standing=True, edition__date__range=(start, end))
    kept = kept.exclude(edition__sheet=None).select_related("edition", "file")
    return {(one.edition.number, one.item, one.fact): one for one in kept}


def totals_are_open() -> bool:
    """Tell whether this installation shows a department the totals of its people (AMB-18)."""
    return bool(settings.HUIYIN_OPEN_TOTALS)


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def own_totals(actor: Actor) -> QuerySet[Line]:
    """List names and totals of the actor's department in published years; nothing where it is not opened (AMB-18)."""
    rows = Line.objects.filter(run__state=RunState.PUBLISHED)
    rows = rows.annotate(year=F("run__year"), points=Coalesce(F("total"), Value(-1))).select_related("employee")
    if not totals_are_open() or actor.employee_id is None:
        return rows.none()
    return rows.filter(unit__in=employees(actor).filter(pk=actor.employee_id).order_by().values("unit"))

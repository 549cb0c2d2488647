"""Reads of recorded facts as sheets use them: what is open for a sheet, what it took and refused, where a fact went.

Appraisal draws on the evidence room's ledger alone, so it knows no other room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from huiyin.kernel.period import Span, year_span
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import FactUse, SheetEdition
from huiyin.rooms.appraisal.queries.editions import SHOWN
from huiyin.rooms.appraisal.rules.work import period_span
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, OPEN_EDITIONS, FactState, Instrument, Kind, Permit
from huiyin.rooms.evidence.queries import Use, evidence_kinds, facts, facts_about
from huiyin.rooms.evidence.terms import Permit as Evidence

OPEN = "open"


@dataclass(frozen=True)
class FactLine:
    """A fact as a sheet sees it: open, taken or refused in its instrument; ``edition`` is where, 0 while it is open."""

    fact: Any
    state: str
    reason: str = ""
    by: str = ""
    edition: int = 0


@dataclass(frozen=True)
class FactCounts:
    """How many facts of a sheet's person and period were taken and refused, and how many are open."""

    taken: int = 0
    refused: int = 0
    open: int = 0

    def __add__(self, other: "FactCounts") -> "FactCounts":
        """Add those of another sheet."""
        return FactCounts(self.taken + other.taken, self.refused + other.refused, self.open + other.open)

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.taken or self.refused or self.open)


def span_of(row: SheetEdition) -> Span:
    """Return the days of a sheet's period."""
    return period_span(Kind(row.kind), row.period)


def fact_for(actor: Actor, row: SheetEdition, pk: int) -> Any:
    """Return a fact about a sheet's person and period as the actor sees it, or nothing: one statement."""
    span = span_of(row)
    return facts_about(actor, people=[row.employee_id], start=span.start, end=span.end).filter(pk=pk).first()


def facts_of(actor: Actor, rows: Sequence[SheetEdition]) -> dict[int, tuple[FactLine, ...]]:
    """Return the facts of some sheets' people and periods, by sheet, oldest first: a statement an instrument.

    What was withdrawn before anybody took it is no proposal, so it is left out.
    """
    found: dict[int, tuple[FactLine, ...]] = {row.pk: () for row in rows}
    if not actor.may(Evidence.READ_EVIDENCE):
        return found
    for instrument in {INSTRUMENT_OF[Kind(row.kind)] for row in rows}:
        some = [row for row in rows if INSTRUMENT_OF[Kind(row.kind)] == instrument]
        found |= _of_instrument(actor, instrument, some)
    return found


def _of_instrument(
    actor: Actor, instrument: Instrument, rows: Sequence[SheetEdition]
) -> dict[int, tuple[FactLine, ...]]:
    spans = {row.pk: span_of(row) for row in rows}
    start, end = min(one.start for one in spans.values()), max(one.end for one in spans.values())
    uses = FactUse.objects.filter(fact=OuterRef("pk"), instrument=instrument)
    told = facts_about(actor, people={row.employee_id for row in rows}, start=start, end=end).annotate(
        **{f"use_{name}": Subquery(uses.values(name)[:1]) for name in ("state", "reason", "by", "edition")}
    )
    by_person: dict[int, list[Any]] = {}
    for one in told.exclude(Q(withdrawn_at__isnull=False) & ~Q(use_state=FactState.TAKEN)):
        by_person.setdefault(one.employee_id, []).append(one)
    return {
        row.pk: tuple(_line(one) for one in by_person.get(row.employee_id, ()) if spans[row.pk].holds(one.on))
        for row in rows
    }


def _line(one: Any) -> FactLine:
    return FactLine(one, one.use_state or OPEN, one.use_reason or "", one.use_by or "", one.use_edition or 0)


def counted(lines: Sequence[FactLine]) -> FactCounts:
    """Count the lines of a sheet."""
    states = [line.state for line in lines]
    return FactCounts(states.count(FactState.TAKEN), states.count(FactState.REFUSED), states.count(OPEN))


def counts_of(actor: Actor, rows: Sequence[SheetEdition]) -> FactCounts:
    """Count the facts of some sheets together, for who is about to confirm them."""
    return sum((counted(lines) for lines in facts_of(actor, rows).values()), FactCounts())


def facts_of_year(actor: Actor, person: int, year: int, most: int) -> list[Any]:
    """Return the youngest facts about a person in a year, each with the word of its kind: one statement."""
    if not actor.may(Evidence.READ_EVIDENCE):
        return []
    span = year_span(year)
    rows = facts_about(actor, people=[person], start=span.start, end=span.end).order_by("-on", "-id")[:most]
    kinds = evidence_kinds()
    found: list[Any] = list(rows)
    for one in found:
        one.word = str(kinds[one.kind].label) if one.kind in kinds else one.kind
    return found


def praise_taken(actor: Actor) -> QuerySet[Any]:
    """List the facts that speak for somebody and that a sheet took, as the actor sees them: a bonus may name one."""
    taken = FactUse.objects.filter(state=FactState.TAKEN).values("fact")
    return facts(actor).filter(good=True, withdrawn_at=None, pk__in=taken).order_by("-on", "-id")


def uses_of_fact(actor: Actor, pk: int) -> list[Use]:
    """Tell the evidence room what became of a fact on sheets that the actor sees (``settings.FACT_USES``)."""
    if not actor.may(Permit.READ_SHEETS):
        return []
    seen = SheetEdition.objects.visible_to(actor.reach(Permit.READ_SHEETS)).select_related(*SHOWN)
    rows = FactUse.objects.filter(fact=pk, edition__in=seen.order_by().values("pk")).select_related("edition")
    return [_use(one) for one in rows]


def _use(one: FactUse) -> Use:
    row, waits = one.edition, one.edition.state in OPEN_EDITIONS
    tones: Mapping[str, str] = {FactState.TAKEN: "soon" if waits else "done"}
    return Use(
        label=f"{row.get_kind_display()} {row} · {row.get_state_display()}", state=str(one.get_state_display()),
        tone=tones.get(one.state, ""), reason=one.reason, url=reverse("appraisal:edition", args=[row.pk]),
    )  # fmt: skip

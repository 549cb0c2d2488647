"""Reads of objections: whom they concern, who decides them, what may be objected to, what each rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.kernel.period import year_span
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import StoredFile
from huiyin.rooms.appraisal.models import Entry, Objection, SheetEdition
from huiyin.rooms.appraisal.queries.editions import own_editions
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.rules.objections import Party, Standing
from huiyin.rooms.appraisal.terms import (
    OPEN_EDITIONS,
    OPEN_OBJECTIONS,
    EditionState,
    ObjectionState,
    Origin,
    Outcome,
    Permit,
)

OBJECTIONABLE = frozenset({EditionState.CONFIRMED, EditionState.READ, EditionState.DISPUTED})
_WITH = ("edition", "entry__section", "employee", "unit")


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.4.5"))
def objections(actor: Actor) -> QuerySet[Objection]:
    """List the objections that the actor sees: those of his units, and his own."""
    return Objection.objects.visible_to(actor.reach(Permit.READ_SHEETS)).select_related(*_WITH)


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def own_objections(actor: Actor) -> QuerySet[Objection]:
    """List the actor's own objections."""
    return Objection.objects.filter(employee_id=actor.employee_id or 0).select_related(*_WITH)


@query(permit=Permit.DECIDE_OBJECTIONS, clauses=("P-1.0b", "P-4.4.5"))
def decidable(actor: Actor) -> QuerySet[Objection]:
    """List the objections of the units over which the actor decides; never his own."""
    return _within(actor, Permit.DECIDE_OBJECTIONS)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-1.0b",))
def appraised(actor: Actor) -> QuerySet[Objection]:
    """List the objections of the units over which the actor drafts sheets; never his own."""
    return _within(actor, Permit.DRAFT_SHEETS)


@query(permit=Permit.ISSUE_FORMS, clauses=("P-1.0b",))
def issuable(actor: Actor) -> QuerySet[Objection]:
    """List the objections of the units for which the actor issues forms."""
    condition = actor.reach(Permit.ISSUE_FORMS).narrow(unit_path="unit__path", employee="")
    return Objection.objects.filter(condition).select_related(*_WITH)


def _within(actor: Actor, permit: str) -> QuerySet[Objection]:
    condition = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    rows = Objection.objects.filter(condition).select_related(*_WITH)
    return rows.exclude(employee_id=actor.employee_id) if actor.employee_id else rows


def by_party(actor: Actor) -> Exists:
    """Return the condition that the actor drafted or confirmed an edition of the sheet, or is one who did by name."""
    hand = Q(drafter_name=actor.name, drafter=None) | Q(confirmer_name=actor.name, confirmer=None)
    hand |= Q(acted_for=actor.name)
    if actor.employee_id is not None:
        hand |= Q(drafter=actor.employee_id) | Q(confirmer=actor.employee_id)
    made = SheetEdition.objects.filter(hand, number=OuterRef("edition__number")).exclude(origin=Origin.OBJECTION)
    return Exists(made.exclude(state__in=OPEN_EDITIONS))


def awaiting_decision(actor: Actor) -> Q:
    """Return the condition on objections that wait for the actor's decision: open, and he is independent of them."""
    narrowed = actor.reach(Permit.DECIDE_OBJECTIONS).narrow(unit_path="unit__path", employee="")
    own = Q(employee=actor.employee_id) if actor.employee_id else Q(pk__in=[])
    return Q(narrowed, state__in=OPEN_OBJECTIONS) & ~own & ~Q(entry__written_by=actor.name) & ~Q(by_party(actor))


def awaiting_opinion(actor: Actor) -> Q:
    """Return the condition on objections that wait for the actor's opinion as the appraiser."""
    narrowed = actor.reach(Permit.DRAFT_SHEETS).narrow(unit_path="unit__path", employee="")
    hand = Q(by_party(actor)) | Q(entry__written_by=actor.name)
    return Q(narrowed, state=ObjectionState.INQUIRY, appraiser_at=None) & hand


def parties_of(row: Objection) -> list[Party]:
    """Return who had a hand in the deduction: who wrote it, drafted or confirmed the sheet, or was stood in for.

    Who decided an earlier objection to the sheet is none: he confirmed that edition for its decision alone.
    """
    found = [Party(None, row.entry.written_by)]
    made = SheetEdition.objects.filter(number=row.edition.number).exclude(origin=Origin.OBJECTION)
    for drafter, drew, confirmer, confirmed, instead in made.exclude(state__in=OPEN_EDITIONS).values_list(
        "drafter", "drafter_name", "confirmer", "confirmer_name", "acted_for"
    ):
        found += [Party(drafter, drew), Party(confirmer, confirmed), Party(None, instead)]
    return [one for one in found if one.employee is not None or one.name]


def standing(actor: Actor, row: Objection, parties: Sequence[Party]) -> Standing:
    """Return how the actor stands to an objection."""
    party = rules.is_party(parties, actor.employee_id, actor.name)
    own = actor.employee_id is not None and actor.employee_id == row.employee_id
    return Standing(
        own=own and actor.may(Permit.ANSWER_SHEETS),
        decides=not own and actor.reach(Permit.DECIDE_OBJECTIONS).covers(row.unit.path),
        independent=not own and not party,
        appraised=party and actor.reach(Permit.DRAFT_SHEETS).covers(row.unit.path),
    )


def possible_acts(actor: Actor, row: Objection) -> frozenset[str]:
    """Return what the actor may do with an objection now: one statement."""
    if not row.is_open:
        return frozenset()
    return rules.possible(row.state, standing(actor, row, parties_of(row)), inquired=bool(row.findings))


@dataclass(frozen=True)
class Disputable:
    """A deduction of one's own sheet that one may object to; the version is the sheet's."""

    edition: SheetEdition
    entry: Entry

    @property
    def pk(self) -> int:
        """Return the deduction's key: what is typed about it is kept under it."""
        return self.entry.pk

    @property
    def version(self) -> int:
        """Return the version of the sheet that the person sees."""
        return self.edition.version

    def __str__(self) -> str:
        """Return the sheet and the fact."""
        return f"{self.edition} · {self.entry.fact}"


def why_not(edition: SheetEdition, entry: Entry) -> str:
    """Say why a deduction cannot be objected to, or nothing where it can: two statements at most."""
    shown = {"number": edition, "state": edition.get_state_display(), "day": edition.object_until}
    if edition.state not in OBJECTIONABLE:
        return _("%(number)s cannot be objected to: it is in the state “%(state)s”.") % shown
    if edition.object_until is not None and edition.object_until < clock.today():
        return _("The term for objections to %(number)s ended on %(day)s.") % shown
    same = Objection.objects.filter(edition__number=edition.number, entry__occurrence=entry.occurrence)
    earlier = same.exclude(state=ObjectionState.WITHDRAWN).first()
    if earlier is None:
        return ""
    if earlier.is_open:
        return _("You objected to this deduction already: %(number)s.") % {"number": earlier}
    return _("This deduction was objected to and decided: %(number)s. A decision stands.") % {"number": earlier}


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def disputable(actor: Actor, *, entry: int, pk: int | None = None) -> Disputable:
    """Return a deduction of the actor's own confirmed sheet. Raises NotVisible (404) for any other."""
    found = Entry.objects.filter(pk=entry).select_related("section", "edition").first()
    mine = own_editions(actor).filter(pk=found.edition_id if found else 0).first()
    if found is None or mine is None or pk not in {None, mine.pk}:
        raise NotVisible(_("There is no such deduction, or it is not yours."))
    return Disputable(mine, found)


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def all_disputable(actor: Actor, *, edition: int | None = None) -> list[Disputable]:
    """List what the actor may object to today, on all his sheets or one of them. One statement."""
    told = Objection.objects.filter(
        edition__number=OuterRef("edition__number"), entry__occurrence=OuterRef("occurrence")
    ).exclude(state=ObjectionState.WITHDRAWN)
    rows = Entry.objects.filter(
        ~Exists(told), edition__employee=actor.employee_id or 0, edition__state__in=OBJECTIONABLE,
        edition__object_until__gte=clock.today(),
    )  # fmt: skip
    if edition is not None:
        rows = rows.filter(edition=edition)
    found = rows.select_related("edition", "section").order_by("edition__object_until", "edition", "position")
    return [Disputable(one.edition, one) for one in found]


def raised_content(row: Objection) -> dict[str, Any]:
    """Return what the person signs: what is objected to and why, as it stood when it was raised."""
    return {
        "number": row.number, "sheet": row.edition.number, "edition": row.raised_on, "employee": row.employee_id,
        "fact": [row.entry.occurrence, row.entry.item, row.entry.fact, row.entry.happened_on.isoformat()],
        "points": row.points_before, "ground": row.ground, "file": row.file.digest if row.file else "",
        "talked": [row.talked, row.talked_on.isoformat() if row.talked_on else ""],
    }  # fmt: skip


def decided_content(row: Objection) -> dict[str, Any]:
    """Return what the decider signs: what was raised, found and said, and what he decided."""
    return raised_content(row) | {
        "findings": row.findings, "mediation": row.mediation,
        "opinions": [row.appraiser_by, row.appraiser_opinion, row.own_opinion],
        "outcome": row.outcome, "decision": row.decision, "points_after": row.points_after,
        "scores": [row.score_before, row.score_after], "made": row.made.digest if row.made else "",
    }  # fmt: skip


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def evidence(actor: Actor, *, pk: int, whose: str) -> StoredFile:
    """Return a file of an objection: the person's own, or the deduction's. Raises NotVisible (404)."""
    row = objections(actor).select_related("file", "entry__file").filter(pk=pk).first()
    stored = (row.file if whose == "own" else row.entry.file) if row else None
    if stored is None:
        raise NotVisible(_("There is no such file, or it is not open to you."))
    return stored


def undecided_of_year(year: int) -> list[SheetEdition]:
    """Return the sheets of a year that are objected to or wait for confirmation: they come before its publication."""
    span = year_span(year)
    rows = SheetEdition.objects.filter(date__range=(span.start, span.end))
    return list(rows.filter(state__in=(EditionState.DISPUTED, EditionState.SUBMITTED)).order_by("number", "edition"))


@dataclass(frozen=True)
class Waiting:
    """How many objections wait for somebody, how many of them are late, and the day that is due first."""

    accept: int = 0
    decide: int = 0
    late: int = 0
    opinion: int = 0
    own: int = 0
    due: date | None = None


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def waiting_objections(actor: Actor) -> Waiting:
    """Count what waits for the actor: objections to accept or decide, opinions to give, his own. One statement."""
    today = clock.today().toordinal()
    decide = awaiting_decision(actor) if actor.may(Permit.DECIDE_OBJECTIONS) else None
    opinion = awaiting_opinion(actor) if actor.may(Permit.DRAFT_SHEETS) else None
    wants: list[When] = []
    if decide is not None:
        wants.append(When(decide, then=1))
    if opinion is not None:
        wants.append(When(opinion, then=2))
    if actor.employee_id is not None:
        wants.append(When(Q(employee=actor.employee_id), then=3))
    if not wants:
        return Waiting()
    rows = Objection.objects.filter(state__in=OPEN_OBJECTIONS)
    kinds = rows.annotate(wants=Case(*wants, default=0, output_field=IntegerField())).exclude(wants=0)
    counts = {"accept": 0, "decide": 0, "late": 0, "opinion": 0, "own": 0}
    first: int | None = None
    for want, state, urgency, count in (
        kinds.order_by().values_list("wants", "state", "urgency").annotate(n=Count("pk"))
    ):
        name = {2: "opinion", 3: "own"}.get(want) or ("accept" if state == ObjectionState.RAISED else "decide")
        counts[name] += count
        if want == 1:
            counts["late"] += count if urgency < today else 0
            first = urgency if first is None else min(first, urgency)
    return Waiting(**counts, due=date.fromordinal(first) if first else None)


@dataclass(frozen=True)
class Overturn:
    """How many objections to an item, or to an appraiser's deductions, were decided, and how many went against it."""

    name: str
    decided: int
    overturned: int

    @property
    def alarming(self) -> bool:
        """Tell whether the clause should be looked at."""
        return rules.is_alarming(self.decided, self.overturned)


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.4.5",))
def overturns(actor: Actor) -> dict[str, list[Overturn]]:
    """Count decisions by deduction item and by who drafted the sheet, most overturned first: two statements."""
    seen = Objection.objects.visible_to(actor.reach(Permit.READ_STATISTICS)).filter(state=ObjectionState.DECIDED)
    against = Count("pk", filter=~Q(outcome=Outcome.REJECTED))
    found = {}
    for name, column in (("items", "entry__item"), ("drafters", "edition__drafter_name")):
        rows = seen.order_by().values_list(column).annotate(decided=Count("pk"), overturned=against)
        found[name] = [Overturn(*row) for row in rows.order_by("-overturned", "-decided", column)[:20]]
    return found

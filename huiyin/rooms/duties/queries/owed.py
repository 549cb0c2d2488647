"""Reads of duties: one's own, the team's, all that one sees, those about a thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models import Duty, Pause
from huiyin.rooms.duties.queries.calendar import Calendars
from huiyin.rooms.duties.queries.explain import explain
from huiyin.rooms.duties.terms import Permit, State
from huiyin.rooms.people.queries.people import standing_for

SOON = timedelta(hours=24)


def _state() -> Case:
    """Read a duty's state off its facts."""
    now = clock.now()
    running = Pause.objects.filter(duty=OuterRef("pk"), ended_at__isnull=True, until__gt=now)
    return Case(
        When(waived_at__isnull=False, then=Value(State.WAIVED)),
        When(done_at__lte=F("due_at"), then=Value(State.DONE)),
        When(done_at__isnull=False, then=Value(State.LATE)),
        When(due_at__lt=now, then=Value(State.OVERDUE)),
        When(Exists(running), then=Value(State.PAUSED)),
        default=Value(State.OPEN),
    )


def _own(actor: Actor) -> Q:
    """Keep what a person owes himself or for somebody whom he stands in for today (AMB-70)."""
    if actor.employee_id is None:
        return Q(pk__in=())
    principals = standing_for(actor.employee_id, clock.today())
    return Q(owner=actor.employee_id) | Q(owner__in=principals)


def shown(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Add what lists and pages show of duties."""
    return rows.select_related("unit", "owner").annotate(state=_state())


@query(permit=Permit.READ_DUTIES)
def duties(actor: Actor) -> QuerySet[Duty]:
    """List the duties that the actor sees: those of his units, his own, and those he stands in for."""
    reach = actor.reach(Permit.READ_DUTIES)
    if reach.everything:  # an empty condition would lose itself in the one beside it
        return shown(Duty.objects.all())
    return shown(Duty.objects.filter(reach.narrow(unit_path="unit__path", employee="owner_id") | _own(actor)))


@query(permit=Permit.READ_DUTIES)
def mine(actor: Actor) -> QuerySet[Duty]:
    """List what the actor owes and has not done, soonest first."""
    return shown(Duty.objects.open().filter(_own(actor))).order_by("due_at", "pk")


@query(permit=Permit.REASSIGN, clauses=("S-0c",))
def team(actor: Actor) -> QuerySet[Duty]:
    """List what is owed in the actor's units and not done, soonest first."""
    rows = Duty.objects.open().filter(actor.reach(Permit.REASSIGN).narrow(unit_path="unit__path", employee=""))
    return shown(rows).order_by("due_at", "pk")


@query(permit=Permit.READ_DUTIES)
def duty_page(actor: Actor, *, pk: int) -> Duty:
    """Return a duty with all that happened to it and why it is due when it is."""
    rows = duties(actor).select_related("unit", "owner", "policy").prefetch_related(
        "pauses__approver", "handovers__before", "handovers__after", "fired", "shifts", "policy__rungs"
    )  # fmt: skip
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such duty, or it is not open to you."))
    return row


@dataclass(frozen=True)
class Mine:
    """The first of one's duties, how many there are and how many of them are overdue."""

    first: Sequence[Duty]
    count: int
    overdue: int


@query(permit=Permit.READ_DUTIES)
def first_of_mine(actor: Actor, *, most: int) -> Mine:
    """Return the first of what the actor owes, counted: one statement."""
    late = Case(When(due_at__lt=clock.now(), then=1), output_field=BooleanField())
    rows = mine(actor).annotate(all_mine=Window(Count("pk")), late_mine=Window(Count(late)))
    first = list(rows[:most])
    return Mine(first, first[0].all_mine if first else 0, first[0].late_mine if first else 0)


def duties_of(actor: Actor, subject: tuple[str, str]) -> list[Duty]:
    """Return the duties about a thing, open ones first, each with its ``explanation``.

    Who sees the thing sees what is owed about it: the asking room has let him through.
    """
    rows = shown(Duty.objects.filter(subject_type=subject[0], subject_id=str(subject[1])))
    ordered = rows.select_related("policy").prefetch_related("pauses").order_by(
        Coalesce("done_at", "waived_at").asc(nulls_first=True), "due_at", "pk"
    )  # fmt: skip
    found, known = list(ordered), dict[int, Calendars]()
    for duty in found:
        duty.explanation = explain(duty, known)
    return found


def next_due_of(subject_type: str, ids: Iterable[object]) -> dict[str, Duty]:
    """Return what is due next about each of some things: {id: duty}, one statement."""
    rows = Duty.objects.open().filter(subject_type=subject_type, subject_id__in=[str(one) for one in ids])
    found: dict[str, Duty] = {}
    for duty in rows.select_related("owner").order_by("due_at", "pk"):
        found.setdefault(duty.subject_id, duty)
    return found

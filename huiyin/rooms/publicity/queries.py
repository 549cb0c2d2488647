"""Reads of the publicity room."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock, trail
from huiyin.platform.actor import ANYBODY, SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.platform.models import StoredFile
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.publicity import rules
from huiyin.rooms.publicity.models import Office, Placement
from huiyin.rooms.publicity.terms import CHANGE, CHECK, MONTH, MOST_ON_ROUND, Permit


@query(permit=Permit.READ, clauses=("H-2",))
def offices(actor: Actor) -> QuerySet[Office]:
    """List the complaint offices of the units that the actor sees, with their earlier versions."""
    later = Office.objects.filter(unit=OuterRef("unit"), start__gt=OuterRef("start"), start__lte=clock.today())
    reach = actor.reach(Permit.READ).narrow(unit_path="unit__path", employee="")
    return Office.objects.filter(reach).select_related("unit").annotate(
        current=Q(start__lte=clock.today()) & ~Exists(later)
    )  # fmt: skip


@query(permit=ANYBODY, clauses=("H-2",))
def published_offices(_actor: Actor, *, units: Iterable[int]) -> dict[int, Office]:
    """Return the offices that are in force today, by unit, as everybody may know them: one statement."""
    versions: dict[int, list[Office]] = {}
    for one in Office.objects.filter(unit__in=list(units)):
        versions.setdefault(one.unit_id, []).append(one)
    found = {unit: rules.in_force(rows, clock.today()) for unit, rows in versions.items()}
    return {unit: office for unit, office in found.items() if office is not None}


def _placements(actor: Actor, permit: str) -> QuerySet[Placement]:
    reach = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    return Placement.objects.filter(reach).select_related("unit", "photo")


@query(permit=Permit.READ, clauses=("H-2",))
def placements(actor: Actor) -> QuerySet[Placement]:
    """List where the offices of the units that the actor sees are published."""
    return _placements(actor, Permit.READ)


@query(permit=Permit.KEEP)
def keepable_placements(actor: Actor) -> QuerySet[Placement]:
    """List the placements that the actor keeps."""
    return _placements(actor, Permit.KEEP)


@query(permit=Permit.CHECK)
def checkable_placements(actor: Actor) -> QuerySet[Placement]:
    """List the placements that the actor may check."""
    return _placements(actor, Permit.CHECK).filter(ended_on=None)


@query(permit=Permit.READ)
def photo(actor: Actor, *, pk: int) -> StoredFile:
    """Return the photograph of a placement."""
    row = _placements(actor, Permit.READ).filter(pk=pk).first()
    if row is None or row.photo is None:
        raise NotVisible(_("There is no such file, or it is not open to you."))
    return row.photo


@query(permit=Permit.CHECK, clauses=("H-2",))
def round_units(actor: Actor) -> QuerySet[Any]:
    """List the units whose placements the actor may check."""
    held = Placement.objects.filter(unit=OuterRef("pk"), ended_on=None)
    return open_units(actor.reach(Permit.CHECK)).filter(Exists(held)).order_by("path")


def round_of(unit: int) -> list[Placement]:
    """Return what is walked past in a unit: what was checked longest ago comes first."""
    rows = list(Placement.objects.filter(unit=unit, ended_on=None)[:MOST_ON_ROUND])
    return sorted(rows, key=lambda one: (is_checked(one), one.kind, one.place))


def begun(today: date) -> datetime:
    """Return the instant at which the month of a day began."""
    return datetime.combine(today.replace(day=1), time(), timezone.get_default_timezone())


def not_checked() -> Q:
    """Return the condition for present placements that were not checked this month."""
    return Q(ended_on=None) & (Q(checked_at=None) | Q(checked_at__lt=begun(clock.today())))


def is_checked(row: Placement) -> bool:
    """Tell whether a placement was checked this month."""
    day = timezone.localdate(row.checked_at) if row.checked_at else None
    return rules.checked_in_month(day, clock.today())


def is_all_checked(unit: int) -> bool:
    """Tell whether nothing of a unit waits for its check this month."""
    return not Placement.objects.filter(not_checked(), unit=unit).exists()


def subject_of_month(unit: int, day: date) -> str:
    """Return what the checks of a month are owed for."""
    return f"{unit}-{day:%Y-%m}"


def to_be_checked(today: date) -> list[Any]:
    """Return the units with placements that were not checked this month, for which nobody was told yet.

    What was owed once, done or waived or not, is not owed again.
    """
    waiting = Placement.objects.filter(not_checked(), unit=OuterRef("pk"))
    units = list(open_units(SYSTEM.reach("")).filter(Exists(waiting)).order_by("path"))
    ids = [subject_of_month(unit.pk, today) for unit in units]
    known = duties(SYSTEM).filter(kind=CHECK, subject_type=MONTH, subject_id__in=ids)
    told = set(known.values_list("subject_id", flat=True))
    return [unit for unit in units if subject_of_month(unit.pk, today) not in told]


def owed_changes(row: Placement) -> list[int]:
    """Return what is to be put right at a placement: 0 for what a check found, else the id of the new office."""
    kind, pk = trail.subject_of(row)
    rows = duties(SYSTEM).filter(
        kind=CHANGE, subject_type=kind, subject_id=pk, done_at=None, waived_at=None
    )  # fmt: skip
    ahead = Office.objects.filter(unit=row.unit_id, start__gt=clock.today()).values("pk")
    return list(rows.exclude(sequence__in=ahead).values_list("sequence", flat=True))

"""Writes of the publicity room: offices, placements, and what is found when one walks past them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.kernel.period import month_key, month_span
from huiyin.platform import clock, files, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.usecases import Owed, fulfil, owe, owe_many, waive
from huiyin.rooms.evidence.usecases.keep_file import keep_file
from huiyin.rooms.publicity.models import Office, Placement
from huiyin.rooms.publicity.queries import is_all_checked, owed_changes, subject_of_month, to_be_checked
from huiyin.rooms.publicity.terms import CHANGE, CHECK, MONTH, Permit, Result


def _check_within(actor: Actor, unit: Any, permit: str = Permit.KEEP) -> None:
    if not actor.reach(permit).covers(unit.path):
        raise NotPermitted(_("What this unit publishes is kept by somebody else."))


@usecase(permit=Permit.KEEP, clauses=("H-2",))
def record_office(actor: Actor, *, unit: Any, place: str, phone: str, hours: str, start: date) -> Office:
    """Record where complaints of a unit are received from a day on; each placement is to be changed to it.

    The days to change it are counted from the day on which it is in force.
    """
    _check_within(actor, unit)
    if start < clock.today():
        raise Refusal.at("start", _("It is in force from today on, or from a later day."))
    if Office.objects.filter(unit=unit, start__gte=start).exists():
        raise Refusal.at("start", _("A version of this day, or of a later one, is recorded already."))
    row = store.add(
        Office(
            unit=unit, place=place.strip(), phone=phone, hours=hours.strip(), start=start, recorded_by=actor.name,
            recorded_at=clock.now(),
        )
    )  # fmt: skip
    at = None if start == clock.today() else datetime.combine(start, time(), timezone.get_default_timezone())
    owed = [
        Owed(one, unit, at=at, sequence=row.pk, label=_("Show %(office)s · %(place)s") % {"office": row, "place": one})
        for one in Placement.objects.filter(unit=unit, ended_on=None)
    ]
    trail.note(places=owe_many(actor, CHANGE, owed) if owed else 0)
    return row


@usecase(permit=Permit.KEEP, clauses=("H-2",))
def add_placement(actor: Actor, *, unit: Any, kind: str, place: str) -> Placement:
    """Record a place where the office is published; its first check is owed with the others of the month."""
    _check_within(actor, unit)
    _check_once(unit, kind, place)
    return store.add(Placement(unit=unit, kind=kind, place=place.strip()))


def _check_once(unit: Any, kind: str, place: str, but: int = 0) -> None:
    same = Placement.objects.filter(unit=unit, kind=kind, place=place.strip(), ended_on=None).exclude(pk=but)
    if same.exists():
        raise Refusal.at("place", _("This place is listed already."))


@usecase(permit=Permit.KEEP, clauses=("H-2",))
def change_placement(actor: Actor, *, placement: Placement, seen: int, kind: str, place: str) -> Placement:
    """Change what a place is called."""
    _check_within(actor, placement.unit)
    _check_once(placement.unit, kind, place, but=placement.pk)
    return store.change(placement, seen=seen, kind=kind, place=place.strip())


@usecase(permit=Permit.KEEP, clauses=("H-2",))
def end_placement(actor: Actor, *, placement: Placement, seen: int, reason: str) -> Placement:
    """Stop publishing at a place: nothing is owed there any more."""
    _check_within(actor, placement.unit)
    if placement.ended_on is not None:
        raise Conflict(_("Nothing is published here any more."))
    store.change(placement, seen=seen, ended_on=clock.today())
    trail.note(reason=reason)
    for sequence in owed_changes(placement):
        waive(actor, CHANGE, placement, reason=reason, sequence=sequence)
    _close_month(actor, placement.unit)
    return placement


@usecase(permit=Permit.CHECK, clauses=("H-2",))
def check_placement(actor: Actor, *, placement: Placement, result: str, note: str = "") -> Placement:
    """Say what stands at a place today.

    What is right is changed to every office that is in force by now; what is not is to be put right. With the last
    place of a unit its month is done.
    """
    row = Placement.objects.select_for_update(of=("self",)).select_related("unit").get(pk=placement.pk)
    _check_within(actor, row.unit, Permit.CHECK)
    if row.ended_on is not None:
        raise Conflict(_("Nothing is published here any more."))
    given = {"result": result, "note": note.strip(), "checked_at": clock.now(), "checked_by": actor.name}
    store.change(row, seen=None, **given)
    trail.note(found=str(row.get_result_display()))
    owed = owed_changes(row)
    if result == Result.FINE:
        for sequence in owed:
            fulfil(actor, CHANGE, row, sequence=sequence)
    elif not owed:
        label = _("Put right: %(place)s") % {"place": row}
        owe(actor, CHANGE, row, unit=row.unit, owner=None, label=label[:200])
    _close_month(actor, row.unit)
    return row


def _close_month(actor: Actor, unit: Any) -> None:
    if is_all_checked(unit.pk):
        fulfil(actor, CHECK, (MONTH, subject_of_month(unit.pk, clock.today())))


@usecase(permit=Permit.CHECK, clauses=("H-2",))
def attach_photo(actor: Actor, *, placement: Placement, seen: int, file: files.Upload) -> Placement:
    """Keep how a place looks: a picture or a PDF of at most 10 MB, known by its first bytes; the last one counts."""
    _check_within(actor, placement.unit, Permit.CHECK)
    return store.change(placement, seen=seen, photo=keep_file(actor, file))


@usecase(permit=Permit.CHECK, clauses=("H-2",))
def owe_checks(actor: Actor) -> Office | None:
    """Let the supervisors owe this month's check of all that their units publish, until the month is over."""
    today = clock.today()
    last = month_span(today.year, today.month).end
    end = datetime.combine(last + timedelta(days=1), time(), timezone.get_default_timezone())
    owed = [
        Owed(
            (MONTH, subject_of_month(unit.pk, today)), unit, due_at=end,
            label=_("Check what %(unit)s publishes · %(month)s") % {"unit": unit.name, "month": month_key(today)},
            url=f"{reverse('publicity:round')}?unit={unit.pk}",
        )
        for unit in to_be_checked(today)
    ]  # fmt: skip
    trail.note(month=month_key(today), owed=owe_many(actor, CHECK, owed) if owed else 0)
    return None

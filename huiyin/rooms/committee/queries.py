"""Reads of the committee room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.platform.models import StoredFile
from huiyin.rooms.committee import rules
from huiyin.rooms.committee.models import Committee, CommitteeRequest, Meeting, Member
from huiyin.rooms.committee.terms import (
    LEAST_DAYS,
    MEETING,
    MOST_MEMBERS,
    MOST_SHOWN,
    QUARTER,
    QUARTERS_LISTED,
    Permit,
    RequestState,
)
from huiyin.rooms.duties.queries import duties


def _within(actor: Actor, permit: str) -> QuerySet[Committee]:
    reach = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    return Committee.objects.filter(reach).select_related("unit")


@query(permit=Permit.READ, clauses=("R-10a",))
def committees(actor: Actor) -> QuerySet[Committee]:
    """List the owners' committees of the units that the actor sees, each with the days on which it was met."""
    held = Prefetch("meetings", Meeting.objects.only("committee_id", "day").order_by(), to_attr="held")
    return _within(actor, Permit.READ).prefetch_related(held)


@query(permit=Permit.KEEP)
def keepable_committees(actor: Actor) -> QuerySet[Committee]:
    """List the committees that the actor keeps."""
    return _within(actor, Permit.KEEP)


@query(permit=Permit.KEEP)
def keepable_members(actor: Actor) -> QuerySet[Member]:
    """List the members of the committees that the actor keeps."""
    return Member.objects.filter(committee__in=_within(actor, Permit.KEEP)).select_related("committee__unit")


@query(permit=Permit.REVEAL)
def revealable_members(actor: Actor) -> QuerySet[Member]:
    """List the members whose numbers the actor may look at."""
    return Member.objects.filter(committee__in=_within(actor, Permit.REVEAL)).select_related("committee__unit")


def _meetings(actor: Actor, permit: str) -> QuerySet[Meeting]:
    reach = actor.reach(permit).narrow(unit_path="committee__unit__path", employee="")
    return Meeting.objects.filter(reach).select_related("committee__unit", "file")


@query(permit=Permit.READ, clauses=("R-10a",))
def meetings(actor: Actor) -> QuerySet[Meeting]:
    """List the meetings with the committees that the actor sees."""
    return _meetings(actor, Permit.READ)


@query(permit=Permit.KEEP)
def keepable_meetings(actor: Actor) -> QuerySet[Meeting]:
    """List the meetings that the actor keeps the records of."""
    return _meetings(actor, Permit.KEEP)


@query(permit=Permit.READ)
def minutes_file(actor: Actor, *, pk: int) -> StoredFile:
    """Return the signed minutes of a meeting."""
    row = _meetings(actor, Permit.READ).filter(pk=pk).first()
    if row is None or row.file is None:
        raise NotVisible(_("There is no such file, or it is not open to you."))
    return row.file


def _requests(actor: Actor, permit: str) -> QuerySet[CommitteeRequest]:
    reach = actor.reach(permit).narrow(unit_path="committee__unit__path", employee="owner_id")
    return CommitteeRequest.objects.filter(reach).select_related("committee__unit", "owner")


@query(permit=Permit.READ, clauses=("R-10a",))
def requests(actor: Actor) -> QuerySet[CommitteeRequest]:
    """List what the committees asked for that the actor sees."""
    return _requests(actor, Permit.READ)


@query(permit=Permit.ANSWER, clauses=("R-10a",))
def answerable_requests(actor: Actor) -> QuerySet[CommitteeRequest]:
    """List the requests that the actor may answer: those of his units, and those that he owns."""
    return _requests(actor, Permit.ANSWER)


@query(permit=Permit.KEEP)
def keepable_requests(actor: Actor) -> QuerySet[CommitteeRequest]:
    """List the requests of the committees that the actor keeps."""
    return _requests(actor, Permit.KEEP)


def without_meeting(row: Committee, days: Iterable[date]) -> list[rules.Quarter]:
    """Return the quarters that are over in which a committee was not met, the latest first."""
    return rules.missing(
        row.start, row.end, days, today=clock.today(), most=QUARTERS_LISTED, least_days=LEAST_DAYS
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """What belongs to a committee: everybody in it, what it asked for, when it was met."""

    members: Sequence[Member]
    meetings: Sequence[Meeting]
    requests: Sequence[CommitteeRequest]
    missing: Sequence[rules.Quarter]


def page_of(row: Committee) -> Page:
    """Return what belongs to a committee; who sees the committee sees it. Three statements."""
    held = list(Meeting.objects.filter(committee=row)[:MOST_SHOWN])
    return Page(
        list(Member.objects.filter(committee=row)[:MOST_MEMBERS]), held,
        list(CommitteeRequest.objects.filter(committee=row).select_related("owner")[:MOST_SHOWN]),
        without_meeting(row, [one.day for one in held]),
    )  # fmt: skip


def to_be_met(today: date) -> list[Committee]:
    """Return the committees that are to be met in the quarter of a day and were not, and for which nobody was told.

    What was owed once, done or waived or not, is not owed again.
    """
    quarter = rules.quarter_of(today)
    serving = Committee.objects.filter(start__lte=today, end__gte=quarter.last).exclude(
        meetings__day__range=(quarter.first, quarter.last)
    )
    rows = [
        row for row in serving.select_related("unit").order_by("pk")
        if rules.owes(quarter, row.start, row.end, least_days=LEAST_DAYS)
    ]  # fmt: skip
    ids = [subject_of_quarter(row.pk, quarter) for row in rows]
    known = set(
        duties(SYSTEM)
        .filter(kind=MEETING, subject_type=QUARTER, subject_id__in=ids)
        .values_list("subject_id", flat=True)
    )
    return [row for row in rows if subject_of_quarter(row.pk, quarter) not in known]


def subject_of_quarter(committee: int, quarter: rules.Quarter) -> str:
    """Return what the meeting of a quarter is owed for."""
    return f"{committee}-{quarter}"


def is_late(row: CommitteeRequest) -> bool:
    """Tell whether a request waits for its answer longer than promised."""
    return row.state == RequestState.OPEN and row.due_at < clock.now()

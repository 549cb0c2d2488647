"""Reads of what was written, and of what is followed up."""

from django.db.models import QuerySet

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.roster.models import Comment, DayLog
from huiyin.rooms.roster.terms import Permit


@query(permit=Permit.READ_LOGS, clauses=("S-1a",))
def logs(actor: Actor) -> QuerySet[DayLog]:
    """List what was written in the units that the actor sees, and what he wrote himself."""
    reach = actor.reach(Permit.READ_LOGS).narrow(unit_path="unit__path", employee="author_id")
    return DayLog.objects.filter(reach).select_related("book", "unit")


@query(permit=Permit.READ_LOGS, clauses=("S-1c",))
def follow_ups(actor: Actor) -> QuerySet[Comment]:
    """List what is followed up in the units that the actor sees, and what he follows up himself."""
    reach = actor.reach(Permit.READ_LOGS).narrow(unit_path="unit__path", employee="owner_id")
    return Comment.objects.filter(reach).exclude(matter="").select_related("unit", "owner")

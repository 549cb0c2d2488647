"""Long work of this room that the actor asked for."""

from django.db.models import QuerySet

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.terms import Permit


@query(permit=Permit.READ_SHEETS)
def own_work(actor: Actor) -> QuerySet[Job]:
    """List the long work that the actor asked for himself."""
    return Job.objects.filter(kind__startswith="appraisal.", asked_by_id=actor.user_id)

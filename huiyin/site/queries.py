"""Reads of the platform's own tables that pages show: one's jobs and files."""

from django.conf import settings
from django.db.models import Q, QuerySet

from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import query
from huiyin.platform.models import Job, StoredFile
from huiyin.rooms.people.terms import Permit as People


@query(permit=SIGNED_IN)
def jobs(actor: Actor) -> QuerySet[Job]:
    """List the long work that the actor asked for; administrators see all of it, with the periodic work."""
    everything = Q() if actor.may(People.GRANT_ROLES) else Q(asked_by_id=actor.user_id)
    return Job.objects.filter(everything, kind__in=settings.JOBS).select_related("asked_by").order_by("-pk")


@query(permit=SIGNED_IN)
def own_files(actor: Actor) -> QuerySet[StoredFile]:
    """List the files that the actor handed in or had made.

    Nobody else's: they hold scores, and who keeps the accounts sees none.
    """
    return StoredFile.objects.filter(owner_id=actor.user_id, owner_id__isnull=False)

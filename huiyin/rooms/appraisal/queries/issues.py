"""Reads of what was asked to be issued."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.records.queries.issued import records

SHOWN = 50
"""Records that the page of a result lists; all of them stand in the list of records."""


@query(permit=Permit.ISSUE_FORMS, clauses=("P-4.7b", "P-4.7c"))
def issues(actor: Actor) -> QuerySet[Job]:
    """List the batches that the actor asked for, newest first."""
    return Job.objects.filter(kind="appraisal.issue_batch", asked_by_id=actor.user_id).order_by("-pk")


@query(permit=Permit.ISSUE_FORMS, clauses=("P-4.7b", "P-4.7c"))
def issue_result(actor: Actor, *, pk: int) -> Job:
    """Return a batch that the actor asked for; ``result`` is empty until it is done. Raises NotVisible (404)."""
    job = issues(actor).filter(pk=pk).first()
    if job is None:
        raise NotVisible(_("There is no such batch, or it is not yours."))
    return job


def first_records(actor: Actor, job: Job) -> list[Any]:
    """Return the first records of a batch, in the order of the print."""
    pks = job.result.get("records", [])[:SHOWN]
    return list(records(actor).filter(pk__in=pks).order_by("unit_path", "about_number", "id"))

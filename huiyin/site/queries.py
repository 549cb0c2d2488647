"""Reads of the platform's own tables that pages show: one's jobs and files, and how the installation is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Subquery, When

from huiyin.platform import clock
from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import query
from huiyin.platform.models import Job, StoredFile
from huiyin.rooms.people.queries import accounts
from huiyin.rooms.people.terms import Permit as People

TROUBLE_FOR = timedelta(days=7)
LONG = timedelta(hours=1)
MOST_TROUBLED = 50


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


@dataclass(frozen=True)
class Condition:
    """How an installation is: accounts that may sign in, the trail's last verification, long work in trouble."""

    accounts: int
    one_step: int
    initial: int
    verified: Job | None
    troubled: Sequence[Job]


@query(permit=People.GRANT_ROLES)
def condition(actor: Actor) -> Condition:
    """Return how the installation is, for who keeps it. Two statements.

    Long work is in trouble for a week after it failed, and when it was asked for an hour ago and is not over.
    """
    open_ones = accounts(actor).filter(is_active=True).order_by()
    counted = open_ones.aggregate(
        accounts=Count("pk"),
        one_step=Count("pk", filter=Q(two_step=False)),
        initial=Count("pk", filter=Q(must_change=True)),
    )
    over = jobs(actor).filter(kind="platform.verify_trail", finished_at__isnull=False)
    failed = Q(state=Job.State.FAILED, finished_at__gte=clock.now() - TROUBLE_FOR)
    late = Q(state__in=(Job.State.WAITING, Job.State.RUNNING), asked_at__lt=clock.now() - LONG)
    last = Q(pk=Subquery(over.order_by("-finished_at", "-pk").values("pk")[:1]))
    told = jobs(actor).filter(last | failed | late).annotate(last=_whether(last), troubled=_whether(failed | late))
    found = list(told.order_by("-last", "-pk")[: MOST_TROUBLED + 1])
    return Condition(
        **counted, verified=found[0] if found and found[0].last else None,
        troubled=[row for row in found if row.troubled][:MOST_TROUBLED],
    )  # fmt: skip


def _whether(condition: Q) -> Case:
    """Return 1 where a condition holds, for what is read together with what it is not true of."""
    return Case(When(condition, then=1), default=0)

"""Publishing a year: a settlement is frozen, with what it rests on and where the trail stood."""

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, Refusal
from huiyin.platform import clock, jobs, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.queries.objections import undecided_of_year
from huiyin.rooms.appraisal.queries.settle import unlike_scores
from huiyin.rooms.appraisal.queries.years import changed_since, inputs_digest
from huiyin.rooms.appraisal.rules.result import results_digest
from huiyin.rooms.appraisal.terms import RUN_FLOW, Permit
from huiyin.rooms.appraisal.usecases.close_the_year import open_honours
from huiyin.rooms.appraisal.usecases.moves import moved
from huiyin.rooms.appraisal.usecases.settle_year import Tell, check_whole, is_published, quiet

STEPS = 4


def _check_open(run: Run) -> str:
    if is_published(run.year):
        raise Conflict(_("The results of %(year)s are published already.") % {"year": run.year})
    _check_decided(run.year)
    return moved(RUN_FLOW, "publish", run)


def _check_decided(year: int) -> None:
    """Refuse, naming them, while sheets of the year are objected to or wait for confirmation; drafts do not count."""
    waiting = [Fault(str(row), f"{row}: {row.get_state_display()}") for row in undecided_of_year(year)]
    if waiting:
        shown = {"n": len(waiting), "year": year, "sheets": "、".join(one.where for one in waiting[:5])}
        reason = _(
            "%(n)s sheets of %(year)s are objected to or wait for confirmation: %(sheets)s. Nothing was published."
        )
        raise Conflict(reason % shown, faults=waiting)


@usecase(permit=Permit.PUBLISH_YEAR, clauses=("P-3.1", "P-4.1b"))
def ask_publication(actor: Actor, *, run: Run, seen: int) -> Job:
    """Ask for a settlement to be published in the background, if it still stands as it was seen."""
    check_whole(actor, Permit.PUBLISH_YEAR)
    _check_open(run)
    if run.version != seen:
        raise Conflict(_("This settlement was changed in the meantime. Open it again."))
    trail.note(year=run.year)
    return jobs.start(actor, "appraisal.publish_year", run=run.pk, total=STEPS)


@usecase(permit=Permit.PUBLISH_YEAR, clauses=("P-1.0b", "P-3.1", "P-4.1b", "P-4.6Σ", "P-4.9e"))
def publish_year(actor: Actor, tell: Tell = quiet, *, run: Run) -> Run:
    """Freeze a settlement as the results of its year, and open a case for each 优秀员工.

    Raises Conflict where the year is published already, where sheets of it are objected to or wait for confirmation
    (naming them), where anything it rests on changed since (naming the newest change), where a kept score is not what
    the deductions say, and where its own lines no longer give its digest.
    """
    check_whole(actor, Permit.PUBLISH_YEAR)
    state = _check_open(run)
    tell(0, STEPS, _("Comparing what the year rests on"))
    if inputs_digest(run.year, run.scheme) != run.inputs:
        raise Conflict(_reason(run))
    tell(1, STEPS, _("Counting every sheet again"))
    wrong = {score.sheet for score in unlike_scores(run.year)}
    if wrong:
        raise Refusal(
            _("%(n)s kept scores are not what the deductions say. Nothing was published.") % {"n": len(wrong)}
        )
    tell(2, STEPS, _("Comparing the results"))
    if results_digest(run.lines.order_by("number")) != run.results:
        raise Refusal(_("The kept results are not those that were settled. Settle the year again."))
    tell(3, STEPS, _("Freezing the year"))
    seq, digest = trail.head()
    trail.note(year=run.year, inputs=run.inputs, results=run.results, people=run.people)
    published = store.change(
        run,
        seen=None,
        state=state,
        published_at=clock.now(),
        published_by=actor.name,
        trail_seq=seq,
        trail_digest=digest,
    )
    open_honours(published)
    tell(STEPS, STEPS, "")
    return published


def _reason(run: Run) -> str:
    told = changed_since(run)
    if told is None:
        return _("What the year %(year)s rests on has changed since it was settled. Settle it again.") % {
            "year": run.year
        }
    at = timezone.localtime(told.at).strftime("%Y-%m-%d %H:%M")
    return _("Since %(year)s was settled, %(who)s %(act)s (%(at)s). Settle the year again.") % {
        "year": run.year, "who": told.who, "act": told.sentence, "at": at,
    }  # fmt: skip

"""What the year's end asks of people: the self-summary of each, and the reward of who is 优秀员工."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Honour, Run, SelfSummary
from huiyin.rooms.appraisal.queries.summaries import closed_because
from huiyin.rooms.appraisal.terms import HONOUR_FLOW, Permit
from huiyin.rooms.appraisal.usecases.moves import moved


@usecase(permit=Permit.ANSWER_SHEETS, clauses=("P-4.1b", "P-5.2"))
def write_self_summary(actor: Actor, *, summary: SelfSummary, seen: int, text: str) -> SelfSummary:
    """Write what one says of one's own year, or write it anew; earlier versions stand in the trail.

    Open from 1 December until one's year-end sheet is closed. Raises Conflict outside that time, Stale where it was
    written on elsewhere meanwhile.
    """
    if summary.employee_id != actor.employee_id:
        raise NotPermitted(_("Everybody writes his own self-summary."))
    reason = closed_because(summary.employee_id, summary.year)
    if reason:
        raise Conflict(reason)
    if not summary.version:
        made = SelfSummary(employee_id=summary.employee_id, year=summary.year, text=text, changed_at=clock.now())
        return store.add(made)
    return store.change(summary, seen=seen, text=text, changed_at=clock.now())


def open_honours(run: Run) -> int:
    """Open a case for each person whose unrounded total lies above 100 (P-4.9e); runs inside publish_year."""
    lines = run.lines.filter(excellent=True, total__isnull=False).order_by("number")
    for line in lines:
        store.add(Honour(employee_id=line.employee_id, year=run.year, unit_id=line.unit_id, total=line.total or 0))
    return len(lines)


@usecase(permit=Permit.PUBLISH_YEAR, clauses=("P-4.9e",))
def decide_honour(actor: Actor, *, honour: Honour, seen: int, reward: str) -> Honour:
    """Decide how the company rewards an 优秀员工.

    Who he is follows from the total alone (公司应按“优秀员工”进行奖励), so there is no deciding against anybody.
    """
    state = moved(HONOUR_FLOW, "decide", honour)
    return store.change(honour, seen=seen, state=state, reward=reward, decided_by=actor.name, decided_at=clock.now())

"""Issuing a decision as 《奖惩决定书》, the slip that the person signs."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries.forms_content.ruling import ruling_paper
from huiyin.rooms.appraisal.terms import RULING, Permit
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES, RulingObstacle, RulingState
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.usecases import issue_record


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.9a", "P-4.10b"))
def issue_ruling(actor: Actor, *, ruling: Ruling, seen: int) -> Any:
    """Issue 《奖惩决定书》 of a decision and return its record; a later state gives a new edition."""
    if not actor.reach(Permit.ISSUE_FORMS).covers(ruling.unit.path):
        raise NotPermitted(_("You may not issue forms for this unit."))
    if ruling.employee_id == actor.employee_id:
        raise NotPermitted(str(RulingObstacle.OWN.label))
    if ruling.version != seen:
        raise Conflict(_("It was changed in the meantime. Open it again."))
    if ruling.state in {*OPEN_STATES, RulingState.DISMISSED}:
        raise Conflict(_("Only a decision is issued."))
    made = issue_record(actor, kind=RULING, period=f"{ruling.proposed_on.year:04d}", draft=ruling_paper(ruling))
    trail.about(ruling)
    trail.note(form=record_types()[RULING].title)
    return made

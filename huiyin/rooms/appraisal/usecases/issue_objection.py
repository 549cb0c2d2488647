"""Issuing 《员工绩效考核申诉表》 as a record: what was raised, found, said and decided, to be printed (P-1.0b)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.queries.forms_content import objection_form
from huiyin.rooms.appraisal.terms import OBJECTION_FORM, Permit
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.usecases import issue_record


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-1.0b",))
def issue_objection_form(actor: Actor, *, objection: Objection, seen: int) -> Any:
    """Issue the form of an objection as it was seen and return its record; what is missing is left to the pen."""
    if objection.version != seen:
        raise Conflict(_("This objection was changed meanwhile. Look at it again."))
    if not actor.reach(Permit.ISSUE_FORMS).covers(objection.unit.path):
        raise NotPermitted(_("You may not issue forms for this unit."))
    period = f"{timezone.localdate(objection.raised_at):%Y-%m}"
    made = issue_record(actor, kind=OBJECTION_FORM, period=period, draft=objection_form(objection))
    trail.about(objection)
    trail.note(form=record_types()[OBJECTION_FORM].title)
    return made

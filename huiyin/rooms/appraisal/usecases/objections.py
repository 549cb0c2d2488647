"""Objections (申诉) as the person handles them: raised, answered in the inquiry, withdrawn (P-1.0b)."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, files, numbering, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Objection, SheetEdition
from huiyin.rooms.appraisal.queries.objections import Disputable, raised_content, why_not
from huiyin.rooms.appraisal.queries.workdays import workday_after
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.terms import (
    EDITION_FLOW,
    OBJECTION_FLOW,
    OPEN_OBJECTIONS,
    EditionState,
    Meaning,
    ObjectionState,
    Permit,
)
from huiyin.rooms.appraisal.usecases.answer_sheets import blocked, is_over
from huiyin.rooms.appraisal.usecases.moves import check_year, moved
from huiyin.rooms.evidence.usecases.keep_file import keep_file
from huiyin.rooms.records.usecases.sign import sign


@usecase(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def raise_objection(
    actor: Actor, *, line: Disputable, seen: int, ground: str, talked: bool = False,
    talked_on: date | None = None, file: files.Upload | None = None,
) -> Objection:  # fmt: skip
    """Object to a deduction of one's own sheet, under one's signature; the sheet is disputed until it is decided.

    ``seen`` is the sheet's version. Raises Conflict once the term is over, where the sheet is closed or of a published
    year, and where the deduction was objected to before; Stale where the sheet changed meanwhile.
    """
    edition, entry = line.edition, line.entry
    if actor.employee_id is None or edition.employee_id != actor.employee_id:
        raise NotPermitted(_("One objects to one's own sheets alone."))
    check_disputable(line)
    if not ground.strip():
        raise Refusal.at("ground", _("Say on what ground you object."))
    if talked_on is not None and talked_on > clock.today():
        raise Refusal.at("talked_on", _("This day has not come yet."))
    state = moved(EDITION_FLOW, "object", edition)
    store.change(edition, seen=seen, state=state, read_at=edition.read_at or clock.now())
    stored = keep_file(actor, file) if file is not None else None
    today = clock.today()
    due = workday_after(edition.unit.path, today, rules.ACCEPT_DAYS)
    row = Objection(
        edition=edition, entry=entry, raised_on=edition.edition, employee_id=edition.employee_id,
        unit_id=edition.unit_id, urgency=rules.urgency(due, None), ground=ground.strip(), file=stored,
        talked=talked or talked_on is not None, talked_on=talked_on, raised_at=clock.now(), accept_by=due,
        decide_by=rules.decide_by(today), points_before=entry.points, score_before=edition.total,
    )  # fmt: skip
    row.number = f"SS-{today.year:04d}-{numbering.take_one(f'objection:{today.year:04d}'):04d}"
    store.add(row)
    sign_objection(actor, row, Meaning.OBJECT, raised_content(row))
    return row


def check_disputable(line: Disputable) -> None:
    """Refuse (409) what cannot be objected to: in another state, after the term, twice, or in a published year."""
    reason = why_not(line.edition, line.entry)
    if reason:
        raise Conflict(reason)
    check_year(line.edition.date)


def sign_objection(actor: Actor, row: Objection, meaning: Meaning, content: dict[str, Any]) -> None:
    """Sign what is said of an objection; the system (the demo company) signs nothing. The last of an act."""
    if not actor.system:
        sign(actor, subject=row, meaning=meaning, digest=canon.digest(content))


def locked_sheet(row: Objection) -> SheetEdition:
    """Lock the sheet that is disputed: what ends objections to one sheet happens one after the other."""
    return SheetEdition.objects.select_for_update().get(pk=row.edition_id)


def state_after(edition: SheetEdition) -> EditionState:
    """Return where a sheet stands once an objection to it ended: disputed, read, or closed where its term is over."""
    still_open = Objection.objects.filter(edition=edition, state__in=OPEN_OBJECTIONS).exists()
    return rules.settled_state(still_open=still_open, over=is_over(edition) and not blocked([edition.pk]))


def settle_sheet(edition: SheetEdition) -> None:
    """Lead a disputed sheet back to where it stands without the objection that ended; another one keeps it disputed."""
    state = state_after(edition)
    if state == EditionState.DISPUTED:
        return
    edition.state = moved(EDITION_FLOW, "resolve", edition)
    closed_at = None
    if state == EditionState.CLOSED:
        edition.state, closed_at = moved(EDITION_FLOW, "close", edition), clock.now()
    store.change(edition, seen=None, state=edition.state, closed_at=closed_at)


def ended(row: Objection) -> dict[str, Any]:
    """Return what ends an objection in the lists: the moment, and its place behind those that are open."""
    now = clock.now()
    return {"ended_at": now, "urgency": rules.urgency(row.decide_by, timezone.localdate(now))}


def _check_own(actor: Actor, row: Objection) -> None:
    if actor.employee_id is None or row.employee_id != actor.employee_id:
        raise NotPermitted(_("Only who raised an objection does this."))


@usecase(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def withdraw_objection(actor: Actor, *, objection: Objection, seen: int) -> Objection:
    """Withdraw one's own objection before it is decided; within the term it may be raised again."""
    _check_own(actor, objection)
    edition = locked_sheet(objection)
    state = moved(OBJECTION_FLOW, "withdraw", objection)
    store.change(objection, seen=seen, state=state, **ended(objection))
    settle_sheet(edition)
    return objection


@usecase(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def state_own_opinion(actor: Actor, *, objection: Objection, seen: int, own_opinion: str) -> Objection:
    """Say as the person what one thinks of what the inquiry found so far."""
    check_inquiry(objection)
    _check_own(actor, objection)
    return store.change(objection, seen=seen, own_opinion=own_opinion.strip(), own_at=clock.now())


def check_inquiry(row: Objection) -> None:
    """Refuse what is only said while the inquiry is under way."""
    if row.state != ObjectionState.INQUIRY:
        shown = {"number": row, "state": row.get_state_display()}
        raise Conflict(_("%(number)s is not under inquiry: %(state)s.") % shown)

"""Objections as they are inquired into and decided, by somebody who had no hand in the deduction (P-1.0b, P-4.4.5)."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, Objection, SheetEdition
from huiyin.rooms.appraisal.queries.editions import written_out
from huiyin.rooms.appraisal.queries.form_rules import rules_for
from huiyin.rooms.appraisal.queries.objections import decided_content, parties_of, standing
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.terms import (
    OBJECTION_FLOW,
    OPEN_EDITIONS,
    OPEN_OBJECTIONS,
    EditionState,
    Meaning,
    Origin,
    Outcome,
    Permit,
)
from huiyin.rooms.appraisal.usecases.confirm_sheets import take_effect
from huiyin.rooms.appraisal.usecases.correct_sheet import next_edition
from huiyin.rooms.appraisal.usecases.moves import check_year, moved
from huiyin.rooms.appraisal.usecases.objections import (
    check_inquiry,
    ended,
    locked_sheet,
    settle_sheet,
    sign_objection,
    state_after,
)

CLAUSES = ("P-1.0b", "P-4.4.5")


def check_decider(actor: Actor, row: Objection) -> None:
    """Refuse (403) who may not handle an objection: the person, whoever had a hand in the deduction, other units'."""
    found = standing(actor, row, parties_of(row))
    if not found.decides:
        raise NotPermitted(_("%(number)s is outside the units over which you decide objections.") % {"number": row})
    if not found.independent:
        raise NotPermitted(
            _("%(number)s is decided by somebody who neither wrote the deduction nor drafted or confirmed the sheet.")
            % {"number": row}
        )


@usecase(permit=Permit.DECIDE_OBJECTIONS, clauses=CLAUSES)
def begin_inquiry(actor: Actor, *, objection: Objection, seen: int) -> Objection:
    """Accept an objection (受理): it is looked into from now on, and decided within ten days of being raised."""
    check_decider(actor, objection)
    return store.change(
        objection, seen=seen, state=moved(OBJECTION_FLOW, "accept", objection), accepted_by=actor.name,
        accepted_at=clock.now(), urgency=rules.urgency(objection.decide_by, None),
    )  # fmt: skip


@usecase(permit=Permit.DECIDE_OBJECTIONS, clauses=CLAUSES)
def record_inquiry(
    actor: Actor, *, objection: Objection, seen: int, findings: str, mediation: str = ""
) -> Objection:  # fmt: skip
    """Write down what the inquiry found, and what came of mediating between the two."""
    check_inquiry(objection)
    check_decider(actor, objection)
    return store.change(objection, seen=seen, findings=findings.strip(), mediation=mediation.strip())


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-1.0b",))
def state_opinion(actor: Actor, *, objection: Objection, seen: int, appraiser_opinion: str) -> Objection:
    """Give the appraiser's opinion: as who wrote the deduction, or drafted or confirmed the sheet."""
    check_inquiry(objection)
    if not standing(actor, objection, parties_of(objection)).appraised:
        raise NotPermitted(_("Only who wrote the deduction, or drafted or confirmed the sheet, gives this opinion."))
    return store.change(
        objection,
        seen=seen,
        appraiser_opinion=appraiser_opinion.strip(),
        appraiser_by=actor.name,
        appraiser_at=clock.now(),
    )


@usecase(permit=Permit.DECIDE_OBJECTIONS, clauses=CLAUSES)
def decide_objection(
    actor: Actor, *, objection: Objection, seen: int, outcome: Outcome, decision: str, points: int | None = None
) -> Objection:  # fmt: skip
    """Decide an objection under one's signature: the deduction is dropped, costs fewer ``points``, or stands.

    Upheld or partly upheld, the next edition of the sheet takes effect in the same act, confirmed by the decider; it
    keeps the term for objections of the one before, and open objections to other deductions go over to it. Rejected,
    the sheet goes back to read, or closes where its term is over. Raises NotPermitted for who is not independent;
    Conflict before the inquiry's findings are written down, while a correction is being drafted, and, unless it is
    rejected, for a published year.
    """
    edition = locked_sheet(objection)
    state = moved(OBJECTION_FLOW, "decide", objection)
    check_decider(actor, objection)
    if not objection.findings:
        raise Conflict(_("Write down first what the inquiry found; then it can be decided."))
    entry, before, outcome = objection.entry, edition.total, Outcome(outcome)
    after = _points_after(edition, entry, outcome, points)
    made = None if outcome == Outcome.REJECTED else _next(edition, objection, after)
    score = before
    if made is not None:
        account = written_out([made])[made.pk].account
        score = account.subtotal + account.bonus
    objection.decider_id = actor.employee_id
    store.change(
        objection, seen=seen, state=state, outcome=outcome.value, decision=decision.strip(),
        decider=objection.decider, decided_by=actor.name, points_before=entry.points, points_after=after,
        score_before=before, score_after=score, made=made, **ended(objection),
    )  # fmt: skip
    trail.note(outcome=outcome.value, points=[entry.points, after], scores=[before, score])
    if made is None:
        settle_sheet(edition)
    else:
        _take_place(actor, edition, made)
    sign_objection(actor, objection, Meaning.DECIDE, decided_content(objection))
    return objection


def _points_after(edition: SheetEdition, entry: Entry, outcome: Outcome, points: int | None) -> int:
    """Return what the deduction costs after the decision. Raises Refusal where that is not fewer, or out of range."""
    if outcome != Outcome.PARTLY:
        if points is not None:
            raise Refusal.at("points", _("Points are set only where an objection is partly upheld."))
        return 0 if outcome == Outcome.UPHELD else entry.points
    if points is None:
        raise Refusal.at("points", _("Say how many points the deduction costs from now on."))
    known = rules_for([edition])[edition.pk]
    item = known.items.get(entry.item)
    least, most = (item.least, item.most) if item else (1, entry.points)
    if not rules.may_cost(points, old=entry.points, serious=entry.serious, least=least, most=most):
        if least == most and not entry.serious:
            reason = _("This item always costs %(most)s: it is upheld, or it is not.") % {"most": show_points(most)}
            raise Refusal.at("points", reason)
        shown = {"least": show_points(least), "most": show_points(most), "old": show_points(entry.points)}
        raise Refusal.at(
            "points",
            _("This item costs from %(least)s to %(most)s; the decision sets fewer than the %(old)s it cost.") % shown,
        )
    return points


def _next(edition: SheetEdition, objection: Objection, points: int) -> SheetEdition:
    """Write the next edition with the deduction dropped or lowered, and let other open objections go over to it.

    Its drafter stays who drafted the sheet; who decides confirms it.
    """
    check_year(edition.date)
    if SheetEdition.objects.filter(number=edition.number, state__in=OPEN_EDITIONS).exists():
        raise Conflict(_("A correction of this sheet is being drafted; it has to be thrown away first."))
    made = next_edition(
        edition, origin=Origin.OBJECTION, reason=objection.number, name=edition.drafter_name,
        drafter=edition.drafter_id,
    )  # fmt: skip
    copies = {one.position: one for one in made.entries.all()}
    mine = copies[objection.entry.position]
    if points:
        store.change(mine, seen=None, points=points, serious=False)
        Entry.objects.filter(pk=mine.pk).update(
            ruling=None
        )  # no serious violation any more, so it leads to no sanction
    else:
        store.remove(mine, seen=None)
    others = Objection.objects.select_for_update().filter(edition=edition, state__in=OPEN_OBJECTIONS)
    for other in others.exclude(pk=objection.pk).select_related("entry").order_by("pk"):
        store.change(other, seen=None, edition=made, entry=copies[other.entry.position])
    return made


def _take_place(actor: Actor, edition: SheetEdition, made: SheetEdition) -> None:
    """Let the new edition count where the old one stood: with its term, and disputed while it is objected to."""
    made.object_until = edition.object_until
    state = state_after(made)
    closed_at = clock.now() if state == EditionState.CLOSED else None
    store.change(made, seen=None, read_at=edition.read_at, closed_at=closed_at)
    take_effect(actor, [made], state=state, until=edition.object_until, meaning=Meaning.DECIDE)
    made.state = state

"""Who drafts a sheet takes the facts that were recorded about the person, or refuses them with the reason.

Nothing costs a point before somebody else confirms the sheet (P-3.2, P-4.7a).
"""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, NotVisible, Refusal
from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, FactUse, SheetEdition
from huiyin.rooms.appraisal.queries.facts import fact_for
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, FactState, Kind, Permit
from huiyin.rooms.appraisal.usecases.draft_sheets import check_drafts, put_down
from huiyin.rooms.appraisal.usecases.fact_uses import refuse_used, use_of
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput

CLAUSES = ("P-1.0b", "P-4.6", "P-4.7a")
# Where a fault of the new line stands in the form of taking.
_AT = {"fact": "text", "evidence": "text", "happened_on": "fact"}


@usecase(permit=Permit.DRAFT_SHEETS, clauses=(*CLAUSES, "P-4.5.2b"))
def take_fact(
    actor: Actor, *, edition: SheetEdition, seen: int, fact: int, item: str = "", points: int | None = None,
    section: str = "", text: str = "", serious: bool = False,
) -> SheetEdition:  # fmt: skip
    """Take a recorded fact onto a draft: as a deduction under an item, or, where it speaks for the person, as it is.

    Raises Conflict where it was dealt with in this instrument already (AMB-74), where it was withdrawn, or the sheet is
    no draft any more; Stale where somebody wrote on the sheet meanwhile; Refusal for an item or points that the
    standard does not have.
    """
    check_drafts(actor, [edition])
    found = _open_fact(actor, edition, fact)
    trail.note(fact=found.pk)
    if found.good:
        store.add(use_of(actor, edition, found.pk, FactState.TAKEN))
        return store.change(edition, seen=seen, drafter_id=actor.employee_id, drafter_name=actor.name)
    entries = [_as_draft(one) for one in edition.entries.select_related("section").order_by("position")]
    words = text.strip() or found.text
    new = EntryDraft(
        item=item.strip().partition(" ")[0].upper(), fact=words[:200], happened_on=found.on, section=section,
        points=points, serious=serious, evidence=_proof(found), file=None, source=found.pk,
    )  # fmt: skip
    given = SheetInput(
        edition, seen, [*entries, new], remark=edition.remark, goals=edition.goals, taking=frozenset({found.pk})
    )
    try:
        return put_down(actor, [given])
    except Refusal as refusal:
        mine = f"{edition.pk}.{len(entries)}."
        refusal.faults = tuple(
            Fault(_AT.get(name := one.where.removeprefix(mine), name), one.reason)
            for one in refusal.faults
            if one.where.startswith(mine)
        )
        raise


def _open_fact(actor: Actor, edition: SheetEdition, pk: int) -> Any:
    found = fact_for(actor, edition, pk)
    if found is None:
        raise NotVisible(_("There is no such fact of this person and period, or it is not open to you."))
    if found.withdrawn_at is not None:
        raise Conflict(_("This fact was withdrawn: %(why)s") % {"why": found.withdrawn_why})
    refuse_used(edition, found.pk)
    return found


def _proof(fact: Any) -> str:
    """Return what the evidence of the line says; the link to the fact leads to all of it."""
    clause = f" {fact.clause}" if fact.clause else ""
    return _("Recorded by %(who)s%(clause)s") % {"who": fact.recorded_by, "clause": clause}


def _as_draft(one: Entry) -> EntryDraft:
    return EntryDraft(
        item=one.item, fact=one.fact, happened_on=one.happened_on, section=one.section.name, points=one.points,
        serious=one.serious, evidence=one.evidence, link=one.link, file=one.file_id, source=one.source_id,
    )  # fmt: skip


@usecase(permit=Permit.DRAFT_SHEETS, clauses=CLAUSES)
def refuse_fact(actor: Actor, *, edition: SheetEdition, fact: int, reason: str) -> SheetEdition:
    """Refuse a recorded fact for this sheet and its instrument, with the reason; who confirms the sheet reads it.

    Raises Conflict where it was dealt with already.
    """
    check_drafts(actor, [edition])
    if not reason.strip():
        raise Refusal.at("reason", _("Say why the fact is not taken."))
    found = _open_fact(actor, edition, fact)
    trail.note(fact=found.pk, reason=reason)
    store.add(use_of(actor, edition, found.pk, FactState.REFUSED, reason.strip()))
    return edition


@usecase(permit=Permit.DRAFT_SHEETS, clauses=CLAUSES)
def reopen_fact(actor: Actor, *, edition: SheetEdition, fact: int) -> SheetEdition:
    """Put a fact that was refused on a draft, or taken as praise, back among the open ones.

    Raises Conflict for a fact that stands as a deduction: its line is removed instead.
    """
    check_drafts(actor, [edition])
    instrument = INSTRUMENT_OF[Kind(edition.kind)]
    use = FactUse.objects.filter(fact=fact, instrument=instrument, edition=edition).select_related("fact").first()
    if use is None:
        raise NotVisible(_("There is no such fact on this sheet."))
    if use.state == FactState.TAKEN and not use.fact.good:
        raise Conflict(_("Remove its line from the sheet; then the fact is open again."))
    trail.note(fact=fact)
    store.remove(use, seen=None)
    return edition

"""What becomes of recorded facts when sheets are written, confirmed and corrected; runs inside write doors.

A fact stands at most once in an instrument (AMB-74): the table of uses says so, whoever is quicker.
"""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Entry, FactUse, SheetEdition
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, FactState, Kind


def use_of(actor: Actor, row: SheetEdition, fact: int, state: FactState, reason: str = "") -> FactUse:
    """Return a new use of a fact on a sheet, not stored yet."""
    instrument = INSTRUMENT_OF[Kind(row.kind)]
    return FactUse(
        fact_id=fact, instrument=instrument, edition=row, state=state, reason=reason, by=actor.name, at=clock.now()
    )


def refuse_used(row: SheetEdition, fact: int) -> None:
    """Refuse a fact that was taken or refused in the instrument already, and say where (AMB-74)."""
    known = FactUse.objects.filter(fact=fact, instrument=INSTRUMENT_OF[Kind(row.kind)]).select_related("edition")
    before = known.first()
    if before is not None:
        shown = {"number": before.edition, "state": before.get_state_display(), "by": before.by}
        raise Conflict(_("This fact was dealt with already: %(state)s on %(number)s by %(by)s.") % shown)


def keep_uses(
    actor: Actor, sources: Mapping[SheetEdition, Collection[int]], taking: Mapping[SheetEdition, Collection[int]]
) -> None:
    """Keep the uses of drafts in step with their lines: what is taken just now, and what no line rests on any more.

    One statement, and one more each where something changes, however many drafts.
    """
    resting = {(row.pk, fact) for row, facts in sources.items() for fact in facts}
    known = FactUse.objects.filter(edition__in=[row.pk for row in sources], state=FactState.TAKEN, fact__good=False)
    gone = [pk for pk, *use in known.values_list("pk", "edition", "fact") if tuple(use) not in resting]
    if gone:
        FactUse.objects.filter(pk__in=gone).delete()
    made = [use_of(actor, row, fact, FactState.TAKEN) for row, facts in taking.items() for fact in sorted(facts)]
    if made:
        FactUse.objects.bulk_create(made)


def refuse_withdrawn(rows: Sequence[SheetEdition]) -> None:
    """Refuse to confirm a deduction whose fact was withdrawn meanwhile: a fact that is none costs nothing."""
    found = Entry.objects.filter(edition__in=[row.pk for row in rows], source__withdrawn_at__isnull=False)
    entry = found.select_related("edition", "source").first()
    if entry is not None:
        shown = {"number": entry.edition, "fact": entry.fact}
        reason = (
            _("%(number)s rests on a fact that was withdrawn: %(fact)s. Send it back to take that line off.") % shown
        )
        raise Conflict(reason, faults=[Fault(f"{entry.edition_id}", reason)])


def hand_uses_on(rows: Sequence[SheetEdition]) -> None:
    """Let later editions have the uses of the earlier ones; what a correction took off counts as refused by it."""
    numbers = {row.number: row for row in rows}
    uses = list(FactUse.objects.filter(edition__number__in=numbers).select_related("edition", "fact"))
    if not uses:
        return
    lines = set(Entry.objects.filter(edition__in=rows, source__isnull=False).values_list("edition_id", "source_id"))
    for use in uses:
        row = numbers[use.edition.number]
        if use.state == FactState.TAKEN and not use.fact.good and (row.pk, use.fact_id) not in lines:
            use.state, use.by, use.at = FactState.REFUSED, row.drafter_name, clock.now()
            use.reason = row.reason or _("Taken off by a later edition")
        use.edition = row
    FactUse.objects.bulk_update(uses, ["edition", "state", "reason", "by", "at"])

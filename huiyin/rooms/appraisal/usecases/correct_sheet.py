"""A closed sheet never changes: a correction is a later edition with a reason, and the earlier one stays readable."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, Gain, Sheet, SheetEdition
from huiyin.rooms.appraisal.terms import (
    OPEN_EDITIONS,
    STANDING_EDITIONS,
    EditionState,
    Origin,
    Permit,
)
from huiyin.rooms.appraisal.usecases.keep_editions import keep_imported
from huiyin.rooms.appraisal.usecases.moves import check_year


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-1.0b", "P-4.7a"))
def correct_sheet(actor: Actor, *, sheet: Sheet, seen: int, reason: str) -> SheetEdition:
    """Begin a correction of a sheet that counts: a draft of the next edition with what stands there now.

    It is written on, submitted and confirmed like any other draft; until then the earlier edition counts. Raises
    Conflict while another correction is open or an objection is not decided, and for a published year.
    """
    if sheet.version != seen:
        raise Conflict(_("This sheet was changed meanwhile. Look at it again."))
    if sheet.employee_id == actor.employee_id:
        raise NotPermitted(_("Nobody writes his own sheet."))
    if not actor.reach(Permit.DRAFT_SHEETS).covers(sheet.unit.path):
        raise NotPermitted(_("This sheet is outside the units over which you draft sheets."))
    if not reason.strip():
        raise Refusal.at("reason", _("A correction needs its reason."))
    check_year(sheet.date)
    before = standing_edition(sheet)
    return next_edition(before, origin=Origin.CORRECTION, reason=reason, name=actor.name, drafter=actor.employee_id)


def standing_edition(sheet: Sheet) -> SheetEdition:
    """Return the edition that counts; a sheet that came in with a workbook gets one with what stands on it."""
    if SheetEdition.objects.filter(number=sheet.number, state__in=OPEN_EDITIONS).exists():
        raise Conflict(_("A correction of this sheet is being drafted already."))
    found = SheetEdition.objects.select_for_update().filter(sheet=sheet, state__in=STANDING_EDITIONS).first()
    if found is None:
        return keep_imported([sheet], state=EditionState.CLOSED)[0]
    if found.state == EditionState.DISPUTED:
        raise Conflict(_("An objection to this sheet is not decided yet."))
    return found


def next_edition(before: SheetEdition, *, origin: Origin, reason: str, name: str, drafter: int | None) -> SheetEdition:
    """Write the next edition of a sheet as a draft with what stands on the one before; runs inside a write door."""
    made = store.add(
        SheetEdition(
            number=before.number, edition=before.edition + 1, sheet_id=before.sheet_id, round_id=before.round_id,
            employee_id=before.employee_id, kind=before.kind, date=before.date, period=before.period,
            form_id=before.form_id, unit_id=before.unit_id, origin=origin, reason=reason,
            drafter_id=drafter, drafter_name=name, drafted_at=clock.now(),
            self_remark=before.self_remark, remark=before.remark, goals=before.goals,
        )
    )  # fmt: skip
    entries, gains = list(before.entries.order_by("position")), list(before.gains.order_by("position"))
    for entry in entries:
        entry.pk, entry._state.adding, entry.edition, entry.standing = None, True, made, False
    for gain in gains:
        gain.pk, gain._state.adding, gain.edition = None, True, made
    Entry.objects.bulk_create(entries)
    Gain.objects.bulk_create(gains)
    return made

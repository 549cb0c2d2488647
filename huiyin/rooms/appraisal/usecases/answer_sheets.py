"""What the person says to his sheet: read, or objected to; and the end of the term in which he may (P-1.0b)."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, Objection, SheetEdition
from huiyin.rooms.appraisal.terms import EDITION_FLOW, OPEN_OBJECTIONS, OPEN_STATES, EditionState, Meaning, Permit
from huiyin.rooms.appraisal.usecases.confirm_sheets import sign_editions
from huiyin.rooms.appraisal.usecases.moves import moved

CHUNK = 500


@usecase(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def acknowledge_sheet(actor: Actor, *, edition: SheetEdition, seen: int, agrees: bool = False) -> SheetEdition:
    """Sign that one has read a sheet (已阅), which is not to agree with it.

    Who ``agrees`` gives up the rest of the term, and the sheet closes at once unless something on it is still open.
    """
    if edition.employee_id != actor.employee_id:
        raise NotPermitted(_("A sheet is read by the person whom it is about."))
    state = moved(EDITION_FLOW, "acknowledge", edition)
    store.change(edition, seen=seen, state=state, read_at=clock.now())
    if agrees and not blocked([edition.pk]):
        store.change(edition, seen=None, state=moved(EDITION_FLOW, "close", edition), closed_at=clock.now())
    sign_editions(actor, [edition], Meaning.READ)
    return edition


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=("P-1.0b", "P-4.10b"))
def close_sheet(actor: Actor, *, edition: SheetEdition, seen: int) -> SheetEdition:
    """Close a sheet whose term for objections is over. Raises Conflict before that, and while something is open."""
    state = moved(EDITION_FLOW, "close", edition)
    if not is_over(edition):
        shown = {"number": edition, "day": edition.object_until}
        raise Conflict(_("%(number)s may be objected to until %(day)s; it closes after that.") % shown)
    if blocked([edition.pk]):
        raise Conflict(_("%(number)s cannot close before what it led to is decided.") % {"number": edition})
    return store.change(edition, seen=seen, state=state, closed_at=clock.now())


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=("P-1.0b",))
def close_due_sheets(actor: Actor) -> None:
    """Close every sheet whose term is over and on which nothing is open; runs every hour."""
    due = list(closable().order_by("pk").values_list("pk", flat=True))
    open_still = blocked(due)
    closing, closed = [pk for pk in due if pk not in open_still], 0
    for first in range(0, len(closing), CHUNK):
        # Asked again in the very statement that closes: an objection raised at this moment came first, or is too late.
        rows = closable().filter(pk__in=closing[first : first + CHUNK])
        closed += rows.update(state=EditionState.CLOSED, closed_at=clock.now(), version=F("version") + 1)
    trail.note(sheets=closed)


def closable() -> QuerySet[SheetEdition]:
    """Return the sheets that are confirmed or read, and whose term is over."""
    return SheetEdition.objects.filter(
        Q(object_until__lt=clock.today()) | Q(object_until=None),
        state__in=(EditionState.CONFIRMED, EditionState.READ),
    )


def is_over(edition: SheetEdition) -> bool:
    """Tell whether the term for objections has passed."""
    return edition.object_until is None or edition.object_until < clock.today()


def blocked(editions: Iterable[int]) -> set[int]:
    """Return those of some editions that cannot close yet: an objection, or a sanction that they led to, is not decided
    (P-1.0b, P-4.10b).
    """
    asked = list(editions)
    waiting = Entry.objects.filter(edition__in=asked, serious=True, ruling__state__in=OPEN_STATES)
    disputed = Objection.objects.filter(edition__in=asked, state__in=OPEN_OBJECTIONS)
    either = waiting.order_by().values_list("edition", flat=True)
    return set(either.union(disputed.order_by().values_list("edition", flat=True)))

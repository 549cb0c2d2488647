"""Reads of sheets at work: the editions and rounds that the actor sees, and one edition written out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import StoredFile
from huiyin.rooms.appraisal.models import Entry, Round, Section, SheetEdition
from huiyin.rooms.appraisal.models import Gain as GainRow
from huiyin.rooms.appraisal.queries.rulings import Award, awards_of
from huiyin.rooms.appraisal.rules.account import Gain, Line, Loss, SheetAccount, account_sheet
from huiyin.rooms.appraisal.rules.work import period_span
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS, STANDING_EDITIONS, EditionState, Kind, Permit
from huiyin.rooms.people.queries.tree import units_within

SHOWN = ("employee", "unit", "drafter", "confirmer", "form__scheme", "round__unit", "sheet")
LATELY = timedelta(days=30)
COUNTED = [*STANDING_EDITIONS, EditionState.SUPERSEDED]


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-3.2", "P-4.7a"))
def editions(actor: Actor) -> QuerySet[SheetEdition]:
    """List the editions that the actor sees: those of his units, and his own from their confirmation on."""
    reach = actor.reach(Permit.READ_SHEETS)
    within = units_within(reach)
    rows = SheetEdition.objects.select_related(*SHOWN)
    # As in the list of sheets: units by their rows, and no condition where it would hold for all.
    if within is None:
        return rows
    own = Q() if reach.own is None else Q(employee=reach.own) & ~Q(state__in=OPEN_EDITIONS)
    return rows.filter(Q(unit__in=within) | own) if within else rows.filter(own or Q(pk__in=()))


@query(permit=Permit.READ_SHEETS, clauses=("P-3.2",))
def drafts(actor: Actor) -> QuerySet[SheetEdition]:
    """List the drafts that the actor sees."""
    return editions(actor).filter(state=EditionState.DRAFT)


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def unread(actor: Actor) -> QuerySet[SheetEdition]:
    """List the confirmed sheets that the person has not read yet, as far as the actor sees them."""
    return editions(actor).filter(state=EditionState.CONFIRMED)


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def disputed(actor: Actor) -> QuerySet[SheetEdition]:
    """List the sheets with an objection that is not decided, as far as the actor sees them."""
    return editions(actor).filter(state=EditionState.DISPUTED)


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.7a"))
def closed_lately(actor: Actor) -> QuerySet[SheetEdition]:
    """List the sheets that were closed in the last 30 days, as far as the actor sees them."""
    since = clock.now() - LATELY
    return editions(actor).filter(state=EditionState.CLOSED, closed_at__gte=since)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def draftable(actor: Actor) -> QuerySet[SheetEdition]:
    """List the editions of the units over which the actor drafts; never one about himself."""
    return _within(actor, Permit.DRAFT_SHEETS)


@query(permit=Permit.CONFIRM_SHEETS, clauses=("P-3.2", "P-4.1a"))
def confirmable(actor: Actor) -> QuerySet[SheetEdition]:
    """List the editions of the units over which the actor confirms; never one about himself."""
    return _within(actor, Permit.CONFIRM_SHEETS)


def _within(actor: Actor, permit: str) -> QuerySet[SheetEdition]:
    condition = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    rows = SheetEdition.objects.filter(condition).select_related(
        "employee", "unit", "form__scheme", "round__unit", "sheet"
    )
    return rows.exclude(employee_id=actor.employee_id) if actor.employee_id else rows


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def own_editions(actor: Actor) -> QuerySet[SheetEdition]:
    """List the confirmed editions about the actor himself."""
    rows = SheetEdition.objects.visible_to(actor.reach(Permit.ANSWER_SHEETS)).filter(employee_id=actor.employee_id or 0)
    return rows.select_related(*SHOWN)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2", "P-4.5.2a"))
def rounds(actor: Actor) -> QuerySet[Round]:
    """List the rounds of the units over which the actor drafts."""
    return Round.objects.visible_to(actor.reach(Permit.DRAFT_SHEETS)).select_related("unit")


class Proof(NamedTuple):
    """A stored file that proves a line: its name, and the digest of its content."""

    name: str
    digest: str


class Stated(NamedTuple):
    """A line of an edition as it counts and is sealed: an entry without what only its page shows."""

    position: int
    section: Section
    section_id: int
    file: Proof | None
    item: str
    points: int
    serious: bool
    fact: str
    happened_on: date
    evidence: str
    link: str
    written_by: str
    source_id: int | None


STATED = ("item", "points", "serious", "fact", "happened_on", "evidence", "link", "written_by", "source_id")
One = TypeVar("One", Entry, Stated)


@dataclass(frozen=True)
class WrittenOut(Generic[One]):
    """An edition with what stands on it, and what it comes to by itself."""

    edition: SheetEdition
    account: SheetAccount
    entries: Sequence[One]

    @property
    def digest(self) -> str:
        """The digest of the edition's whole content."""
        return canon.digest(content_of(self.edition, self.account, self.entries))


def written_out(rows: Sequence[SheetEdition]) -> dict[int, WrittenOut[Entry]]:
    """Write out editions from their entries as a page shows them, each by itself, by id. Three statements."""
    sections, entries = _sections(rows), dict[int, list[Entry]]()
    found = Entry.objects.filter(edition__in=[row.pk for row in rows]).select_related("file", "ruling__unit", "source")
    for one in found.order_by("edition_id", "position"):
        one.section = sections[one.section_id]
        entries.setdefault(one.edition_id, []).append(one)
    return _accounted(rows, sections, entries)


def stated(rows: Sequence[SheetEdition]) -> dict[int, WrittenOut[Stated]]:
    """Write out many editions as ``written_out`` does, with plain lines: three statements, and a third of the time."""
    sections, entries = _sections(rows), dict[int, list[Stated]]()
    found = Entry.objects.filter(edition__in=[row.pk for row in rows]).order_by("edition_id", "position")
    lines = found.values_list("edition_id", "position", "section_id", *STATED, "file__name", "file__digest")
    for edition, position, section, *said, name, digest in lines:
        proof = None if digest is None else Proof(name, digest)
        line = Stated(position, sections[section], section, proof, *said)
        entries.setdefault(edition, []).append(line)
    return _accounted(rows, sections, entries)


def accounts_of(rows: Sequence[SheetEdition]) -> dict[int, SheetAccount]:
    """Return what editions come to by themselves, by id. Three statements."""
    return {pk: one.account for pk, one in stated(rows).items()}


def _sections(rows: Sequence[SheetEdition]) -> dict[int, Section]:
    """Return the sections of the editions' forms by id, each form's in their order."""
    found = Section.objects.filter(form__in={row.form_id for row in rows}).order_by("form_id", "position")
    return {section.pk: section for section in found}


def _accounted(
    rows: Sequence[SheetEdition], sections: Mapping[int, Section], entries: Mapping[int, Sequence[One]]
) -> dict[int, WrittenOut[One]]:
    """Add up what stands on each edition; the bonuses are one statement."""
    lines = dict[int, list[tuple[Line, bool]]]()
    for section in sections.values():
        line = Line(section.name, section.dimension, section.maximum)
        lines.setdefault(section.form_id, []).append((line, section.is_other))
    gains: dict[int, list[Gain]] = {}
    for bonus in GainRow.objects.filter(edition__in=[row.pk for row in rows]).order_by("edition_id", "position"):
        gains.setdefault(bonus.edition_id, []).append(Gain(bonus.points, bonus.ground))
    found: dict[int, WrittenOut[One]] = {}
    for row in rows:
        own = entries.get(row.pk, ())
        losses = [loss_of(row, one) for one in own]
        found[row.pk] = WrittenOut(
            row, account_sheet(head_of(row), lines[row.form_id], losses, gains.get(row.pk, ())), own
        )
    return found


def loss_of(row: SheetEdition, one: Entry | Stated) -> Loss:
    """Return an entry as an account of its edition has it."""
    return Loss(
        one.section.name, one.points, one.serious, one.item, one.fact, one.evidence,
        row.number, one.happened_on, one.written_by, one.source_id or 0,
    )  # fmt: skip


def head_of(row: SheetEdition) -> dict[str, Any]:
    """Return what an account of an edition says of the sheet itself."""
    scheme = row.form.scheme
    return {
        "pk": row.pk, "number": row.number, "kind": row.kind, "day": row.date, "period": row.period,
        "evaluator": row.drafter_name, "scheme": str(scheme), "cap": scheme.other_cap, "pooled": (row.number,),
    }  # fmt: skip


def content_of(row: SheetEdition, account: SheetAccount, entries: Sequence[Entry | Stated]) -> dict[str, Any]:
    """Return all that an edition says, in the form that is sealed and signed: equal sheets give equal contents."""
    return {
        "number": row.number, "edition": row.edition, "employee": row.employee_id, "kind": row.kind,
        "date": row.date.isoformat(), "period": row.period, "form": row.form_id, "unit": row.unit_id,
        "drafter": row.drafter_name, "origin": row.origin, "reason": row.reason,
        "remarks": [row.self_remark, row.remark, row.goals],
        "base": account.subtotal, "bonus": account.bonus,
        "entries": [
            [
                one.section_id, one.item, one.points, one.serious, one.fact, one.happened_on.isoformat(),
                one.evidence, one.link, one.file.digest if one.file else "",
                *([one.source_id] if one.source_id else []),
            ]
            for one in entries
        ],
        "gains": [[gain.points, gain.ground] for gain in account.gains],
    }  # fmt: skip


@dataclass(frozen=True)
class EditionPage:
    """An edition as its page shows it: written out, with its entries' evidence, and the other editions of the sheet."""

    edition: SheetEdition
    account: SheetAccount
    entries: tuple[Entry, ...]
    others: tuple[SheetEdition, ...]


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.7a", "P-4.8", "P-4.9b", "P-4.10a"))
def edition_page(actor: Actor, *, pk: int) -> EditionPage:
    """Return an edition written out. Raises NotVisible (404)."""
    named = SheetEdition.objects.filter(pk=pk).order_by().values("number")
    rows = list(_seen(actor).filter(number__in=named).order_by("edition"))
    row = next((one for one in rows if one.pk == pk), None)
    if row is None:
        raise NotVisible(_("There is no such sheet, or it is not open to you."))
    shown = written_out([row])[row.pk]
    return EditionPage(row, shown.account, tuple(shown.entries), tuple(one for one in rows if one.pk != pk))


def _seen(actor: Actor) -> QuerySet[SheetEdition]:
    """Return the editions that the actor sees for a page of few: by the paths of their units, so one statement."""
    return SheetEdition.objects.visible_to(actor.reach(Permit.READ_SHEETS)).select_related(*SHOWN)


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def entry_file(actor: Actor, *, pk: int, entry: int) -> StoredFile:
    """Return the file that proves an entry of an edition which the actor sees. Raises NotVisible (404)."""
    row = editions(actor).filter(pk=pk).first()
    found = row.entries.filter(pk=entry).exclude(file=None).select_related("file").first() if row else None
    if found is None or found.file is None:
        raise NotVisible(_("There is no such file, or it is not open to you."))
    return found.file


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b",))
def editions_of(actor: Actor, *, sheet: int) -> list[SheetEdition]:
    """List the editions of a sheet that the actor sees, from the first on."""
    return list(_seen(actor).filter(Q(sheet=sheet) | Q(number__in=_number_of(sheet))).order_by("edition"))


def _number_of(sheet: int) -> QuerySet[Any]:
    return SheetEdition.objects.filter(sheet=sheet).order_by().values("number")


@dataclass(frozen=True)
class Corrected:
    """That a sheet was corrected: the edition that counts, what it came to before, and where that can be read."""

    edition: int
    before: int
    earlier: int


def corrected(sheets: Iterable[int]) -> dict[int, Corrected]:
    """Return those of some sheets that an earlier edition counted for before: one statement."""
    known = SheetEdition.objects.filter(sheet__in=list(sheets), state__in=COUNTED)
    return corrected_among(known.only("id", "sheet_id", "edition", "state", "base", "bonus"))


def corrected_among(known: Iterable[SheetEdition]) -> dict[int, Corrected]:
    """Return by sheet what was corrected among editions that count or counted."""
    editions_by: dict[int, list[SheetEdition]] = {}
    for row in sorted(known, key=lambda one: one.edition):
        editions_by.setdefault(row.sheet_id or 0, []).append(row)
    found = {}
    for sheet, rows in editions_by.items():
        earlier = [row for row in rows if row.state == EditionState.SUPERSEDED]
        if earlier:
            # Where a workbook took an edition's place, what counts has no edition of its own yet.
            now = rows[-1].edition if rows[-1].state != EditionState.SUPERSEDED else rows[-1].edition + 1
            found[sheet] = Corrected(now, earlier[-1].total, earlier[-1].pk)
    return found


def awards_left(row: SheetEdition) -> list[Award]:
    """Return the awards on which a bonus of a sheet may rest, with the points that no sheet took yet (P-4.9a)."""
    taken = GainRow.objects.filter(ruling__employee=row.employee_id).exclude(edition__state=EditionState.SUPERSEDED)
    spent = dict(taken.order_by().values("ruling").annotate(points=Sum("points")).values_list("ruling", "points"))
    return awards_of(row.employee_id, period_span(Kind(row.kind), row.period), spent)

"""Reads for drafting: the sheets of a round, or a single one, with what stands on them and what may be written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Entry, Round, SheetEdition
from huiyin.rooms.appraisal.queries.editions import draftable, head_of, loss_of, rounds
from huiyin.rooms.appraisal.queries.facts import FactLine, facts_of
from huiyin.rooms.appraisal.queries.form_rules import rules_for
from huiyin.rooms.appraisal.rules.account import Line, SheetAccount, account_sheet
from huiyin.rooms.appraisal.rules.work import FormRules
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS, EditionState, Permit

PAGE = 60


@dataclass(frozen=True)
class DraftSheet:
    """A sheet of a round: the edition, what may be written on it, what stands there, and what it comes to.

    ``facts`` are what was recorded about the person in the period: open, taken, refused.
    """

    edition: SheetEdition
    rules: FormRules
    entries: tuple[Entry, ...]
    account: SheetAccount
    facts: tuple[FactLine, ...] = ()

    @property
    def open(self) -> bool:
        """Tell whether it can be written on."""
        return self.edition.state == EditionState.DRAFT


@dataclass(frozen=True)
class DraftPage:
    """Some sheets of a round in the order of staff numbers; ``count`` and ``drafts`` are those of the whole round."""

    round: Round | None
    sheets: tuple[DraftSheet, ...]
    count: int = 1
    drafts: int = 1
    place: int = 1

    @property
    def pages(self) -> int:
        """How many pages the round has."""
        return max(1, -(-self.count // PAGE))


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2", "P-4.5.2a"))
def counted_rounds(actor: Actor) -> QuerySet[Round]:
    """List the rounds of the units over which the actor drafts, each with how many sheets stand where."""
    within = SheetEdition.objects.filter(round=OuterRef("pk")).exclude(state=EditionState.SUPERSEDED)

    return rounds(actor).annotate(
        sheets=_count(within),
        drafts=_count(within.filter(state=EditionState.DRAFT)),
        submitted=_count(within.filter(state=EditionState.SUBMITTED)),
        confirmed=_count(within.exclude(state__in=OPEN_EDITIONS)),
    )


def _count(rows: QuerySet[SheetEdition]) -> Coalesce:
    """Count the sheets of each round of the query around."""
    found = rows.order_by().values("round").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(found), 0)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2", "P-4.5.2a", "P-4.5.2b"))
def round_sheets(actor: Actor, *, pk: int, place: int = 1, size: int = PAGE) -> DraftPage:
    """Return a page of the sheets of a round, as the actor may draft them; never his own. Raises NotVisible (404).

    Nine statements, however many sheets.
    """
    rows = draftable(actor).exclude(state=EditionState.SUPERSEDED)
    within = rows.filter(round=OuterRef("pk"))
    found = rounds(actor).annotate(sheets=_count(within), drafts=_count(within.filter(state=EditionState.DRAFT)))
    made: Any = found.filter(pk=pk).first()
    if made is None:
        raise NotVisible(_("There is no such round, or it is not open to you."))
    first = max(0, place - 1) * size
    shown = list(rows.filter(round=made).order_by("employee__number", "pk")[first : first + size])
    return DraftPage(made, _with_facts(actor, written_out(shown)), made.sheets, made.drafts, place)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def single_sheet(actor: Actor, *, pk: int) -> DraftPage:
    """Return one sheet likewise. Raises NotVisible (404)."""
    row = draftable(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such sheet, or it is not open to you."))
    sheets = _with_facts(actor, written_out([row]))
    return DraftPage(row.round, sheets, drafts=int(sheets[0].open))


def _with_facts(actor: Actor, sheets: Sequence[DraftSheet]) -> tuple[DraftSheet, ...]:
    """Put beside each sheet what was recorded about the person in its period: one statement."""
    facts = facts_of(actor, [one.edition for one in sheets])
    return tuple(replace(one, facts=facts[one.edition.pk]) for one in sheets)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def drafts_named(actor: Actor, *, pks: Collection[int]) -> dict[int, DraftSheet]:
    """Return some sheets that the actor may draft, by id. Raises NotVisible (404) where one of them is none."""
    sheets = {one.edition.pk: one for one in written_out(list(draftable(actor).filter(pk__in=pks)))}
    if sheets.keys() != set(pks):
        raise NotVisible(_("There is no such sheet, or it is not open to you."))
    return sheets


def written_out(rows: Sequence[SheetEdition]) -> tuple[DraftSheet, ...]:
    """Write editions out with the rules that hold for them: six statements."""
    entries: dict[int, list[Entry]] = {row.pk: [] for row in rows}
    found = Entry.objects.filter(edition__in=entries).select_related("section", "file", "source")
    for one in found.order_by("edition_id", "position"):
        entries[one.edition_id].append(one)
    rules = rules_for(rows)
    return tuple(
        DraftSheet(row, rules[row.pk], tuple(entries[row.pk]), _account(row, rules[row.pk], entries[row.pk]))
        for row in rows
    )


def _account(row: SheetEdition, rules: FormRules, entries: Sequence[Entry]) -> SheetAccount:
    lines = [(Line(one.name, one.dimension, one.maximum), one.is_other) for one in rules.sections.values()]
    losses = [loss_of(row, one) for one in entries]
    return account_sheet(head_of(row), lines, losses)

"""Reads of sheets: the list of them, and one sheet with everything that was scored together with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.kernel.period import month_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Bonus, Deduction, Score, Section, Sheet
from huiyin.rooms.appraisal.rules.account import Gain, Line, Loss, SheetAccount, account_sheet
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import findable
from huiyin.rooms.people.queries.tree import units_within

SHOWN = ("employee", "unit", "evaluator", "form__scheme", "score")
ABOUT_HIMSELF = Q(evaluator_id=F("employee_id"))
CHECKS_OF_A_MONTH = frozenset({Kind.MONTH_CHECK.value, Kind.SPOT_CHECK.value})


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.6"))
def sheets(actor: Actor) -> QuerySet[Sheet]:
    """List the sheets that the actor sees: those of his units, and his own. Their scores come along."""
    reach = actor.reach(Permit.READ_SHEETS)
    within = units_within(reach)
    rows = Sheet.objects.select_related(*SHOWN)
    # Units by their rows, and no condition where it would hold for all: so the index on unit or day is the one that is
    # walked, however many sheets there are.
    if within is None:
        return rows
    own = Q() if reach.own is None else Q(employee=reach.own)
    return rows.filter(Q(unit__in=within) | own) if within else rows.filter(own or Q(pk__in=()))


def points_of(row: Sheet) -> int | None:
    """Return a sheet's score in hundredths; None where it was merged into another."""
    score: Score | None = getattr(row, "score", None)
    return score.total if score else None


def of_people(actor: Actor, text: str) -> Q:
    """Return the condition for sheets about people whom the typed text may mean."""
    return Q(employee_id__in=findable(actor, Permit.READ_SHEETS, text).order_by().values("pk"))


def by_evaluators(actor: Actor, text: str) -> Q:
    """Return the condition for sheets filled in by people whom the typed text may mean."""
    return Q(evaluator_id__in=findable(actor, Permit.READ_SHEETS, text).order_by().values("pk"))


def having_item(code: str) -> Exists:
    """Return the condition for sheets with a deduction under an item of the standard."""
    return Exists(Deduction.objects.filter(sheet=OuterRef("pk"), item=code))


def days_of_month(text: str) -> tuple[date, date]:
    """Return the first and the last day of "2025-03"."""
    span = month_span(int(text[:4]), int(text[5:7]))
    return span.start, span.end


def latest_day(actor: Actor) -> date | None:
    """Return the day of the youngest sheet that the actor sees."""
    return sheets(actor).order_by("-date", "-id").values_list("date", flat=True).first()


def _pool_key(row: Sheet) -> tuple[object, ...]:
    return (row.employee_id, row.period, row.form_id) if row.kind in CHECKS_OF_A_MONTH else (row.pk,)


def accounts(rows: Iterable[Sheet]) -> dict[int, SheetAccount]:
    """Write out the given sheets from their single deductions: {first sheet of the pool: its account}.

    月检 and 抽检 of a person, month and form are one pool (AMB-02); give all of them. Three statements.
    """
    kept = sorted(rows, key=lambda row: (row.kind, row.date, row.pk))
    pools: dict[tuple[object, ...], list[Sheet]] = {}
    for row in kept:
        pools.setdefault(_pool_key(row), []).append(row)
    lines = _lines({row.form_id for row in kept})
    losses = _losses(kept)
    gains: dict[int, list[Gain]] = {}
    for bonus in Bonus.objects.filter(sheet__in=kept).order_by("sheet_id", "position"):
        gains.setdefault(bonus.sheet_id, []).append(Gain(bonus.points, bonus.ground))
    found: dict[int, SheetAccount] = {}
    for pool in pools.values():
        first = pool[0]
        found[first.pk] = account_sheet(
            _head(first, pool),
            lines[first.form_id],
            [loss for row in pool for loss in losses.get(row.pk, ())],
            [gain for row in pool for gain in gains.get(row.pk, ())],
        )
    return found


def evaluator_of(row: Sheet) -> str:
    """Return who filled a sheet in: the person, or the words that the workbook has for him."""
    return row.evaluator.name if row.evaluator else row.evaluator_words


def _head(first: Sheet, pool: Sequence[Sheet]) -> dict[str, object]:
    return {
        "pk": first.pk, "number": first.number, "kind": first.kind, "day": first.date, "period": first.period,
        "evaluator": evaluator_of(first), "scheme": str(first.form.scheme), "cap": first.form.scheme.other_cap,
        "pooled": tuple(row.number for row in pool),
    }  # fmt: skip


def _lines(forms: Iterable[int]) -> dict[int, list[tuple[Line, bool]]]:
    lines: dict[int, list[tuple[Line, bool]]] = {}
    for section in Section.objects.filter(form__in=forms).order_by("form_id", "position"):
        line = Line(section.name, section.dimension, section.maximum)
        lines.setdefault(section.form_id, []).append((line, section.is_other))
    return lines


def _losses(rows: Sequence[Sheet]) -> dict[int, list[Loss]]:
    by_pk = {row.pk: row for row in rows}
    losses: dict[int, list[Loss]] = {}
    taken = Deduction.objects.filter(sheet__in=by_pk).select_related("section").order_by("sheet_id", "position")
    for one in taken:
        row = by_pk[one.sheet_id]
        losses.setdefault(row.pk, []).append(
            Loss(
                one.section.name, one.points, one.serious, one.item, one.fact, one.evidence,
                row.number, row.date, evaluator_of(row), one.source_id or 0,
            )
        )  # fmt: skip
    return losses


@dataclass(frozen=True)
class SheetPage:
    """A sheet as its page shows it: what it was scored as, and the other sheets of its pool.

    ``own`` are its own deductions; ``account`` that of the pool, whose first sheet is ``head``.
    """

    sheet: Sheet
    account: SheetAccount
    head: Sheet
    partners: tuple[Sheet, ...]

    @property
    def own(self) -> tuple[Loss, ...]:
        """The deductions that stand on this very sheet."""
        every = [*(loss for section in self.account.sections for loss in section.losses), *self.account.others]
        return tuple(loss for loss in every if loss.sheet == self.sheet.number)


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.7a", "P-4.8", "P-4.10a"))
def sheet_page(actor: Actor, *, pk: int) -> SheetPage:
    """Return a sheet written out with its pool. Raises NotVisible (404)."""
    # One sheet is found by the path of its unit: the units in reach need not be read for it.
    seen = Sheet.objects.visible_to(actor.reach(Permit.READ_SHEETS))
    row = seen.select_related(*SHOWN, "handed_in__file").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such sheet, or it is not open to you."))
    pool = [row]
    if row.kind in CHECKS_OF_A_MONTH:
        # What was scored together is shown together, also where the person changed the unit within the month.
        pooled = Sheet.objects.filter(
            employee_id=row.employee_id, period=row.period, form_id=row.form_id, kind__in=CHECKS_OF_A_MONTH
        )
        pool = list(pooled.select_related("evaluator", "form__scheme").order_by("kind", "date", "id"))
    account = accounts(pool)[pool[0].pk]
    return SheetPage(row, account, pool[0], tuple(one for one in pool if one.pk != row.pk))

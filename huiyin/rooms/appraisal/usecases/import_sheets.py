"""A workbook becomes rows of the store: all of it or nothing, in one transaction with one trail entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import bulk, clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Bonus, Deduction, Import, Scheme, Score, Section, Sheet
from huiyin.rooms.appraisal.queries.import_plan import (
    ImportPlan,
    NewScheme,
    Progress,
    counting,
    plan_import,
    said,
    scheme_for,
    spans_written,
)
from huiyin.rooms.appraisal.queries.schemes import digest_of
from huiyin.rooms.appraisal.rules.sheets import SheetDraft
from huiyin.rooms.appraisal.rules.tables import Source
from huiyin.rooms.appraisal.terms import EditionState, Kind, Permit, SchemeState
from huiyin.rooms.appraisal.usecases.draft_scheme import fill_scheme, next_number
from huiyin.rooms.appraisal.usecases.keep_editions import drop_unwritten, keep_imported
from huiyin.rooms.appraisal.usecases.keep_scores import keep_scores
from huiyin.rooms.people.usecases.roster_import import record_roster

BATCH = 5_000
MUCH = 500
READ, WROTE, WHOLE = 50, 90, 100

_SHEET = ("employee_id", "kind", "date", "period", "form_id", "unit_id", "evaluator_id", "evaluator_words")
_SHEET_COLUMNS = (*_SHEET, "fingerprint", "handed_in_id")


@dataclass(frozen=True)
class Ids:
    """Which rows the negative ids of a plan have become, and those of sections of a new scheme."""

    units: Mapping[int, int]
    sections: Mapping[int, int]
    forms: Mapping[int, int]


@usecase(
    permit=Permit.IMPORT_SHEETS,
    clauses=("P-1.0a", "P-1.0c", "P-4.3.1", "P-4.5.2b", "P-4.6", "P-4.7a", "P-4.8", "P-4.9c", "P-4.10a"),
)
def import_sheets(
    actor: Actor, source: Source, progress: Progress | None = None, /, *, row: Import | None = None, digest: str = ""
) -> dict[str, dict[str, int]]:
    """Store a workbook (format v1): new people, units and scheme, new and changed sheets and their scores.

    ``row`` is the hand-in that it came by, ``digest`` the file's SHA-256. Unchanged sheets are passed over, so that
    importing a workbook twice changes nothing. Returns what was new, changed and unchanged by worksheet. Raises Refusal
    with every fault by worksheet and row; then nothing is stored.
    """
    tell = progress or (lambda _done, _total, _message: None)
    number = numbering.take_one("appraisal.import")  # its row stays locked: one import at a time
    plan = plan_import(actor, counting(source, lambda name, count: tell(READ // 2, WHOLE, f"{name} {count:,}")))
    if len(plan.faults):
        raise Refusal(_("The workbook was refused; nothing was stored."), faults=said(plan.faults))
    with bulk.roomy():
        write_plan(actor, plan, tell, row)
    trail.note(import_number=number, digest=digest, counts=plan.counts())
    return plan.counts()


def write_plan(actor: Actor, plan: ImportPlan, tell: Progress, row: Import | None = None) -> None:
    """Write a plan without faults; runs inside a write door."""
    tell(READ, WHOLE, _("Writing people"))
    units = record_roster(actor, plan=plan.roster) if plan.roster.writes else {}
    ids = _write_scheme(actor, plan.scheme, units) if plan.scheme else Ids(units, {}, {})
    tell(READ, WHOLE, _("Writing sheets"))
    keys = _write_sheets(plan, ids, row)
    tell(READ + 10, WHOLE, _("Writing deductions"))
    _write_marks(plan, ids, keys)
    drop_unwritten()
    if len(keys) > MUCH:
        bulk.weigh(Sheet, Deduction, Bonus)
    for year, people in spans_written(plan).items():
        keep_scores(year, people, lambda done, total: tell(WROTE + 9 * done // total, WHOLE, _("Counting scores")))
    if len(keys) > MUCH:
        bulk.weigh(Score)


def _write_scheme(actor: Actor, new: NewScheme, units: Mapping[int, int]) -> Ids:
    """Publish the workbook's scheme from its day on; an unused one of the same day is withdrawn for it."""
    if new.replaces:
        store.change(new.replaces, seen=None, state=SchemeState.WITHDRAWN)
    scheme = store.add(
        Scheme(
            number=next_number(),
            name=new.base.name if new.base else "员工绩效考核标准",
            effective_from=new.effective_from,
            **new.content["weights"],
        )
    )
    fill_scheme(scheme, new.content)
    store.change(
        scheme,
        seen=None,
        state=SchemeState.PUBLISHED,
        digest=digest_of(scheme),
        published_at=clock.now(),
        published_by=actor.name,
    )
    kept: dict[tuple[str, str, str], int] = {}
    forms: dict[tuple[str, str], int] = {}
    rows = Section.objects.filter(form__scheme=scheme)
    for kind, audience, name, section, form in rows.values_list("form__kind", "form__audience", "name", "pk", "form"):
        kept[kind, audience, name] = section
        forms[kind, audience] = form
    planned = {-1 - place: tuple(key.split("/")) for place, key in enumerate(new.content["forms"])}
    return Ids(units, scheme_for(new, kept), {number: forms[kind, who] for number, (kind, who) in planned.items()})


def _write_sheets(plan: ImportPlan, ids: Ids, row: Import | None) -> dict[int, int]:
    """Write new and changed sheets; returns their row ids by their places in the workbook."""
    drafts, handed_in = plan.sheets.drafts, row.pk if row else None
    stored = {place: plan.stored[drafts[place].number].id for place in plan.changed}
    _keep_earlier(list(stored.values()))
    _make_way(list(stored.values()))
    keys = dict(zip(plan.new, bulk.reserve(Sheet, len(plan.new)), strict=True))

    def values(draft: SheetDraft) -> list[bulk.Value]:
        evaluator = plan.evaluators.get(draft.evaluator) or plan.roster.ids.get(draft.evaluator)
        form = draft.form.id if draft.form else 0
        return [
            plan.roster.ids[draft.staff], draft.kind, str(draft.day), draft.period, ids.forms.get(form, form),
            ids.units.get(draft.unit, draft.unit), evaluator, "" if evaluator else draft.evaluator,
            draft.fingerprint, handed_in,
        ]  # fmt: skip

    bulk.insert(
        Sheet,
        ("id", "version", "number", *_SHEET_COLUMNS),
        ([keys[place], 1, drafts[place].number, *values(drafts[place])] for place in plan.new),
    )
    bulk.update(Sheet, _SHEET_COLUMNS, ([*values(drafts[place]), pk] for place, pk in stored.items()))
    return keys | stored


def _keep_earlier(changed: list[int]) -> None:
    """Keep what stood on sheets that a workbook changes, so that the earlier edition stays readable (P-1.0b)."""
    for first in range(0, len(changed), MUCH):
        rows = Sheet.objects.filter(pk__in=changed[first : first + MUCH]).select_related("evaluator")
        keep_imported(list(rows), state=EditionState.SUPERSEDED)


def _make_way(changed: list[int]) -> None:
    """Remove what changed sheets lost and gained before; as spot checks, for a moment, they block nobody's period."""
    for first in range(0, len(changed), BATCH):
        some = changed[first : first + BATCH]
        Deduction.objects.filter(sheet__in=some).delete()
        Bonus.objects.filter(sheet__in=some).delete()
        Sheet.objects.filter(pk__in=some).update(kind=Kind.SPOT_CHECK)


def _write_marks(plan: ImportPlan, ids: Ids, keys: Mapping[int, int]) -> None:
    bulk.insert(
        Deduction,
        ("sheet_id", "section_id", "position", "item", "points", "serious", "fact", "evidence"),
        _deductions(plan, ids, keys),
    )
    bulk.insert(Bonus, ("sheet_id", "position", "points", "ground"), _bonuses(plan, keys))


def _deductions(plan: ImportPlan, ids: Ids, keys: Mapping[int, int]) -> Iterator[tuple[bulk.Value, ...]]:
    sections, last, position = ids.sections, -1, 0
    for place, section, points, serious, _name, item, fact in plan.deductions.rows():
        sheet = keys.get(place)
        if sheet is not None:
            position = position + 1 if place == last else 1
            last = place
            yield sheet, sections.get(section, section), position, item, points, bool(serious), fact, ""


def _bonuses(plan: ImportPlan, keys: Mapping[int, int]) -> Iterator[tuple[bulk.Value, ...]]:
    last, position = -1, 0
    for place, points, ground in plan.bonuses.rows():
        sheet = keys.get(place)
        if sheet is not None:
            position = position + 1 if place == last else 1
            last = place
            yield sheet, position, points, ground

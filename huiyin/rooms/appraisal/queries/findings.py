"""What a preview tells of a workbook: how many sheets are new, changed and unchanged, some of them, and every fault."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault
from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.workbooks import Book, NoWorkbookError, TooLargeError
from huiyin.rooms.appraisal.models import Deduction, StandardItem
from huiyin.rooms.appraisal.queries.import_plan import ImportPlan, Progress, counting, plan_import, said
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.sheets import WORD_OF
from huiyin.rooms.appraisal.rules.tables import SHEETS, STAFF
from huiyin.rooms.appraisal.terms import Permit, SchemeState

SAMPLES = 200
LOOKING, WHOLE = 90, 100


@dataclass(frozen=True)
class Findings:
    """``counts`` are of sheets; ``samples`` the first ones of each kind, with how people and scheme would change."""

    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@query(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def look_through(actor: Actor, path: Path, tell: Progress) -> Findings:
    """Read a workbook whole and say what importing it would do; nothing is written."""
    try:
        source = counting(Book(path), lambda name, count: tell(LOOKING // 2, WHOLE, f"{name} {count:,}"))
        plan = plan_import(actor, source)
    except NoWorkbookError:
        return Findings(faults=(Fault("", _(say.NO_WORKBOOK)),))
    except TooLargeError:
        return Findings(faults=(Fault("", _("The workbook is larger than a workbook can be.")),))
    tell(LOOKING, WHOLE, "")
    counted = plan.counts()
    samples = {
        "new": [_line(plan, place) for place in plan.new[:SAMPLES]],
        "changed": _changed(plan, plan.changed[:SAMPLES]),
        "unchanged": [_line(plan, place) for place in plan.unchanged[:SAMPLES]],
        "people": counted[STAFF],
        "scheme": plan.scheme is not None,
        "unknown_items": unknown_items(plan),
    }
    return Findings(dict(counted[SHEETS]), samples, tuple(said(plan.faults)))


def unknown_items(plan: ImportPlan) -> list[dict[str, Any]]:
    """Return the item codes that no published version of the standard has, each with the row that names it first.

    They are imported all the same: the points stand on the signed sheet. But no statistics by item will show them.
    One statement.
    """
    known = set(StandardItem.objects.filter(scheme__state=SchemeState.PUBLISHED).values_list("code", flat=True))
    known |= set(plan.scheme.content["items"]) if plan.scheme else set()
    named = [(place, code) for code, place in plan.deductions.first.items() if code and code not in known]
    return [{"code": code, "sheet": sheet, "row": row} for (sheet, row), code in named[:SAMPLES]]


def _line(plan: ImportPlan, place: int) -> dict[str, Any]:
    draft = plan.sheets.drafts[place]
    service = plan.roster.services.get(draft.staff)
    name = service.name if service else ""
    word = WORD_OF.get(draft.kind, "")
    return {
        "sheet": draft.sheet, "row": draft.row, "label": draft.number,
        "hint": " · ".join(text for text in (f"{name} {draft.staff}".strip(), word, str(draft.day or "")) if text),
    }  # fmt: skip


def _changed(plan: ImportPlan, places: Sequence[int]) -> list[dict[str, Any]]:
    wanted = set(places)
    after = {
        place: _sum(plan.deductions.points[at] for at in group)
        for place, group in plan.deductions.by_sheet()
        if place in wanted
    }
    stored = {place: plan.stored[plan.sheets.drafts[place].number] for place in places}
    before = _stored_sums([one.id for one in stored.values()])
    lines = []
    for place in places:
        pair = (before.get(stored[place].id, _sum(())), after.get(place, _sum(())))
        line = _line(plan, place)
        if pair[0] != pair[1]:
            line["changes"] = [{"label": _("deductions"), "before": pair[0], "after": pair[1]}]
        else:
            line["hint"] += " · " + _("the head, a fact or a bonus differs")
        lines.append(line)
    return lines


def _sum(points: Iterable[int]) -> str:
    kept = list(points)
    return f"{len(kept)}（{show_points(sum(kept))}）" if kept else "0"


def _stored_sums(sheets: Sequence[int]) -> Mapping[int, str]:
    rows = Deduction.objects.filter(sheet__in=sheets).order_by().values_list("sheet")
    summed = rows.annotate(count=Count("pk"), total=Sum("points"))
    return {sheet: f"{count}（{show_points(total)}）" for sheet, count, total in summed}

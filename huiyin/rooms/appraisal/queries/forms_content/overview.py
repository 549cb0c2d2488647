"""《年度员工绩效考核情况统计表》: one line per department or team, and the whole (P-5.4, AMB-08)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Line, Run, Tally
from huiyin.rooms.appraisal.queries.forms_content.heads import (
    FORM_CODES,
    bands,
    difference,
    mean,
    points,
    scheme_label,
    unsigned,
)
from huiyin.rooms.appraisal.queries.forms_content.merits import merits_of
from huiyin.rooms.appraisal.queries.forms_content.statistics import labels, table_draft
from huiyin.rooms.appraisal.queries.forms_content.year import lines_of, published_run
from huiyin.rooms.appraisal.terms import ANNUAL_OVERVIEW, RunState, Topic
from huiyin.rooms.people.queries.tree import branch, company_of
from huiyin.rooms.records.terms import Draft

TOP = 5


def _totals(lines: Sequence[Line], field: str) -> list[int]:
    return [value for line in lines if (value := getattr(line, field)) is not None]


def _unit_line(name: str, lines: Sequence[Line], before: Sequence[int], rounding: str) -> content.UnitLine:
    """Return a department's line: means over its people with that part, from their shown figures."""
    totals = _totals(lines, "total")
    now, last = mean(totals, rounding), mean(before, rounding)
    return {
        "unit": name,
        "headcount": len(lines),
        "appraised": len(totals),
        "checks": points(mean(_totals(lines, "checks"), rounding)),
        "monthly": points(mean(_totals(lines, "months"), rounding)),
        "annual": points(mean(_totals(lines, "annual"), rounding)),
        "total": points(now),
        "highest": points(max(totals, default=None)),
        "lowest": points(min(totals, default=None)),
        "bands": bands(totals),
        "excellent": sum(line.excellent for line in lines),
        "exam_pass_rate": "",
        "last_year": points(last),
        "change": difference(now, last),
    }


def _before(year: int, path: str) -> dict[int, list[int]]:
    """Return the published totals of the year before by unit: one statement."""
    earlier = Run.objects.filter(year=year - 1, state=RunState.PUBLISHED)
    rows = Line.objects.filter(run__in=earlier, unit__path__startswith=path, total__isnull=False)
    found: dict[int, list[int]] = {}
    for unit, total in rows.order_by("pk").values_list("unit_id", "total"):
        if total is not None:
            found.setdefault(unit, []).append(total)
    return found


def _top(run: Run, path: str) -> list[content.TopDeduction]:
    """Return the items that cost most: two statements."""
    counted = (
        Tally.objects.filter(run=run, topic=Topic.ITEM, unit__path__startswith=path)
        .order_by()
        .values("key", "detail")
        .annotate(times=Sum("count"), cost=Sum("points"))
        .order_by("-cost", "-times", "key", "detail")[:TOP]
    )
    rows: list[Any] = list(counted)
    known = labels((one["key"] for one in rows), run.scheme_id)
    return [
        {
            "code": one["key"],
            "label": known.get(one["key"], one["detail"]),
            "count": one["times"],
            "points": show_points(one["cost"]),
        }
        for one in rows
    ]


def _counted(merits: Mapping[int, list[content.Merit]], kind: str, other: str) -> list[content.LevelCount]:
    counts = Counter(one["level"] or other for rows in merits.values() for one in rows if one["kind"] == kind)
    return [
        {"level": level, "count": count} for level, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def annual_overview(path: str, year: int) -> Draft:
    """Prepare the year's overview of a branch from the published settlement: every figure re-derives from its lines."""
    run = published_run(year)
    rows = lines_of(run, path)
    lines = list(rows)
    if not lines:
        raise Refusal(_("Nobody in this unit has a result for %(year)s.") % {"year": year})
    units, before, rounding = branch(path), _before(year, path), run.scheme.rounding
    by_unit: dict[int, list[Line]] = {}
    for line in lines:
        by_unit.setdefault(line.unit_id, []).append(line)
    merits = merits_of(year, rows)
    form: content.AnnualOverview = {
        "form_code": FORM_CODES[ANNUAL_OVERVIEW],
        "company": company_of(path),
        "scope": next(unit.name for unit in units.values() if unit.path == path),
        "period": f"{year:04d}",
        "scheme": scheme_label(run.scheme),
        "lines": [
            _unit_line(unit.name, by_unit[pk], before.get(pk, []), rounding)
            for pk, unit in units.items()
            if pk in by_unit
        ],
        "whole": _unit_line("合计", lines, [total for one in before.values() for total in one], rounding),
        "top_deductions": _top(run, path),
        "awards": _counted(merits, "奖励", "奖励"),
        "sanctions": _counted(merits, "处分", "严重违规"),
        "excellent": [
            {
                "staff_no": line.number,
                "name": line.employee.name,
                "unit": line.unit.name,
                "total": show_points(line.total),
            }
            for line in lines
            if line.excellent and line.total is not None
        ],
        "measures": "",
        "maker": unsigned(),
        "quality": unsigned(),
        "general_manager": unsigned(),
    }
    return table_draft(units, path, form)

"""Statistics of a settled year: figures that open to their rows, charts with their tables."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.points import HUNDRED, round_half_up, show_points
from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.queries.statistics import BANDS, BIN, Counted, Statistics
from huiyin.rooms.appraisal.rules.rulings import LADDER
from huiyin.rooms.appraisal.terms import DIMENSIONS, Kind
from huiyin.rooms.appraisal.terms.rulings import RulingLevel
from huiyin.rooms.people.terms import Level

LEVELS: dict[str, Any] = dict(Level.choices)


def rounded(mean: Fraction | None) -> str | None:
    """Write a mean in hundredths with two decimals, half up."""
    return None if mean is None else show_points(round_half_up(mean))


def _points(hundredths: Fraction | int) -> float:
    return round_half_up(Fraction(hundredths)) / HUNDRED


def statistics_context(run: Run, found: Statistics, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page of statistics shows. ``chosen`` are unit (row id or ""), level and their words."""
    return {
        "page_title": _("Statistics of %(year)s") % {"year": run.year},
        "run": run,
        "found": found,
        "figures": _figures(run, found, chosen),
        "charts": [
            chart for chart in (_distribution(found), _months(run, found), _dimensions(found), _items(found)) if chart
        ],
        "bands": _bands(run, found, chosen),
        "units": _units(run, found, chosen),
        "items": [_item(run, item) for item in found.items],
        "months": [_month(found, item) for item in found.months],
        "rulings": _rulings(run, found, chosen),
    }


def _rulings(run: Run, found: Statistics, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    address = reverse("appraisal:rulings")
    asked = {"year": run.year, "standing": "true", **({"unit": chosen["unit"]} if chosen["unit"] else {})}
    return [
        {
            "kind": LADDER[RulingLevel(level)].kind.label, "level": RulingLevel(level).label, "count": count,
            "url": "" if chosen["level"] else f"{address}?{urlencode({**asked, 'level': level})}",
        }
        for level, count in found.rulings.items()
    ]  # fmt: skip


def rows_url(run: Run, chosen: Mapping[str, Any], **more: Any) -> str:
    """Return the address of the results behind a figure."""
    asked = {
        key: value
        for key, value in {"unit": chosen["unit"], "level": chosen["level"], **more}.items()
        if value not in {"", None}
    }
    address = reverse("appraisal:run", args=[run.pk])
    return f"{address}?{urlencode(asked)}" if asked else address


def _figures(run: Run, found: Statistics, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    cut = {"cutoff": run.settled_at}
    return [
        {
            "label": _("People"),
            "value": f"{found.people:,}",
            "numerator": found.people,
            "numerator_label": _("people"),
            "note": _("Everybody employed on a day of the year, or with a sheet in it."),
            "rows_url": rows_url(run, chosen),
            **cut,
        },
        {
            "label": _("Complete"),
            "value": f"{found.complete:,}",
            "hint": _share(found.complete, found.people),
            "numerator": found.complete,
            "numerator_label": _("nothing missing"),
            "denominator": found.people,
            "denominator_label": _("people"),
            "rows_url": rows_url(run, chosen, complete="true"),
            **cut,
        },
        {
            "label": _("Mean total"),
            "value": rounded(found.total.exact),
            "numerator_label": _("people with a total"),
            "numerator": found.total.count,
            "note": _("Mean of the totals as shown."),
            "clause": "P-4.7c",
            "clause_url": reverse("regulations:demand", args=["P-4.7c"]),
            "rows_url": rows_url(run, chosen, least="0"),
            **cut,
        },
        {
            "label": _("Highest"),
            "value": _or_none(found.highest),
            "numerator": found.total.count,
            "numerator_label": _("people with a total"),
            "rows_url": f"{rows_url(run, chosen, least='0')}&sort=-total",
            **cut,
        },
        {
            "label": _("Lowest"),
            "value": _or_none(found.lowest),
            "numerator": found.total.count,
            "numerator_label": _("people with a total"),
            "rows_url": f"{rows_url(run, chosen, least='0')}&sort=total",
            **cut,
        },
        {
            "label": _("Excellent employees"),
            "value": f"{found.excellent:,}",
            "hint": _share(found.excellent, found.people),
            "numerator": found.excellent,
            "numerator_label": _("unrounded total above 100"),
            "denominator": found.people,
            "denominator_label": _("people"),
            "clause": "P-4.9e",
            "clause_url": reverse("regulations:demand", args=["P-4.9e"]),
            "rows_url": rows_url(run, chosen, excellent="true"),
            **cut,
        },
    ]


def _or_none(figure: int | None) -> str | None:
    return None if figure is None else show_points(figure)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def band_label(least: int | None, below: int | None) -> str:
    """Write a band as the form does: ≥ 90, 80–89.99, < 60."""
    if least is None:
        return f"< {(below or 0) // 100}"
    return f"≥ {least // 100}" if below is None else f"{least // 100}–{show_points(below - 1)}"


def _bands(run: Run, found: Statistics, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = []
    for (least, below), count in zip(BANDS, found.bands, strict=True):
        edges = {
            "least": least // 100 if least is not None else None,
            "below": below // 100 if below is not None else None,
        }
        lines.append(
            {
                "label": band_label(least, below),
                "count": count,
                "share": _share(count, found.total.count),
                "url": rows_url(run, chosen, **edges),
            }
        )
    without = found.people - found.total.count
    lines.append(
        {
            "label": _("no total"),
            "count": without,
            "share": _share(without, found.people),
            "url": rows_url(run, chosen, complete="false"),
        }
    )
    return lines


def _units(run: Run, found: Statistics, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "level": LEVELS.get(row.level, row.level),
            "people": row.people,
            "complete": row.complete,
            "checks": rounded(row.checks.exact),
            "months": rounded(row.months.exact),
            "annual": rounded(row.annual.exact),
            "total": rounded(row.total.exact),
            "excellent": row.excellent,
            "url": rows_url(run, chosen, unit=row.unit, level=row.level),
        }
        for row in found.units
    ]


def _distribution(found: Statistics) -> dict[str, Any] | None:
    if not found.bins:
        return None
    rows = [[f"{edge // 100}–{(edge + BIN) // 100}", count] for edge, count in found.bins.items()]
    return {
        "id": "distribution",
        "title": _("Distribution of the totals"),
        "kind": "histogram",
        "summary": _("%(totals)s people with a total, in steps of %(step)s points.")
        % {"totals": found.total.count, "step": BIN // 100},
        "columns": [_("Points"), _("People")],
        "rows": rows,
    }


def _months(run: Run, found: Statistics) -> dict[str, Any] | None:
    if not found.months:
        return None
    by_key = {item.key: item for item in found.months}
    rows = []
    for month in range(1, 13):
        item = by_key.get(f"{run.year:04d}-{month:02d}")
        rows.append([f"{month:02d}", _points(Fraction(item.points, item.count)) if item else None])
    return {
        "id": "months",
        "title": _("Month trend"),
        "kind": "line",
        "decimals": 2,
        "summary": _("Mean score of the month appraisals of each month."),
        "columns": [_("Month"), _("Mean")],
        "rows": rows,
        "unit": _("points"),
    }


def _dimensions(found: Statistics) -> dict[str, Any] | None:
    if not found.dimensions:
        return None
    rows = [
        [item.key, _points(Fraction(item.points, item.count)), _points(DIMENSIONS.get(item.key, 0))]
        for item in found.dimensions
    ]
    return {
        "id": "dimensions",
        "title": _("Means of the four dimensions"),
        "kind": "bar",
        "decimals": 2,
        "min": 0,
        "summary": _("What the month appraisals left of 德, 勤, 能 and 绩, beside their marks."),
        "columns": [_("Dimension"), _("Mean"), _("Marks")],
        "rows": rows,
        "unit": _("points"),
    }


def _items(found: Statistics) -> dict[str, Any] | None:
    if not found.items:
        return None
    rows = [[f"{item.key} {item.label}".strip(), _points(item.points), item.count] for item in found.items[:10]]
    return {
        "id": "items",
        "title": _("Deductions that cost most"),
        "kind": "bar",
        "horizontal": True,
        "decimals": 1,
        "summary": _("All deductions of the year on all sheets, by item."),
        "columns": [_("Item"), _("Points")],
        "rows": [row[:2] for row in rows],
    }


def _item(run: Run, item: Counted) -> dict[str, Any]:
    query = urlencode({"year": run.year, "item": item.key})
    return {
        "code": item.key,
        "label": item.label,
        "count": item.count,
        "points": show_points(item.points),
        "url": f"{reverse('appraisal:sheets')}?{query}" if item.key else "",
    }


def _month(found: Statistics, item: Counted) -> dict[str, Any]:
    query = urlencode({"month": item.key, "kind": Kind.MONTH.value})
    return {
        "month": item.key,
        "count": item.count,
        "mean": rounded(Fraction(item.points, item.count)),
        "url": f"{reverse('appraisal:sheets')}?{query}",
    }


def document(run: Run, found: Statistics) -> dict[str, Any]:
    """Return statistics as the API carries them."""
    shown = {"highest": _or_none(found.highest), "lowest": _or_none(found.lowest)}
    return {
        "run": run.pk,
        "year": run.year,
        "people": found.people,
        "complete": found.complete,
        "excellent": found.excellent,
        "mean": rounded(found.total.exact),
        **shown,
        "bands": [
            {"label": band_label(*edges), "count": count} for edges, count in zip(BANDS, found.bands, strict=True)
        ],
        "bins": [
            {"label": f"{edge // 100}–{(edge + BIN) // 100}", "count": count} for edge, count in found.bins.items()
        ],
        "units": [
            {
                "unit": row.unit,
                "name": row.name,
                "level": row.level,
                "people": row.people,
                "complete": row.complete,
                "excellent": row.excellent,
                "checks": rounded(row.checks.exact),
                "months": rounded(row.months.exact),
                "annual": rounded(row.annual.exact),
                "total": rounded(row.total.exact),
            }
            for row in found.units
        ],
        "months": [_counted(item) for item in found.months],
        "dimensions": [_counted(item) for item in found.dimensions],
        "items": [_counted(item) for item in found.items],
        "rulings": dict(found.rulings),
    }


def _counted(item: Counted) -> dict[str, Any]:
    mean = rounded(Fraction(item.points, item.count)) if item.count else None
    return {"key": item.key, "label": item.label, "count": item.count, "points": show_points(item.points), "mean": mean}

"""What must hold before a version of the standard or a year may be published: plain values in, faults out.

A fault is (place, code, facts): the place names the weight, form or item; the code is one of ``FAULTS``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

WHOLE: Final = 10_000
FAULTS: Final = (
    "shares", "weights", "bonus", "no_forms", "dimension", "dimensions", "form_sum", "item_section", "item_range",
)  # fmt: skip

SchemeFault = tuple[str, str, Mapping[str, Any]]


def scheme_faults(
    content: Mapping[str, Any],
    *,
    dimensions: Mapping[str, int],
    audiences: Mapping[str, Sequence[str]],
    other: str,
) -> list[SchemeFault]:
    """Return why a version cannot be published (P-4.5.1, P-4.5.3, P-4.6Σ), in the order of its pages.

    ``content`` is what ``queries.schemes.content_of`` gives; ``dimensions`` the marks that each must sum to (P-4.5.3);
    ``audiences`` who needs a form of each kind; ``other`` the name of the section without marks.
    """
    faults = list(_weight_faults(content["weights"]))
    forms: Mapping[str, list[list[Any]]] = content["forms"]
    for kind, needed in audiences.items():
        for audience in needed:
            place = f"{kind}/{audience}"
            sections = [line for line in forms.get(place, ()) if not line[3]]
            if not sections:
                faults.append((place, "no_forms", {}))
            elif kind == "check":
                faults += _sum_fault(place, sum(line[2] for line in sections))
            else:
                faults += _dimension_faults(place, sections, dimensions)
    for code, item in content["items"].items():
        faults += _item_faults(code, item, forms, other_cap=content["weights"]["other_cap"], other=other)
    return faults


def _weight_faults(weights: Mapping[str, Any]) -> Iterable[SchemeFault]:
    shares = weights["checks_share"] + weights["months_share"] + weights["year_share"]
    if shares != WHOLE:
        yield "checks_share", "shares", {"sum": shares}
    inner = weights["week_weight"] + weights["month_weight"]
    if inner != WHOLE:
        yield "week_weight", "weights", {"sum": inner}
    if not 1 <= weights["bonus_least"] <= weights["bonus_most"]:
        yield "bonus_least", "bonus", {}


def _sum_fault(place: str, total: int) -> list[SchemeFault]:
    return [] if total == WHOLE else [(place, "form_sum", {"sum": total})]


def _dimension_faults(place: str, sections: Sequence[Sequence[Any]], wanted: Mapping[str, int]) -> list[SchemeFault]:
    sums: dict[str, int] = {}
    for dimension, _name, maximum, _other in sections:
        sums[dimension] = sums.get(dimension, 0) + maximum
    if set(sums) != set(wanted):
        return [(place, "dimensions", {"found": "、".join(sums)})]
    return [
        (place, "dimension", {"dimension": name, "sum": sums[name], "wanted": marks})
        for name, marks in wanted.items()
        if sums[name] != marks
    ]


def _item_faults(
    code: str, item: Mapping[str, Any], forms: Mapping[str, list[list[Any]]], *, other_cap: int, other: str
) -> list[SchemeFault]:
    if item["least"] > item["most"] or item["check_least"] > item["check_most"]:
        return [(code, "item_range", {})]
    if item["sub_item"] == other:
        return (
            [] if item["most"] <= other_cap else [(code, "item_section", {"most": item["most"], "maximum": other_cap})]
        )
    marks = [
        line[2]
        for place, sections in forms.items()
        if not place.startswith("check/") and place.endswith(f"/{item['level']}" if item["level"] else "")
        for line in sections
        if line[1] == item["sub_item"]
    ]
    least = min(marks, default=0)
    return [] if item["most"] <= least else [(code, "item_section", {"most": item["most"], "maximum": least})]

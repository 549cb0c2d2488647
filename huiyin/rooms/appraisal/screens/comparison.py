"""Two versions of the standard side by side: groups of lines for the page, one table for the exports and the API."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform.tables import Column, Table
from huiyin.rooms.appraisal.models import Scheme, Section, StandardItem
from huiyin.rooms.appraisal.rules.comparison import ADDED, CHANGED, MARKS, ORDER, REMOVED, Difference
from huiyin.rooms.appraisal.screens.schemes import AUDIENCES, percent
from huiyin.rooms.appraisal.terms import FormKind

PARTS = {
    "weights": gettext_lazy("Weights and rules"), "forms": gettext_lazy("Forms and marks"),
    "items": gettext_lazy("Deduction items"),
}  # fmt: skip
CHANGES = {ADDED: gettext_lazy("new"), REMOVED: gettext_lazy("gone"), CHANGED: gettext_lazy("changed")}
_PLAIN = {"bonus_least", "bonus_most"}
_PERCENT = {"checks_share", "months_share", "year_share", "week_weight", "month_weight"}


class DifferenceTable(Table):
    """A line for each difference, as the exports carry it."""

    part = Column(verbose_name=gettext_lazy("Part"))
    place = Column(verbose_name=gettext_lazy("Where"))
    line = Column(verbose_name=gettext_lazy("Line"))
    field = Column(verbose_name=gettext_lazy("What"))
    change = Column(verbose_name=gettext_lazy("Difference"))
    before = Column(verbose_name=gettext_lazy("Before"))
    after = Column(verbose_name=gettext_lazy("After"))

    class Meta(Table.Meta):
        """The order of the columns."""

        sequence: ClassVar = ["part", "place", "line", "field", "change", "before", "after"]


def rows_of(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return the lines of a comparison in words, in the order of the parts."""
    return [_row(line) for line in found]


def groups(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return the lines grouped by part: [{title, told, lines, rows: [{place, line, …}]}]."""
    made = []
    for part, title in PARTS.items():
        lines = [line for line in found if line.part == part]
        if lines:
            counts = [(label, sum(line.change == key for line in lines)) for key, label in CHANGES.items()]
            told = " · ".join(f"{label} {count}" for label, count in counts if count)
            rows = [_row(line) | {"key": line.change} for line in lines]
            made.append({"title": title, "rows": rows, "told": told, "lines": part != "weights"})
    return made


def _row(line: Difference) -> dict[str, Any]:
    return {
        "part": str(PARTS[line.part]), "place": _place(line), "line": line.line, "field": _field(line),
        "change": str(CHANGES[line.change]), "before": shown(line, line.before), "after": shown(line, line.after),
    }  # fmt: skip


def _label(table: type[Model], name: str) -> str:
    return str(getattr(table._meta.get_field(name), "verbose_name", name))


def _place(line: Difference) -> str:
    if line.part == "weights":
        return _label(Scheme, line.place)
    if line.part == "items":
        return line.place
    kind, audience = line.place.split("/")
    return f"{FormKind(kind).label} · {AUDIENCES.get(audience, audience)}"


def _field(line: Difference) -> str:
    if line.part == "weights" or not line.field:
        return ""
    if line.part == "items":
        return _label(StandardItem, line.field)
    named: Mapping[str, str] = {
        MARKS: _("Marks"), ORDER: _("Order of the sections"), "dimension": _label(Section, "dimension"),
        "is_other": _("Only deducts"),
    }  # fmt: skip
    return named[line.field]


def shown(line: Difference, value: Any) -> str | None:
    """Write a side of a line as it is read: shares in per cent, points with two decimals, a whole item in one line."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _item(value)
    if line.field in _PERCENT:
        return percent(value)
    if isinstance(value, int) and line.field not in _PLAIN:
        return show_points(value)
    return str(AUDIENCES.get(value, value))


def _item(item: Mapping[str, Any]) -> str:
    """Write a deduction item that only one of the versions has."""
    words = [item["label"], item["sub_item"]]
    words += [str(AUDIENCES.get(item[name], item[name])) for name in ("level", "business") if item[name]]
    words.append(_span(item["least"], item["most"]))
    words.append(_("on an inspection %(points)s") % {"points": _span(item["check_least"], item["check_most"])})
    return " · ".join(words)


def _span(least: int, most: int) -> str:
    return show_points(most) if least == most else f"{show_points(least)}–{show_points(most)}"


def document(line: Difference) -> dict[str, Any]:
    """Return a line of a comparison as the API carries it."""
    named = {name: getattr(line, name) for name in ("part", "place", "line", "field", "change")}
    return {**named, "before": shown(line, line.before), "after": shown(line, line.after)}

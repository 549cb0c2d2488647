"""A simulation on its page: who would have what, the spread before and after, what counts nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import Refusal
from huiyin.kernel.points import show_points
from huiyin.platform.tables import ChoiceColumn, Column, NumberColumn, PointsColumn, Table
from huiyin.rooms.appraisal.forms import CROSSES
from huiyin.rooms.appraisal.queries import simulation as queries
from huiyin.rooms.appraisal.queries.simulation import Compared, Simulation, Spread
from huiyin.rooms.appraisal.queries.statistics import BANDS
from huiyin.rooms.appraisal.screens.schemes import AUDIENCES
from huiyin.rooms.appraisal.screens.statistics import band_label, rounded
from huiyin.rooms.appraisal.terms import FormKind
from huiyin.rooms.people.terms import Level

PAGE_SIZE = 50
LEAST = -(10**9)


def signed(hundredths: int | None) -> str | None:
    """Write a difference with its sign: +1.25, −0.50, 0.00."""
    if hundredths is None:
        return None
    sign = "+" if hundredths > 0 else "−" if hundredths < 0 else ""
    return f"{sign}{show_points(abs(hundredths))}"


class ChangeColumn(PointsColumn):
    """A difference of points, with its sign."""

    def render(self, value: int) -> str:
        """Show the sign."""
        return signed(value) or ""


class SimulatedTable(Table):
    """Each person's total and rank as they stand and as they would be."""

    number = Column(accessor="before__number", verbose_name=gettext_lazy("staff number"))
    name = Column(
        accessor="before__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    unit = Column(verbose_name=gettext_lazy("department"))
    level = ChoiceColumn(Level, accessor="before__level", verbose_name=gettext_lazy("staff class"))
    before = PointsColumn(accessor="before__total", verbose_name=gettext_lazy("total as it stands"))
    after = PointsColumn(accessor="after__total", verbose_name=gettext_lazy("simulated total"))
    change = ChangeColumn(accessor="change", verbose_name=gettext_lazy("change"))
    rank_before = NumberColumn(accessor="before__rank", verbose_name=gettext_lazy("rank as it stands"))
    rank_after = NumberColumn(accessor="after__rank", verbose_name=gettext_lazy("simulated rank"))
    crosses = Column(verbose_name=gettext_lazy("the 100 mark"), empty_values=("", None))

    class Meta(Table.Meta):
        """Which columns can be ordered by."""

        sequence: ClassVar = [
            "number", "name", "unit", "level", "before", "after", "change", "rank_before", "rank_after", "crosses",
        ]  # fmt: skip

    def __init__(self, *args: Any, year: int = 0, **kwargs: Any) -> None:
        """Know the year, to lead to what explains the total as it stands."""
        self.year = year
        super().__init__(*args, **kwargs)

    def render_name(self, value: str, record: Compared) -> str:
        """Lead to the explanation of the total as it stands."""
        url = reverse("appraisal:person", args=[record.before.number, self.year])
        return format_html('<a href="{}">{}</a>', url, value)

    def render_crosses(self, value: str) -> str:
        """Say who crosses 100, and which way."""
        bad = " ap-flag--bad" if value == queries.DOWN else ""
        return format_html('<span class="ap-flag{}">{}</span>', bad, CROSSES[value])

    def value_crosses(self, value: str) -> str:
        """Carry "up", "down" or nothing."""
        return value


def _known(figure: int | None) -> int:
    return LEAST if figure is None else figure


ORDERS: Mapping[str, Any] = {
    "number": lambda one: one.before.number,
    "before": lambda one: _known(one.before.total),
    "after": lambda one: _known(one.after.total),
    "change": lambda one: _known(one.change),
    "rank_before": lambda one: (one.before.level, one.before.rank or -LEAST),
    "rank_after": lambda one: (one.after.level, one.after.rank or -LEAST),
}


def ordered(people: Iterable[Compared], asked: str) -> list[Compared]:
    """Order by a column, "-column" for descending; without one, what changes most first."""
    if not asked:
        return sorted(people, key=lambda one: (-abs(one.change or 0), one.before.number))
    key = ORDERS.get(asked.lstrip("-"))
    if key is None:
        raise Refusal.at("sort", _("This list cannot be ordered by “%(name)s”.") % {"name": asked})
    found = sorted(people, key=lambda one: str(one.before.number))
    return sorted(found, key=key, reverse=asked.startswith("-"))


def chosen(people: Sequence[Compared], values: Mapping[str, Any]) -> list[Compared]:
    """Keep the people of a branch and class, and those who cross 100 as asked for."""
    path = values["unit"].path if values["unit"] else ""
    return [
        one
        for one in people
        if one.unit_path.startswith(path)
        and values["level"] in {"", one.before.level}
        and values["crosses"] in {"", one.crosses}
    ]


def table(rows: Sequence[Compared], asked: str, page: int, year: int) -> SimulatedTable:
    """Return a page of the table."""
    made = SimulatedTable(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], year=year, order_by=asked)
    for name in ORDERS:
        made.columns[name].column.orderable = True
    return made


def address(query: Mapping[str, str], **more: object) -> str:
    """Return the address of this page with more asked for."""
    return f"?{urlencode({**query, **more})}"


def pager(rows: Sequence[Compared], page: int, query: Mapping[str, str]) -> dict[str, str]:
    """Return the pager of the table: addresses of the pages beside, and how many rows there are."""
    return {
        "previous_url": address(query, page=page - 1) if page > 1 else "",
        "next_url": address(query, page=page + 1) if page * PAGE_SIZE < len(rows) else "",
        "first_url": address(query, page=1) if page > 1 else "",
        "count_label": f"{len(rows):,}",
    }


def context(found: Simulation, query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page says of a simulation as a whole; ``query`` is what was asked for."""
    before, after = found.before, found.after
    up = sum(one.crosses == queries.UP for one in found.people)
    down = sum(one.crosses == queries.DOWN for one in found.people)
    changed = sum(one.before.rank != one.after.rank for one in found.people)
    return {
        "found": found,
        "figures": [
            _figure(_("People with a total"), str(before.totals), str(after.totals)),
            _figure(_("Mean total"), rounded(before.mean), rounded(after.mean)),
            _figure(_("Above 100"), str(before.excellent), str(after.excellent)),
            _crossing(_("Rise above 100"), up, dict(query) | {"crosses": queries.UP}),
            _crossing(_("No longer above 100"), down, dict(query) | {"crosses": queries.DOWN}),
            {
                "label": _("Ranks that change"),
                "value": str(changed),
                "numerator": changed,
                "numerator_label": _("people"),
                "note": _("Ranks are those within the class, among the complete."),
            },
        ],
        "chart": _chart(before, after),
        "unused": [_unused(one) for one in found.unused],
    }


def _figure(label: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "label": label, "value": after, "hint": _("as it stands %(figure)s") % {"figure": before or "—"},
        "numerator": after or "—", "numerator_label": _("simulated"),
        "denominator": before or "—", "denominator_label": _("as it stands"),
    }  # fmt: skip


def _crossing(label: str, count: int, query: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": label, "value": str(count), "numerator": count, "numerator_label": _("people"),
        "note": _("By the unrounded totals (P-4.9e)."), "rows_url": address(query),
    }  # fmt: skip


def _bands(one: Spread) -> list[int]:
    return [one.excellent, *one.bands, one.people - one.totals]


def band_labels() -> list[str]:
    """Return the words of the bands: above 100, those of the form, no total."""
    return [_("above 100 (of these)"), *(band_label(*edges) for edges in BANDS), _("no total")]


def _chart(before: Spread, after: Spread) -> dict[str, Any]:
    rows = [list(row) for row in zip(band_labels(), _bands(before), _bands(after), strict=True)]
    return {
        "id": "spread",
        "title": _("Spread of the totals"),
        "kind": "bar",
        "summary": _("People by their total as it stands and as simulated; ≥ 90 holds those above 100."),
        "columns": [_("Total"), _("as it stands"), _("simulated")],
        "rows": rows,
    }


def form_label(form: str) -> str:
    """Write a form as it is spoken of."""
    kind, audience = form.split("/")
    return f"{FormKind(kind).label} · {AUDIENCES.get(audience, audience)}"


def _unused(one: Any) -> dict[str, Any]:
    return {
        "form": form_label(one.form), "section": one.section, "sheets": one.sheets, "people": one.people,
        "points": show_points(one.points), "serious": one.serious,
    }  # fmt: skip


def spread_document(one: Spread) -> dict[str, Any]:
    """Return a spread as programs read it."""
    bands = [{"label": band_label(*edges), "count": count} for edges, count in zip(BANDS, one.bands, strict=True)]
    return {
        "people": one.people, "totals": one.totals, "mean": rounded(one.mean), "above_100": one.excellent,
        "bands": bands,
    }  # fmt: skip


def document(found: Simulation, rows: Sequence[Compared]) -> dict[str, Any]:
    """Return a simulation as the API carries it."""
    return {
        "year": found.year, "in_force": found.scheme.pk, "before": spread_document(found.before),
        "after": spread_document(found.after), "people": list(SimulatedTable(rows).values(coded=True)),
        "unused": [
            {
                "form": one.form, "section": one.section, "sheets": one.sheets, "people": one.people,
                "points": show_points(one.points), "serious": one.serious,
            }
            for one in found.unused
        ],
        "cut_sheets": found.cut_sheets, "cut_points": found.cut_points,
    }  # fmt: skip

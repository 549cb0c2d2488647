"""The list of sheets, and one sheet."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, PointsColumn, Table
from huiyin.rooms.appraisal.models import Import, Sheet
from huiyin.rooms.appraisal.queries import sheet as queries
from huiyin.rooms.appraisal.queries.editions import corrected
from huiyin.rooms.appraisal.queries.sheet import SheetPage
from huiyin.rooms.appraisal.rules.account import Loss, SectionAccount
from huiyin.rooms.appraisal.screens.filters import ALL, MonthFilter, YesNoFilter
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import units


def edition_words(edition: int) -> str:
    """Say which edition it is: 第2版."""
    return _("edition %(n)s") % {"n": edition}


class SheetTable(Table):
    """Sheets, youngest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(linkify=("appraisal:sheet", {"pk": A("pk")}))
    employee_no = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"))
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    kind = ChoiceColumn(Kind)
    date = DateColumn()
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    evaluator = Column(empty_values=(), verbose_name=gettext_lazy("appraiser"))
    score = PointsColumn(accessor="pk", verbose_name=gettext_lazy("score"))
    period = Column(visible=False)
    scheme = Column(accessor="form__scheme", verbose_name=gettext_lazy("scheme"), visible=False)
    edition = NumberColumn(accessor="pk", verbose_name=gettext_lazy("edition"), visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of sheets."""

        model = Sheet
        fields: ClassVar = [
            "id", "number", "employee_no", "name", "kind", "date", "unit", "evaluator", "score", "period", "scheme",
            "edition",
        ]  # fmt: skip

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Look up which of the rows were corrected: one statement."""
        rows = list(data)
        self.corrected = corrected(row.pk for row in rows) if rows else {}
        super().__init__(rows, *args, **kwargs)

    def render_number(self, record: Sheet) -> str:
        """Flag a sheet that was corrected with the edition that counts."""
        made = self.corrected.get(record.pk)
        if made is None:
            return record.number
        return format_html('{} <span class="ap-flag">{}</span>', record.number, edition_words(made.edition))

    def value_number(self, record: Sheet) -> str:
        """Carry the number."""
        return record.number

    def value_edition(self, record: Sheet) -> int:
        """Carry the edition that counts."""
        made = self.corrected.get(record.pk)
        return made.edition if made else 1

    def render_evaluator(self, record: Sheet) -> str:
        """Show who filled it in, and flag who appraised himself (P-4.4.5)."""
        name = queries.evaluator_of(record)
        if record.evaluator_id and record.evaluator_id == record.employee_id:
            return format_html('{} <span class="ap-flag">{}</span>', name, _("himself"))
        return name or "—"

    def value_evaluator(self, record: Sheet) -> str:
        """Carry the name."""
        return queries.evaluator_of(record)

    def render_score(self, record: Sheet) -> str:
        """Show the score, or that the sheet was merged into a 月检."""
        return self.value_score(record) or format_html('<span class="hy-quiet">{}</span>', _("merged"))

    def value_score(self, record: Sheet) -> str | None:
        """Carry the score."""
        points = queries.points_of(record)
        return None if points is None else show_points(points)


class SheetFilter(django_filters.FilterSet):
    """What sheets can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Sheet or person"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=Kind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    month = MonthFilter(method="in_month", label=gettext_lazy("Month"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="within",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )
    evaluator = django_filters.CharFilter(method="filled_in_by", label=gettext_lazy("Appraiser"), max_length=40)
    person = django_filters.CharFilter(
        field_name="employee__number", lookup_expr="exact", label=gettext_lazy("Staff number"), max_length=20
    )
    year = django_filters.NumberFilter(
        method="in_year", label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0
    )
    item = django_filters.CharFilter(method="with_item", label=gettext_lazy("Deduction item"), max_length=20)
    own = YesNoFilter(method="about_himself", label=gettext_lazy("Appraiser appraised himself"))

    class Meta:
        """Of the table of sheets."""

        model = Sheet
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Sheet], _name: str, value: str) -> QuerySet[Sheet]:
        """Find a sheet by its number, or the sheets of a person by number, name or pinyin."""
        return rows.filter(Q(number=value.strip()) | queries.of_people(self.request.actor, value))

    def in_month(self, rows: QuerySet[Sheet], _name: str, value: str) -> QuerySet[Sheet]:
        """Keep the sheets dated in a month."""
        return rows.filter(date__range=queries.days_of_month(value))

    def in_year(self, rows: QuerySet[Sheet], _name: str, value: Any) -> QuerySet[Sheet]:
        """Keep the sheets dated in a year."""
        return rows.filter(date__range=(f"{int(value):04d}-01-01", f"{int(value):04d}-12-31"))

    def within(self, rows: QuerySet[Sheet], _name: str, unit: Any) -> QuerySet[Sheet]:
        """Keep the sheets of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))

    def filled_in_by(self, rows: QuerySet[Sheet], _name: str, value: str) -> QuerySet[Sheet]:
        """Keep the sheets that somebody filled in."""
        return rows.filter(queries.by_evaluators(self.request.actor, value))

    def with_item(self, rows: QuerySet[Sheet], _name: str, value: str) -> QuerySet[Sheet]:
        """Keep the sheets with a deduction under an item."""
        return rows.filter(queries.having_item(value))

    def about_himself(self, rows: QuerySet[Sheet], _name: str, value: bool) -> QuerySet[Sheet]:  # noqa: FBT001 - django-filter's
        """Keep, or leave out, the sheets that somebody filled in about himself (P-4.4.5)."""
        return rows.filter(queries.ABOUT_HIMSELF) if value else rows.exclude(queries.ABOUT_HIMSELF)


SHEETS: Listing = Listing(
    title=gettext_lazy("Sheets"),
    door=queries.sheets,
    table=SheetTable,
    filters=SheetFilter,
    order=("-date", "-id"),
    empty_title=gettext_lazy("No sheets yet"),
    empty_hint=gettext_lazy(
        "Sheets come in with a workbook: weekly and monthly inspections, month and year-end appraisals."
    ),
    beside=lambda actor, **_where: {"tabs": tabs(actor, "sheets")},
    template="appraisal/sheets.html",
)


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Return the ways to look at sheets that are open to the actor."""
    ways = [("sheets", _("All sheets"), Permit.READ_SHEETS), ("people", _("By person"), Permit.READ_SHEETS)]
    ways += [("month", _("By unit and month"), Permit.READ_STATISTICS)]
    ways += [("evaluators", _("By evaluator"), Permit.READ_STATISTICS)]
    ways += [("other_use", _("Use of 其它"), Permit.READ_STATISTICS)]
    return [
        {"label": label, "url": reverse(f"appraisal:{name}"), "current": name == current}
        for name, label, permit in ways
        if actor.may(permit)
    ]


def sheet_context(actor: Actor, page: SheetPage) -> Mapping[str, Any]:
    """Return what the page of a sheet shows."""
    row, account = page.sheet, page.account
    merged = page.head.pk != row.pk
    year = reverse("appraisal:person", args=[row.employee.number, row.date.year])
    facts: list[tuple[Any, ...]] = [
        (_("Employee"), f"{row.employee.name} {row.employee.number}", year),
        (_("Department"), row.unit.name),
        (_("Date"), {"at": row.date, "date_only": True}),
        (_("Period"), row.period),
        (_("Appraiser"), queries.evaluator_of(row)),
        (_("Scheme"), str(row.form.scheme), reverse("appraisal:scheme", args=[row.form.scheme_id])),
    ]
    if row.handed_in:
        facts.append((_("Came in with"), row.handed_in.file.name, _import_url(actor, row.handed_in)))
    return {
        "page_title": f"{row.get_kind_display()} {row.number}",
        "crumbs": [(str(SHEETS.title), reverse("appraisal:sheets"))],
        "thing": {
            "name": f"{row.get_kind_display()} · {row.employee.name}", "number": row.number, "hint": row.unit.name,
            "state": _("merged") if merged else show_points(account.score), "tone": "" if merged else "current",
        },
        "facts": facts,
        "sheet": row,
        "own": row.evaluator_id is not None and row.evaluator_id == row.employee_id,
        "merged_into": page.head if merged else None,
        "partners": page.partners,
        "sections": sections(account.sections, account.number),
        "other": other(account),
        "gains": [{"points": f"+{gain.points}.00", "ground": gain.ground} for gain in account.gains],
        "figures": {
            "sections": show_points(account.sections_sum), "subtotal": show_points(account.subtotal),
            "bonus": show_points(account.bonus), "score": show_points(account.score),
        },
        "body_template": "appraisal/sheet_body.html",
    }  # fmt: skip


def _import_url(actor: Actor, row: Import) -> str:
    """Return the page of a workbook that the actor sees (queries.imports), nothing for another."""
    of_branch = actor.reach(Permit.IMPORT_SHEETS).covers(row.unit_path)
    seen = of_branch or (actor.may(Permit.IMPORT_SHEETS) and row.owner_id == actor.user_id)
    return reverse("appraisal:import", args=[row.pk]) if seen else ""


def sections(found: tuple[SectionAccount, ...], head: str) -> list[dict[str, Any]]:
    """Return the sections of a sheet as lines: 标准分, 扣分, 得分, and the deductions of each."""
    lines, last = [], None
    for section in found:
        line = section.line
        lines.append({
            "dimension": line.dimension if line.dimension != last else "", "name": line.name,
            "maximum": show_points(line.maximum), "deducted": show_points(section.deducted) if section.losses else "",
            "score": show_points(section.score), "zeroed": section.zeroed, "listed": show_points(section.listed),
            "capped": section.listed > line.maximum and not section.zeroed,
            "losses": [loss_line(loss, head) for loss in section.losses],
        })  # fmt: skip
        last = line.dimension
    return lines


def other(account: Any) -> dict[str, Any] | None:
    """Return the column 其它, where something was deducted there (P-4.8)."""
    if not account.others:
        return None
    return {
        "deducted": show_points(account.other_deducted), "listed": show_points(account.other_listed),
        "capped": account.other_listed > account.cap, "cap": show_points(account.cap),
        "losses": [loss_line(loss, account.number) for loss in account.others],
    }  # fmt: skip


def loss_line(loss: Loss, head: str) -> dict[str, Any]:
    """Return a deduction as a line; ``from_sheet`` names the 抽检 that it stands on, if it was merged in."""
    return {
        "fact": loss.fact, "evidence": loss.evidence, "item": loss.item, "points": show_points(loss.points),
        "serious": loss.serious, "evaluator": loss.evaluator, "day": loss.day,
        "from_sheet": loss.sheet if loss.sheet != head else "",
        "fact_url": reverse("evidence:fact", args=[loss.source]) if loss.source else "",
    }  # fmt: skip

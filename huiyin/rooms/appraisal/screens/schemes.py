"""Versions of the standard: their list, their items, their forms, and how two of them differ."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import django_filters
import django_tables2 as tables2
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, PointsColumn, Table
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.data import english
from huiyin.rooms.appraisal.models import Scheme, StandardItem
from huiyin.rooms.appraisal.queries import schemes as queries
from huiyin.rooms.appraisal.queries.next_scheme import use_of_items
from huiyin.rooms.appraisal.screens.explanation import weight
from huiyin.rooms.appraisal.screens.filters import ALL
from huiyin.rooms.appraisal.terms import DIMENSIONS, OTHER, Permit, SchemeState, Standing
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.appraisal.usecases.approve_scheme import send_back_scheme
from huiyin.rooms.appraisal.usecases.publish_scheme import publish_scheme
from huiyin.rooms.people.terms import Business, Level

AUDIENCES: dict[str, Any] = dict(Level.choices) | dict(Business.choices)


def percent(hundredths: int) -> str:
    """Write a share as it is spoken: 2000 → "20 %", 3333 → "33.33 %"."""
    return f"{weight(hundredths)} %"


class SchemeTable(Table):
    """Versions, youngest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = NumberColumn(linkify=("appraisal:scheme", {"pk": A("pk")}), attrs={"td": {"class": "main"}, "th": {}})
    name = Column()
    state = ChoiceColumn(Standing, accessor="standing")
    effective_from = DateColumn()
    ends = DateColumn(verbose_name=gettext_lazy("superseded from"))
    shares = Column(empty_values=(), verbose_name=gettext_lazy("A : B : C"))
    published_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of schemes."""

        model = Scheme
        fields: ClassVar = ["id", "number", "name", "state", "effective_from", "ends", "shares", "published_by"]

    def render_number(self, value: int) -> str:
        """Show the version as it is spoken of."""
        return f"v{value}"

    def render_shares(self, record: Scheme) -> str:
        """Show how the parts weigh."""
        return " : ".join(percent(share) for share in (record.checks_share, record.months_share, record.year_share))

    def value_shares(self, record: Scheme) -> str:
        """Carry the same text."""
        return self.render_shares(record)


class SchemeFilter(django_filters.FilterSet):
    """What versions can be searched by."""

    state = django_filters.ChoiceFilter(
        field_name="standing", choices=Standing.choices, empty_label=ALL, label=gettext_lazy("State")
    )
    on = django_filters.DateFilter(method="in_force", label=gettext_lazy("In force on"))

    class Meta:
        """Of the table of schemes."""

        model = Scheme
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the browser offer a calendar."""
        super().__init__(*args, **kwargs)
        self.filters["on"].field.widget.input_type = "date"

    def in_force(self, rows: QuerySet[Scheme], _name: str, day: date) -> QuerySet[Scheme]:
        """Keep the version that rules the day."""
        ruling = queries.in_force_on(day)
        return rows.filter(pk=ruling.pk) if ruling else rows.none()


def _scheme_extra(actor: Actor, **_where: Any) -> Mapping[str, Any]:
    ruling = queries.scheme_in_force(actor, day=clock.today())
    adopt = {"key": fresh_key()} if actor.may(Permit.PUBLISH_SCHEME) and not queries.schemes(actor).exists() else None
    return {"ruling": ruling, "adopt": adopt, "page_hint": _("The version in force on the day of a sheet rules it.")}


SCHEMES: Listing = Listing(
    title=gettext_lazy("Schemes"),
    door=queries.schemes,
    table=SchemeTable,
    filters=SchemeFilter,
    order=("-effective_from", "-number", "id"),
    empty_title=gettext_lazy("No scheme yet"),
    empty_hint=gettext_lazy(
        "A scheme holds the weights, the forms and the deduction items of the standard. Begin with the shipped one."
    ),
    beside=_scheme_extra,
    template="appraisal/schemes.html",
)


class ItemTable(Table):
    """Deduction items of a version."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    scheme = NumberColumn(accessor="scheme_id", verbose_name=gettext_lazy("scheme"), visible=False)
    code = Column()
    label = Column(attrs={"td": {"class": "wrap main"}})
    dimension = Column()
    sub_item = Column()
    level = Column()
    business = Column()
    points = Column(
        accessor="pk", verbose_name=gettext_lazy("Points"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    on_check = Column(
        accessor="pk",
        verbose_name=gettext_lazy("On an inspection"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    least = PointsColumn(visible=False)
    most = PointsColumn(visible=False)
    check_least = PointsColumn(visible=False)
    check_most = PointsColumn(visible=False)
    evidence = Column(attrs={"td": {"class": "wrap quiet"}})
    link = Column(attrs={"td": {"class": "quiet"}})
    used = tables2.Column(
        empty_values=(), orderable=False, verbose_name=gettext_lazy("Last year"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )  # fmt: skip
    check_section = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of items."""

        model = StandardItem
        fields: ClassVar = [
            "id", "scheme", "code", "label", "dimension", "sub_item", "level", "business", "points", "on_check",
            "least", "most", "check_least", "check_most", "evidence", "link", "used", "check_section",
        ]  # fmt: skip

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Show what items cost in the year before beside those of a draft alone (P-4.2a)."""
        rows = list(data)
        super().__init__(rows, *args, **kwargs)
        self.columns["used"].column.visible = bool(rows) and rows[0].scheme.state == SchemeState.DRAFT

    @cached_property
    def uses(self) -> Mapping[str, tuple[int, int]]:
        """What items cost in the year before the version begins, for who may read statistics."""
        request, record = getattr(self, "request", None), next(iter(self.data))
        return use_of_items(request.actor, record.scheme.effective_from.year - 1) if request else {}

    def render_used(self, record: StandardItem) -> str:
        """Show how often the item was used in the year before, and what it cost."""
        times, points = self.uses.get(record.code, (0, 0))
        return _("%(n)s × · %(points)s") % {"n": times, "points": show_points(points)} if times else "—"

    def render_code(self, record: StandardItem) -> str:
        """Open the item's form while its version is a draft."""
        request = getattr(self, "request", None)
        if record.scheme.state != SchemeState.DRAFT or request is None or not request.actor.may(Permit.DRAFT_SCHEME):
            return record.code
        return format_html(
            '<a href="{}">{}</a>', reverse("appraisal:item", args=[record.scheme_id, record.pk]), record.code
        )

    def render_level(self, value: str) -> str:
        """Show the class in words."""
        return str(AUDIENCES.get(value, value))

    def render_business(self, value: str) -> str:
        """Show the business in words."""
        return str(AUDIENCES.get(value, value))

    def render_evidence(self, value: str) -> str:
        """Show the shipped words in the reader's language."""
        return _in_language(value)

    def render_link(self, value: str) -> str:
        """Show the shipped words in the reader's language."""
        return _in_language(value)

    def render_points(self, record: StandardItem) -> str:
        """Show one figure, or from–to."""
        return _span(record.least, record.most)

    def value_points(self, record: StandardItem) -> str:
        """Carry the same text."""
        return _span(record.least, record.most)

    def render_on_check(self, record: StandardItem) -> str:
        """Show one figure, or from–to."""
        return _span(record.check_least, record.check_most)

    def value_on_check(self, record: StandardItem) -> str:
        """Carry the same text."""
        return _span(record.check_least, record.check_most)


def _in_language(text: str) -> str:
    return text if (get_language() or "").startswith("zh") else english().get(text, text)


def _span(least: int, most: int) -> str:
    return show_points(most) if least == most else f"{show_points(least)}–{show_points(most)}"


class ItemFilter(django_filters.FilterSet):
    """What items can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Code, words or pinyin"), max_length=40)
    dimension = django_filters.ChoiceFilter(
        choices=[(name, name) for name in (*DIMENSIONS, OTHER)], empty_label=ALL, label=gettext_lazy("Dimension")
    )
    level = django_filters.ChoiceFilter(
        method="audience", choices=Level.choices, empty_label=ALL, label=gettext_lazy("Staff class")
    )
    business = django_filters.ChoiceFilter(
        method="audience", choices=Business.choices, empty_label=ALL, label=gettext_lazy("Business")
    )

    class Meta:
        """Of the table of items."""

        model = StandardItem
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[StandardItem], _name: str, value: str) -> QuerySet[StandardItem]:
        """Find by code, by characters that stand together, or by pinyin initials."""
        text = value.strip()
        return rows.filter(
            Q(code__istartswith=text)
            | Q(label__icontains=text)
            | Q(sub_item__icontains=text)
            | Q(initials__contains=text.lower())
        )

    def audience(self, rows: QuerySet[StandardItem], name: str, value: str) -> QuerySet[StandardItem]:
        """Keep what applies to the class or business: its own items and those for all."""
        return rows.filter(**{f"{name}__in": ("", value)})


def _items_extra(actor: Actor, *, scheme: int) -> Mapping[str, Any]:
    row: Scheme = one(queries.schemes)(actor, pk=scheme)  # type: ignore[assignment]
    return {
        "scheme": row, "page_title": _("Deduction items"), "crumbs": crumbs(row),
        "may_change": row.state == SchemeState.DRAFT and actor.may(Permit.DRAFT_SCHEME),
    }  # fmt: skip


ITEMS: Listing = Listing(
    title=gettext_lazy("Deduction items"),
    door=queries.items,
    table=ItemTable,
    filters=ItemFilter,
    order=("id",),
    empty_title=gettext_lazy("No items yet"),
    empty_hint=gettext_lazy("Deduction items say what costs how many points, by sub-item."),
    beside=_items_extra,
    template="appraisal/items.html",
)


def crumbs(scheme: Scheme | None = None) -> list[tuple[str, str]]:
    """Return the way to a version's pages."""
    way = [(_("Schemes"), reverse("appraisal:schemes"))]
    return way if scheme is None else [*way, (str(scheme), reverse("appraisal:scheme", args=[scheme.pk]))]


def _scheme_url(result: Any) -> str:
    return reverse("appraisal:scheme", args=[getattr(result, "scheme_id", None) or result.pk])


def _items_url(result: Any) -> str:
    return reverse("appraisal:items", args=[getattr(result, "scheme_id", None) or result.pk])


def _item(actor: Actor, *, scheme: int, pk: int) -> StandardItem:
    row: StandardItem = one(queries.items, scheme=scheme)(actor, pk=pk)  # type: ignore[assignment]
    return row


DRAFT_SCHEME = FormScreen(
    title=gettext_lazy("Draft a new version"), form=forms.DraftForm, door=drafting.draft_scheme, subject="base",
    edits=False, load=one(queries.schemes), done=_scheme_url, submit=gettext_lazy("Make the draft"),
    said=gettext_lazy("The draft is a copy; change it and let it be approved."),
)  # fmt: skip
CHANGE_SCHEME = FormScreen(
    title=gettext_lazy("Weights of the draft"), form=forms.SchemeForm, door=drafting.change_scheme, subject="scheme",
    load=one(queries.schemes), done=_scheme_url, said=gettext_lazy("The draft was saved."),
)  # fmt: skip
SEND_BACK_SCHEME = FormScreen(
    title=gettext_lazy("Send back to be changed"), form=forms.SendBackForm, door=send_back_scheme, subject="scheme",
    load=one(queries.schemes), done=_scheme_url, submit=gettext_lazy("Send back"),
    said=gettext_lazy("The version is a draft again."),
)  # fmt: skip
PUBLISH_SCHEME = FormScreen(
    title=gettext_lazy("Publish the approved version"), form=forms.PublishSchemeForm, door=publish_scheme,
    subject="scheme", load=one(queries.schemes), done=_scheme_url, submit=gettext_lazy("Publish"),
    said=gettext_lazy("The version is published. It rules every sheet from its day on."),
)  # fmt: skip
RECORD_ITEM = FormScreen(
    title=gettext_lazy("Add a deduction item"), form=forms.ItemForm, door=drafting.record_item, subject="scheme",
    edits=False, load=one(queries.schemes), done=_items_url, said=gettext_lazy("The item was added."),
)  # fmt: skip
CHANGE_ITEM = FormScreen(
    title=gettext_lazy("Deduction item"),
    form=forms.ItemForm,
    door=drafting.change_item,
    subject="item",
    load=_item,
    done=_items_url,
    said=gettext_lazy("The item was saved."),
    template="appraisal/item.html",
)

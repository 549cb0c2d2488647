"""The list of issued records: page, CSV, XLSX and the API's fields."""

from typing import Any, ClassVar, cast

import django_filters
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.screens import Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries import issued

_NAMES = [(key, (key, kind.title)) for key, kind in issued.record_types().items()]
FormName: Any = cast(Any, models.TextChoices)("FormName", _NAMES)


ALL = _("all")


class RecordTable(Table):
    """Issued records, newest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    number = Column(linkify=("records:record", [A("pk")]))
    type = ChoiceColumn(FormName)
    period = Column()
    about_name = Column()
    about_number = Column()
    unit_name = Column()
    issued_at = TimeColumn()
    issued_by = Column(visible=False)
    keep_until = DateColumn()
    follows = Column(accessor="follows__number", verbose_name=_("takes the place of"), visible=False)
    replaced_by = Column(accessor="followed_by__number", verbose_name=_("replaced by"))
    digest = Column(visible=False)
    disposal = Column(accessor="disposal__number", verbose_name=_("disposed of under"), visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of records."""

        model = Record
        fields: ClassVar = [
            "id", "number", "type", "period", "about_name", "about_number", "unit_name", "issued_at", "issued_by",
            "keep_until", "follows", "replaced_by", "digest", "disposal",
        ]  # fmt: skip


class RecordFilter(django_filters.FilterSet):
    """What records can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Number, name or staff number"), max_length=40)
    type = django_filters.ChoiceFilter(choices=FormName.choices, empty_label=ALL, label=_("Form"))
    period = django_filters.CharFilter(lookup_expr="startswith", label=_("Period (2025 or 2025-03)"), max_length=8)
    unit = django_filters.CharFilter(
        field_name="unit_name", lookup_expr="icontains", label=_("Department"), max_length=40
    )
    standing = django_filters.ChoiceFilter(
        method="of_standing",
        empty_label=ALL,
        label=_("Standing"),
        choices=[("valid", _("Valid")), ("replaced", _("Replaced"))],
    )
    term = django_filters.ChoiceFilter(
        method="of_term",
        empty_label=ALL,
        label=_("Retention"),
        choices=[("running", _("Still to be kept")), ("over", _("Term over")), ("disposed", _("Disposed of"))],
    )
    disposal = django_filters.CharFilter(
        field_name="disposal_lines__disposal__number", label=_("Disposal number"), max_length=20
    )

    class Meta:
        """Of the table of records."""

        model = Record
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        """Find by the beginning of a number, or a part of a name."""
        wanted = value.strip()
        begins = Q(number__istartswith=wanted) | Q(about_number__istartswith=wanted)
        return rows.filter(begins | Q(about_name__icontains=wanted))

    def of_standing(self, rows: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        """Keep what no later edition replaced, or only what was replaced."""
        return rows.filter(followed_by__isnull=value == "valid")

    def of_term(self, rows: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        """Keep what its term allows to dispose of, or what must still be kept (P-4.12)."""
        today = clock.today()
        if value == "disposed":
            return rows.filter(disposal__isnull=False)
        left = rows.filter(disposal=None)
        return left.filter(keep_until__lte=today) if value == "over" else left.filter(keep_until__gt=today)


RECORDS: Listing = Listing(
    title=_("Issued records"),
    door=issued.records,
    table=RecordTable,
    filters=RecordFilter,
    order=("-id",),
    orders={"number": ("number",)},
    empty_title=_("No records yet"),
    empty_hint=_("A record is a form that a regulation names, issued with a number. The appraisal pages issue them."),
)

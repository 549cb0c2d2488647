"""The audit trail as a list of sentences."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from huiyin.platform import trail
from huiyin.platform.models import TrailEntry
from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, NumberColumn, Table, TimeColumn
from huiyin.rooms.people import queries
from huiyin.rooms.people.models import Employee, User


def _before(text: str) -> str:
    return format_html("<del>{}</del> → ", text) if text else ""


class ChangesColumn(Column):
    """What changed, a line a field."""

    css = "wrap"

    def render(self, value: Any) -> str:
        """Show before and after."""
        told = format_html_join(
            " ",
            '<span class="hy-change"><span class="hy-quiet">{}</span> {}<ins>{}</ins></span>',
            ((one.label, _before(one.before), one.after or "—") for one in value),
        )
        return format_html("<span>{}</span>", told)

    def plain(self, raw: Any) -> Any:
        """Write "label: before → after"."""
        return "; ".join(f"{one.label}: {one.before or '—'} → {one.after or '—'}" for one in raw)


class TrailTable(Table):
    """Entries of the trail in words, the latest first."""

    seq = NumberColumn(verbose_name=_("No."))
    at = TimeColumn(verbose_name=_("At"))
    who = Column(empty_values=(), accessor="told__who", verbose_name=_("Who"))
    sentence = Column(accessor="told__sentence", verbose_name=_("What was done"), attrs={"td": {"class": "main wrap"}})
    changes = ChangesColumn(accessor="told__changes", verbose_name=_("Changes"))
    act = Column(visible=False)
    subject_type = Column(visible=False)
    subject_id = Column(visible=False)

    class Meta(Table.Meta):
        model = TrailEntry
        fields: ClassVar = ["seq", "at", "who", "sentence", "changes", "act", "subject_type", "subject_id"]

    def __init__(self, data: Iterable[TrailEntry], **kwargs: Any) -> None:
        """Put the page's entries into words at once, so that names cost one statement."""
        rows = list(data)
        for row, told in zip(rows, queries.tell(rows), strict=True):
            setattr(row, "told", told)  # noqa: B010 - the entry has no such field; the columns read it
        super().__init__(rows, **kwargs)


def _acts() -> list[tuple[str, str]]:
    """Return every act of the house with its sentence, placeholders as dots."""
    return [(act, re.sub(r"%\(\w+\)s", "…", str(text))) for act, text in sorted(trail.sentences().items())]


class TrailFilter(django_filters.FilterSet):
    """What the trail can be searched by."""

    who = django_filters.CharFilter(method="by", label=_("Who: user name or name"), max_length=40)
    subject = django_filters.CharFilter(method="about", label=_("About whom: number or name"), max_length=60)
    act = django_filters.CharFilter(method="doing", label=_("Act"), max_length=80)
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From the day"))
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("To the day"))

    class Meta:
        model = TrailEntry
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the acts in words; they are known when all rooms are loaded."""
        super().__init__(*args, **kwargs)
        self.filters["act"].extra["widget"] = forms.Select(choices=[("", _("any")), *_acts()])

    def by(self, rows: QuerySet[TrailEntry], _name: str, value: str) -> QuerySet[TrailEntry]:
        """Keep what an account did."""
        doers = User.objects.filter(Q(username__iexact=value) | Q(first_name__icontains=value)).values("pk")
        return rows.filter(actor_id__in=doers)

    def about(self, rows: QuerySet[TrailEntry], _name: str, value: str) -> QuerySet[TrailEntry]:
        """Keep what was done to a person, or to the thing that an address names: "people.unit:4"."""
        kind, colon, key = value.partition(":")
        if colon:
            return rows.filter(subject_type=kind, subject_id=key)
        people = Employee.objects.filter(Q(number=value) | Q(name__icontains=value)).values_list("pk", flat=True)[:200]
        accounts = User.objects.filter(Q(username=value) | Q(first_name__icontains=value)).values_list("pk", flat=True)[
            :200
        ]
        return rows.filter(
            Q(subject_type="people.employee", subject_id__in=[str(pk) for pk in people])
            | Q(subject_type="people.user", subject_id__in=[str(pk) for pk in accounts])
        )

    def doing(self, rows: QuerySet[TrailEntry], _name: str, value: str) -> QuerySet[TrailEntry]:
        """Keep one act."""
        return rows.filter(act=value)


TRAIL = Listing(
    title=_("Audit trail"),
    door=queries.trail_entries,
    table=TrailTable,
    filters=TrailFilter,
    order=("-seq",),
    empty_title=_("Nothing was done yet"),
    empty_hint=_("Every act is kept here for good: who, when, what, and what changed."),
)

"""Screens of the evidence room: the lists, the forms that act, and the page of a fact."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import django_filters
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.evidence import forms, queries, usecases
from huiyin.rooms.evidence.models import Fact
from huiyin.rooms.evidence.terms import Permit, Standing
from huiyin.rooms.people.queries import Told, happened_to, units

_KINDS = [(key, (key, kind.label)) for key, kind in queries.evidence_kinds().items()]
KindName: Any = cast(Any, models.TextChoices)("KindName", _KINDS)
ALL = gettext_lazy("all")
SIDES = (("for", gettext_lazy("speaks for the person")), ("against", gettext_lazy("speaks against the person")))


def fact_url(row: Any) -> str:
    """Return the page of a fact."""
    return reverse("evidence:fact", args=[row.pk])


class FactTable(Table):
    """Facts, youngest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    on = DateColumn()
    kind = ChoiceColumn(KindName)
    text = Column(linkify=("evidence:fact", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    employee_no = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"))
    name = Column(accessor="employee__name", verbose_name=gettext_lazy("name of the person"))
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    good = FlagColumn()
    item = Column()
    clause = Column()
    standing = ChoiceColumn(Standing, accessor="standing", verbose_name=gettext_lazy("state"))
    recorded_by = Column()
    recorded_at = TimeColumn(visible=False)
    url = Column(visible=False)
    withdrawn_why = Column(visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of facts."""

        model = Fact
        fields: ClassVar = [
            "id", "on", "kind", "text", "employee_no", "name", "unit", "good", "item", "clause", "standing",
            "recorded_by", "recorded_at", "url", "withdrawn_why", "version",
        ]  # fmt: skip


class FactFilter(django_filters.FilterSet):
    """What facts can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Person or words"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=KindName.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    side = django_filters.ChoiceFilter(
        choices=SIDES, method="on_side", empty_label=ALL, label=gettext_lazy("For or against")
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), method="within", empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )  # fmt: skip
    since = django_filters.DateFilter(field_name="on", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="on", lookup_expr="lte", label=gettext_lazy("To"))
    standing = django_filters.ChoiceFilter(
        choices=Standing.choices, method="stands", empty_label=ALL, label=gettext_lazy("State")
    )

    class Meta:
        """Of the table of facts."""

        model = Fact
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Fact], _name: str, typed: str) -> QuerySet[Fact]:
        """Find by staff number, name or what happened."""
        words = typed.replace("\x00", "").strip()
        named = Q(employee__number__iexact=words) | Q(employee__name__icontains=words) | Q(text__icontains=words)
        return rows.filter(named)

    def on_side(self, rows: QuerySet[Fact], _name: str, side: str) -> QuerySet[Fact]:
        """Keep what speaks for the person, or against him."""
        return rows.filter(good=side == "for")

    def within(self, rows: QuerySet[Fact], _name: str, unit: Any) -> QuerySet[Fact]:
        """Keep the facts of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))

    def stands(self, rows: QuerySet[Fact], _name: str, standing: str) -> QuerySet[Fact]:
        """Keep what stands, or what was withdrawn."""
        return rows.filter(withdrawn_at__isnull=standing == Standing.STANDS)


def _record_action(actor: Actor) -> Sequence[Action]:
    if not actor.may(Permit.RECORD_EVIDENCE):
        return ()
    return (Action(_("Record a fact"), reverse("evidence:record"), primary=True),)


FACTS = Listing(
    title=gettext_lazy("Facts about work"), door=queries.facts, table=FactTable, filters=FactFilter,
    order=("-on", "-id"), actions=_record_action, empty_title=gettext_lazy("No fact is recorded"),
    empty_hint=gettext_lazy(
        "Missed duties, verified complaints and praise come in by themselves; a superior records what he found."
    ),
)  # fmt: skip
MINE = Listing(
    title=gettext_lazy("Facts about my work"), door=queries.own_facts, table=FactTable, filters=FactFilter,
    order=("-on", "-id"), empty_title=gettext_lazy("No fact about you is recorded"),
    empty_hint=gettext_lazy("What is recorded about your work stands here at once, and you may comment on it."),
)  # fmt: skip
RECORD = FormScreen(
    title=gettext_lazy("Record a fact"), form=forms.FactForm, door=usecases.record_fact_by_hand, done=fact_url,
    submit=gettext_lazy("Record it"),
    said=gettext_lazy("The fact is recorded; the person sees it. It costs nothing before a sheet takes it."),
)  # fmt: skip
WITHDRAW = FormScreen(
    title=gettext_lazy("Withdraw the fact"), form=forms.WithdrawFactForm, door=usecases.withdraw_fact, subject="fact",
    load=one(queries.withdrawable), done=fact_url, submit=gettext_lazy("Withdraw it"),
    said=gettext_lazy("The fact is withdrawn; sheets that took it are flagged."),
)  # fmt: skip
COMMENT = FormScreen(
    title=gettext_lazy("Comment on the fact"), form=forms.CommentForm, door=usecases.comment_on_fact, subject="fact",
    load=one(queries.own_facts), edits=False, done=fact_url, submit=gettext_lazy("Say it"),
    said=gettext_lazy("Your comment stands beside the fact."),
)  # fmt: skip


def fact_context(actor: Actor, page: queries.FactPage) -> dict[str, Any]:
    """Return what the page of a fact shows."""
    row = page.fact
    lists = actor.reach(Permit.READ_EVIDENCE).own is None or actor.reach(Permit.READ_EVIDENCE).branches
    crumb = (str(FACTS.title), reverse("evidence:facts")) if lists else (str(MINE.title), reverse("evidence:mine"))
    side = _("speaks for the person") if row.good else _("speaks against the person")
    state = _("Withdrawn") if row.withdrawn_at else _("Stands")
    return {
        "page_title": kind_label(row.kind),
        "crumbs": [crumb],
        "thing": {
            "name": f"{kind_label(row.kind)} · {row.employee.name}", "number": row.on.isoformat(), "state": state,
            "tone": "" if row.withdrawn_at else ("done" if row.good else "current"),
            "hint": f"{row.unit.name} · {side}",
        },
        "facts": list(_facts(row)),
        "actions": list(_actions(actor, row)),
        "fact": row,
        "comments": page.comments,
        "uses": page.uses,
        "picture": bool(row.file and row.file.content_type.startswith("image/")),
        "timeline": told_to(actor, row),
        "body_template": "evidence/fact_body.html",
    }  # fmt: skip


def told_to(actor: Actor, row: Fact) -> list[Told]:
    """Return what happened to a fact, newest first."""
    return happened_to(row) if actor.signed_in else []


def kind_label(key: str) -> str:
    """Return what a kind is called."""
    known = queries.evidence_kinds().get(key)
    return str(known.label) if known else key


def _facts(row: Fact) -> Iterator[tuple[Any, ...]]:
    yield (_("Employee"), f"{row.employee.name} {row.employee.number}")
    yield (_("Department"), row.unit.name)
    yield (_("Day"), {"at": row.on, "date_only": True})
    if row.clause:
        yield (_("Clause"), row.clause, reverse("regulations:demand", args=[row.clause]))
    if row.item:
        yield (_("Suggested item"), row.item)
    if row.url:
        yield (_("Where it happened"), _("Open it"), row.url)
    yield (_("Recorded by"), row.recorded_by)
    yield (_("Recorded at"), {"at": row.recorded_at})
    if row.withdrawn_at:
        yield (_("Withdrawn by"), row.withdrawn_by)
        yield (_("Withdrawn at"), {"at": row.withdrawn_at})
        yield (_("Why withdrawn"), row.withdrawn_why)


def _actions(actor: Actor, row: Fact) -> Iterator[Mapping[str, Any]]:
    himself = row.employee_id == actor.employee_id
    if himself and actor.may(Permit.ANSWER_EVIDENCE):
        yield {"label": _("Comment on it"), "url": reverse("evidence:comment", args=[row.pk]), "primary": True,
               "icon": "edit"}  # fmt: skip
    if not himself and not row.withdrawn_at and actor.reach(Permit.WITHDRAW_EVIDENCE).covers(row.unit.path):
        yield {"label": _("Withdraw it"), "url": reverse("evidence:withdraw", args=[row.pk]), "icon": "trash",
               "hint": _("For a fact that was wrong; it stays readable.")}  # fmt: skip


def fact_document(page: queries.FactPage) -> dict[str, Any]:
    """Return a fact as the API carries it."""
    row = page.fact
    names = (
        "id", "version", "kind", "good", "on", "text", "clause", "item", "subject_type", "subject_id", "url",
        "recorded_at", "recorded_by", "standing", "withdrawn_at", "withdrawn_by", "withdrawn_why",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "employee_no": row.employee.number, "name": row.employee.name, "unit": row.unit.name,
        "file": reverse("evidence:file", args=[row.pk]) if row.file_id else "",
        "comments": [{"text": one.text, "by": one.by, "at": one.at} for one in page.comments],
        "uses": [{"label": str(one.label), "state": one.state, "reason": one.reason, "url": one.url}
                 for one in page.uses],
    }  # fmt: skip

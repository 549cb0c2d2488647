"""Screens of the approvals room: the lists, one approval, and the forms of requests."""

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
from huiyin.platform.tables import A, ChoiceColumn, Column, NumberColumn, Table, TimeColumn
from huiyin.rooms.approvals import forms, queries, usecases
from huiyin.rooms.approvals.models import Approval
from huiyin.rooms.approvals.terms import REQUEST, ApprovalState, Permit
from huiyin.rooms.people.queries import happened_to

_KINDS = [(key, (key, kind.label)) for key, kind in queries.approval_kinds().items()]
ApprovalKindName: Any = cast(Any, models.TextChoices)("ApprovalKindName", _KINDS)
ALL = gettext_lazy("all")
TONES = {
    ApprovalState.OPEN: "soon",
    ApprovalState.GRANTED: "done",
    ApprovalState.REFUSED: "bad",
    ApprovalState.WITHDRAWN: "",
}


def approval_url(row: Any) -> str:
    """Return the page of an approval."""
    return reverse("approvals:approval", args=[row.pk])


class ApprovalTable(Table):
    """Approvals."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    label = Column(linkify=("approvals:approval", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    kind = ChoiceColumn(ApprovalKindName)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    asked_by = Column()
    asked_at = TimeColumn()
    reason = Column(attrs={"td": {"class": "wrap"}})
    state = ChoiceColumn(ApprovalState)
    decided_by = Column()
    decided_at = TimeColumn()
    answer = Column(visible=False)
    url = Column(visible=False)
    permit = Column(visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of approvals."""

        model = Approval
        fields: ClassVar = [
            "id", "label", "kind", "unit", "asked_by", "asked_at", "reason", "state", "decided_by", "decided_at",
            "answer", "url", "permit", "version",
        ]  # fmt: skip


class WaitingTable(ApprovalTable):
    """Approvals that wait: nothing is decided yet, so those columns rest."""

    state = ChoiceColumn(ApprovalState, visible=False)
    decided_by = Column(visible=False)
    decided_at = TimeColumn(visible=False)

    class Meta(ApprovalTable.Meta):
        """The same columns."""


class ApprovalFilter(django_filters.FilterSet):
    """What approvals can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words or who asked"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=ApprovalKindName.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    state = django_filters.ChoiceFilter(choices=ApprovalState.choices, empty_label=ALL, label=gettext_lazy("State"))
    since = django_filters.DateFilter(field_name="asked_at__date", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="asked_at__date", lookup_expr="lte", label=gettext_lazy("To"))

    class Meta:
        """Of the table of approvals."""

        model = Approval
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Approval], _name: str, typed: str) -> QuerySet[Approval]:
        """Find by what it is about, by the reason or by who asked."""
        words = typed.replace("\x00", "").strip()
        return rows.filter(Q(label__icontains=words) | Q(reason__icontains=words) | Q(asked_by__icontains=words))


def _file_action(actor: Actor) -> Sequence[Action]:
    if not actor.may(Permit.ASK_REQUESTS):
        return ()
    return (Action(_("File a request"), reverse("approvals:file"), primary=True),)


WAITING = Listing(
    title=gettext_lazy("Waiting for my approval"), door=queries.open_for, table=WaitingTable, filters=ApprovalFilter,
    order=("asked_at", "id"), empty_title=gettext_lazy("Nothing waits for your approval"),
    empty_hint=gettext_lazy("What somebody asks and you may decide stands here, oldest first."),
)  # fmt: skip
MINE = Listing(
    title=gettext_lazy("Asked by me"), door=queries.own_approvals, table=ApprovalTable, filters=ApprovalFilter,
    order=("-asked_at", "-id"), actions=_file_action, empty_title=gettext_lazy("You have asked for nothing yet"),
)  # fmt: skip
APPROVALS = Listing(
    title=gettext_lazy("Approvals"), door=queries.approvals, table=ApprovalTable, filters=ApprovalFilter,
    order=("-asked_at", "-id"), actions=_file_action, empty_title=gettext_lazy("Nothing was asked yet"),
)  # fmt: skip
FILE = FormScreen(
    title=gettext_lazy("File a request"), form=forms.RequestForm, door=usecases.file_request, done=approval_url,
    submit=gettext_lazy("File it"), said=gettext_lazy("The request is filed; who may decide it sees it now."),
)  # fmt: skip
DECIDE = FormScreen(
    title=gettext_lazy("Decide on the request"), form=forms.DecisionForm, door=usecases.decide_request,
    subject="approval", load=one(queries.decidable_requests), done=approval_url, submit=gettext_lazy("Decide"),
    said=gettext_lazy("The request is decided; who asked is told."),
)  # fmt: skip
WITHDRAW = FormScreen(
    title=gettext_lazy("Withdraw the request"), form=forms.WithdrawForm, door=usecases.withdraw_request,
    subject="approval", load=one(queries.own_requests), done=approval_url, submit=gettext_lazy("Withdraw it"),
    said=gettext_lazy("The request is withdrawn."),
)  # fmt: skip


def kind_label(key: str) -> str:
    """Return what a kind is called."""
    known = queries.approval_kinds().get(key)
    return str(known.label) if known else key


def _facts(row: Approval) -> Iterator[tuple[Any, ...]]:
    yield (_("Reason"), row.reason)
    yield (_("Department"), row.unit.name)
    yield (_("Asked by"), row.asked_by)
    yield (_("Asked at"), {"at": row.asked_at})
    if row.decided_at:
        if row.decided_by:
            yield (_("Decided by"), row.decided_by)
        yield (_("Decided at") if row.decided_by else _("Withdrawn at"), {"at": row.decided_at})
    if row.answer:
        yield (_("Words of the decision") if row.decided_by else _("Why it was withdrawn"), row.answer)


def _actions(actor: Actor, row: Approval) -> Iterator[Mapping[str, Any]]:
    waiting = row.state == ApprovalState.OPEN
    if row.url:
        label = _("Decide there") if waiting and queries.may_decide(actor, row) else _("Open what it is about")
        yield {"label": label, "url": row.url, "primary": True, "icon": "link"}
    if row.kind == REQUEST and waiting:
        if queries.may_decide(actor, row):
            yield {"label": _("Decide"), "url": reverse("approvals:decide", args=[row.pk]), "primary": True,
                   "icon": "check"}  # fmt: skip
        if queries.is_own(actor, row):
            yield {"label": _("Withdraw it"), "url": reverse("approvals:withdraw", args=[row.pk]), "danger": True}


def approval_context(actor: Actor, row: Approval) -> dict[str, Any]:
    """Return what the page of an approval shows."""
    own = queries.is_own(actor, row)
    crumb = (str(MINE.title), reverse("approvals:mine")) if own else (str(WAITING.title), reverse("approvals:waiting"))
    return {
        "page_title": kind_label(row.kind),
        "crumbs": [crumb],
        "thing": {
            "name": row.label, "number": "", "state": row.get_state_display(), "tone": TONES[ApprovalState(row.state)],
            "hint": kind_label(row.kind),
        },
        "facts": list(_facts(row)),
        "actions": list(_actions(actor, row)),
        "timeline": happened_to(row),
    }  # fmt: skip

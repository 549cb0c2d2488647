"""What is due for disposal, holds, disposals: lists, and the forms that act on them (P-4.12)."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.forms import NothingForm
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.records import forms, usecases
from huiyin.rooms.records.models import Disposal, Hold, Record
from huiyin.rooms.records.queries import issued, retention
from huiyin.rooms.records.screens.issued import ALL, FormName
from huiyin.rooms.records.terms import DisposalState, Fate, HoldKind, Permit


def to_record(row: Any) -> str:
    """Return the address of a record, or of the record that a hold is on."""
    return reverse("records:record", args=[getattr(row, "record_id", row.pk)])


def to_disposal(row: Any) -> str:
    """Return the address of a disposal."""
    return reverse("records:disposal", args=[row.pk])


class DueTable(Table):
    """Records whose term is over, the longest over first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    number = Column(linkify=("records:record", [A("pk")]))
    type = ChoiceColumn(FormName)
    period = Column()
    unit_name = Column()
    issued_at = TimeColumn()
    keep_until = DateColumn()
    fate = ChoiceColumn(Fate, verbose_name=_("What becomes of it"))

    class Meta(Table.Meta):
        """Labels come from the table of records."""

        model = Record
        fields: ClassVar = ["id", "number", "type", "period", "unit_name", "issued_at", "keep_until", "fate"]


class DueFilter(django_filters.FilterSet):
    """What the list of what is due can be searched by."""

    fate = django_filters.ChoiceFilter(choices=Fate.choices, empty_label=ALL, label=_("What becomes of it"))
    type = django_filters.ChoiceFilter(choices=FormName.choices, empty_label=ALL, label=_("Form"))
    period = django_filters.CharFilter(lookup_expr="startswith", label=_("Period (2025 or 2025-03)"), max_length=8)

    class Meta:
        """Of the table of records."""

        model = Record
        fields: ClassVar[list[str]] = []


def _due_actions(actor: Actor) -> Sequence[Action]:
    if not actor.may(Permit.DRAFT_DISPOSAL):
        return ()
    return (Action(_("Draft a disposal"), reverse("records:draft_disposal"), primary=True),)


DUE = Listing(
    title=_("Due for disposal"),
    door=retention.due_records,
    table=DueTable,
    filters=DueFilter,
    order=("keep_until", "id"),
    empty_title=_("Nothing is over its term"),
    empty_hint=_("Records are kept two calendar years from archiving; then they stand here."),
    actions=_due_actions,
)


class HoldTable(Table):
    """Holds, newest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    record = Column(accessor="record__number", linkify=("records:record", [A("record_id")]), verbose_name=_("record"))
    kind = ChoiceColumn(HoldKind)
    reason = Column()
    placed_by = Column()
    placed_at = TimeColumn()
    lifted_by = Column()
    lifted_at = TimeColumn()
    lift_reason = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of holds."""

        model = Hold
        fields: ClassVar = [
            "id", "version", "record", "kind", "reason", "placed_by", "placed_at", "lifted_by", "lifted_at",
            "lift_reason",
        ]  # fmt: skip


class HoldFilter(django_filters.FilterSet):
    """What holds can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Record number or reason"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=HoldKind.choices, empty_label=ALL, label=_("Ground"))
    standing = django_filters.ChoiceFilter(
        method="of_standing",
        empty_label=ALL,
        label=_("Standing"),
        choices=[("on", _("In effect")), ("lifted", _("Lifted"))],
    )

    class Meta:
        """Of the table of holds."""

        model = Hold
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Hold], _name: str, value: str) -> QuerySet[Hold]:
        """Find by the beginning of a number or a part of the reason."""
        return rows.filter(Q(record__number__istartswith=value.strip()) | Q(reason__icontains=value.strip()))

    def of_standing(self, rows: QuerySet[Hold], _name: str, value: str) -> QuerySet[Hold]:
        """Keep what is on, or what was lifted."""
        return rows.filter(lifted_at__isnull=value == "on")


HOLDS = Listing(
    title=_("Holds"),
    door=retention.holds,
    table=HoldTable,
    filters=HoldFilter,
    order=("-id",),
    empty_title=_("No holds"),
    empty_hint=_(
        "A hold keeps a record beyond its term, for a dispute or an audit. It is put on at the record's page."
    ),
)


class DisposalTable(Table):
    """Disposals, newest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(linkify=("records:disposal", [A("pk")]))
    state = ChoiceColumn(DisposalState)
    unit_name = Column()
    count = NumberColumn()
    drafted_by = Column()
    drafted_at = TimeColumn()
    approved_by = Column()
    executed_at = TimeColumn()
    certificate = Column(accessor="certificate__number", verbose_name=_("disposal certificate"))
    digest = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of disposals."""

        model = Disposal
        fields: ClassVar = [
            "id", "version", "number", "state", "unit_name", "count", "drafted_by", "drafted_at", "approved_by",
            "executed_at", "certificate", "digest",
        ]  # fmt: skip


class DisposalFilter(django_filters.FilterSet):
    """What disposals can be searched by."""

    q = django_filters.CharFilter(field_name="number", lookup_expr="istartswith", label=_("Number"), max_length=20)
    state = django_filters.ChoiceFilter(choices=DisposalState.choices, empty_label=ALL, label=_("State"))

    class Meta:
        """Of the table of disposals."""

        model = Disposal
        fields: ClassVar[list[str]] = []


DISPOSALS = Listing(
    title=_("Disposals"),
    door=retention.disposals,
    table=DisposalTable,
    filters=DisposalFilter,
    order=("-id",),
    empty_title=_("No disposals"),
    empty_hint=_("A disposal is drafted from the list of what is due, and approved by somebody else."),
    actions=_due_actions,
)

PLACE_HOLD = FormScreen(
    title=_("Put a hold on the record"),
    form=forms.HoldForm,
    door=usecases.place_hold,
    subject="record",
    load=one(issued.records),
    done=to_record,
    submit=_("Put it on hold"),
    said=_("The record is held."),
)
LIFT_HOLD = FormScreen(
    title=_("Lift the hold"),
    form=forms.LiftForm,
    door=usecases.lift_hold,
    subject="hold",
    load=one(retention.holds),
    done=to_record,
    submit=_("Lift the hold"),
    said=_("The hold was lifted."),
)
DRAFT_DISPOSAL = FormScreen(
    title=_("Draft a disposal"),
    form=forms.DisposalForm,
    door=usecases.draft_disposal,
    done=to_disposal,
    submit=_("Make the list"),
    said=_("The list was made. Somebody else approves it."),
)
APPROVE_DISPOSAL = FormScreen(
    title=_("Approve the disposal"),
    form=forms.ApproveForm,
    door=usecases.approve_disposal,
    subject="disposal",
    load=one(retention.disposals),
    done=to_disposal,
    submit=_("Sign and approve"),
    template="records/approve.html",
    said=_("The disposal was approved and is being carried out."),
)
ASK_DISPOSAL = FormScreen(
    title=_("Carry the disposal out"),
    form=NothingForm,
    door=usecases.ask_disposal,
    subject="disposal",
    load=one(retention.disposals),
    done=to_disposal,
    submit=_("Carry it out"),
    said=_("The disposal is being carried out."),
)
WITHDRAW_DISPOSAL = FormScreen(
    title=_("Withdraw the disposal"),
    form=forms.WithdrawForm,
    door=usecases.withdraw_disposal,
    subject="disposal",
    load=one(retention.disposals),
    done=to_disposal,
    submit=_("Withdraw it"),
    said=_("The disposal was withdrawn."),
)

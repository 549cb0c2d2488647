"""The lists of the committee room, and the forms over them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.committee import forms, queries, usecases
from huiyin.rooms.committee.models import Committee, CommitteeRequest, Meeting
from huiyin.rooms.committee.queries import is_late, without_meeting
from huiyin.rooms.committee.terms import Permit, RequestState
from huiyin.rooms.people.forms import ReasonForm

ALL = _("All")


def address_of(thing: Any) -> str:
    """Return the page of a committee, a meeting or a request; a member stands on his committee's."""
    if isinstance(thing, Meeting):
        return reverse("committee:meeting", args=[thing.pk])
    if isinstance(thing, CommitteeRequest):
        return reverse("committee:request", args=[thing.pk])
    return reverse("committee:committee", args=[getattr(thing, "committee_id", None) or thing.pk])


class MissingColumn(Column):
    """The quarters in which a committee was not met (R-10a)."""

    def __init__(self) -> None:
        super().__init__(verbose_name=_("quarters without a meeting"), empty_values=(), accessor="pk")

    def render(self, record: Committee) -> str:
        """Show them, marked."""
        shown = _missing(record)
        return format_html('<span class="is-bad">{}</span>', shown) if shown else "—"

    def value(self, **kwargs: Any) -> Any:
        """Carry them with blanks between."""
        return _missing(kwargs["record"])


def _missing(record: Any) -> str:
    return " ".join(str(one) for one in without_meeting(record, [held.day for held in record.held]))


class CommitteeTable(Table):
    """Committees, by unit, the latest term first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=("committee:committee", [A("pk")]), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=_("unit"))
    start = DateColumn()
    end = DateColumn()
    missing = MissingColumn()

    class Meta(Table.Meta):
        """Labels come from the table of committees."""

        model = Committee
        fields: ClassVar = ["id", "version", "name", "unit", "start", "end", "missing"]


class CommitteeFilter(django_filters.FilterSet):
    """What committees can be searched by."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Name"), max_length=40)

    class Meta:
        """Of the table of committees."""

        model = Committee
        fields: ClassVar[list[str]] = []


class MeetingTable(Table):
    """Meetings, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    day = DateColumn(linkify=("committee:meeting", [A("pk")]), attrs={"td": {"class": "main date"}})
    committee = Column(accessor="committee__name", verbose_name=_("committee"))
    unit = Column(accessor="committee__unit__name", verbose_name=_("unit"))
    topics = Column(attrs={"td": {"class": "wrap"}})
    attendees = Column(attrs={"td": {"class": "wrap desk"}, "th": {"class": "desk"}})
    minutes = Column(visible=False)
    recorded_by = Column()
    recorded_at = TimeColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of meetings."""

        model = Meeting
        fields: ClassVar = [
            "id", "version", "day", "committee", "unit", "topics", "attendees", "minutes", "recorded_by", "recorded_at",
        ]  # fmt: skip


class MeetingFilter(django_filters.FilterSet):
    """What meetings can be searched by."""

    q = django_filters.CharFilter(field_name="topics", lookup_expr="icontains", label=_("Topics"), max_length=40)
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", label=_("To"))

    class Meta:
        """Of the table of meetings."""

        model = Meeting
        fields: ClassVar[list[str]] = []


class RequestTable(Table):
    """Requests: open ones first, soonest first; what is overdue is marked."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    text = Column(linkify=("committee:request", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    committee = Column(accessor="committee__name", verbose_name=_("committee"))
    unit = Column(accessor="committee__unit__name", verbose_name=_("unit"), visible=False)
    state = ChoiceColumn(RequestState)
    due_at = TimeColumn()
    owner = Column(accessor="owner__name", verbose_name=_("owner"))
    received_on = DateColumn()
    asked_by = Column(visible=False)
    answer = Column(visible=False)
    answered_at = TimeColumn(visible=False)
    answered_by = Column(visible=False)
    case_number = Column()

    class Meta(Table.Meta):
        """Labels come from the table of requests."""

        model = CommitteeRequest
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if is_late(record) else None}
        fields: ClassVar = [
            "id", "version", "text", "committee", "unit", "state", "due_at", "owner", "received_on", "asked_by",
            "answer", "answered_at", "answered_by", "case_number",
        ]  # fmt: skip

    def render_due_at(self, record: CommitteeRequest) -> str:
        """Show by when it is to be answered, red and in words where that is over."""
        shown = TimeColumn().render(record.due_at)
        return format_html('<span class="is-bad">{} {}</span>', shown, gettext("overdue")) if is_late(record) else shown


class RequestFilter(django_filters.FilterSet):
    """What requests can be searched by."""

    q = django_filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("Words"), max_length=40)
    state = django_filters.ChoiceFilter(choices=RequestState.choices, empty_label=ALL, label=_("State"))

    class Meta:
        """Of the table of requests."""

        model = CommitteeRequest
        fields: ClassVar[list[str]] = []


def _record(actor: Actor) -> Sequence[Action]:
    label = _("Record a committee")
    return (Action(label, reverse("committee:record_committee"), primary=True),) if actor.may(Permit.KEEP) else ()


COMMITTEES = Listing(
    title=_("Owners' committees"), door=queries.committees, table=CommitteeTable, filters=CommitteeFilter,
    order=("unit__path", "-start", "id"), actions=_record, empty_title=_("No owners' committee is recorded yet"),
    empty_hint=_("Record the committee of each estate: from then on a meeting is owed every quarter."),
)  # fmt: skip
MEETINGS = Listing(
    title=_("Committee meetings"), door=queries.meetings, table=MeetingTable, filters=MeetingFilter,
    order=("-day", "-id"), empty_title=_("No meeting is recorded yet"),
    empty_hint=_("Meetings are recorded on the page of their committee."),
)  # fmt: skip
REQUESTS = Listing(
    title=_("Committee requests"), door=queries.requests, table=RequestTable, filters=RequestFilter,
    order=("-state", "due_at", "id"), empty_title=_("No committee asked for anything yet"),
    empty_hint=_("Requests are recorded on the page of their committee; each has an owner, who answers in 7 days."),
)  # fmt: skip


def _screen(title: Any, door: Any, form: Any, load: Any, subject: str, **more: Any) -> FormScreen:
    given: dict[str, Any] = {"title": title, "door": door, "form": form, "done": address_of}
    return FormScreen(**given, load=one(load), subject=subject, **more)


RECORD_COMMITTEE = FormScreen(
    title=_("Record a committee"), form=forms.CommitteeForm, door=usecases.record_committee, done=address_of,
    said=_("The committee is recorded. Add its members."),
)  # fmt: skip
CHANGE_COMMITTEE = _screen(
    _("Change the committee"), usecases.change_committee, forms.CommitteeChangeForm, queries.keepable_committees,
    "committee", said=_("The committee was changed."),
)  # fmt: skip
ADD_MEMBER = _screen(
    _("Add a member"), usecases.add_member, forms.MemberForm, queries.keepable_committees, "committee", edits=False,
    said=_("The member was added."),
)  # fmt: skip
CHANGE_MEMBER = _screen(
    _("Change the member"), usecases.change_member, forms.MemberChangeForm, queries.keepable_members, "member",
    said=_("The member was changed."),
)  # fmt: skip
REVEAL_MEMBER = _screen(
    _("Show the telephone number"), usecases.reveal_member, ReasonForm, queries.revealable_members, "member",
    edits=False, shows={"phone": _("Telephone")},
)  # fmt: skip
RECORD_MEETING = _screen(
    _("Record a meeting"), usecases.record_meeting, forms.MeetingForm, queries.keepable_committees, "committee",
    edits=False, said=_("The meeting is recorded."),
)  # fmt: skip
CHANGE_MEETING = _screen(
    _("Correct the record"), usecases.change_meeting, forms.MeetingChangeForm, queries.keepable_meetings, "meeting",
    said=_("The record was corrected."),
)  # fmt: skip
ATTACH_MINUTES = _screen(
    _("Attach signed minutes"), usecases.attach_minutes, forms.MinutesForm, queries.keepable_meetings, "meeting",
    said=_("The file was attached."), submit=_("Attach"),
)  # fmt: skip
RECORD_REQUEST = _screen(
    _("Record a request"), usecases.record_request, forms.RequestForm, queries.keepable_committees, "committee",
    edits=False, said=_("The request is recorded, and its answer is owed."),
)  # fmt: skip
ANSWER_REQUEST = _screen(
    _("Answer the request"), usecases.answer_request, forms.AnswerForm, queries.answerable_requests, "request",
    submit=_("Answer"), said=_("The request is answered."),
)  # fmt: skip
REFER_REQUEST = FormScreen(
    title=_("Make it a case"), door=usecases.refer_request, load=one(queries.keepable_requests), subject="request",
    done=address_of, said=_("It becomes a case in a moment; its number will stand here."),
)  # fmt: skip

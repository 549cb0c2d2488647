"""The lists of the roster room: books, what was written, what is followed up; and the forms over them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.people.screens.columns import YesNoFilter
from huiyin.rooms.roster import forms, queries, usecases
from huiyin.rooms.roster.models import Comment, DayLog, LogBook
from huiyin.rooms.roster.terms import BookKind, Matter, Permit

ALL = _("All")


def day_url(row: Any) -> str:
    """Return the page of the day that a row belongs to."""
    return f"{reverse('roster:day')}?unit={row.unit_id}&day={row.day.isoformat()}"


def log_url(row: Any) -> str:
    """Return the page of what was written."""
    return reverse("roster:log", args=[row.pk])


def book_url(row: Any) -> str:
    """Return the page of a book."""
    return reverse("roster:book", args=[row.pk])


class LogTable(Table):
    """What was written, the latest day first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    day = DateColumn(linkify=("roster:log", [A("pk")]), attrs={"td": {"class": "main date"}})
    kind = ChoiceColumn(BookKind, accessor="book__kind", verbose_name=_("kind"))
    book = Column(accessor="book__name", verbose_name=_("post that keeps it"))
    unit = Column(accessor="unit__name", verbose_name=_("unit"))
    text = Column(attrs={"td": {"class": "wrap"}})
    problem = FlagColumn()
    written_by = Column()
    written_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of entries."""

        model = DayLog
        fields: ClassVar = ["id", "day", "kind", "book", "unit", "text", "problem", "written_by", "written_at"]


class LogFilter(django_filters.FilterSet):
    """What entries can be searched by."""

    q = django_filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("Words"), max_length=40)
    kind = django_filters.ChoiceFilter(
        field_name="book__kind", choices=BookKind.choices, empty_label=ALL, label=_("Kind")
    )
    problem = YesNoFilter(label=_("A problem to follow up"))
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", label=_("To"))

    class Meta:
        """Of the table of entries."""

        model = DayLog
        fields: ClassVar[list[str]] = []


class BookTable(Table):
    """Books, by unit."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=("roster:book", [A("pk")]), attrs={"td": {"class": "main"}})
    kind = ChoiceColumn(BookKind)
    unit = Column(accessor="unit__name", verbose_name=_("unit"))
    keeper = Column(accessor="keeper__name", verbose_name=_("who owes it"))
    start = DateColumn()
    end = DateColumn()

    class Meta(Table.Meta):
        """Labels come from the table of books."""

        model = LogBook
        fields: ClassVar = ["id", "version", "name", "kind", "unit", "keeper", "start", "end"]


class BookFilter(django_filters.FilterSet):
    """What books can be searched by."""

    kind = django_filters.ChoiceFilter(choices=BookKind.choices, empty_label=ALL, label=_("Kind"))
    running = YesNoFilter(field_name="end", lookup_expr="isnull", label=_("Kept now"))

    class Meta:
        """Of the table of books."""

        model = LogBook
        fields: ClassVar[list[str]] = []


class FollowUpTable(Table):
    """What is followed up, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    label = Column(linkify=("roster:follow_up", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    text = Column(attrs={"td": {"class": "wrap"}})
    matter = ChoiceColumn(Matter)
    unit = Column(accessor="unit__name", verbose_name=_("unit"))
    day = DateColumn()
    owner = Column(accessor="owner__name", verbose_name=_("owner"))
    due_at = TimeColumn()
    case_number = Column()
    closed_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of remarks."""

        model = Comment
        fields: ClassVar = [
            "id", "version", "label", "text", "matter", "unit", "day", "owner", "due_at", "case_number", "closed_at",
        ]  # fmt: skip


class FollowUpFilter(django_filters.FilterSet):
    """What follow-ups can be searched by."""

    open = YesNoFilter(field_name="closed_at", lookup_expr="isnull", label=_("Not closed"))
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", label=_("To"))

    class Meta:
        """Of the table of remarks."""

        model = Comment
        fields: ClassVar[list[str]] = []


def _if_may(permit: str, label: Any, route: str) -> Any:
    def actions(actor: Actor) -> Sequence[Action]:
        return (Action(label, reverse(route), primary=True),) if actor.may(permit) else ()

    return actions


LOGS = Listing(
    title=_("Logs and patrol reports"), door=queries.logs, table=LogTable, filters=LogFilter, order=("-day", "-id"),
    actions=_if_may(Permit.WRITE_LOGS, _("Write the day's log"), "roster:write_log"),
    empty_title=_("Nothing was written yet"),
    empty_hint=_("What each post writes about its day stands here, and is reviewed by the supervisor."),
)  # fmt: skip
BOOKS = Listing(
    title=_("Log books"), door=queries.books, table=BookTable, filters=BookFilter, order=("unit__path", "id"),
    actions=_if_may(Permit.KEEP_BOOKS, _("Begin a log book"), "roster:record_book"),
    empty_title=_("No post keeps a log yet"),
    empty_hint=_("Say which posts keep a log or go on patrol; from then on, each day without one is listed."),
)  # fmt: skip
FOLLOW_UPS = Listing(
    title=_("Followed up"), door=queries.follow_ups, table=FollowUpTable, filters=FollowUpFilter,
    order=("-day", "-id"), empty_title=_("Nothing is followed up"),
    empty_hint=_("A remark on a record of the day may open a case; it then stands here until the case is over."),
)  # fmt: skip

WRITE = FormScreen(
    title=_("Write the day's log"), form=forms.LogForm, door=usecases.write_log, done=log_url, submit=_("Hand it in"),
    said=_("It is handed in."),
)  # fmt: skip
RECORD_BOOK = FormScreen(
    title=_("Begin a log book"), form=forms.BookForm, door=usecases.record_book, done=book_url,
    said=_("The book is kept from now on."),
)  # fmt: skip
CHANGE_BOOK = FormScreen(
    title=_("Change a log book"), form=forms.BookChangeForm, door=usecases.change_book, subject="book",
    load=one(queries.keepable_books), done=book_url, said=_("The book was changed."),
)  # fmt: skip
READ = FormScreen(
    title=_("Mark as read"), form=forms.ReadForm, door=usecases.read_items, done=day_url, submit=_("Mark as read"),
)  # fmt: skip
COMMENT = FormScreen(
    title=_("Remark on a record"), form=forms.CommentForm, door=usecases.comment_on, done=day_url,
    submit=_("Keep the remark"), said=_("The remark is kept."), template="roster/comment.html",
)  # fmt: skip
REVIEW = FormScreen(
    title=_("Sign the day off"), form=forms.ReviewForm, door=usecases.review_day, done=day_url,
    submit=_("Sign the day off"), said=_("The day is reviewed."),
)  # fmt: skip

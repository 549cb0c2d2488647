"""Screens of one's own notices: the list, one notice, preferences, quiet hours."""

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
from huiyin.platform.tables import A, ChoiceColumn, Column, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.platform.web import fresh_key
from huiyin.rooms.notices import forms, queries, usecases
from huiyin.rooms.notices.models import Notice, Preference, QuietHours
from huiyin.rooms.notices.terms import MOST_COUNTED, ChannelKind

_KINDS = [(key, (key, kind.label)) for key, kind in queries.notice_kinds().items()]
NoticeKindName: Any = cast(Any, models.TextChoices)("NoticeKindName", _KINDS)
ALL = gettext_lazy("all")
PRESSING = (("urgent", gettext_lazy("urgent")), ("usual", gettext_lazy("not urgent")))
READING = (("unread", gettext_lazy("Unread")), ("read", gettext_lazy("Read")))


class NoticeTable(Table):
    """One's own notices."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    title = Column(linkify=("notices:notice", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    kind = ChoiceColumn(NoticeKindName)
    urgent = FlagColumn()
    made_at = TimeColumn()
    read_at = TimeColumn()
    body = Column(visible=False)
    url = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of notices."""

        model = Notice
        fields: ClassVar = ["id", "title", "kind", "urgent", "made_at", "read_at", "body", "url"]
        row_attrs: ClassVar = {"class": lambda record: "" if record.read_at else "hy-unread"}


class NoticeFilter(django_filters.FilterSet):
    """What notices can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=NoticeKindName.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    reading = django_filters.ChoiceFilter(
        choices=READING, method="as_read", empty_label=ALL, label=gettext_lazy("Read or not")
    )
    pressing = django_filters.ChoiceFilter(
        choices=PRESSING, method="as_pressing", empty_label=ALL, label=gettext_lazy("Urgent or not")
    )
    since = django_filters.DateFilter(field_name="made_at__date", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="made_at__date", lookup_expr="lte", label=gettext_lazy("To"))

    class Meta:
        """Of the table of notices."""

        model = Notice
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Notice], _name: str, typed: str) -> QuerySet[Notice]:
        """Find by title or text."""
        words = typed.replace("\x00", "").strip()
        return rows.filter(Q(title__icontains=words) | Q(body__icontains=words))

    def as_pressing(self, rows: QuerySet[Notice], _name: str, wanted: str) -> QuerySet[Notice]:
        """Keep what is urgent, or what is not."""
        return rows.filter(urgent=wanted == "urgent")

    def as_read(self, rows: QuerySet[Notice], _name: str, wanted: str) -> QuerySet[Notice]:
        """Keep what was read, or what was not."""
        return rows.filter(read_at__isnull=wanted == "unread")


class PreferenceTable(Table):
    """Where somebody departs from how notices come by themselves."""

    kind = ChoiceColumn(NoticeKindName)
    channel = ChoiceColumn(ChannelKind)
    wanted = FlagColumn()

    class Meta(Table.Meta):
        """Labels come from the table of preferences."""

        model = Preference
        fields: ClassVar = ["kind", "channel", "wanted"]


class QuietTable(Table):
    """Quiet hours."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    start = Column(linkify=("notices:end_quiet", [A("pk")]))
    end = Column()
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of quiet hours."""

        model = QuietHours
        fields: ClassVar = ["id", "start", "end", "version"]


class NoFilter(django_filters.FilterSet):
    """A list that is short enough to need none."""

    class Meta:
        """Of nothing."""

        fields: ClassVar[list[str]] = []


class PreferenceFilter(NoFilter):
    """Of preferences."""

    class Meta:
        """Of the table of preferences."""

        model = Preference
        fields: ClassVar[list[str]] = []


class QuietFilter(NoFilter):
    """Of quiet hours."""

    class Meta:
        """Of the table of quiet hours."""

        model = QuietHours
        fields: ClassVar[list[str]] = []


def notices_url(_row: Any = None) -> str:
    """Return the list of one's notices."""
    return reverse("notices:notices")


def _list_actions(_actor: Actor) -> Sequence[Action]:
    return (
        Action(_("Mark all as read"), reverse("notices:read_all"), primary=True),
        Action(_("How I am told"), reverse("notices:preferences")),
        Action(_("My quiet hours"), reverse("notices:quiet")),
    )


def _quiet_action(_actor: Actor) -> Sequence[Action]:
    return (Action(_("Set my quiet hours"), reverse("notices:set_quiet"), primary=True),)


NOTICES = Listing(
    title=gettext_lazy("My notices"), door=queries.notices, table=NoticeTable, filters=NoticeFilter, order=("-id",),
    actions=_list_actions, empty_title=gettext_lazy("You have no notices"),
    empty_hint=gettext_lazy("What concerns you is told here, and at the bell on every page."),
)  # fmt: skip
PREFERENCES = Listing(
    title=gettext_lazy("How I am told"), door=queries.preferences, table=PreferenceTable, filters=PreferenceFilter,
    order=("kind", "channel", "id"), empty_title=gettext_lazy("Everything comes as usual"),
    empty_hint=gettext_lazy("Say here which kind of notice is to come over which channel, or is not."),
)  # fmt: skip
QUIET = Listing(
    title=gettext_lazy("My quiet hours"), door=queries.own_quiet_hours, table=QuietTable, filters=QuietFilter,
    order=("id",), actions=_quiet_action, empty_title=gettext_lazy("You have set none of your own"),
    empty_hint=gettext_lazy("Those of your department count, where it has any."),
)  # fmt: skip
OPEN = FormScreen(
    title=gettext_lazy("Open it"), door=usecases.mark_read, subject="notice", load=one(queries.notices), edits=False,
    done=lambda row: row.url or notices_url(),
)  # fmt: skip
READ_ALL = FormScreen(
    title=gettext_lazy("Mark all as read"), door=usecases.mark_all_read, done=notices_url,
    said=gettext_lazy("All notices are marked as read."),
)  # fmt: skip
PREFER = FormScreen(
    title=gettext_lazy("Say how I am told"), form=forms.PreferenceForm, door=usecases.prefer,
    done=lambda _row: reverse("notices:preferences"), said=gettext_lazy("From now on you are told so."),
)  # fmt: skip
WAYS = FormScreen(
    title=gettext_lazy("How I am told"), form=forms.WaysForm, door=usecases.choose_ways,
    done=lambda _nothing: reverse("notices:preferences"), said=gettext_lazy("From now on you are told so."),
    template="notices/ways.html",
)  # fmt: skip
SET_QUIET = FormScreen(
    title=gettext_lazy("Set my quiet hours"), form=forms.QuietForm, door=usecases.set_quiet_hours,
    done=lambda _row: reverse("notices:quiet"), said=gettext_lazy("Your quiet hours are set."),
)  # fmt: skip
END_QUIET = FormScreen(
    title=gettext_lazy("End my quiet hours"), door=usecases.end_quiet_hours, subject="hours",
    load=one(queries.own_quiet_hours), done=lambda _row: reverse("notices:quiet"),
    said=gettext_lazy("Your quiet hours are ended."),
)  # fmt: skip


def bell_context(count: int) -> dict[str, Any]:
    """Return what the bell shows: how many are unread, no more than fits."""
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return {"count": count, "shown": shown}


def _facts(row: Notice) -> Iterator[tuple[Any, ...]]:
    yield (_("Kind"), str(NoticeKindName(row.kind).label) if row.kind in NoticeKindName.values else row.kind)
    yield (_("Told at"), {"at": row.made_at})
    if row.read_at:
        yield (_("Read at"), {"at": row.read_at})
    if row.body:
        yield (_("Text"), row.body)


def _actions(row: Notice) -> Iterator[Mapping[str, Any]]:
    if row.url or not row.read_at:
        label = _("Open what it is about") if row.url else _("Mark as read")
        yield {
            "label": label, "url": reverse("notices:open", args=[row.pk]), "method": "post", "primary": True,
            "icon": "right" if row.url else "check", "idempotency_key": fresh_key(), "version": row.version,
        }  # fmt: skip


def notice_context(row: Notice) -> dict[str, Any]:
    """Return what the page of a notice shows."""
    return {
        "page_title": row.title,
        "crumbs": [(str(NOTICES.title), notices_url())],
        "thing": {
            "name": row.title, "number": "", "state": _("Read") if row.read_at else _("Unread"),
            "tone": "bad" if row.urgent and not row.read_at else ("done" if row.read_at else "current"),
            "hint": _("urgent") if row.urgent else "",
        },
        "facts": list(_facts(row)),
        "actions": list(_actions(row)),
    }  # fmt: skip

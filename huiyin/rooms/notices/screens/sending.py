"""Screens of channels, of the messages that went out or did not, and of the quiet hours of departments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.notices import forms, queries, usecases
from huiyin.rooms.notices.models import Channel, Delivery, QuietHours
from huiyin.rooms.notices.screens.mine import ALL, NoticeKindName, QuietFilter
from huiyin.rooms.notices.terms import DELIVERY_FLOW, ChannelKind, DeliveryState, Permit
from huiyin.rooms.people.queries import happened_to

USE = (("in_use", gettext_lazy("in use")), ("out_of_use", gettext_lazy("out of use")))
TONES = {
    DeliveryState.WAITING: "soon", DeliveryState.SENDING: "current", DeliveryState.SENT: "done",
    DeliveryState.DEAD: "bad", DeliveryState.DROPPED: "",
}  # fmt: skip


class ChannelTable(Table):
    """Channels, without what opens them."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    name = Column(linkify=("notices:channel", [A("pk")]), attrs={"td": {"class": "main"}})
    kind = ChoiceColumn(ChannelKind)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department and below"))
    per_minute = NumberColumn()
    active = FlagColumn()
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of channels."""

        model = Channel
        fields: ClassVar = ["id", "name", "kind", "unit", "per_minute", "active", "version"]


class ChannelFilter(django_filters.FilterSet):
    """What channels can be searched by."""

    kind = django_filters.ChoiceFilter(choices=ChannelKind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    use = django_filters.ChoiceFilter(
        choices=USE, method="in_use", empty_label=ALL, label=gettext_lazy("In use or not")
    )

    class Meta:
        """Of the table of channels."""

        model = Channel
        fields: ClassVar[list[str]] = []

    def in_use(self, rows: QuerySet[Channel], _name: str, wanted: str) -> QuerySet[Channel]:
        """Keep what is in use, or what is not."""
        return rows.filter(active=wanted == "in_use")


class MessageTable(Table):
    """Messages: for whom, how, and what came of them; never what they say."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), linkify=("notices:message", [A("pk")]))
    to = Column(attrs={"td": {"class": "main wrap"}})
    kind = ChoiceColumn(NoticeKindName)
    channel = Column(accessor="channel__name", verbose_name=gettext_lazy("channel"))
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"), visible=False)
    urgent = FlagColumn(visible=False)
    state = ChoiceColumn(DeliveryState)
    tries = NumberColumn()
    error = Column(attrs={"td": {"class": "wrap"}})
    made_at = TimeColumn()
    due_at = TimeColumn(visible=False)
    sent_at = TimeColumn()
    settled_by = Column(visible=False)
    settled_why = Column(visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of messages."""

        model = Delivery
        fields: ClassVar = [
            "id", "to", "kind", "channel", "unit", "urgent", "state", "tries", "error", "made_at", "due_at", "sent_at",
            "settled_by", "settled_why", "version",
        ]  # fmt: skip


class DeadTable(MessageTable):
    """Messages that were not delivered: they all are in that state."""

    state = ChoiceColumn(DeliveryState, visible=False)
    sent_at = TimeColumn(visible=False)

    class Meta(MessageTable.Meta):
        """The same columns."""


class MessageFilter(django_filters.FilterSet):
    """What messages can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Recipient or error"), max_length=40)
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, empty_label=ALL, label=gettext_lazy("State"))
    kind = django_filters.ChoiceFilter(choices=NoticeKindName.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    way = django_filters.ChoiceFilter(
        field_name="channel__kind", choices=ChannelKind.choices, empty_label=ALL, label=gettext_lazy("Kind of channel")
    )
    since = django_filters.DateFilter(field_name="made_at__date", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="made_at__date", lookup_expr="lte", label=gettext_lazy("To"))

    class Meta:
        """Of the table of messages."""

        model = Delivery
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Delivery], _name: str, typed: str) -> QuerySet[Delivery]:
        """Find by recipient or error."""
        words = typed.replace("\x00", "").strip()
        return rows.filter(Q(to__icontains=words) | Q(error__icontains=words))


class UnitQuietTable(Table):
    """Quiet hours of departments."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department and below"),
                  linkify=("notices:end_unit_quiet", [A("pk")]))  # fmt: skip
    start = Column()
    end = Column()
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of quiet hours."""

        model = QuietHours
        fields: ClassVar = ["id", "unit", "start", "end", "version"]


def channel_url(row: Any) -> str:
    """Return the page of a channel."""
    return reverse("notices:channel", args=[row.pk])


def message_url(row: Any) -> str:
    """Return the page of a message."""
    return reverse("notices:message", args=[row.pk])


def _channel_actions(_actor: Actor) -> Sequence[Action]:
    return (
        Action(_("Add a channel"), reverse("notices:add_channel"), primary=True),
        Action(_("Quiet hours of departments"), reverse("notices:unit_quiet")),
    )


def _unit_quiet_action(_actor: Actor) -> Sequence[Action]:
    return (Action(_("Set quiet hours"), reverse("notices:set_unit_quiet"), primary=True),)


CHANNELS = Listing(
    title=gettext_lazy("Channels"), door=queries.channels, table=ChannelTable, filters=ChannelFilter,
    order=("name", "id"), actions=_channel_actions, empty_title=gettext_lazy("No channel is set up"),
    empty_hint=gettext_lazy("Until there is one, people are told in the application alone."),
)  # fmt: skip
MESSAGES = Listing(
    title=gettext_lazy("What was sent"), door=queries.messages, table=MessageTable, filters=MessageFilter,
    order=("-id",), empty_title=gettext_lazy("Nothing was sent yet"),
)  # fmt: skip
DEAD = Listing(
    title=gettext_lazy("Not delivered"), door=queries.dead_letters, table=DeadTable, filters=MessageFilter,
    order=("-id",), empty_title=gettext_lazy("Everything was delivered"),
    empty_hint=gettext_lazy("What no channel took after the last try waits here for a decision."),
)  # fmt: skip
UNIT_QUIET = Listing(
    title=gettext_lazy("Quiet hours of departments"), door=queries.unit_quiet_hours, table=UnitQuietTable,
    filters=QuietFilter, order=("unit__path", "id"), actions=_unit_quiet_action,
    empty_title=gettext_lazy("No department has quiet hours"),
)  # fmt: skip
ADD_CHANNEL = FormScreen(
    title=gettext_lazy("Add a channel"), form=forms.NewChannelForm, door=usecases.add_channel, done=channel_url,
    said=gettext_lazy("The channel is added. Send a check through it."),
)  # fmt: skip
CHANGE_CHANNEL = FormScreen(
    title=gettext_lazy("Change the channel"), form=forms.ChannelForm, door=usecases.change_channel, subject="channel",
    load=one(queries.channels), done=channel_url, said=gettext_lazy("The channel is changed."),
)  # fmt: skip
REPLACE_SECRET = FormScreen(
    title=gettext_lazy("Replace the address"), form=forms.SecretForm, door=usecases.replace_secret, subject="channel",
    load=one(queries.channels), done=channel_url, said=gettext_lazy("The address is replaced."),
)  # fmt: skip
CHECK_CHANNEL = FormScreen(
    title=gettext_lazy("Send a check"), door=usecases.check_channel, subject="channel", load=one(queries.channels),
    done=channel_url, said=gettext_lazy("A check is on its way; what came of it stands in the log."),
)  # fmt: skip
SEND_AGAIN = FormScreen(
    title=gettext_lazy("Send it again"), door=usecases.send_again, subject="message", load=one(queries.sendable),
    done=message_url, said=gettext_lazy("It is on its way again."),
)  # fmt: skip
DROP = FormScreen(
    title=gettext_lazy("Give it up"), form=forms.DropForm, door=usecases.drop_message, subject="message",
    load=one(queries.sendable), done=message_url, said=gettext_lazy("The message is given up."),
)  # fmt: skip
SET_UNIT_QUIET = FormScreen(
    title=gettext_lazy("Set quiet hours"), form=forms.UnitQuietForm, door=usecases.set_unit_quiet_hours,
    done=lambda _row: reverse("notices:unit_quiet"), said=gettext_lazy("The quiet hours are set."),
)  # fmt: skip
END_UNIT_QUIET = FormScreen(
    title=gettext_lazy("End the quiet hours"), door=usecases.end_unit_quiet_hours, subject="hours",
    load=one(queries.unit_quiet_hours), done=lambda _row: reverse("notices:unit_quiet"),
    said=gettext_lazy("The quiet hours are ended."),
)  # fmt: skip


def channel_context(row: Channel) -> dict[str, Any]:
    """Return what the page of a channel shows; its secret is not among it."""
    log = f"{reverse('notices:messages')}?way={row.kind}"
    return {
        "page_title": row.name,
        "crumbs": [(str(CHANNELS.title), reverse("notices:channels"))],
        "thing": {
            "name": row.name, "number": "", "state": _("in use") if row.active else _("out of use"),
            "tone": "done" if row.active else "", "hint": row.get_kind_display(),
        },
        "facts": [
            (_("Department and below"), row.unit.name),
            (_("Messages a minute"), row.per_minute),
            (_("Address"), _("kept encrypted, never shown")),
            (_("What was sent"), _("Open the log"), log),
        ],
        "actions": [
            {"label": str(CHECK_CHANNEL.title), "url": reverse("notices:check_channel", args=[row.pk]), "primary": True,
             "icon": "check"},
            {"label": str(CHANGE_CHANNEL.title), "url": reverse("notices:change_channel", args=[row.pk]),
             "icon": "edit"},
            {"label": str(REPLACE_SECRET.title), "url": reverse("notices:replace_secret", args=[row.pk]),
             "icon": "key"},
        ],
        "timeline": happened_to(row),
    }  # fmt: skip


def _facts(row: Delivery) -> Iterator[tuple[Any, ...]]:
    yield (_("For"), row.to)
    yield (_("Kind"), str(NoticeKindName(row.kind).label) if row.kind in NoticeKindName.values else row.kind)
    yield (_("Channel"), row.channel.name)
    yield (_("Department"), row.unit.name)
    yield (_("Written at"), {"at": row.made_at})
    if row.state == DeliveryState.WAITING:
        yield (_("Not before"), {"at": row.due_at})
    if row.sent_at:
        yield (_("Sent at"), {"at": row.sent_at})
    if row.error:
        yield (_("Error"), row.error)
    if row.settled_why:
        yield (_("Given up by"), row.settled_by)
        yield (_("Why given up"), row.settled_why)


def _actions(actor: Actor, row: Delivery) -> Iterator[Mapping[str, Any]]:
    if actor.may(Permit.KEEP_CHANNELS) and DELIVERY_FLOW.can("send_again", row.state):
        yield {"label": str(SEND_AGAIN.title), "url": reverse("notices:send_again", args=[row.pk]), "primary": True,
               "icon": "right"}  # fmt: skip
        yield {"label": str(DROP.title), "url": reverse("notices:drop", args=[row.pk]), "danger": True}


def message_context(actor: Actor, row: Delivery) -> dict[str, Any]:
    """Return what the page of a message shows: its way, each try, never what it says."""
    listing = DEAD if row.state == DeliveryState.DEAD else MESSAGES
    where = reverse("notices:dead") if listing is DEAD else reverse("notices:messages")
    return {
        "page_title": _("Message %(number)s") % {"number": row},
        "crumbs": [(str(listing.title), where)],
        "thing": {
            "name": _("Message %(number)s") % {"number": row}, "number": "", "state": row.get_state_display(),
            "tone": TONES[DeliveryState(row.state)], "hint": _("urgent") if row.urgent else "",
        },
        "facts": list(_facts(row)),
        "actions": list(_actions(actor, row)),
        "tries": queries.tries_of(row),
        "timeline": happened_to(row),
        "body_template": "notices/tries.html",
    }  # fmt: skip

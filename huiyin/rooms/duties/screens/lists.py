"""Lists of duties and calendar feeds, and the forms that act on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import django_filters
from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, NumberColumn, Table, TimeColumn
from huiyin.rooms.duties import forms
from huiyin.rooms.duties.models import Duty, Feed
from huiyin.rooms.duties.queries import owed as queries
from huiyin.rooms.duties.queries.feeds import feeds
from huiyin.rooms.duties.queries.kinds import kind_or_former
from huiyin.rooms.duties.queries.rates import fallen_due, midnight
from huiyin.rooms.duties.terms import Permit, State
from huiyin.rooms.duties.usecases import acts
from huiyin.rooms.duties.usecases import feeds as feeding
from huiyin.rooms.people.queries import findable, units
from huiyin.rooms.people.screens.columns import YesNoFilter

ALL = _("All")
TONES = {
    State.OPEN: "current", State.PAUSED: "soon", State.OVERDUE: "bad", State.DONE: "done", State.LATE: "bad",
    State.WAIVED: "",
}  # fmt: skip


def to_duty(row: Any) -> str:
    """Return the address of a duty."""
    return reverse("duties:duty", args=[row.pk])


def what_of(row: Any) -> str:
    """Return what is to be done: the label of the kind."""
    return str(kind_or_former(row.kind).label)


def may_act(actor: Actor, row: Any) -> bool:
    """Tell whether the actor may open the page on which a duty is done; a deputy may owe what he may not do."""
    try:
        return actor.may(str(getattr(resolve(urlsplit(row.url).path).func, "permit", "")))
    except Resolver404:
        return False


def where_to_act(actor: Actor, row: Any) -> str:
    """Return the page on which a duty is done, or its own page to who may not do it and can only hand it on."""
    return str(row.url) if may_act(actor, row) else to_duty(row)


def due_in_words(at: datetime) -> str:
    """Write a due time; midnight is 24:00 of the day that it ends."""
    local = timezone.localtime(at)
    if (local.hour, local.minute) == (0, 0):
        return f"{date_format(local - timedelta(minutes=1), 'Y-m-d D')} 24:00"
    return date_format(local, "Y-m-d D H:i")


class DueColumn(TimeColumn):
    """When it is due."""

    def render(self, value: datetime) -> str:
        """Show to the minute, midnight as 24:00."""
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), due_in_words(value))


class WhatColumn(Column):
    """What is to be done, leading to where it is done while it is open."""

    def render(self, record: Any, table: Any) -> str:
        """Show the kind's label as the one action."""
        if not record.url or not record.is_open:
            return what_of(record)
        return format_html('<a href="{}">{}</a>', where_to_act(table.request.actor, record), what_of(record))

    def value(self, **kwargs: Any) -> Any:
        """Carry the label."""
        return what_of(kwargs["record"])


class DutyTable(Table):
    """Duties, soonest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    label = Column(linkify=("duties:duty", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    what = WhatColumn(accessor="kind", verbose_name=_("To do"))
    due_at = DueColumn()
    state = ChoiceColumn(State, verbose_name=_("State"))
    owner = Column(accessor="owner__name", verbose_name=_("Owner"))
    owner_number = Column(accessor="owner__number", verbose_name=_("Staff number"), visible=False)
    unit = Column(accessor="unit__name", verbose_name=_("Department"))
    clause = Column()
    kind = Column(visible=False)
    subject_type = Column(visible=False)
    subject_id = Column(visible=False)
    url = Column(visible=False)
    armed_at = TimeColumn(visible=False)
    done_at = TimeColumn(visible=False)
    done_by = Column(visible=False)
    missed_at = TimeColumn(visible=False)
    waived_at = TimeColumn(visible=False)
    waived_reason = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of duties; overdue rows are red."""

        model = Duty
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if record.state == State.OVERDUE else ""}
        fields: ClassVar = [
            "id", "version", "label", "what", "due_at", "state", "owner", "owner_number", "unit", "clause", "kind",
            "subject_type", "subject_id", "url", "armed_at", "done_at", "done_by", "missed_at", "waived_at",
            "waived_reason",
        ]  # fmt: skip


class DutyFilter(django_filters.FilterSet):
    """What duties can be searched by."""

    q = django_filters.CharFilter(field_name="label", lookup_expr="icontains", label=_("Duty"), max_length=40)
    state = django_filters.ChoiceFilter(
        method="of_state", choices=State.choices, empty_label=ALL, label=_("State")
    )  # fmt: skip
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), method="within", empty_label=ALL, label=_("Department and below")
    )
    owner = django_filters.CharFilter(method="owned_by", label=_("Owner"), max_length=40)
    clause = django_filters.CharFilter(lookup_expr="iexact", label=_("Clause"), max_length=20)
    kind = django_filters.CharFilter(lookup_expr="exact", label=_("Kind of duty (code)"), max_length=60)
    due_from = django_filters.DateFilter(method="from_day", label=_("Due from"))
    due_to = django_filters.DateFilter(method="to_day", label=_("Due until"))
    fallen = YesNoFilter(method="of_rate", label=_("Fallen due or done, not waived"))

    class Meta:
        """Of the table of duties."""

        model = Duty
        fields: ClassVar[list[str]] = []

    def of_state(self, rows: QuerySet[Duty], _name: str, value: str) -> QuerySet[Duty]:
        """Keep what stands so now."""
        now, done = clock.now(), Q(done_at__isnull=False)
        open_ones = Q(done_at__isnull=True, waived_at__isnull=True)
        narrowed = {
            State.WAIVED: Q(waived_at__isnull=False),
            State.DONE: done & Q(done_at__lte=F("due_at")),
            State.LATE: done & Q(done_at__gt=F("due_at")),
            State.OVERDUE: open_ones & Q(due_at__lt=now),
        }.get(State(value), open_ones & Q(due_at__gte=now))
        found = rows.filter(narrowed)
        return found.filter(Q(state=value)) if value in {State.OPEN, State.PAUSED} else found

    def from_day(self, rows: QuerySet[Duty], _name: str, value: date) -> QuerySet[Duty]:
        """Keep what is due on a day or later; what is due at 24:00 belongs to the day that ends then."""
        return rows.filter(due_at__gt=midnight(value))

    def to_day(self, rows: QuerySet[Duty], _name: str, value: date) -> QuerySet[Duty]:
        """Keep what is due on a day or earlier."""
        return rows.filter(due_at__lte=midnight(value, 1))

    def of_rate(self, rows: QuerySet[Duty], _name: str, value: bool) -> QuerySet[Duty]:  # noqa: FBT001 - as called
        """Keep what the on-time rate is of, or the rest."""
        kept = fallen_due(clock.now())
        return rows.filter(kept) if value else rows.exclude(kept)

    def within(self, rows: QuerySet[Duty], _name: str, unit: Any) -> QuerySet[Duty]:
        """Keep the duties of a unit and everything below it."""
        return rows.filter(unit__path__startswith=unit.path)

    def owned_by(self, rows: QuerySet[Duty], _name: str, value: str) -> QuerySet[Duty]:
        """Keep what somebody owes, by number, name or pinyin."""
        people = findable(self.request.actor, Permit.READ_DUTIES, value).order_by().values("pk")
        return rows.filter(owner__in=people)


TABS: Sequence[tuple[str, Any, str]] = (
    ("mine", _("My duties"), Permit.READ_DUTIES),
    ("team", _("My team's"), Permit.REASSIGN),
    ("duties", _("All"), Permit.READ_DUTIES),
    ("rates", _("On-time rate"), Permit.READ_DUTIES),
)


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Return the ways to look at duties that are open to somebody."""
    return [
        {"label": label, "url": reverse(f"duties:{name}"), "current": name == current}
        for name, label, permit in TABS
        if actor.may(permit)
    ]


def _beside(current: str) -> Callable[..., Mapping[str, Any]]:
    def beside(actor: Actor, **_where: Any) -> Mapping[str, Any]:
        bulk = [{"label": _("Hand the selected over"), "url": reverse("duties:reassign_many")}]
        return {"tabs": tabs(actor, current), "bulk_actions": bulk if current == "team" else []}

    return beside


def _follow(actor: Actor) -> Sequence[Action]:
    return (Action(_("Follow in my calendar"), reverse("duties:feeds")),) if actor.employee_id else ()


MINE: Listing = Listing(
    title=_("My duties"),
    door=queries.mine,
    table=DutyTable,
    filters=DutyFilter,
    order=("due_at", "id"),
    orders={"due_at": ("due_at", "id")},
    empty_title=_("You owe nothing"),
    empty_hint=_("What you have to do by a time stands here, soonest first, also for whom you stand in."),
    actions=_follow,
    beside=_beside("mine"),
    template="duties/list.html",
)
TEAM = replace(
    MINE,
    title=_("My team's duties"),
    door=queries.team,
    empty_title=_("Nothing is owed in your units"),
    empty_hint=_("What is overdue stands first, then what is coming. Tick rows to hand them over."),
    actions=lambda _actor: (),
    beside=_beside("team"),
)
DUTIES = replace(
    MINE,
    title=_("Duties"),
    door=queries.duties,
    order=("-due_at", "-id"),
    empty_title=_("No duties"),
    empty_hint=_("Rooms record here what somebody owes by a time: a verification, a call back, a report."),
    actions=lambda _actor: (),
    beside=_beside("duties"),
)

REASSIGN = FormScreen(
    title=_("Hand the duty over"),
    form=forms.ReassignForm,
    door=acts.reassign_duty,
    subject="duty",
    load=one(queries.team),
    done=to_duty,
    submit=_("Hand it over"),
    said=_("The duty was handed over."),
)
REASSIGN_MANY = FormScreen(
    title=_("Hand duties over"),
    form=forms.ReassignManyForm,
    door=acts.reassign_duties,
    done=lambda _nothing: reverse("duties:team"),
    submit=_("Hand them over"),
    said=_("The duties were handed over."),
)
WAIVE = FormScreen(
    title=_("Waive the duty"),
    form=forms.WaiveForm,
    door=acts.waive_duty,
    subject="duty",
    load=one(queries.duties),
    done=to_duty,
    submit=_("Waive it"),
    said=_("The duty was waived."),
)

PAUSE = FormScreen(
    title=_("Let the duty's time stand still"),
    form=forms.PauseForm,
    door=acts.pause_duty,
    subject="duty",
    load=one(queries.duties),
    done=to_duty,
    submit=_("Let it stand still"),
    said=_("The duty's time stands still."),
)
RESUME = FormScreen(
    title=_("Let the duty's time go on"),
    form=forms.ResumeForm,
    door=acts.resume_duty,
    subject="duty",
    load=one(queries.duties),
    done=to_duty,
    submit=_("Let it go on"),
    said=_("The duty's time goes on."),
)


class FeedTable(Table):
    """Calendar feeds, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=("duties:revoke_feed", [A("pk")]), attrs={"td": {"class": "main"}})
    prefix = Column()
    made_at = TimeColumn()
    revoked_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of feeds."""

        model = Feed
        fields: ClassVar = ["id", "version", "name", "prefix", "made_at", "revoked_at"]


class FeedFilter(django_filters.FilterSet):
    """Feeds are few."""

    class Meta:
        """Of the table of feeds."""

        model = Feed
        fields: ClassVar[list[str]] = []


def _to_feeds(_row: Any) -> str:
    return reverse("duties:feeds")


FEEDS = Listing(
    title=_("Calendar feeds"),
    door=feeds,
    table=FeedTable,
    filters=FeedFilter,
    order=("-made_at", "-id"),
    empty_title=_("No calendar feeds"),
    empty_hint=_("A feed lets your calendar program show what you owe, until you revoke it."),
    actions=lambda _actor: (Action(_("Make a feed"), reverse("duties:make_feed"), primary=True),),
)
MAKE_FEED = FormScreen(
    title=_("Make a feed"),
    form=forms.FeedForm,
    door=feeding.make_feed,
    done=_to_feeds,
    submit=_("Make a feed"),
    said=_("The feed was made."),
    shows={"address": _("Address, behind the name of this server")},
)
REVOKE_FEED = FormScreen(
    title=_("Revoke the feed"),
    door=feeding.revoke_feed,
    subject="feed",
    load=one(feeds),
    done=_to_feeds,
    said=_("The feed was revoked."),
)

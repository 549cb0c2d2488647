"""Lists of policies, draws and frozen rates, and the forms about them."""

from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.callbacks import forms, usecases
from huiyin.rooms.callbacks.models import Candidate, Draw, FrozenRate, Policy
from huiyin.rooms.callbacks.queries import policies as queries
from huiyin.rooms.callbacks.queries.rates import frozen_rates
from huiyin.rooms.callbacks.rules.rates import in_per_mille
from huiyin.rooms.callbacks.screens.lists import ALL
from huiyin.rooms.callbacks.terms import Occasion, Permit
from huiyin.rooms.people.queries import units


def percent(numerator: int, denominator: int) -> str:
    """Write a rate with one decimal, or a dash where nobody counts."""
    found = in_per_mille(numerator, denominator)
    return "—" if found is None else f"{found // 10}.{found % 10} %"


class PolicyTable(Table):
    """Policies by unit and occasion."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    occasion = ChoiceColumn(Occasion, linkify=("callbacks:policy", {"pk": A("pk")}))
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    start = DateColumn()
    end = DateColumn()
    delay_days = NumberColumn()
    window_days = NumberColumn()
    rate = NumberColumn()
    target = NumberColumn()
    confirmed = FlagColumn(visible=False)
    caller = Column(accessor="caller__name", verbose_name=gettext_lazy("who calls"))
    deputy = Column(accessor="deputy__name", verbose_name=gettext_lazy("otherwise calls"), visible=False)
    other_caller = FlagColumn(visible=False)
    service_phone = Column(visible=False)
    tell_three = FlagColumn(visible=False)
    offer = Column(visible=False)
    questions = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of policies."""

        model = Policy
        fields: ClassVar = [
            "id", "occasion", "unit", "start", "end", "delay_days", "window_days", "rate", "target", "confirmed",
            "caller", "deputy", "other_caller", "service_phone", "tell_three", "offer", "questions",
        ]  # fmt: skip

    def render_target(self, record: Policy) -> str:
        """Mark a target that the regulation's text lost and nobody has confirmed yet (AMB-47)."""
        if record.confirmed:
            return str(record.target)
        return format_html('{} <span class="cb-mark">{}</span>', record.target, "原文缺失，请确认")


class PolicyFilter(django_filters.FilterSet):
    """What policies can be searched by."""

    occasion = django_filters.ChoiceFilter(choices=Occasion.choices, empty_label=ALL, label=gettext_lazy("Occasion"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), empty_label=ALL, label=gettext_lazy("Department")
    )

    class Meta:
        """Of the table of policies."""

        model = Policy
        fields: ClassVar[list[str]] = []


def _policy_actions(actor: Actor) -> list[Action]:
    if not actor.may(Permit.KEEP_POLICIES):
        return []
    return [
        Action(_("New policy"), reverse("callbacks:record_policy"), primary=True),
        Action(_("Take over the regulation's"), reverse("callbacks:adopt_policies")),
    ]


POLICIES: Listing = Listing(
    title=gettext_lazy("Callback policies"),
    door=queries.policies,
    table=PolicyTable,
    filters=PolicyFilter,
    order=("unit__path", "occasion", "id"),
    empty_title=gettext_lazy("No policies yet"),
    empty_hint=gettext_lazy(
        "A policy says who is called back after what, by when, and what he is asked. Take over the regulation's own."
    ),
    actions=_policy_actions,
    template="callbacks/list.html",
)


class DrawTable(Table):
    """Draws by month."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    month = Column(linkify=("callbacks:candidates", {"pk": A("pk")}))
    occasion = ChoiceColumn(Occasion, accessor="policy__occasion", verbose_name=gettext_lazy("occasion"))
    unit = Column(accessor="policy__unit__name", verbose_name=gettext_lazy("department"))
    rate = NumberColumn()
    candidates = NumberColumn()
    drawn = NumberColumn()
    seed = Column(attrs={"td": {"class": "desk"}, "th": {"class": "desk"}})

    class Meta(Table.Meta):
        """Labels come from the table of draws."""

        model = Draw
        fields: ClassVar = ["id", "month", "occasion", "unit", "rate", "candidates", "drawn", "seed"]


class DrawFilter(django_filters.FilterSet):
    """What draws can be searched by."""

    month = django_filters.CharFilter(lookup_expr="exact", label=gettext_lazy("Month"), max_length=7)

    class Meta:
        """Of the table of draws."""

        model = Draw
        fields: ClassVar[list[str]] = []


DRAWS: Listing = Listing(
    title=gettext_lazy("Draws"),
    door=queries.draws,
    table=DrawTable,
    filters=DrawFilter,
    order=("-month", "-id"),
    empty_title=gettext_lazy("Nothing was drawn yet"),
    empty_hint=gettext_lazy("Where a policy calls a part of the customers, the lot and its seed are kept here."),
)


class CandidateTable(Table):
    """Who was in a draw, in the order in which he came."""

    place = NumberColumn()
    reference = Column(attrs={"td": {"class": "main"}})
    at = TimeColumn()
    drawn = FlagColumn()

    class Meta(Table.Meta):
        """Labels come from the table of candidates."""

        model = Candidate
        fields: ClassVar = ["place", "reference", "at", "drawn"]


class CandidateFilter(django_filters.FilterSet):
    """Drawn or not."""

    drawn = django_filters.BooleanFilter(label=gettext_lazy("Drawn"))

    class Meta:
        """Of the table of candidates."""

        model = Candidate
        fields: ClassVar[list[str]] = []


def _draw_beside(actor: Actor, *, pk: int) -> dict[str, Any]:
    row: Any = one(queries.draws)(actor, pk=pk)
    return {"draw": row, "wrong": queries.drawn_again(row), "crumbs": [(str(DRAWS.title), reverse("callbacks:draws"))]}


CANDIDATES: Listing = Listing(
    title=gettext_lazy("Candidates of a draw"),
    door=queries.candidates,
    table=CandidateTable,
    filters=CandidateFilter,
    order=("place", "id"),
    beside=_draw_beside,
    template="callbacks/candidates.html",
)


class FrozenRateTable(Table):
    """Frozen rates, newest month first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    month = Column(linkify=("callbacks:frozen_rate", {"pk": A("pk")}))
    occasion = ChoiceColumn(Occasion)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    rate = Column(
        empty_values=(), accessor="pk", verbose_name=gettext_lazy("callback rate"), attrs={"td": {"class": "num"}}
    )
    numerator = NumberColumn()
    denominator = NumberColumn()
    target = NumberColumn()
    due = NumberColumn(visible=False)
    exempt = NumberColumn(visible=False)
    refused = NumberColumn(visible=False)
    late = NumberColumn(visible=False)
    unreachable = NumberColumn(visible=False)
    open = NumberColumn(visible=False)
    confirmed = FlagColumn(visible=False)
    policy = NumberColumn(accessor="policy_id", verbose_name=gettext_lazy("callback policy"), visible=False)
    cut_off = TimeColumn()
    digest = Column(visible=False)
    frozen_by = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of frozen rates."""

        model = FrozenRate
        fields: ClassVar = [
            "id", "month", "occasion", "unit", "rate", "numerator", "denominator", "target", "due", "exempt", "refused",
            "late", "unreachable", "open", "confirmed", "policy", "cut_off", "digest", "frozen_by",
        ]  # fmt: skip

    def render_rate(self, record: FrozenRate) -> str:
        """Show the rate."""
        return percent(record.numerator, record.denominator)

    def value_rate(self, record: FrozenRate) -> str:
        """Carry the same."""
        return percent(record.numerator, record.denominator)


class FrozenRateFilter(django_filters.FilterSet):
    """What frozen rates can be searched by."""

    month = django_filters.CharFilter(lookup_expr="exact", label=gettext_lazy("Month"), max_length=7)
    occasion = django_filters.ChoiceFilter(choices=Occasion.choices, empty_label=ALL, label=gettext_lazy("Occasion"))

    class Meta:
        """Of the table of frozen rates."""

        model = FrozenRate
        fields: ClassVar[list[str]] = []


FROZEN: Listing = Listing(
    title=gettext_lazy("Frozen rates"),
    door=frozen_rates,
    table=FrozenRateTable,
    filters=FrozenRateFilter,
    order=("-month", "-id"),
    empty_title=gettext_lazy("No month is frozen yet"),
    empty_hint=gettext_lazy("A month's rates are frozen on the page of the rates once the month is over."),
)


def _policies_page(_row: Any) -> str:
    return reverse("callbacks:policies")


def policy_url(row: Policy | None) -> str:
    """Return the page of a policy."""
    return reverse("callbacks:policy", args=[row.pk]) if row is not None else reverse("callbacks:policies")


RECORD_POLICY = FormScreen(
    title=gettext_lazy("New policy"), form=forms.PolicyForm, door=usecases.record_policy, done=policy_url,
    said=gettext_lazy("The policy begins on its day."),
)  # fmt: skip
CHANGE_POLICY = FormScreen(
    title=gettext_lazy("Change the policy"), form=forms.PolicyChangeForm, door=usecases.change_policy, subject="policy",
    load=one(queries.kept_policies), done=policy_url, said=gettext_lazy("The policy was changed."),
)  # fmt: skip
END_POLICY = FormScreen(
    title=gettext_lazy("End the policy"), form=forms.EndForm, door=usecases.end_policy, subject="policy",
    load=one(queries.kept_policies), done=policy_url, said=gettext_lazy("The policy ends on that day."),
)  # fmt: skip
ADOPT = FormScreen(
    title=gettext_lazy("Take over the regulation's policies"), form=forms.AdoptForm, door=usecases.adopt_policies,
    done=_policies_page, submit=gettext_lazy("Take over"),
    said=gettext_lazy("The policies begin. Confirm the targets that the regulation's text lost."),
)  # fmt: skip
FREEZE = FormScreen(
    title=gettext_lazy("Freeze a month"), form=forms.MonthForm, door=usecases.freeze_rates,
    done=lambda row: f"{reverse('callbacks:rates')}?month={row.month}", submit=gettext_lazy("Freeze"),
    said=gettext_lazy("The month is frozen: its rates stay as they are now."),
)  # fmt: skip

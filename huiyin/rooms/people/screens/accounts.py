"""Lists and forms of accounts, roles and tokens."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.models import ApiToken, RoleHolding, User
from huiyin.rooms.people.screens.columns import YesNoFilter
from huiyin.rooms.people.terms import BY_ITSELF, Role

GIVEN = [(value, label) for value, label in Role.choices if value not in BY_ITSELF]


class AccountTable(Table):
    """Accounts by user name."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    username = Column(
        verbose_name=_("User name"),
        linkify=("people:account", {"pk": A("pk")}),
        attrs={"td": {"class": "main"}},
    )
    name = Column(accessor="first_name", verbose_name=_("Name"))
    unit = Column(accessor="employee__unit__name", verbose_name=_("Department"))
    is_active = FlagColumn(verbose_name=_("May sign in"))
    two_step = FlagColumn(verbose_name=_("Two-step sign-in"))
    must_change = FlagColumn(verbose_name=_("Initial password"))
    last_login = TimeColumn(verbose_name=_("Last sign-in"))

    class Meta(Table.Meta):
        model = User
        fields: ClassVar = [
            "id", "version", "username", "name", "unit", "is_active", "two_step", "must_change", "last_login"
        ]  # fmt: skip


class AccountFilter(django_filters.FilterSet):
    """What accounts can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("User name or name"), max_length=40)
    role = django_filters.ChoiceFilter(choices=GIVEN, method="holding", label=_("Role"))
    is_active = YesNoFilter(label=_("May sign in"))
    two_step = YesNoFilter(label=_("Two-step sign-in"))
    must_change = YesNoFilter(label=_("Initial password"))

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Find by a part of user name or name."""
        return rows.filter(Q(username__icontains=value) | Q(first_name__icontains=value))

    def holding(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Keep who holds or held a role."""
        return rows.filter(pk__in=RoleHolding.objects.filter(role=value).values("user"))


def _actions(_actor: Actor) -> Sequence[Action]:
    return (
        Action(str(_("Make an account")), reverse("people:make_account"), primary=True),
        Action(str(_("Account without a person")), reverse("people:make_service_account")),
        Action(str(_("Role holdings")), reverse("people:holdings")),
    )


ACCOUNTS = Listing(
    title=_("Accounts"),
    door=queries.accounts,
    table=AccountTable,
    filters=AccountFilter,
    order=("username", "id"),
    empty_title=_("No accounts yet"),
    empty_hint=_("An account lets a person sign in; the staff number is its name."),
    actions=_actions,
)


def to_account(account: User) -> str:
    """Return the page of an account."""
    return reverse("people:account", args=[account.pk])


_HANDED_OUT = {"username": _("User name"), "password": _("Initial password")}


def _act(title: Any, door: Any, said: Any, shows: Any = None) -> FormScreen:
    return FormScreen(
        title=title,
        door=door,
        subject="account",
        load=one(queries.accounts),
        done=to_account,
        said=said,
        shows=shows or {},
    )


MAKE_ACCOUNT = FormScreen(
    title=_("Make an account"),
    form=forms.AccountForm,
    door=usecases.make_account,
    done=to_account,
    submit=_("Make an account"),
    said=_("The account was made."),
    shows=_HANDED_OUT,
)
MAKE_SERVICE_ACCOUNT = FormScreen(
    title=_("Account without a person"),
    form=forms.ServiceAccountForm,
    door=usecases.make_service_account,
    done=to_account,
    said=_("The account was made."),
    shows=_HANDED_OUT,
)
DISABLE = _act(_("Disable the account"), usecases.disable_account, _("The account is disabled."))
ENABLE = _act(_("Enable the account"), usecases.enable_account, _("The account is enabled."))
RESET_PASSWORD = _act(
    _("Give a new password"), usecases.reset_password, _("The account has a new password."), _HANDED_OUT
)
RESET_SECOND_FACTOR = _act(
    _("Remove two-step sign-in"), usecases.reset_second_factor, _("Two-step sign-in was removed.")
)


class HoldingTable(Table):
    """Who holds which role over which unit."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    username = Column(
        accessor="user__username",
        verbose_name=_("User name"),
        linkify=("people:account", {"pk": A("user_id")}),
    )
    name = Column(accessor="user__first_name", verbose_name=_("Name"), attrs={"td": {"class": "main"}})
    role = ChoiceColumn(Role, linkify=("people:change_role", {"pk": A("pk")}))
    unit = Column(accessor="unit__name", verbose_name=_("Over the unit"))
    start = DateColumn()
    end = DateColumn()

    class Meta(Table.Meta):
        model = RoleHolding
        fields: ClassVar = ["id", "version", "username", "name", "role", "unit", "start", "end"]


class HoldingFilter(django_filters.FilterSet):
    """What holdings can be searched by."""

    account = django_filters.CharFilter(field_name="user__username", label=_("User name"), max_length=40)
    role = django_filters.ChoiceFilter(choices=GIVEN, label=_("Role"))
    on = django_filters.DateFilter(method="at", label=_("On the day"))

    class Meta:
        model = RoleHolding
        fields: ClassVar[list[str]] = []

    def at(self, rows: QuerySet[RoleHolding], _name: str, day: Any) -> QuerySet[RoleHolding]:
        """Keep what is in force on a day."""
        return rows.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


HOLDINGS = Listing(
    title=_("Role holdings"),
    door=queries.holdings,
    table=HoldingTable,
    filters=HoldingFilter,
    order=("user__username", "role", "id"),
    empty_title=_("No roles given yet"),
    empty_hint=_("A role opens its permits over a unit and everything below it."),
    actions=lambda _actor: (Action(str(_("Give a role")), reverse("people:give_role"), primary=True),),
)


def _to_holder(row: Any) -> str:
    return to_account(row if isinstance(row, User) else row.user)


GIVE_ROLE = FormScreen(
    title=_("Give a role"),
    form=forms.RoleForm,
    door=usecases.give_role,
    done=_to_holder,
    submit=_("Give a role"),
    said=_("The role was given."),
)
CHANGE_ROLE = FormScreen(
    title=_("Change the days of a role"),
    form=forms.HoldingDaysForm,
    door=usecases.change_role,
    subject="holding",
    load=one(queries.holdings),
    done=_to_holder,
    said=_("The role was changed."),
    actions=lambda row: (Action(str(_("Take the role")), reverse("people:take_role", args=[row.pk])),),
)
TAKE_ROLE = FormScreen(
    title=_("Take the role"),
    door=usecases.take_role,
    subject="holding",
    load=one(queries.holdings),
    done=_to_holder,
    said=_("The role was taken."),
)


def to_me(_result: object) -> str:
    """Return one's own page."""
    return reverse("people:me")


def _own(actor: Actor, **_where: object) -> User:
    return queries.own_account(actor)


CHOOSE_LANGUAGE = FormScreen(
    title=_("Language"),
    form=forms.LanguageForm,
    door=usecases.choose_language,
    subject="account",
    load=_own,
    done=to_me,
    said=_("The language was stored."),
)
SIGN_OUT = FormScreen(
    title=_("Sign out everywhere else"),
    door=usecases.sign_out_everywhere,
    subject="account",
    load=_own,
    done=to_me,
    said=_("All other sessions of your account have ended."),
)


class TokenTable(Table):
    """API tokens, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=("people:revoke_token", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    username = Column(accessor="user__username", verbose_name=_("Account"))
    prefix = Column()
    made_at = TimeColumn()
    expires_at = TimeColumn()
    revoked_at = TimeColumn()

    class Meta(Table.Meta):
        model = ApiToken
        fields: ClassVar = ["id", "version", "name", "username", "prefix", "made_at", "expires_at", "revoked_at"]


class TokenFilter(django_filters.FilterSet):
    """What tokens can be searched by."""

    account = django_filters.CharFilter(field_name="user__username", label=_("User name"), max_length=40)
    live = YesNoFilter(field_name="revoked_at", lookup_expr="isnull", label=_("Not revoked"))

    class Meta:
        model = ApiToken
        fields: ClassVar[list[str]] = []


def _token_actions(_actor: Actor) -> Sequence[Action]:
    return (Action(str(_("Make a token")), reverse("people:make_token"), primary=True),)


TOKENS = Listing(
    title=_("API tokens"),
    door=queries.tokens,
    table=TokenTable,
    filters=TokenFilter,
    order=("-made_at", "-id"),
    empty_title=_("No API tokens"),
    empty_hint=_("A token lets a program of yours act with your permits until it ends or you revoke it."),
    actions=_token_actions,
)
MAKE_TOKEN = FormScreen(
    title=_("Make a token"),
    form=forms.TokenForm,
    door=usecases.make_token,
    done=to_me,
    submit=_("Make a token"),
    said=_("The token was made."),
    shows={"token": _("Token")},
)
REVOKE_TOKEN = FormScreen(
    title=_("Revoke the token"),
    door=usecases.revoke_token,
    subject="token",
    load=one(queries.tokens),
    done=to_me,
    said=_("The token was revoked."),
)

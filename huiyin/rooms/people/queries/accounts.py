"""Reads of accounts, the roles they hold and their tokens."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import query
from huiyin.rooms.people.models import ApiToken, RoleHolding, User
from huiyin.rooms.people.queries.actors import in_force_today
from huiyin.rooms.people.terms import Permit, Role


def _reached(actor: Actor) -> Q:
    """Return the condition for accounts of people in the units over which the actor grants roles.

    An account without a person belongs where it holds a role.
    """
    reach = actor.reach(Permit.GRANT_ROLES)
    if reach.everything:
        return Q()
    person = reach.narrow(unit_path="employee__unit__path", employee="")
    holdings = RoleHolding.objects.filter(reach.narrow(unit_path="unit__path", employee=""), user=OuterRef("pk"))
    return person | Q(Exists(holdings), employee=None)


@query(permit=Permit.GRANT_ROLES)
def accounts(actor: Actor) -> QuerySet[User]:
    """List the accounts over which the actor grants roles."""
    totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    rows = User.objects.filter(_reached(actor)).select_related("employee__unit", "employee__post")
    return rows.annotate(two_step=Exists(totp))


def account_in_reach(actor: Actor, account: User) -> bool:
    """Tell whether the actor grants roles over this account."""
    return User.objects.filter(_reached(actor), pk=account.pk).exists()


@query(permit=Permit.GRANT_ROLES)
def holdings(actor: Actor) -> QuerySet[RoleHolding]:
    """List the roles held by the accounts over which the actor grants roles."""
    mine = User.objects.filter(_reached(actor)).values("pk")
    return RoleHolding.objects.filter(user__in=mine).select_related("user__employee__unit", "unit")


@query(permit=SIGNED_IN)
def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """List one's own tokens and those of the accounts over which one grants roles."""
    mine = Q(user_id=actor.user_id)
    if actor.may(Permit.GRANT_ROLES):
        mine |= Q(user__in=User.objects.filter(_reached(actor)).values("pk"))
    return ApiToken.objects.filter(mine).select_related("user")


@query(permit=SIGNED_IN)
def own_account(actor: Actor) -> User:
    """Return the account that the actor is signed in with, with the person behind it."""
    account = User.objects.select_related("employee__unit", "employee__post").filter(pk=actor.user_id or 0).first()
    if account is None:
        raise NotVisible(_("There is no such account, or it is not open to you."))
    return account


@query(permit=SIGNED_IN)
def own_roles(actor: Actor) -> QuerySet[RoleHolding]:
    """List the roles that the actor holds today."""
    return RoleHolding.objects.filter(in_force_today(), user=actor.user_id).select_related("unit")


def administrators() -> frozenset[int]:
    """Return the accounts that may grant roles over a whole tree, today and without an end; locks their holdings."""
    kept = RoleHolding.objects.filter(
        in_force_today(), role=Role.ADMINISTRATOR, end=None, unit__parent=None, user__is_active=True
    )
    return frozenset(kept.select_for_update(of=("self",)).values_list("user_id", flat=True))

"""Who acts behind an account or a token."""

import hashlib
from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, Value
from django.utils.module_loading import import_string

from huiyin.platform import clock
from huiyin.platform.actor import Actor, Reach
from huiyin.rooms.people.models import ApiToken, Employee, RoleHolding, User
from huiyin.rooms.people.terms import Role


def in_force_today() -> Q:
    """Return the condition for role holdings in force today."""
    today = clock.today()
    return Q(start__lte=today) & (Q(end__isnull=True) | Q(end__gte=today))


def actor_of(user: User) -> Actor:
    """Return who acts behind an account: the permits of all roles that he holds today, and how far each opens."""
    held = _held(user)
    table: dict[str, dict[str, str]] = import_string(settings.ROLE_GRANTS)
    grants: dict[str, Reach] = {}
    for role, path in held:
        for permit, extent in table[role].items():
            branches = frozenset[str]() if extent == "own" else frozenset({path})
            opened = Reach(branches=branches, own=user.employee_id)
            grants[str(permit)] = grants.get(str(permit), Reach()) | opened
    name = user.get_full_name() or user.get_username()
    roles = tuple(dict.fromkeys(role for role, _path in held))
    actor = Actor(user_id=user.pk, employee_id=user.employee_id, name=name, grants=grants, roles=roles)
    return replace(actor, first=_first(user, roles))


def powered(actor: Actor) -> Actor:
    """Return the same person with the power of the act in hand: what it entails below needs no permit of his own."""
    return Actor(user_id=actor.user_id, employee_id=actor.employee_id, name=actor.name, roles=actor.roles, system=True)


def _held(user: User) -> list[tuple[str, str]]:
    """Return the roles held today and the paths of the units over which: one statement.

    员工 everybody is over the unit in which he serves; it comes last.
    """
    given = RoleHolding.objects.filter(in_force_today(), user=user).order_by().values_list("role", "unit__path")
    own = Employee.objects.filter(pk=user.employee_id or 0).order_by()
    rows = given.union(own.values_list(Value(Role.EMPLOYEE.value), "unit__path"), all=True)
    return sorted(rows, key=lambda row: (row[0] == Role.EMPLOYEE, *row))


def _first(user: User, roles: tuple[str, ...]) -> str:
    """Return the page that has to be done before any other."""
    if user.must_change:
        return "account_change_password"
    if (
        settings.HUIYIN_REQUIRE_TOTP & set(roles)
        and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    ):
        return "mfa_activate_totp"
    return ""


def token_hash(token: str) -> str:
    """Return the form in which a token is kept; tokens are long and random, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_owner(token: str) -> Actor | None:
    """Return who acts behind an API token that is neither expired nor revoked."""
    live = ApiToken.objects.filter(
        hashed=token_hash(token), revoked_at=None, expires_at__gt=clock.now(), user__is_active=True
    )
    kept = live.select_related("user").first()
    return actor_of(kept.user) if kept else None

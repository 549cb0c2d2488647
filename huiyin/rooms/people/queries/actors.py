"""Who acts behind an account or a token."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

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
    held = getattr(user, "held", None)
    held = _held(user) if held is None else held
    grants = _granted(settings.ROLE_GRANTS, tuple(held), user.employee_id)
    name = user.get_full_name() or user.get_username()
    roles = tuple(dict.fromkeys(role for role, _path in held))
    actor = Actor(user_id=user.pk, employee_id=user.employee_id, name=name, grants=grants, roles=roles)
    return replace(actor, first=_first(user, roles))


@lru_cache(maxsize=1024)
def _granted(table: str, held: tuple[tuple[str, str], ...], employee: int | None) -> Mapping[str, Reach]:
    """Return what roles over units (paths) open together: the same for the same roles, so it is put together once."""
    grants: dict[str, Reach] = {}
    for role, path in held:
        for permit, extent in import_string(table)[role].items():
            branches = frozenset[str]() if extent == "own" else frozenset({path})
            grants[str(permit)] = grants.get(str(permit), Reach()) | Reach(branches=branches, own=employee)
    return grants


# The columns of an account, beside each role that it holds today the unit over which, and where its employee serves.
_WITH_ROLES = """
SELECT u.*, h.role AS held_role, o.path AS held_path, w.path AS own_path FROM people_user u
LEFT JOIN people_roleholding h ON h.user_id = u.id AND h."start" <= %s AND (h."end" IS NULL OR h."end" >= %s)
LEFT JOIN people_unit o ON o.id = h.unit_id
LEFT JOIN people_employee e ON e.id = u.employee_id LEFT JOIN people_unit w ON w.id = e.unit_id
WHERE u.id = %s"""


def account_of(pk: int) -> User | None:
    """Return an account with the roles that it holds today (``held``), for who asks for a page: one statement."""
    rows: list[Any] = list(User.objects.raw(_WITH_ROLES, [clock.today(), clock.today(), pk]))
    if not rows:
        return None
    user: User = rows[0]
    given = [(one.held_role, one.held_path) for one in rows if one.held_role]
    user.held = _in_order(given + [(Role.EMPLOYEE.value, rows[0].own_path)] * (rows[0].own_path is not None))
    return user


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
    return _in_order(rows)


def _in_order(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
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

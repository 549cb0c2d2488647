"""Accounts, the roles they hold, and what a person keeps about his own account."""

import secrets
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.kernel.period import Span
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import ApiToken, Employee, RoleHolding, Unit, User
from huiyin.rooms.people.queries import account_in_reach, administrators, token_hash
from huiyin.rooms.people.terms import BY_ITSELF, TOKEN_LONGEST_DAYS, TOKENS_MOST, Permit

# No sign that is taken for another when it is read from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _initial_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _sign in range(4)) for _group in range(3))


def _check_reach(actor: Actor, account: User) -> None:
    if not account_in_reach(actor, account):
        raise NotVisible(_("There is no such account, or it is not open to you."))


def _check_unit(actor: Actor, unit: Unit) -> None:
    if not actor.reach(Permit.GRANT_ROLES).covers(unit.path):
        raise NotPermitted(_("This unit is outside the units over which you grant roles."))


def _check_administrator(before: frozenset[int]) -> None:
    """Refuse to lose the last account that may grant roles over a whole tree."""
    if before and not administrators():
        raise Conflict(_("This is the last administrator. Give the role to somebody else first."))


def _revoke_tokens(account: User) -> None:
    for token in ApiToken.objects.filter(user=account, revoked_at=None):
        store.change(token, seen=None, revoked_at=clock.now())


def close_account(account: User, *, seen: int | None = None) -> User:
    """Keep the account from signing in; its tokens end with it. Runs inside a write door."""
    before = administrators()
    store.change(account, seen=seen, is_active=False, epoch=account.epoch + 1)
    _revoke_tokens(account)
    _check_administrator(before)
    return account


def rename_account(account: User, *, old: str, number: str, name: str) -> None:
    """Let the account follow a person's number and name. Runs inside a write door."""
    username = number if account.username == old else account.username
    if User.objects.filter(username=username).exclude(pk=account.pk).exists():
        raise Refusal.at("number", _("Another account has this user name."))
    if (username, name) != (account.username, account.first_name):
        store.change(account, seen=None, username=username, first_name=name)


def _new_account(username: str, name: str, employee: Employee | None) -> User:
    password = _initial_password()
    account = User(username=username, first_name=name, employee=employee, must_change=True)
    account.password = make_password(password)
    store.add(account)
    account.shown_once = {"username": username, "password": password}
    return account


@usecase(permit=Permit.GRANT_ROLES)
def make_account(actor: Actor, *, employee: Employee) -> User:
    """Make an account for a person: the staff number is its name, the random password is shown once and must change."""
    _check_unit(actor, employee.unit)
    if not employee.active:
        raise Refusal.at("employee", _("This person is not in service."))
    if User.objects.filter(employee=employee).exists():
        raise Refusal.at("employee", _("This person has an account already."))
    if User.objects.filter(username=employee.number).exists():
        raise Refusal.at("employee", _("Another account has this user name."))
    return _new_account(employee.number, employee.name, employee)


@usecase(permit=Permit.GRANT_ROLES)
def make_service_account(actor: Actor, *, username: str, name: str, unit: Unit, role: str) -> User:
    """Make an account without a person behind it, for a program or the first administrator, with its first role."""
    _check_unit(actor, unit)
    if User.objects.filter(username__iexact=username).exists() or Employee.objects.filter(number=username).exists():
        raise Refusal.at("username", _("Another account has this user name."))
    account = _new_account(username, name, None)
    store.add(RoleHolding(user=account, role=_given_by_hand(role), unit=unit, start=clock.today()))
    return account


@usecase(permit=Permit.GRANT_ROLES)
def disable_account(actor: Actor, *, account: User, seen: int) -> User:
    """Keep an account from signing in, sign it out everywhere and revoke its tokens."""
    _check_reach(actor, account)
    if account.pk == actor.user_id:
        raise Conflict(_("Nobody disables his own account."))
    return close_account(account, seen=seen)


@usecase(permit=Permit.GRANT_ROLES)
def enable_account(actor: Actor, *, account: User, seen: int) -> User:
    """Let an account sign in again."""
    _check_reach(actor, account)
    if account.employee is not None and not account.employee.active:
        raise Conflict(_("This person is not in service."))
    return store.change(account, seen=seen, is_active=True)


@usecase(permit=Permit.GRANT_ROLES)
def reset_password(actor: Actor, *, account: User, seen: int) -> User:
    """Give an account a new random password, shown once; sessions and tokens of the old one end."""
    _check_reach(actor, account)
    password = _initial_password()
    store.change(account, seen=seen, password=make_password(password), must_change=True, epoch=account.epoch + 1)
    _revoke_tokens(account)
    account.shown_once = {"username": account.username, "password": password}
    return account


@usecase(permit=Permit.GRANT_ROLES)
def reset_second_factor(actor: Actor, *, account: User, seen: int) -> User:
    """Remove two-step sign-in from an account whose telephone was lost; its sessions end."""
    _check_reach(actor, account)
    factors = list(Authenticator.objects.filter(user=account))
    if not factors:
        raise Conflict(_("This account has no two-step sign-in."))
    trail.note(kinds=sorted(factor.type for factor in factors))
    Authenticator.objects.filter(user=account).delete()
    return store.change(account, seen=seen, epoch=account.epoch + 1)


def _given_by_hand(role: str) -> str:
    if role in BY_ITSELF:
        raise Refusal.at("role", _("Every employee has this role by himself."))
    return role


def _check_days(account: User, role: str, unit: Unit, span: Span, *, but: int = 0) -> None:
    if span.end < span.start:
        raise Refusal.at("end", _("The last day lies before the first, %(day)s.") % {"day": span.start})
    same = RoleHolding.objects.filter(user=account, role=role, unit=unit).exclude(pk=but)
    if rules.meeting(span, [Span.of(row.start, row.end) for row in same]):
        raise Refusal.at("start", _("The account holds this role over this unit on some of these days already."))


@usecase(permit=Permit.GRANT_ROLES)
def give_role(
    actor: Actor, *, account: User, role: str, unit: Unit, start: date, end: date | None = None
) -> RoleHolding:
    """Give an account a role over a unit and everything below it; never over a unit beyond the giver's own reach."""
    _check_reach(actor, account)
    _check_unit(actor, unit)
    _check_days(account, _given_by_hand(role), unit, Span.of(start, end))
    trail.about(account)
    return store.add(RoleHolding(user=account, role=role, unit=unit, start=start, end=end))


@usecase(permit=Permit.GRANT_ROLES)
def change_role(actor: Actor, *, holding: RoleHolding, seen: int, start: date, end: date | None = None) -> RoleHolding:
    """Change from when to when a role is held."""
    _check_reach(actor, holding.user)
    _check_unit(actor, holding.unit)
    _check_days(holding.user, holding.role, holding.unit, Span.of(start, end), but=holding.pk)
    trail.about(holding.user)
    before = administrators()
    store.change(holding, seen=seen, start=start, end=end)
    _check_administrator(before)
    return holding


@usecase(permit=Permit.GRANT_ROLES)
def take_role(actor: Actor, *, holding: RoleHolding, seen: int) -> User:
    """End a role at once: yesterday was its last day. One that had not begun is removed."""
    _check_reach(actor, holding.user)
    _check_unit(actor, holding.unit)
    trail.about(holding.user)
    before, yesterday = administrators(), clock.today() - timedelta(days=1)
    if holding.start <= yesterday:
        store.change(holding, seen=seen, end=yesterday)
    else:
        store.remove(holding, seen=seen)
    _check_administrator(before)
    return holding.user


def _check_own(actor: Actor, account: User) -> None:
    if account.pk != actor.user_id:
        raise NotVisible(_("There is no such account, or it is not open to you."))


@usecase(permit=SIGNED_IN)
def choose_language(actor: Actor, *, account: User, seen: int, language: str) -> User:
    """Keep the language in which the person reads the pages."""
    _check_own(actor, account)
    return store.change(account, seen=seen, language=language)


@usecase(permit=SIGNED_IN)
def set_own_password(actor: Actor, *, account: User, password: str) -> User:
    """Store a password that the person chose himself and that the rules for passwords passed."""
    _check_own(actor, account)
    return store.change(account, seen=None, password=make_password(password), must_change=False)


@usecase(permit=SIGNED_IN)
def sign_out_everywhere(actor: Actor, *, account: User, seen: int) -> User:
    """End every session of one's own account."""
    _check_own(actor, account)
    return store.change(account, seen=seen, epoch=account.epoch + 1)


@usecase(permit=SIGNED_IN)
def make_token(actor: Actor, *, name: str, days: int) -> ApiToken:
    """Make a token for one's own programs; it is shown once, only its hash is kept, and it ends after ``days`` days."""
    account = User.objects.select_for_update().filter(pk=actor.user_id or 0).first()
    if account is None:
        raise NotVisible(_("There is no such account, or it is not open to you."))
    if not 1 <= days <= TOKEN_LONGEST_DAYS:
        raise Refusal.at("days", _("A token lives between 1 and %(most)s days.") % {"most": TOKEN_LONGEST_DAYS})
    now = clock.now()
    if ApiToken.objects.filter(user=account, revoked_at=None, expires_at__gt=now).count() >= TOKENS_MOST:
        raise Conflict(_("You have %(most)s tokens. Revoke one first.") % {"most": TOKENS_MOST})
    trail.about(account)
    plain = f"hy_{secrets.token_urlsafe(32)}"
    token = ApiToken(user=account, name=name, prefix=plain[:9], hashed=token_hash(plain), made_at=now)
    token.expires_at = now + timedelta(days=days)
    store.add(token)
    token.shown_once = {"token": plain}
    return token


@usecase(permit=SIGNED_IN)
def revoke_token(actor: Actor, *, token: ApiToken, seen: int) -> ApiToken:
    """End a token: one's own, or one of an account over which one grants roles."""
    if token.user_id != actor.user_id:
        actor.require(Permit.GRANT_ROLES)
        _check_reach(actor, token.user)
    if token.revoked_at is not None:
        raise Conflict(_("This token is revoked already."))
    trail.about(token.user)
    return store.change(token, seen=seen, revoked_at=clock.now())

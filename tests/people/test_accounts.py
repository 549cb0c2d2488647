from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import ApiToken, RoleHolding, User
from huiyin.rooms.people.terms import Permit, Role
from tests.people.conftest import NOW, TODAY, hire


def at(refused) -> list[str]:
    return [fault.where for fault in refused.value.faults]


def test_an_account_has_a_random_password_shown_once(company):
    person = hire("X1", "新人", company.hotel, company.clerk)
    account = usecases.make_account.once(company.actor("admin"), "k", employee=person)
    password = account.shown_once["password"]
    assert account.username == "X1"
    assert account.check_password(password)
    assert account.must_change
    again = usecases.make_account.once(company.actor("admin"), "k", employee=person)
    assert again.pk == account.pk
    assert not hasattr(again, "shown_once")
    kept = "".join(TrailEntry.objects.values_list("detail", flat=True))
    assert password not in kept
    assert account.password not in kept
    assert "password" not in kept


def test_who_has_a_given_out_password_may_nothing_before_changing_it(company):
    User.objects.filter(pk=company.accounts["boss"].pk).update(must_change=True)
    actor = company.actor("boss")
    assert actor.first == "account_change_password"
    assert not actor.may(Permit.READ_PEOPLE)
    with pytest.raises(NotPermitted):
        usecases.make_token(actor, name="x", days=1)


def test_one_account_a_person_in_service_only(company):
    with pytest.raises(Refusal) as twice:
        usecases.make_account(SYSTEM, employee=company.people["clerk"])
    ahead = hire("X2", "将来", company.hotel, company.clerk, joined=date(2027, 1, 1))
    with pytest.raises(Refusal) as early:
        usecases.make_account(SYSTEM, employee=ahead)
    assert [at(twice), at(early)] == [["employee"], ["employee"]]


def test_only_the_administrator_makes_accounts(company):
    person = hire("X1", "新人", company.estate, company.clerk)
    for who in ("boss", "quality", "manager", "supervisor", "clerk"):
        with pytest.raises(NotPermitted):
            usecases.make_account(company.actor(who), employee=person)


def test_a_reset_ends_sessions_and_tokens(company):
    token = usecases.make_token(company.actor("clerk"), name="x", days=5)
    before = company.account("clerk")
    seal = before.get_session_auth_hash()
    usecases.reset_password(company.actor("admin"), account=before, seen=before.version)
    after = company.account("clerk")
    assert after.must_change
    assert after.get_session_auth_hash() != seal
    assert ApiToken.objects.get(pk=token.pk).revoked_at == NOW


def test_a_stale_reset_tells_no_hash(company):
    first, second = company.account("clerk"), company.account("clerk")
    usecases.reset_password(SYSTEM, account=first, seen=first.version)
    with pytest.raises(Stale) as refused:
        usecases.reset_password(SYSTEM, account=second, seen=second.version)
    assert "password" not in refused.value.mine


def test_a_lost_telephone_is_replaced_by_the_administrator(company):
    account = company.account("clerk")
    with pytest.raises(Conflict):
        usecases.reset_second_factor(SYSTEM, account=account, seen=account.version)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    usecases.reset_second_factor(SYSTEM, account=account, seen=account.version)
    assert not Authenticator.objects.filter(user=account).exists()


def test_a_disabled_account_may_come_back(company):
    admin, account = company.actor("admin"), company.account("clerk")
    usecases.disable_account(admin, account=account, seen=account.version)
    assert not company.account("clerk").is_active
    usecases.enable_account(admin, account=account, seen=account.version)
    assert company.account("clerk").is_active
    own = company.account("admin")
    with pytest.raises(Conflict):
        usecases.disable_account(admin, account=own, seen=own.version)


def give(actor, account, role, unit, **days):
    return usecases.give_role(actor, account=account, role=role, unit=unit, **({"start": TODAY} | days))


def test_a_role_opens_its_permits_between_its_days(company):
    account = company.account("clerk")
    give(SYSTEM, account, Role.SUPERVISOR, company.hotel, start=TODAY - timedelta(days=1), end=TODAY)
    assert queries.actor_of(account).reach(Permit.READ_PEOPLE).covers(company.hotel.path)
    with clock.fixed(NOW + timedelta(days=1)):
        assert not queries.actor_of(account).reach(Permit.READ_PEOPLE).covers(company.hotel.path)


@pytest.fixture
def branch_admin(company):
    """An administrator of the estate alone."""
    give(SYSTEM, company.account("supervisor"), Role.ADMINISTRATOR, company.estate, start=date(2026, 1, 1))
    return company.actor("supervisor")


def test_nobody_gives_roles_beyond_his_own_reach(company, branch_admin):
    give(branch_admin, company.account("clerk"), Role.SUPERVISOR, company.estate)
    for unit in (company.root, company.hotel):
        with pytest.raises(NotPermitted):
            give(branch_admin, company.account("clerk"), Role.SUPERVISOR, unit)
    with pytest.raises(NotVisible):
        give(branch_admin, company.account("guest_clerk"), Role.SUPERVISOR, company.estate)
    other = company.account("guest_clerk")
    with pytest.raises(NotVisible):
        usecases.reset_password(branch_admin, account=other, seen=other.version)
    seen = {account.username for account in queries.accounts(branch_admin)}
    assert seen == {"M001", "S001", "E001"}


def test_a_role_over_a_unit_is_held_once_at_a_time(company):
    give(SYSTEM, company.account("clerk"), Role.SUPERVISOR, company.hotel)
    with pytest.raises(Refusal) as twice:
        give(SYSTEM, company.account("clerk"), Role.SUPERVISOR, company.hotel, start=TODAY + timedelta(days=3))
    with pytest.raises(Refusal) as by_itself:
        give(SYSTEM, company.account("clerk"), Role.EMPLOYEE, company.hotel)
    assert [at(twice), at(by_itself)] == [["start"], ["role"]]


def test_the_last_administrator_stays(company):
    holding = RoleHolding.objects.get(user=company.accounts["admin"])
    account = company.account("admin")
    with pytest.raises(Conflict):
        usecases.take_role(SYSTEM, holding=holding, seen=holding.version)
    with pytest.raises(Conflict):
        usecases.change_role(SYSTEM, holding=holding, seen=holding.version, start=holding.start, end=TODAY)
    with pytest.raises(Conflict):
        usecases.disable_account(SYSTEM, account=account, seen=account.version)
    person = company.person("admin")
    with pytest.raises(Conflict):
        usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2026, 11, 1))
    assert company.account("admin").is_active
    give(SYSTEM, company.account("boss"), Role.ADMINISTRATOR, company.root)
    fresh = RoleHolding.objects.get(pk=holding.pk)
    usecases.take_role(SYSTEM, holding=fresh, seen=fresh.version)
    assert not company.actor("admin").may(Permit.GRANT_ROLES)


def test_a_role_taken_ends_at_once_and_leaves_its_past(company):
    holding = RoleHolding.objects.get(user=company.accounts["supervisor"])
    usecases.take_role(SYSTEM, holding=holding, seen=holding.version)
    assert RoleHolding.objects.get(pk=holding.pk).end == TODAY - timedelta(days=1)
    ahead = give(SYSTEM, company.account("clerk"), Role.SUPERVISOR, company.hotel, start=TODAY + timedelta(days=9))
    usecases.take_role(SYSTEM, holding=ahead, seen=ahead.version)
    assert not RoleHolding.objects.filter(pk=ahead.pk).exists()


def test_an_account_without_a_person_belongs_where_it_holds_its_role(company, branch_admin):
    made = usecases.make_service_account(
        branch_admin, username="attendance", name="考勤接口", unit=company.estate, role=Role.SUPERVISOR
    )
    assert made in queries.accounts(branch_admin)
    with pytest.raises(NotPermitted):
        usecases.make_service_account(branch_admin, username="x-1", name="x", unit=company.root, role=Role.SUPERVISOR)
    with pytest.raises(Refusal) as taken:
        usecases.make_service_account(SYSTEM, username="E001", name="x", unit=company.root, role=Role.SUPERVISOR)
    assert at(taken) == ["username"]


def test_a_token_is_kept_as_a_hash_and_acts_for_its_owner(company):
    token = usecases.make_token(company.actor("clerk"), name="x", days=2)
    plain = token.shown_once["token"]
    assert plain not in "".join(str(value) for value in ApiToken.objects.values().get(pk=token.pk).values())
    assert plain not in "".join(TrailEntry.objects.values_list("detail", flat=True))
    owner = queries.token_owner(plain)
    assert owner is not None
    assert owner.user_id == company.accounts["clerk"].pk
    assert queries.token_owner(plain + "x") is None
    with clock.fixed(NOW + timedelta(days=2)):
        assert queries.token_owner(plain) is None


def test_tokens_end_when_revoked_and_are_few(company):
    actor = company.actor("clerk")
    tokens = [usecases.make_token(actor, name=str(n), days=5) for n in range(10)]
    with pytest.raises(Conflict):
        usecases.make_token(actor, name="one too many", days=5)
    usecases.revoke_token(actor, token=tokens[0], seen=1)
    assert queries.token_owner(tokens[0].shown_once["token"]) is None
    with pytest.raises(Conflict):
        usecases.revoke_token(actor, token=tokens[0], seen=2)
    usecases.revoke_token(company.actor("admin"), token=tokens[1], seen=1)
    with pytest.raises(NotPermitted):
        usecases.revoke_token(company.actor("guest_clerk"), token=tokens[2], seen=1)
    for days in (0, 367):
        with pytest.raises(Refusal) as refused:
            usecases.make_token(actor, name="x", days=days)
        assert at(refused) == ["days"]


def test_tokens_of_others_are_not_seen(company):
    usecases.make_token(company.actor("clerk"), name="x", days=5)
    assert queries.tokens(company.actor("guest_clerk")).count() == 0
    assert queries.tokens(company.actor("admin")).count() == 1


def test_nobody_touches_anothers_own_things(company):
    other = company.account("guest_clerk")
    for door in (usecases.sign_out_everywhere, usecases.choose_language):
        more = {"language": "en"} if door is usecases.choose_language else {}
        with pytest.raises(NotVisible):
            door(company.actor("clerk"), account=other, seen=other.version, **more)

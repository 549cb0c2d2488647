"""Sign-in as the house sets django-allauth up: lock-out, second factor, no hint who has an account, fresh sessions."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from huiyin.platform import clock
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import User
from huiyin.rooms.people.terms import Role
from tests.people.conftest import NOW, PASSWORD

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _no_failures_counted(db):
    cache.clear()


def sign_in(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/people/me").status_code == 200


def words(response) -> str:
    """The page without what differs from one request to the next."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|X-CSRFToken)[^>]*', "", response.content.decode())
    return re.sub(r"\s+", " ", text)


def code(secret: str) -> str:
    while time.time() % 30 > 25:  # a code that is about to end might end on its way
        time.sleep(0.5)
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_the_staff_number_and_password_open_the_house(company):
    client = Client()
    assert sign_in(client, "E001").status_code == 302
    assert is_signed_in(client)


def test_strangers_come_back_to_the_page_they_asked_for(company):
    client = Client()
    asked = client.get("/people/employees?q=a")
    assert asked.status_code == 302
    assert asked["Location"] == f"{LOGIN}?next=/people/employees%3Fq%3Da"
    assert sign_in(client, "E001", next="/people/employees?q=a")["Location"] == "/people/employees?q=a"


def test_the_session_is_a_new_one_after_sign_in(company):
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    before = session.session_key
    sign_in(client, "E001")
    assert client.session.session_key != before


def test_repeated_failures_lock_the_account_for_a_while(company):
    client = Client()
    for _ in range(5):
        assert "E001" in sign_in(client, "E001", "wrong").content.decode()
    refused = sign_in(client, "E001")
    assert refused.status_code in {200, 429}
    assert not is_signed_in(client)
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), "E001").status_code != 302, "from elsewhere too"
    other = Client()
    assert sign_in(other, "H001").status_code == 302, "others are not locked out"


def test_a_name_that_does_not_exist_is_answered_like_a_wrong_password(company):
    known = sign_in(Client(), "E001", "wrong")
    unknown = sign_in(Client(), "E999", "wrong")
    assert known.status_code == unknown.status_code == 200
    assert words(known).replace("E001", "") == words(unknown).replace("E999", "")


def test_a_disabled_account_is_answered_like_a_wrong_password_until_the_password_is_right(company):
    User.objects.filter(username="E001").update(is_active=False)
    disabled = sign_in(Client(), "E001", "wrong")
    unknown = sign_in(Client(), "E999", "wrong")
    assert words(disabled).replace("E001", "") == words(unknown).replace("E999", "")
    client = Client()
    sign_in(client, "E001")
    assert not is_signed_in(client)


def test_nobody_signs_up_himself(company):
    page = Client().get(reverse("account_signup"))
    assert "password1" not in page.content.decode()
    Client().post(reverse("account_signup"), {"username": "me", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="me").exists()


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(company, mailoutbox):
    client = Client()
    User.objects.filter(username="E001").update(email="zeng@example.com")
    known = client.post(reverse("account_reset_password"), {"email": "zeng@example.com"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert (known.status_code, known.headers.get("Location")) == (unknown.status_code, unknown.headers.get("Location"))
    assert [mail.to for mail in mailoutbox if mail.to != ["zeng@example.com"]] == []


def test_a_given_out_password_is_changed_before_anything_else(company):
    account = company.account("clerk")
    made = usecases.reset_password(company.actor("admin"), account=account, seen=account.version)
    client = Client()
    sign_in(client, "E001", made.shown_once["password"])
    for page in ("/people/me", "/people/employees", "/"):
        assert client.get(page)["Location"] == reverse("account_change_password")
    assert client.get("/api/v1/people/employees").status_code == 403
    new = "an-entirely-new-1"
    changed = client.post(
        reverse("account_change_password"),
        {"oldpassword": made.shown_once["password"], "password1": new, "password2": new},
    )
    assert changed.status_code == 302
    assert is_signed_in(client)
    assert company.account("clerk").must_change is False
    last = TrailEntry.objects.order_by("-seq")[0]
    assert (last.act, last.actor_id) == ("people.set_own_password", account.pk)
    assert sign_in(Client(), "E001", new).status_code == 302


@pytest.mark.parametrize("weak", ["short1", "password123", "1234567890123"], ids=str)
def test_a_weak_password_is_refused(company, browser, weak):
    client = browser("clerk")
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert company.account("clerk").check_password(PASSWORD)


def set_up_totp(client: Client) -> str:
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = str(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
    return secret


def test_two_step_sign_in_asks_for_the_code(company):
    first = Client()
    sign_in(first, "E001")
    secret = set_up_totp(first)
    assert Authenticator.objects.filter(user=company.accounts["clerk"], type="totp").exists()
    client = Client()
    assert sign_in(client, "E001")["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client), "the password alone opens nothing"
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert is_signed_in(client)


def test_wrong_codes_are_counted(company):
    first = Client()
    sign_in(first, "E001")
    secret = set_up_totp(first)
    client = Client()
    sign_in(client, "E001")
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert not is_signed_in(client)


def test_a_role_may_demand_the_second_factor(company, settings):
    settings.HUIYIN_REQUIRE_TOTP = frozenset({Role.ADMINISTRATOR})
    client = Client()
    sign_in(client, "A001")
    assert client.get("/people/accounts")["Location"] == reverse("mfa_activate_totp")
    set_up_totp(client)
    assert client.get("/people/accounts").status_code == 200


def test_signing_out_everywhere_ends_the_other_sessions(company):
    here, elsewhere = Client(), Client()
    sign_in(here, "E001")
    sign_in(elsewhere, "E001")
    account = company.account("clerk")
    here.post("/people/me/sign-out", {"idempotency_key": "k", "version": account.version})
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_disabling_ends_sessions_at_once(company):
    client = Client()
    sign_in(client, "E001")
    account = company.account("clerk")
    usecases.disable_account(company.actor("admin"), account=account, seen=account.version)
    assert not is_signed_in(client)


def test_the_own_language_is_used_from_sign_in_on(company):
    client = Client()
    sign_in(client, "E001")
    account = company.account("clerk")
    chosen = client.post("/people/me/language", {"idempotency_key": "k", "version": account.version, "language": "en"})
    assert chosen.status_code == 303
    assert "API tokens" in client.get("/people/me").content.decode()
    other = Client(headers={"accept-language": "zh-hans"})
    sign_in(other, "E001")
    assert "API tokens" in other.get("/people/me").content.decode()


def test_a_session_ends_with_its_age(company):
    client = Client()
    sign_in(client, "E001")
    assert timedelta(seconds=client.session.get_expiry_age()) <= timedelta(hours=12)
    with clock.fixed(NOW):
        assert client.session.get_expire_at_browser_close()

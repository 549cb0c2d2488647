"""Signatures: what is stored, the chain, the deputy, the password typed again."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.test import Client, override_settings

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, trail
from huiyin.platform.actor import SIGNED_IN, SYSTEM, Actor
from huiyin.platform.api import body_of
from huiyin.platform.doors import DOORS, usecase
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.forms import SignedForm
from huiyin.rooms.records.models import Signature, triggers
from huiyin.rooms.records.queries import house_key, signatures
from huiyin.rooms.records.usecases.sign import Signed, sign, sign_many
from tests.people.conftest import NOW, PASSWORD, browser, company

__all__ = ["browser", "company"]

DIGEST = canon.digest({"goals": "一"})


class Meaning(models.TextChoices):
    """What a test means by signing."""

    CONFIRM = "confirm", "确认"
    READ = "read", "已阅"


@usecase(permit=SIGNED_IN)
def confirm(actor: Actor, /, *, things: list[Signed], meaning: Meaning = Meaning.CONFIRM, **more: Any) -> None:
    """Confirm things."""
    sign_many(actor, meaning=meaning, things=things, **more)


@usecase(permit=SIGNED_IN)
def confirm_one(actor: Actor, /, *, subject: str, then_fail: bool = False, **more: Any) -> Signature:
    """Confirm one thing."""
    made = sign(actor, subject=("tests.thing", subject), meaning=Meaning.CONFIRM, digest=DIGEST, **more)
    if then_fail:
        raise Refusal("no")
    return made


for _name in ("confirm", "confirm_one"):
    DOORS.pop(f"{__name__}.{_name}")


def things(*keys: str) -> list[Signed]:
    return [Signed(("tests.thing", key), DIGEST) for key in keys]


@pytest.fixture(autouse=True)
def _still_and_unlocked(db):
    cache.clear()
    with clock.fixed(NOW):
        yield


def test_a_signature_says_who_what_when_and_as_what(company):
    made = confirm_one(company.actor("manager"), subject="7", edition=2)
    stored = Signature.objects.get()
    assert (stored.subject_type, stored.subject_id, stored.edition) == ("tests.thing", "7", 2)
    assert (stored.meaning, stored.words, stored.name, stored.role) == ("confirm", "确认", "马丽", "客户经理")
    assert (stored.account_id, stored.employee_id) == (company.accounts["manager"].pk, company.people["manager"].pk)
    assert (stored.digest, stored.signed_at, stored.pk) == (DIGEST, NOW, made.pk)
    assert house_key.proves(house_key.house_key().public, stored.proof, signatures.stated_by(stored))
    detail = json.loads(TrailEntry.objects.latest("seq").detail)
    assert detail["signatures"] == {"first": 1, "last": 1, "seal": stored.seal}


def test_signatures_are_one_chain(company):
    confirm(company.actor("manager"), things=things("1", "2"))
    confirm(company.actor("boss"), things=things("1"))
    rows = list(Signature.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == ["0" * 64, rows[0].seal, rows[1].seal]
    assert signatures.verify_signatures() == (3, [])
    assert trail.verify(signatures.signature_anchors())[1] == []


def test_what_is_rolled_back_is_not_signed(company):
    with pytest.raises(Refusal):
        confirm_one(company.actor("manager"), subject="7", then_fail=True)
    assert confirm_one(company.actor("manager"), subject="8").seq == 1


def test_the_same_content_is_signed_once_with_one_meaning(company):
    actor = company.actor("manager")
    confirm_one(actor, subject="7")
    with pytest.raises(Conflict):
        confirm_one(actor, subject="7")
    confirm(actor, things=things("7"), meaning=Meaning.READ)
    confirm_one(company.actor("boss"), subject="7")
    assert [row.name for row in signatures.signatures_of(actor, "tests.thing", ["7"])["7"]] == ["马丽", "马丽", "高远"]


def test_the_system_does_not_sign(company):
    with pytest.raises(NotPermitted):
        confirm_one(SYSTEM, subject="7")


def test_a_deputy_signs_for_the_absent_person_and_nobody_else_does(company):
    absent = company.people["manager"]
    days = {"start": date(2026, 11, 20), "end": date(2026, 11, 27)}
    people.name_deputy(SYSTEM, principal=absent, deputy=company.people["supervisor"], reason="年休假", **days)
    made = confirm_one(company.actor("supervisor"), subject="7", behalf=absent.pk)
    assert made.by == "沈星 代 马丽"
    with pytest.raises(NotPermitted):
        confirm_one(company.actor("clerk"), subject="8", behalf=absent.pk)


def test_a_thousand_signatures_are_one_act(company):
    began = time.perf_counter()
    confirm(company.actor("manager"), things=things(*map(str, range(1000))))
    assert time.perf_counter() - began < 3
    assert signatures.verify_signatures() == (1000, [])
    assert TrailEntry.objects.filter(act__endswith=".confirm").count() == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_signature(company, act):
    confirm_one(company.actor("manager"), subject="7")
    triggers.install(triggers.SIGNATURES)
    statement = {"update": "UPDATE records_signature SET name = ''", "delete": "DELETE FROM records_signature"}[act]
    with (
        pytest.raises(DatabaseError, match="a signature never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    triggers.lift(triggers.SIGNATURES, "delete")


FORGERIES: dict[str, dict[str, Any]] = {
    "name": {"name": "别人"}, "digest": {"digest": "1" * 64}, "meaning": {"meaning": "read"},
    "proof": {"proof": base64.b64encode(bytes(64)).decode()}, "previous": {"previous": "1" * 64}, "seq": {"seq": 9},
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_signature_is_found(company, forgery):
    confirm(company.actor("manager"), things=things("1", "2", "3"))
    triggers.lift(triggers.SIGNATURES)
    Signature.objects.filter(seq=2).update(**FORGERIES[forgery])
    assert signatures.verify_signatures()[1] != []


def test_a_chain_forged_from_end_to_end_is_found_by_the_trail(company):
    confirm(company.actor("manager"), things=things("1", "2"))
    triggers.lift(triggers.SIGNATURES)
    row = Signature.objects.get(seq=2)
    row.name = "别人"
    row.proof = house_key.house_key().sign(signatures.stated_by(row))
    row.seal = signatures.seal_of(row)
    row.save()
    assert [one.reason for one in signatures.verify_signatures()[1]] == ["differs from what the trail says"]


def test_a_cut_end_is_found(company):
    confirm(company.actor("manager"), things=things("1", "2"))
    triggers.lift(triggers.SIGNATURES)
    Signature.objects.filter(seq=2).delete()
    assert [one.seq for one in signatures.verify_signatures()[1]] == [2]


def test_the_key_is_made_once_and_for_this_account_alone(tmp_path):
    with override_settings(HUIYIN_HOUSE_KEY="", HOME=tmp_path / "home"), ThreadPoolExecutor(8) as pool:
        keys = {key.public for key in pool.map(lambda _number: house_key.house_key(), range(16))}
    assert len(keys) == 1
    assert (tmp_path / "home" / "house-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["house-key"]


def test_a_key_that_is_none_is_refused():
    with override_settings(HUIYIN_HOUSE_KEY="c2hvcnQ="), pytest.raises(Refusal):
        house_key.house_key()


def fill(actor: Actor, password: str) -> SignedForm:
    return SignedForm({"password": password}, actor=actor)


def test_the_own_password_signs_and_goes_no_further(company):
    assert fill(company.actor("manager"), PASSWORD).accept() == {}


@pytest.mark.parametrize("typed", ["", "wrong"])
def test_another_password_is_refused_at_its_field(company, typed):
    with pytest.raises(Refusal) as refused:
        fill(company.actor("manager"), typed).accept()
    assert [fault.where for fault in refused.value.faults] == ["password"]


def test_wrong_passwords_lock_the_account_out_here_and_at_sign_in(company):
    for _ in range(5):
        assert not fill(company.actor("manager"), "wrong").is_valid()
    assert not fill(company.actor("manager"), PASSWORD).is_valid()
    client = Client(SERVER_NAME="localhost")
    client.post("/account/login/", {"login": "M001", "password": PASSWORD})
    assert client.get("/people/me").status_code != 200
    assert fill(company.actor("boss"), PASSWORD).is_valid(), "others are not locked out"


def test_right_passwords_use_nothing_up(company):
    assert all(fill(company.actor("manager"), PASSWORD).is_valid() for _ in range(8))


def test_the_system_has_no_password(company):
    assert not fill(SYSTEM, PASSWORD).is_valid()


def test_the_document_marks_the_password():
    field = body_of(SignedForm, "signed").model_json_schema()["properties"]["password"]
    assert (field["format"], field["writeOnly"], field["type"]) == ("password", True, "string")

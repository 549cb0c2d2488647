"""Holds and disposals on pages and through the API; a signature by password, and where the password does not go."""

import json
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock
from huiyin.platform.models import IdempotencyKey, TrailEntry
from huiyin.rooms.appraisal.queries.retention import of_open_years
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.records import usecases
from huiyin.rooms.records.models import Disposal, Hold, Record, Signature
from huiyin.rooms.records.queries import retention, signatures
from huiyin.rooms.records.usecases.sign import Signed
from huiyin.site.wiring import needed_records
from tests.people.conftest import PASSWORD, Company, browser, company
from tests.records.test_retention import ARCHIVED, DUE, archive, closed_years, drafted
from tests.records.test_signatures import DIGEST, confirm

__all__ = ["archive", "browser", "closed_years", "company"]

HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def _on_the_day(db):
    cache.clear()
    with clock.fixed(DUE):
        yield


@pytest.fixture
def disposal(company: Company, archive: Callable[..., list[Record]]) -> Disposal:
    archive()
    return drafted(company)


def approve(client: Client, disposal: Disposal, password: str, key: str = "k1") -> Any:
    body = {"idempotency_key": key, "version": disposal.version, "password": password}
    return client.post(f"/records/disposals/{disposal.pk}/approve", body)


def send(client: Client, path: str, body: dict[str, Any], key: str = "k1") -> Any:
    return client.post(
        f"/api/v1/records{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_the_page_asks_for_the_password_and_shows_what_is_signed(browser, disposal):
    page = browser("boss").get(f"/records/disposals/{disposal.pk}/approve").content.decode()
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert disposal.digest in page


def test_a_wrong_password_is_refused_at_its_field_and_signs_nothing(browser, disposal):
    answer = approve(browser("boss"), disposal, "not-my-password")
    assert answer.status_code == 422
    assert "not-my-password" not in answer.content.decode()
    assert 'id="id_password_error"' in answer.content.decode()
    assert Disposal.objects.get().state == "drafted"
    assert not Signature.objects.exists()


def test_the_right_password_signs_and_stands_nowhere(browser, disposal, caplog):
    caplog.set_level(logging.DEBUG)
    assert approve(browser("boss"), disposal, PASSWORD).status_code == 303
    assert Disposal.objects.get().state == "approved"
    assert Signature.objects.get().name == "高远"
    assert PASSWORD not in caplog.text
    assert not TrailEntry.objects.filter(detail__contains=PASSWORD).exists()


def test_the_key_of_a_form_does_not_seal_the_password(browser, disposal):
    client = browser("boss")
    assert approve(client, disposal, PASSWORD).status_code == 303
    kept = IdempotencyKey.objects.get(key="k1").request
    assert approve(client, disposal, "typed otherwise").status_code == 303, "the same act is answered as before"
    assert IdempotencyKey.objects.get(key="k1").request == kept
    assert Signature.objects.count() == 1


def test_five_wrong_passwords_lock_the_signature_and_the_sign_in(browser, disposal):
    client = browser("boss")
    for number in range(5):
        assert approve(client, disposal, "wrong", f"k{number}").status_code == 422
    assert approve(client, disposal, PASSWORD, "k9").status_code == 422
    other = Client()
    other.post("/account/login/", {"login": "G001", "password": PASSWORD})
    assert other.get("/people/me").status_code == 302


def test_the_interface_asks_for_the_password_too(browser, disposal):
    client, path = browser("boss"), f"/disposals/{disposal.pk}/approve"
    wrong = send(client, path, {"version": disposal.version, "password": "wrong"})
    assert (wrong.status_code, wrong.json()["faults"][0]["where"]) == (422, "password")
    assert send(client, path, {"version": disposal.version}).status_code == 422
    assert send(client, path, {"version": disposal.version, "password": PASSWORD}, "k2").status_code == 200
    again = send(client, path, {"version": disposal.version, "password": "other"}, "k2")
    assert again.status_code == 200, "the password is no part of the key"
    assert Signature.objects.count() == 1


def test_the_drafter_is_told_why_he_may_not_approve(browser, company, archive):
    archive()
    disposal = drafted(company, "boss")
    assert "拟制人不得批准" in browser("boss").get(f"/records/disposals/{disposal.pk}").content.decode()
    assert approve(browser("boss"), disposal, PASSWORD).status_code == 403


def test_what_is_in_the_way_is_named_on_the_page(browser, company, disposal):
    record = Record.objects.earliest("pk")
    usecases.place_hold(company.actor("quality"), record=record, kind="audit", reason="内部审计")
    page = browser("boss").get(f"/records/disposals/{disposal.pk}").content.decode()
    assert record.number in page
    assert "内部审计" in page
    refused = approve(browser("boss"), disposal, PASSWORD)
    assert refused.status_code == 409
    assert record.number in refused.content.decode()


def test_holds_are_put_on_and_lifted_on_pages_and_by_interface(browser, archive):
    [record] = archive("clerk")
    client = browser("quality")
    body = {"idempotency_key": "h1", "version": 1, "kind": "dispute", "reason": "员工申诉"}
    assert client.post(f"/records/{record.pk}/hold", body).status_code == 303
    assert "员工申诉" in client.get(f"/records/{record.pk}").content.decode()
    hold = Hold.objects.get()
    assert send(client, f"/holds/{hold.pk}/lift", {"version": hold.version, "reason": "已决"}).status_code == 200
    stale = send(client, f"/holds/{hold.pk}/lift", {"version": 1, "reason": "已决"}, "k2")
    assert stale.status_code == 409
    listed = client.get("/api/v1/records/holds?standing=lifted").json()["items"]
    assert [row["lift_reason"] for row in listed] == ["已决"]


def test_a_stub_is_shown_and_its_content_is_refused(browser, company, disposal):
    usecases.approve_disposal(company.actor("boss"), disposal=disposal, seen=disposal.version)
    usecases.carry_out_disposal(company.actor("boss"), pk=disposal.pk)
    record, client = Record.objects.earliest("pk"), browser("boss")
    page = client.get(f"/records/{record.pk}?check=1").content.decode()
    assert disposal.number in page
    assert record.digest in page
    for form in ("pdf", "xlsx", "json"):
        assert client.get(f"/records/{record.pk}/{form}").status_code == 409
    for part in ("content", "pdf", "xlsx"):
        assert client.get(f"/api/v1/records/records/{record.pk}/{part}").status_code == 409
    assert client.get(f"/api/v1/records/records/{record.pk}").json()["disposed_under"] == disposal.number
    assert client.get(f"/api/v1/records/records/{record.pk}/verification").json()["holds"]
    listed = client.get(f"/api/v1/records/records?disposal={disposal.number}").json()
    assert listed["count"] == 2


def test_the_content_is_downloaded_as_it_was_issued(browser, archive):
    [record] = archive("clerk")
    answer = browser("manager").get(f"/records/{record.pk}/json")
    assert answer.content.decode() == record.content
    assert answer["Content-Disposition"] == f'attachment; filename="{record.number}.json"'


def test_what_is_due_is_a_list_for_people_and_programs(browser, archive):
    archive()
    client = browser("boss")
    assert "员工月绩效考核记录表" in client.get("/records/due").content.decode()
    assert len(b"".join(client.get("/records/due?format=csv").streaming_content).splitlines()) == 3
    assert [row["fate"] for row in client.get("/api/v1/records/due").json()["items"]] == ["due", "due"]


@pytest.mark.clause("P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4")
def test_the_appraisal_needs_the_forms_of_years_that_are_not_published(db):
    assert set(needed_records()) == {"month_sheet", "year_sheet", "statistics", "annual_overview"}
    assert set(of_open_years({"2024-01", "2024"})) == {"2024-01", "2024"}


def together(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Do several things at once, each on a connection of its own, and return what each was refused with."""
    outcomes: list[BaseException | None] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            with clock.fixed(DUE):
                act()
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            outcomes[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


races = pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")


@races
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_racing_signers_make_one_chain(company):
    actors = [company.actor(who) for who in company.people]
    faults = together(*(
        lambda actor=actor: [
            confirm(actor, things=[Signed(("tests.thing", f"{number}"), DIGEST)]) for number in range(5)
        ]
        for actor in actors
    ))  # fmt: skip
    assert faults == [None] * len(actors)
    assert signatures.verify_signatures() == (40, [])


@races
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_draft_at_once_one_lists_each_record(company, archive):
    archive()
    faults = together(lambda: drafted(company), lambda: drafted(company, "manager"))
    assert sum(isinstance(fault, Conflict) for fault in faults) <= 1
    assert Disposal.objects.count() + sum(fault is not None for fault in faults) == 2
    assert sum(row.lines.count() for row in Disposal.objects.all()) == 2


@races
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_counts(company, archive):
    archive()
    disposal = drafted(company)
    boss = company.actor("boss")
    faults = together(*(
        lambda: usecases.approve_disposal(boss, disposal=Disposal.objects.get(), seen=disposal.version)
        for _ in range(4)
    ))  # fmt: skip
    assert sum(fault is None for fault in faults) == 1
    assert all(isinstance(fault, Conflict) for fault in faults if fault)
    assert Signature.objects.count() == 1


@races
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_hold_against_a_disposal_has_one_winner(company, archive):
    boss = company.actor("boss")
    for turn in range(6):
        [record] = archive("clerk", at=ARCHIVED, period=f"2024-{turn + 1:02d}")
        disposal = drafted(company)
        usecases.approve_disposal(boss, disposal=disposal, seen=disposal.version)
        together(
            partial(usecases.carry_out_disposal, boss, pk=disposal.pk),
            partial(usecases.place_hold, boss, record=record, kind="audit", reason="审计"),
        )
        stored, held = Record.objects.get(pk=record.pk), retention.holds_on(record)
        assert (stored.disposal_id is None) == bool(held), "held and there, or disposed of and not held"
        assert stored.type == MONTH_SHEET

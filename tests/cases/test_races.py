"""Many at once, on PostgreSQL: no number missing or twice, one effect a request, the second editor refused."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Counter, TrailEntry
from huiyin.rooms.cases import usecases
from huiyin.rooms.cases.models import Case, Step
from huiyin.rooms.cases.terms import MOST_WRONG, State
from huiyin.rooms.duties.models import Duty
from tests.cases.conftest import NOW, Company, take

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
]
CLIENTS = 50
Answer = tuple[int, dict[str, Any]]


class Broken(Exception):  # noqa: N818 - what breaks a registration off
    """A registration that is rolled back."""


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let so many act at the same moment, each in a thread and on a connection of its own."""
    gate = threading.Barrier(count)

    def one(place: int) -> Any:
        try:
            with clock.fixed(NOW):
                gate.wait()
                return act(place)
        except Broken:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def sender(browser: Any, who: str) -> Callable[..., Answer]:
    """Return what posts to the API as somebody: each call a client of its own with the same session."""
    cookies = browser(who).cookies

    def post(path: str, key: str, **body: Any) -> Answer:
        client = Client(headers={"Idempotency-Key": key})
        client.cookies = cookies
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    return post


def test_fifty_register_and_a_tenth_rolls_back(company: Company) -> None:
    def register(place: int) -> str:
        with transaction.atomic():
            case = take(company)
            if place % 10 == 3:
                raise Broken
            return case.number

    made = [number for number in at_once(CLIENTS, register) if number]
    expected = [f"TS-E1-20261123-{place:03d}" for place in range(1, CLIENTS - CLIENTS // 10 + 1)]
    assert sorted(made) == sorted(Case.objects.values_list("number", flat=True)) == expected
    assert Counter.objects.get(series="case:TS-E1-20261123").value == len(expected)
    assert Duty.objects.filter(kind="cases.verify").count() == Step.objects.count() == len(expected)
    numbers = list(TrailEntry.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_the_same_post_fifty_times_has_one_effect(company: Company, browser: Any) -> None:
    post, key = sender(browser, "supervisor"), uuid.uuid4().hex
    body = {"kind": "complaint", "channel": "telephone", "severity": "ordinary", "text": "漏水"}
    given = body | {"unit": company.estate.pk}
    answers = at_once(CLIENTS, lambda _place: post("cases/cases", key, **given))
    assert {status for status, _body in answers} == {201}
    assert {body["id"] for _status, body in answers} == {Case.objects.get().pk}
    assert Step.objects.count() == Duty.objects.count() == 1
    assert TrailEntry.objects.filter(act="cases.record_case").count() == 1


def test_of_two_editors_the_second_gets_409_with_both_versions(company: Company, browser: Any) -> None:
    case, post = take(company), sender(browser, "supervisor")
    findings = ["属实，电梯门机故障", "不属实，电梯正常"]

    def verify(place: int) -> Answer:
        given = {"founded": place == 0, "finding": findings[place], "version": case.version}
        return post(f"cases/cases/{case.pk}/verify_case", uuid.uuid4().hex, **given)

    first, second = sorted(zip(at_once(2, verify), findings, strict=True), key=lambda one: one[0][0])
    (status, made), kept = first
    assert (status, made["version"]) == (200, case.version + 1)
    (status, problem), lost = second
    assert (status, problem["version"]) == (409, case.version + 1)
    assert (problem["mine"]["finding"], problem["theirs"]["finding"]) == (lost, kept)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.finding, stored.version) == (State.HANDLING, kept, case.version + 1)
    assert Step.objects.filter(move="verify_case").count() == 1


def test_an_appointed_reply_is_promised_once_by_two_at_once(company: Company, browser: Any) -> None:
    case, post = take(company), sender(browser, "supervisor")
    times = ["2026-11-23T12:00", "2026-11-23T15:00"]

    def promise(place: int) -> Answer:
        given = {"promised_at": times[place], "told": "回电", "version": case.version}
        return post(f"cases/cases/{case.pk}/promise_reply", uuid.uuid4().hex, **given)

    answers = sorted(at_once(2, promise), key=lambda one: one[0])
    assert [status for status, _body in answers] == [200, 409]
    problem = answers[1][1]
    assert problem["mine"]["promised_at"] != problem["theirs"]["promised_at"]
    assert Case.objects.get(pk=case.pk).promises == Duty.objects.filter(kind="cases.promise").count() == 1


def test_of_many_who_guess_at_once_five_are_told_that_they_are_wrong(company: Company) -> None:
    said = {"caller_name": "孙", "caller_phone": "13900001234", "text": "漏水"}
    filing = usecases.file_complaint(usecases.customer(), unit=company.estate, **said)

    def guess(_place: int) -> bool | None:
        try:
            return usecases.prove_phone(SYSTEM, filing=filing, phone="13900001235")
        except Conflict:
            return None

    answers = at_once(16, guess)
    assert answers.count(False) == MOST_WRONG
    assert answers.count(None) == 16 - MOST_WRONG

"""Many at once, on PostgreSQL: no number missing or twice, one act a key, the second editor refused."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.cases import usecases
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.terms import MOST_WRONG
from tests.cases.conftest import NOW, Company, take

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


class Broken(Exception):  # noqa: N818 - what breaks a registration off
    """A registration that is rolled back."""


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    def one(place: int) -> Any:
        try:
            with clock.fixed(NOW):
                return act(place)
        except (Broken, Conflict) as fault:
            return type(fault)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_fifty_register_and_a_tenth_rolls_back(company: Company) -> None:
    def register(place: int) -> str:
        with transaction.atomic():
            case = take(company)
            if place % 10 == 3:
                raise Broken
            return case.number

    made = [one for one in at_once(50, register) if isinstance(one, str)]
    assert sorted(made) == [f"TS-E1-20261123-{place:03d}" for place in range(1, 46)]


def test_the_same_request_fifty_times_is_one_case(company: Company) -> None:
    given: dict[str, Any] = {"kind": "complaint", "unit": company.estate, "text": "漏水"}
    key = uuid.uuid4().hex
    made = at_once(50, lambda _place: usecases.record_case.once(SYSTEM, key, **given).pk)
    assert len(set(made)) == Case.objects.count() == 1


def test_of_two_who_act_on_the_same_version_one_is_refused(company: Company) -> None:
    case = take(company)

    def promise(_place: int) -> str:
        mine, soon = Case.objects.get(pk=case.pk), NOW + timedelta(hours=1)
        given: dict[str, Any] = {"case": mine, "seen": case.version, "told": "一小时内回电"}
        return usecases.promise_reply(SYSTEM, promised_at=soon, **given).number

    answers = at_once(2, promise)
    assert answers.count(case.number) == 1
    assert Case.objects.get(pk=case.pk).promises == 1


def test_of_many_who_guess_at_once_five_are_told_that_they_are_wrong(company: Company) -> None:
    said = {"caller_name": "孙", "caller_phone": "13900001234", "text": "漏水"}
    filing = usecases.file_complaint(usecases.customer(), unit=company.estate, **said)
    answers = at_once(16, lambda _place: usecases.prove_phone(SYSTEM, filing=filing, phone="13900001235"))
    assert answers.count(False) == MOST_WRONG
    assert answers.count(Conflict) == 16 - MOST_WRONG

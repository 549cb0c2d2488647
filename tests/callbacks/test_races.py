"""Many at once, on PostgreSQL: callbacks are numbered without gap, called once, and never planned twice."""

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Counter
from huiyin.rooms.callbacks.models import Attempt, Callback
from huiyin.rooms.callbacks.terms import State
from huiyin.rooms.callbacks.usecases import plan_callback
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.records.models import Record
from tests.cases.test_races import CLIENTS, Answer, Broken, at_once, sender
from tests.people.conftest import NOW

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
]
SAID = {
    "satisfaction": "satisfied", "way": "phone", "told_phone": True, "told_name": True, "told_offer": True,
}  # fmt: skip


def test_fifty_are_planned_and_a_tenth_rolls_back(hotel: Any) -> None:
    def plan(place: int) -> str:
        with transaction.atomic():
            row = hotel.plan(str(place))
            if place % 10 == 3:
                raise Broken
            return str(row.number)

    made = [number for number in at_once(CLIENTS, plan) if number]
    expected = [f"HF-20261123-{place:04d}" for place in range(1, CLIENTS - CLIENTS // 10 + 1)]
    assert sorted(made) == sorted(Callback.objects.values_list("number", flat=True)) == expected
    assert Counter.objects.get(series="callback:20261123").value == len(expected)
    assert Duty.objects.filter(kind="callbacks.call").count() == len(expected)


def test_one_event_heard_by_fifty_workers_plans_one_callback(hotel: Any) -> None:
    given = {
        "occasion": "departure", "subject_type": "stays.stay", "subject_id": "9", "unit": hotel.company.hotel,
        "party": hotel.guest, "happened_at": hotel.plan("8").happened_at,
    }  # fmt: skip

    def plan(_place: int) -> int:
        made = plan_callback.once(SYSTEM, "job:9", **given)
        assert made is not None
        return made.pk

    assert set(at_once(CLIENTS, plan)) == {Callback.objects.get(subject_id="9").pk}
    assert Duty.objects.filter(kind="callbacks.call").count() == 2


def test_the_same_call_sent_fifty_times_is_recorded_once(hotel: Any, browser: Any) -> None:
    row, post, key = hotel.plan(), sender(browser, "guest_clerk"), uuid.uuid4().hex
    path = f"callbacks/callbacks/{row.pk}/call"
    answers = at_once(CLIENTS, lambda _place: post(path, key, version=row.version, **SAID))
    assert {status for status, _body in answers} == {200}
    assert Callback.objects.get(pk=row.pk).state == State.CLOSED
    assert Attempt.objects.count() == Record.objects.count() == 1


def test_of_two_who_call_at_once_the_second_gets_409_with_both_versions(hotel: Any, browser: Any) -> None:
    with clock.fixed(NOW):
        row = hotel.plan()
    post, words = sender(browser, "guest_clerk"), ["第一位记下的", "第二位记下的"]

    def call(place: int) -> Answer:
        given = SAID | {"version": row.version, "remark": words[place]}
        return post(f"callbacks/callbacks/{row.pk}/call", uuid.uuid4().hex, **given)

    first, second = sorted(zip(at_once(2, call), words, strict=True), key=lambda one: one[0][0])
    assert (first[0][0], second[0][0]) == (200, 409)
    problem = second[0][1]
    assert (problem["mine"]["remark"], problem["theirs"]["remark"]) == (second[1], first[1])
    stored = Callback.objects.get(pk=row.pk)
    assert (stored.state, stored.remark) == (State.CLOSED, first[1])
    assert Attempt.objects.count() == Record.objects.count() == 1

"""Doors: permit, one transaction, once per key, sealed in the trail."""

import threading
from typing import Any

import pytest
from django.db import connection

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import store, trail
from huiyin.platform.actor import STRANGER, SYSTEM, Actor, Reach
from huiyin.platform.models import IdempotencyKey, TrailEntry
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import Unit
from huiyin.rooms.people.terms import Permit

UNIT = {"name": "滨江管理处", "business": "property"}


def test_a_door_refuses_who_lacks_its_permit(company):
    with pytest.raises(NotPermitted):
        usecases.record_unit(STRANGER, code="B", parent=company, **UNIT)
    with pytest.raises(NotPermitted):
        queries.units(STRANGER)
    assert Unit.objects.count() == 1


def test_a_reach_ends_at_its_branch(company):
    branch = usecases.record_unit(SYSTEM, code="B", parent=company, **UNIT)
    keeper = Actor(
        user_id=7,
        name="李主任",
        grants={
            Permit.KEEP_PEOPLE: Reach(branches=frozenset({branch.path})),
            Permit.READ_PEOPLE: Reach(branches=frozenset({branch.path})),
        },
    )
    usecases.record_unit(keeper, code="B1", parent=branch, **UNIT)
    with pytest.raises(NotPermitted):
        usecases.record_unit(keeper, code="X", parent=company, **UNIT)
    assert {unit.code for unit in queries.units(keeper)} == {"B", "B1"}


def test_the_same_key_acts_once_and_returns_what_the_first_made(company):
    first = usecases.record_unit.once(SYSTEM, "k", code="B", parent=company, **UNIT)
    again = usecases.record_unit.once(SYSTEM, "k", code="B", parent=company, **UNIT)
    assert again == first
    assert Unit.objects.filter(code="B").count() == 1
    assert TrailEntry.objects.filter(subject_id=str(first.pk), act="people.record_unit").count() == 1


def test_a_key_used_for_other_input_is_refused(company):
    usecases.record_unit.once(SYSTEM, "k", code="B", parent=company, **UNIT)
    with pytest.raises(Conflict):
        usecases.record_unit.once(SYSTEM, "k", code="C", parent=company, **UNIT)


def test_a_refused_act_leaves_nothing_and_frees_its_key(company):
    seq, _digest = trail.head()
    with pytest.raises(Refusal):
        usecases.change_unit.once(
            SYSTEM, "k", unit=company, seen=company.version, code="HQ", name="集团", parent=company, business="company"
        )
    assert trail.head()[0] == seq
    assert not IdempotencyKey.objects.filter(key="k").exists()


def test_a_stale_change_is_refused_with_both_versions(company):
    values: dict[str, Any] = {"code": "HQ", "parent": None, "business": "company"}
    mine = Unit.objects.get(pk=company.pk)
    usecases.change_unit(SYSTEM, unit=company, seen=company.version, name="回音", **values)
    with pytest.raises(Stale) as caught:
        usecases.change_unit(SYSTEM, unit=mine, seen=mine.version, name="集团", **values)
    assert (caught.value.mine["name"], caught.value.theirs["name"]) == ("集团", "回音")
    assert caught.value.version == mine.version + 1


def test_a_write_outside_a_door_is_a_fault(company):
    with pytest.raises(RuntimeError, match="outside"):
        store.change(company, seen=company.version, name="x")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_the_same_post_fifty_times_has_one_effect():
    top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    made: list[int] = []

    def post() -> None:
        made.append(usecases.record_unit.once(SYSTEM, "same", code="B", parent=top, **UNIT).pk)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 50
    assert len(set(made)) == 1
    assert trail.verify()[1] == []

"""The trail finds every edited, deleted, inserted, reordered and cut entry."""

import pytest
from django.db import DatabaseError, connection, transaction

from huiyin.platform import trail
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry, TrailHead
from huiyin.rooms.people import usecases
from tests.conftest import lift_append_only


@pytest.fixture
def guarded(entries):
    """Put back the triggers that the test database goes without, for flushing between tests."""
    trail.make_append_only()
    return entries


@pytest.fixture
def entries(company):
    for number in range(5):
        usecases.record_unit(SYSTEM, code=f"B{number}", name=f"管理处{number}", parent=company, business="property")
    return list(TrailEntry.objects.order_by("seq"))


@pytest.fixture
def forger(guarded):
    """Take the triggers away, as somebody with the database's password could."""
    lift_append_only()
    return guarded


def test_the_migrations_install_the_triggers(append_only_triggers):
    assert append_only_triggers == list(trail.APPEND_ONLY[connection.vendor])


def test_an_untouched_chain_holds(entries):
    seen, breaks = trail.verify()
    assert (seen, breaks) == (len(entries), [])


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses_to_change_the_trail(guarded, act):
    rows = TrailEntry.objects.filter(seq=2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(act="x") if act == "update" else rows.delete()


@pytest.mark.parametrize("field", ["at", "actor_id", "actor_name", "act", "detail", "digest", "previous"])
def test_any_edited_field_is_found_at_its_entry(forger, field):
    value = {"at": "2020-01-01T00:00:00Z", "actor_id": 99}.get(field, "0" * 64)
    TrailEntry.objects.filter(seq=3).update(**{field: value})
    assert 3 in {item.seq for item in trail.verify()[1]}


def test_a_deleted_entry_is_found(forger):
    TrailEntry.objects.filter(seq=3).delete()
    assert trail.verify()[1]


def test_two_exchanged_entries_are_found(forger):
    TrailEntry.objects.filter(seq=3).update(seq=900)
    TrailEntry.objects.filter(seq=4).update(seq=3)
    TrailEntry.objects.filter(seq=900).update(seq=4)
    assert {3, 4} <= {item.seq for item in trail.verify()[1]}


def test_a_cut_tail_is_found_by_the_head(forger):
    TrailEntry.objects.filter(seq__gt=4).delete()
    assert trail.verify()[1]


def test_a_cut_tail_with_a_forged_head_is_found_by_an_anchor(forger):
    anchor = {forger[-1].seq: forger[-1].digest}
    TrailEntry.objects.filter(seq__gt=4).delete()
    TrailHead.objects.update(seq=4, digest=forger[3].digest)
    assert trail.verify()[1] == []
    assert trail.verify(anchor)[1]

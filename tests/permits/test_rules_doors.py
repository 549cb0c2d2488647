"""A door lets nobody past who lacks its permit, whichever of its ways he takes, and hands on what it was given."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import translation

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform import doors
from huiyin.platform.actor import SYSTEM, Actor, Reach
from huiyin.platform.doors import Key, query, usecase

READER = Actor(user_id=1, grants={"records.read": Reach(own=7)})
ISSUER = Actor(user_id=2, grants={"records.issue": Reach(own=7)})


@pytest.fixture(autouse=True)
def _no_other_doors(monkeypatch):
    monkeypatch.setattr(doors, "DOORS", {})


def look(actor: Actor, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
    """Give back what was given."""
    return (actor, args, kwargs)


def read_door():
    return query(permit="records.read", clauses=["P-1.0b", "P-3.1"])(look)


def write_door(monkeypatch, done):
    """A write door whose transaction is not begun: what it would have done is what comes back."""
    door = usecase(permit="records.issue", clauses=("P-4.7",))(look)
    monkeypatch.setattr(type(door), "_once", lambda _door, *given: done(given))
    return door


def test_a_door_knows_its_function_permit_and_clauses(monkeypatch):
    read = read_door()
    assert list(doors.DOORS.items()) == [(f"{look.__module__}.look", read)]
    assert doors.DOORS[f"{look.__module__}.look"] is read
    write = write_door(monkeypatch, list)
    assert (read.permit, read.kind, read.clauses, read.name) == ("records.read", "query", ("P-1.0b", "P-3.1"), "look")
    assert (write.permit, write.kind, write.clauses) == ("records.issue", "usecase", ("P-4.7",))
    assert read.__doc__ == "Give back what was given."
    assert query(permit="records.read")(look).clauses == usecase(permit="records.read")(look).clauses == ()


def test_a_read_door_opens_to_who_holds_its_permit_alone():
    door = read_door()
    assert door(READER, 1, 2, a=3) == (READER, (1, 2), {"a": 3})
    assert door(SYSTEM) == (SYSTEM, (), {})
    with pytest.raises(NotPermitted):
        door(ISSUER, 1, 2, a=3)


def test_a_write_door_opens_to_who_holds_its_permit_alone_with_a_key_or_without(monkeypatch):
    acts: list[Any] = []

    def keep(given: Any) -> int:
        acts.append(given)
        return len(acts)

    door = write_door(monkeypatch, keep)
    assert door(ISSUER, 1, a=2) == 1
    assert door.once(ISSUER, "key", 3, b=4) == 2
    assert acts == [(ISSUER, "", (1,), {"a": 2}), (ISSUER, "key", (3,), {"b": 4})]
    ways = (
        lambda: door(READER, 1, a=2),
        lambda: door.once(READER, "key", 3, b=4),
        lambda: door.earlier(READER, Key("key", {})),
    )
    for way in ways:
        with pytest.raises(NotPermitted):
            way()
    assert len(acts) == 2


def test_what_somebody_else_stored_at_the_moment_is_a_conflict(monkeypatch):
    def clash(_given):
        raise IntegrityError("unique")

    door = write_door(monkeypatch, clash)
    with translation.override("en"), pytest.raises(Conflict) as refused:
        door(ISSUER)
    assert refused.value.reason == "Somebody else stored the same at this moment. Look again."
    assert isinstance(refused.value.__cause__, IntegrityError)

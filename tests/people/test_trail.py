"""The trail reads as sentences, in the reader's language, and is open to who may read it."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.platform import trail
from huiyin.platform.actor import SYSTEM
from huiyin.platform.doors import DOORS, WriteDoor
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.terms import SENTENCES


@pytest.fixture
def told(company):
    person = company.person("clerk")
    usecases.transfer_employee(
        company.actor("boss"), employee=person, seen=person.version,
        start=date(2026, 11, 2), unit=company.hotel, post=company.chief,
    )  # fmt: skip
    return company


def latest() -> queries.Told:
    return queries.tell(TrailEntry.objects.order_by("-seq")[:1])[0]


def test_an_entry_is_a_sentence_in_the_readers_language(told):
    with translation.override("zh-hans"):
        assert (latest().who, latest().sentence) == ("高远", "办理了 曾国平 E001 的调动")
    with translation.override("en"):
        assert latest().sentence == "transferred 曾国平 E001"


def test_changes_are_told_with_names_not_numbers(told):
    with translation.override("zh-hans"):
        found = {(change.label, change.before, change.after) for change in latest().changes}
    assert found == {
        ("起", "", "2026-11-02"),
        ("部门", "滨江管理处", "酒店客服中心"),
        ("岗位", "客服管理员", "客户经理"),
        ("层级", "操作层", "管理层"),
    }


def test_a_page_of_entries_costs_one_statement_for_names(told, django_assert_num_queries):
    entries = list(TrailEntry.objects.order_by("-seq")[:40])
    with django_assert_num_queries(1):
        queries.tell(entries)


def test_every_sentence_of_the_room_is_spoken_by_a_door(company):
    doors = {door.name for door in DOORS.values() if isinstance(door, WriteDoor) and door.room == "people"}
    assert set(SENTENCES) == doors


def test_an_act_without_a_sentence_is_still_told(company):
    entry = TrailEntry(
        seq=0, at=TrailEntry.objects.order_by("seq")[0].at, actor_name="x", act="old.act",
        detail='{"subject":"thing","changes":[{"type":"gone.thing","id":"1","verb":"add","before":{},"after":{"a":1}}]}',
    )  # fmt: skip
    assert queries.tell([entry])[0].sentence == "old.act thing"


def test_it_is_open_from_the_top_and_narrowed_below(told):
    assert queries.trail_entries(told.actor("quality")).count() == TrailEntry.objects.count()
    usecases.give_role(
        SYSTEM, account=told.account("supervisor"), role="quality", unit=told.estate, start=date(2026, 1, 1)
    )
    manager, clerk = told.actor("manager"), told.person("guest_clerk")
    usecases.record_unit(manager, code="D1", name="前台", parent=told.estate, business="property")
    usecases.record_leave(
        told.actor("keeper"), employee=clerk, kind="sick", start=date(2026, 5, 4), end=date(2026, 5, 4)
    )
    seen = queries.trail_entries(told.actor("supervisor"))
    assert {entry.actor_name for entry in seen} == {"马丽"}


def test_it_is_searched_by_person_thing_and_act(told, browser):
    client = browser("quality")

    def found(**query: str) -> list[str]:
        return [row["sentence"] for row in client.get("/api/v1/people/trail", query).json()["items"]]

    assert found(who="G001") == ["办理了 曾国平 E001 的调动"]
    assert found(act="people.transfer_employee") == ["办理了 曾国平 E001 的调动"]
    assert found(subject="E001")[0] == "办理了 曾国平 E001 的调动"
    assert found(subject=f"people.unit:{told.hotel.pk}") == ["新增了单位 酒店客服中心"]
    assert found(since="2026-11-24") == []
    assert len(found(until="2026-11-23")) > 10


def test_the_chain_holds_after_all_this(told):
    assert trail.verify()[1] == []

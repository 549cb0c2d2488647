"""Searching cases: two characters find them, each reader those of his units, the newest first."""

import pytest
from django.db import connection

from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.queries import cases, search_cases
from huiyin.rooms.cases.queries.cases import matching
from tests.cases.conftest import Company, take


def found(company: Company, who: str, typed: str, **more: int) -> list[Case]:
    actor = company.actor(who)
    return list(matching(actor, cases(actor), typed, **more).order_by("-id"))


def test_each_reader_finds_the_cases_of_his_units(company: Company) -> None:
    own = take(company, "manager", text="电梯又坏了")
    other = take(company, "keeper", unit=company.hotel, text="电梯太慢")
    assert found(company, "boss", "电梯") == [other, own]
    assert found(company, "supervisor", "电梯") == [own]
    assert search_cases(company.actor("supervisor"), "电梯") == [own]
    assert found(company, "supervisor", "电梯漏水") == []


def test_the_mark_of_a_unit_is_not_typed(company: Company) -> None:
    take(company, text="漏水")
    assert found(company, "boss", f"§{company.estate.pk}") == found(company, "boss", f"{company.estate.pk}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stops by itself")
def test_the_newest_finds_are_those_of_the_reader(company: Company) -> None:
    own = take(company, "manager", text="电梯又坏了")
    others = [take(company, "keeper", unit=company.hotel, text="电梯太慢") for _ in range(3)]
    assert found(company, "supervisor", "电梯", newest=1) == [own]
    assert found(company, "boss", "电梯", newest=1) == others[-1:]

"""Paging by key visits every row once, forwards and backwards, whatever the order."""

import pytest

from huiyin.kernel.errors import Refusal
from huiyin.platform import paging
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import Unit


@pytest.fixture
def units(company):
    for number in range(12):
        usecases.record_unit(SYSTEM, code=f"B{number:02d}", name=f"处{number % 3}", parent=company, business="property")
    return Unit.objects.all()


@pytest.mark.parametrize("order", [("path", "id"), ("-name", "id"), ("name", "-id"), ("-id",)])
@pytest.mark.parametrize("size", [1, 5, 13, 50])
def test_forwards_and_backwards_visit_each_row_once(units, order, size):
    expected = list(units.order_by(*order))
    forwards: list[Unit] = []
    key = ""
    while True:
        page = paging.page(units, order, size=size, after=key)
        forwards += page.rows
        key = page.next_key
        if not key:
            break
    assert forwards == expected
    backwards, key = list(reversed(page.rows)), page.previous_key
    while key:
        page = paging.page(units, order, size=size, before=key)
        backwards += reversed(page.rows)
        key = page.previous_key
    assert list(reversed(backwards)) == expected


@pytest.mark.parametrize("key", ["x", "bm90", "W10", "WzEsMiwzXQ", "WyJcdTAwMDAiXQ"])
def test_a_key_that_was_never_given_is_refused(units, key):
    with pytest.raises(Refusal) as caught:
        paging.page(units, ("id",), size=5, after=key)
    assert caught.value.faults[0].where == "after"


def test_counts_are_capped(units, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 10)
    assert paging.capped_count(units) == (10, True)
    assert paging.capped_count(units.filter(code="HQ")) == (1, False)

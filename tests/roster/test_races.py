"""Two at once, on PostgreSQL: a day is signed off once, a record is read once, the others are told (409)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock
from huiyin.rooms.roster.models import DayLog, DayReview, Reading
from huiyin.rooms.roster.usecases import read_items, review_day
from tests.roster.conftest import NOW, YESTERDAY, Company

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """Do it so many times at once; a Conflict counts as its class."""

    def one(_place: int) -> Any:
        try:
            with clock.fixed(NOW):
                return act()
        except Conflict:
            return Conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_of_eight_readers_and_eight_reviewers_one_each_wins(company: Company, write: Callable[..., DayLog]) -> None:
    row, supervisor = write("log"), company.actor("supervisor")
    given: dict[str, Any] = {"unit": company.estate, "day": YESTERDAY}
    read = at_once(8, lambda: read_items(supervisor, **given, items=f"roster.daylog:{row.pk}"))
    signed = at_once(8, lambda: review_day(supervisor, **given))
    assert (read.count(Conflict), signed.count(Conflict)) == (7, 7)
    assert (Reading.objects.count(), DayReview.objects.count()) == (1, 1)

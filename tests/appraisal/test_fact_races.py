"""Two who draft take the same fact in one instrument at once: one has it, the other meets a conflict (409)."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Entry, FactUse, SheetEdition
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round
from huiyin.rooms.appraisal.usecases.use_facts import refuse_fact, take_fact
from huiyin.rooms.evidence.usecases import record_fact_by_hand, withdraw_fact
from huiyin.rooms.people.models import Employee
from tests.appraisal.test_work_races import DAY, IN_TERM, again, office, one_wins, race

__all__ = ["office"]
pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
]
TIMES = 4


def drafts(office) -> list[SheetEdition]:
    """The week's and the month's inspection of one person: two sheets of one instrument."""
    with clock.fixed(IN_TERM):
        person = Employee.objects.get(number="R1")
        given: dict[str, Any] = {"date": DAY, "unit": office["unit"], "people": [person.pk]}
        made = [
            begin_round(office[who], kind=kind, **given)
            for who, kind in (("first", Kind.WEEK_CHECK), ("second", Kind.MONTH_CHECK))
        ]
        return [one.editions.get() for one in made]


def record(n: int):
    with clock.fixed(IN_TERM):
        person = Employee.objects.get(number="R1")
        given: dict[str, Any] = {
            "kind": "late_arrival",
            "employee": person,
            "on": date(2026, 1, 13),
            "text": f"第 {n} 次迟到",
        }
        return record_fact_by_hand(SYSTEM, **given)


@pytest.mark.clause("P-4.6", "P-4.7a")
def test_of_two_who_take_a_fact_in_one_instrument_one_wins(office):
    week, month = drafts(office)
    for n in range(TIMES):
        fact, rows = record(n), (again(week), again(month))
        ended = race(*(
            partial(take_fact, office[who], edition=row, seen=row.version, fact=fact.pk, item="QA1")
            for who, row in zip(("first", "second"), rows, strict=True)
        ))  # fmt: skip
        assert one_wins(ended), ended
        assert FactUse.objects.filter(fact=fact).count() == Entry.objects.filter(source=fact.pk).count() == 1


def test_of_two_on_one_sheet_and_of_taking_and_refusing_one_wins(office):
    week, month = drafts(office)
    for n in range(TIMES):
        fact, row = record(10 + n), again(week)
        given: dict[str, Any] = {"edition": row, "seen": row.version, "fact": fact.pk, "item": "QA1"}
        assert one_wins(race(*(partial(take_fact, office[who], **given) for who in ("first", "second"))))
        fact, row = record(20 + n), again(week)
        taking = partial(take_fact, office["first"], edition=row, seen=row.version, fact=fact.pk, item="QA1")
        refusing = partial(refuse_fact, office["second"], edition=again(month), fact=fact.pk, reason="已补卡")
        ended = race(taking, refusing)
        assert one_wins(ended), ended
        assert FactUse.objects.filter(fact=fact).count() == 1


def test_of_two_who_withdraw_a_fact_one_wins(office):
    fact = record(99)
    acts = [partial(withdraw_fact, office[who], fact=fact, seen=1, reason="弄错了人") for who in ("manager", "chief")]
    assert one_wins(race(*acts))

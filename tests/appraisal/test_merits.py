"""Awards and sanctions of a year on the forms: from the register, and from sheets where the register has nothing."""

from datetime import UTC, date, datetime

import pytest

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries.forms_content.year import published_run
from huiyin.rooms.appraisal.queries.statistics import statistics
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as L
from huiyin.rooms.appraisal.terms.rulings import RulingState as S
from huiyin.rooms.appraisal.usecases import issue_forms as issue
from huiyin.rooms.appraisal.usecases import move_ruling, propose_ruling
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries.issued import content_of
from tests.appraisal.small_year import YEAR, build, person, publish

pytestmark = pytest.mark.django_db


def rule(number: str, level: L, day: date, points: int = 0) -> Ruling:
    """Take one to its decision on a day, as nobody in particular."""
    with clock.fixed(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        row = propose_ruling.propose_ruling(
            SYSTEM, employee=person(number), level=level, facts=f"{number} 的事实", happened_on=day, points=points,
            clause="第 9 条",
        )  # fmt: skip
        row = move_ruling.hear_person(SYSTEM, ruling=row, seen=1, statement="无异议")
        return move_ruling.decide_ruling(SYSTEM, ruling=row, seen=2, decision="决定")


def forms(units):
    made = issue.issue_year_sheets(SYSTEM, unit=units[""], year=YEAR)
    return {row.about_number: content_of(row) for row in Record.objects.filter(pk__in=made.issued.pks)}


def overview(units):
    made = issue.issue_annual_overview(SYSTEM, unit=units[""], year=YEAR)
    return content_of(Record.objects.get(pk=made.issued.pks[0]))


@pytest.fixture
def units():
    made = build()
    publish()
    return made


@pytest.mark.clause("P-4.9a", "P-4.10b", "P-5.2")
def test_the_years_form_lists_the_register(units):
    award, warning = rule("E0003", L.COMMENDATION, date(2025, 5, 6), 2), rule("E0003", L.WARNING, date(2025, 3, 4))
    rule("E0003", L.WARNING, date(2026, 1, 5))
    assert [(one["date"], one["kind"], one["level"], one["number"]) for one in forms(units)["E0003"]["merits"]] == [
        ("2025-03-04", "处分", "警告", warning.number), ("2025-05-06", "奖励", "嘉奖", award.number),
        ("2025-09-28", "处分", "", ""),
    ]  # fmt: skip


def test_what_a_sheet_says_of_the_same_month_is_not_listed_twice(units):
    rule("E0003", L.WARNING, date(2025, 9, 29))
    merits = forms(units)["E0003"]["merits"]
    assert [(one["level"], one["reason"]) for one in merits] == [("警告", "E0003 的事实")]


def test_what_was_revoked_is_not_listed(units):
    row = rule("E0002", L.WARNING, date(2025, 9, 29))
    assert len(forms(units)["E0002"]["merits"]) == 1
    Ruling.objects.filter(pk=row.pk).update(state=S.REVOKED)
    assert forms(units)["E0002"]["merits"] == []


@pytest.mark.clause("P-4.10b", "P-5.4")
def test_the_overview_and_the_statistics_count_by_level(units):
    for day in (6, 7):
        rule("E0002", L.WARNING, date(2025, 5, day))
    rule("E0004", L.COMMENDATION, date(2025, 8, 5), 1)
    form = overview(units)
    assert form["sanctions"] == [{"level": "警告", "count": 2}, {"level": "严重违规", "count": 1}]
    assert form["awards"] == [{"level": "嘉奖", "count": 3}]
    run = published_run(YEAR)
    assert statistics(SYSTEM, run=run).rulings == {L.COMMENDATION: 1, L.WARNING: 2}
    assert statistics(SYSTEM, run=run, level="managerial").rulings == {L.WARNING: 2}
    assert statistics(SYSTEM, run=run, path=units["酒店客服中心"].path).rulings == {}

"""Settling and publishing a real year: the expected figures, the same bytes again, nothing moves afterwards."""

import copy
from datetime import date
from typing import Any

import pytest
from django.db.models import F

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job, TrailEntry
from huiyin.platform.workbooks import Book
from huiyin.rooms.appraisal import jobs
from huiyin.rooms.appraisal.models import Line, Run, Score, Sheet, Tally
from huiyin.rooms.appraisal.queries import results
from huiyin.rooms.appraisal.queries.settle import settle
from huiyin.rooms.appraisal.queries.years import inputs_digest, lines, ranked_lines, results_of_run, runs
from huiyin.rooms.appraisal.rules.result import result_of, results_digest
from huiyin.rooms.appraisal.terms import RUN_FLOW, RunState
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.publish_year import ask_publication, publish_year
from huiyin.rooms.appraisal.usecases.settle_year import ask_settlement, settle_year
from huiyin.rooms.people.models import Employee
from huiyin.rooms.people.usecases import transfer_employee
from tests.appraisal.conftest import BOOK, COLLEAGUE, EXPECTED, OWN, quiet

pytestmark = pytest.mark.django_db


@pytest.mark.clause("P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ", "P-4.9d", "P-4.9e")
def test_a_run_holds_the_expected_figures_of_everybody(settled, department):
    assert results(department.actor("boss"), year=2025) == EXPECTED
    assert results_of_run(department.actor("boss"), run=settled.pk) == EXPECTED
    assert settled.people == len(EXPECTED) == 60


def test_settling_again_proves_the_figures_and_returns_the_same_run(settled, department):
    again = settle_year(department.actor("boss"), year=2025)
    assert again == settled
    assert Run.objects.count() == 1
    entry = TrailEntry.objects.order_by("-seq")[0]
    assert entry.act == "appraisal.settle_year"
    assert '"same":true' in entry.detail


def test_a_published_year_settles_to_identical_bytes(settled, department):
    boss = department.actor("boss")
    published = publish_year(boss, run=settled)
    before = canon.canonical([result_of(line) for line in published.lines.order_by("number")])
    again = settle_year(boss, year=2025)
    live = canon.canonical([result_of(line) for line in settle(2025)])
    assert (again.pk, again.results, again.inputs) == (settled.pk, settled.results, settled.inputs)
    assert live == before
    assert results_digest(settle(2025)) == published.results


def test_a_publication_keeps_who_when_and_where_the_trail_stood(settled, department):
    published = publish_year(department.actor("boss"), run=settled)
    assert (published.state, published.published_by) == (RunState.PUBLISHED, "boss")
    anchor = TrailEntry.objects.get(seq=published.trail_seq)
    assert anchor.digest == published.trail_digest
    assert TrailEntry.objects.order_by("-seq")[0].act == "appraisal.publish_year"


def test_a_year_is_published_once(settled, department):
    boss = department.actor("boss")
    publish_year(boss, run=settled)
    with pytest.raises(Conflict):
        publish_year(boss, run=Run.objects.get(pk=settled.pk))
    with pytest.raises(Conflict):
        ask_publication(boss, run=Run.objects.get(pk=settled.pk), seen=1)


def test_a_publication_is_refused_when_somebody_moved_since_and_names_the_move(settled, department):
    person = Employee.objects.get(number=COLLEAGUE)
    transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2025, 6, 1), unit=department.other, post=person.post
    )
    with pytest.raises(Conflict) as refused:
        publish_year(department.actor("boss"), run=settled)
    assert person.name in refused.value.reason
    assert Run.objects.get(pk=settled.pk).state == RunState.SETTLED


def test_what_happens_after_the_year_does_not_touch_it(settled, department):
    person = Employee.objects.get(number=COLLEAGUE)
    transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 1, 5), unit=department.other, post=person.post
    )
    assert inputs_digest(2025) == settled.inputs
    assert publish_year(department.actor("boss"), run=settled).state == RunState.PUBLISHED


def test_a_changed_sheet_makes_another_run(settled, department):
    Sheet.objects.filter(employee__number=OWN, kind=5).update(fingerprint="0" * 32)
    assert inputs_digest(2025) != settled.inputs
    with pytest.raises(Conflict):
        publish_year(department.actor("boss"), run=settled)
    again = settle_year(department.actor("boss"), year=2025)
    assert again.pk != settled.pk
    assert (again.results, Run.objects.count()) == (settled.results, 2)


@pytest.mark.parametrize("field", ["base", "bonus"])
def test_a_score_that_the_deductions_do_not_give_keeps_a_year_from_being_published(settled, department, field):
    Score.objects.filter(sheet__employee__number=OWN, kind=4, month=3).update(**{field: F(field) + 100})
    with pytest.raises(Refusal, match="1 "):
        publish_year(department.actor("boss"), run=settled)


def test_a_line_that_was_edited_keeps_a_year_from_being_published(settled, department):
    Line.objects.filter(run=settled, number=OWN).update(total=9999)
    with pytest.raises(Refusal):
        publish_year(department.actor("boss"), run=settled)


class Changed:
    """The imported workbook with one deduction more."""

    def __init__(self):
        self.book = Book(BOOK)
        self.names = self.book.names

    def rows(self, name):
        yield from self.book.rows(name)
        if name == "扣分明细":
            yield ["K2025000222", "思想道德", "DA1", 2.0, "补记", ""]


def test_a_published_year_refuses_another_import(settled, department):
    boss = department.actor("boss")
    publish_year(boss, run=settled)
    import_sheets(boss, Book(BOOK))  # nothing in it is new, so nothing is refused
    with pytest.raises(Refusal) as refused:
        import_sheets(boss, Changed())
    assert "2025" in refused.value.faults[0].reason
    assert inputs_digest(2025) == settled.inputs


def test_an_open_year_takes_the_same_import(settled, department):
    import_sheets(department.actor("boss"), Changed())
    assert inputs_digest(2025) != settled.inputs


def test_only_who_covers_the_whole_company_settles_a_year(imported, department):
    with pytest.raises(Refusal):
        settle_year(department.actor("manager"), year=2025)
    with pytest.raises(NotPermitted):
        settle_year(department.actor("supervisor"), year=2025)
    with pytest.raises(NotPermitted):
        ask_settlement(department.actor("quality"), year=2025)
    with pytest.raises(NotPermitted):
        publish_year(department.actor("manager"), run=Run(year=2025))


def test_a_year_without_anybody_is_refused(imported, department):
    with pytest.raises(Refusal):
        settle_year(department.actor("boss"), year=1999)
    with pytest.raises(Refusal):
        settle_year(department.actor("boss"), year=2001)


@pytest.mark.clause("P-1.0b")
def test_employees_see_a_year_once_it_is_published_and_themselves_alone(settled, department):
    employee, supervisor = department.actor("employee"), department.actor("supervisor")
    assert not runs(employee).exists()
    with pytest.raises(NotVisible):
        results(employee, year=2025)
    assert runs(supervisor).count() == 1
    publish_year(department.actor("boss"), run=settled)
    assert [line["employee_no"] for line in results(employee, year=2025)] == [OWN]
    units = set(lines(supervisor, run=settled.pk).values_list("unit__name", flat=True))
    assert units == {department.unit.name}


def test_the_ranked_lines_put_who_has_no_rank_last(settled, department):
    rows: Any = ranked_lines(department.actor("boss"), run=settled.pk)
    places = list(rows.order_by("place").values_list("rank", flat=True))
    assert places[-1] is None
    assert places[0] == 1


def test_the_jobs_settle_and_publish_and_lead_to_the_results(imported, department):
    boss = department.actor("boss")
    work = ask_settlement(boss, year=2025)
    assert Job.objects.get(pk=work.pk).args == {"year": 2025}
    made = jobs.settle_year(boss, quiet, key="job:1", year=2025)
    assert jobs.settle_year(boss, quiet, key="job:1", year=2025) == made
    run = Run.objects.get(pk=made["run"])
    asked = ask_publication(boss, run=run, seen=run.version)
    done = jobs.publish_year(boss, quiet, key="job:2", **asked.args)
    assert done == made
    assert jobs.publish_year(boss, quiet, key="job:2", **asked.args) == made
    assert Run.objects.get(pk=run.pk).state == RunState.PUBLISHED


def test_a_stale_button_does_not_publish(settled, department):
    with pytest.raises(Conflict):
        ask_publication(department.actor("boss"), run=settled, seen=settled.version + 1)


def test_the_tallies_count_what_the_sheets_hold(settled):
    months = {tally.key: 0 for tally in Tally.objects.filter(run=settled, topic="month")}
    for tally in Tally.objects.filter(run=settled, topic="month"):
        months[tally.key] += tally.count
    assert sum(months.values()) == Score.objects.filter(year=2025, kind=4).count()
    assert set(months) == {f"2025-{month:02d}" for month in range(1, 13)}
    points = sum(tally.points for tally in Tally.objects.filter(run=settled, topic="dimension"))
    assert points == sum(Score.objects.filter(year=2025, kind=4).values_list("base", flat=True))


def test_every_state_and_move_of_a_run():
    for state in RunState.values:
        for name, move in RUN_FLOW.moves.items():
            if state in move.sources:
                assert RUN_FLOW.target(name, state) == move.target
            else:
                with pytest.raises(Conflict):
                    RUN_FLOW.target(name, state)


def test_the_digest_of_results_does_not_depend_on_their_order(settled):
    kept = list(settled.lines.order_by("-number"))
    assert results_digest(kept) == settled.results
    other = copy.copy(kept)
    other[0].total = (other[0].total or 0) + 1
    assert results_digest(other) != settled.results

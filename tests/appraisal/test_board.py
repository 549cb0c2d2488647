"""The board: every figure opens to its people, who owes is named, leave is exempt, and the cost does not grow."""

from collections import Counter
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.db.models import Count, Sum

from huiyin.platform import clock
from huiyin.rooms.appraisal.models import Deduction, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.board import board, owed
from huiyin.rooms.appraisal.queries.waiting import weeks_undone
from huiyin.rooms.appraisal.rules.board import Answerable, Term, month_of, terms_of_month
from huiyin.rooms.appraisal.terms import UNDONE, EditionState, Kind, Progress
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import submit_round
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds
from huiyin.rooms.people.models import Appraiser, Employee, Leave
from tests.appraisal.conftest import OWN, found_in
from tests.appraisal.test_pages_sheets import text

pytestmark = pytest.mark.django_db
WEEK = Term.of(Kind.WEEK_CHECK, "2026-W03")


def items(client, path, **query):
    answer = client.get(f"/api/v1/appraisal/{path}?{urlencode(query)}")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def begin(department, kind=Kind.WEEK_CHECK, period="2026-W03"):
    return generate_rounds(department.actor("supervisor"), kind=kind, period=period, unit=department.unit)


def test_each_week_stands_on_the_board_of_one_month():
    seen = Counter(
        term.period
        for year in (2024, 2025, 2026)
        for month in range(1, 13)
        for term in terms_of_month(f"{year}-{month:02d}")
        if term.kind == Kind.WEEK_CHECK
    )
    assert set(seen.values()) == {1}
    assert len(seen) == 52 + 52 + 53
    assert all(month_of(term) == "2026-01" and term.due >= term.frame.start for term in terms_of_month("2026-01"))


@pytest.mark.clause("P-2.0", "P-4.5.2a")
def test_the_board_follows_a_sheet_from_missing_to_closed(department):
    manager = department.actor("manager")

    def counts():
        return dict(board(manager, month="2026-01").totals[WEEK].counts)

    everybody = counts()[Progress.MISSING]
    made = begin(department)
    assert counts() == {Progress.DRAFT: everybody}
    submit_round(department.actor("supervisor"), round=made, seen=made.version)
    assert counts() == {Progress.WAITING: everybody}
    edition = made.editions.get(employee__number=OWN)
    people = department.client("manager").get("/appraisal/board/owed?kind=1&period=2026-W03&state=waiting")
    assert f'href="/appraisal/editions/{edition.pk}"' in people.content.decode()
    confirm_sheet(manager, edition=edition, seen=edition.version)
    assert counts() == {Progress.WAITING: everybody - 1, Progress.SHOWN: 1}
    made.editions.filter(pk=edition.pk).update(state=EditionState.DISPUTED)
    assert counts()[Progress.DISPUTED] == 1
    made.editions.filter(pk=edition.pk).update(state=EditionState.CLOSED)
    assert counts()[Progress.CLOSED] == 1
    cell = board(manager, month="2026-01").totals[WEEK]
    assert (cell.owed, cell.undone, cell.late) == (everybody, everybody - 1, True)


def test_a_correction_leaves_the_sheet_where_it_stands(department):
    made = begin(department)
    edition = made.editions.first()
    made.editions.filter(pk=edition.pk).update(state=EditionState.CLOSED)
    edition.pk, edition.edition, edition.state = None, 2, EditionState.DRAFT
    edition.save()
    totals = board(department.actor("manager"), month="2026-01").totals[WEEK]
    assert totals.counts[Progress.CLOSED] == 1


def test_leave_is_exempt_and_shown_as_such(department):
    person = Employee.objects.get(number=OWN)
    Leave.objects.create(employee=person, kind="sick", start=date(2026, 1, 12), end=date(2026, 1, 18))
    rows = owed(department.actor("manager"), kind=Kind.WEEK_CHECK, period="2026-W03", states=[Progress.EXEMPT])
    assert [(row.number, row.late, row.by) for row in rows] == [(OWN, False, "")]
    cell = board(department.actor("manager"), month="2026-01").totals[WEEK]
    assert cell.counts[Progress.EXEMPT] == 1
    assert cell.owed == sum(cell.counts.values()) - 1


@pytest.mark.clause("P-4.1a", "P-4.1b", "P-4.5.2a")
@pytest.mark.parametrize(
    ("kind", "period", "due"),
    [
        (Kind.WEEK_CHECK, "2026-W03", date(2026, 1, 18)), (Kind.MONTH_CHECK, "2026-01", date(2026, 1, 31)),
        (Kind.MONTH, "2025-12", date(2026, 1, 5)), (Kind.YEAR, "2025", date(2026, 1, 31)),
    ],
)  # fmt: skip
def test_a_figure_is_red_from_the_day_after_its_term(department, kind, period, due):
    Sheet.objects.filter(kind=kind, period=period, employee__number=OWN).update(kind=Kind.SPOT_CHECK)
    for day, late in ((due, False), (date.fromordinal(due.toordinal() + 1), True)):
        with clock.fixed(datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)):
            rows = owed(department.actor("manager"), kind=kind, period=period, states=list(UNDONE))
            assert OWN in {row.number for row in rows}
            assert {(row.due, row.late) for row in rows} == {(due, late)}


def test_who_answers_for_a_sheet():
    """Unit 3 lies below 2 below 1. The 主管 drafts; the 客户经理 confirms; nobody answers for his own sheet."""
    answers = Answerable(
        appraisers={2: (20, "经理"), 1: (10, "总监")},
        supervisors={3: [(30, "主管"), (None, "外聘主管")]},
        chiefs={1: [(None, "总经理")]},
    )
    way = [3, 2, 1]

    def by(kind, state, person, drafter=None):
        return answers.owes(way, kind, state, person, drafter)

    assert by(Kind.WEEK_CHECK, Progress.MISSING, 99) == "主管、外聘主管"
    assert by(Kind.WEEK_CHECK, Progress.MISSING, 30) == "外聘主管"
    assert by(Kind.MONTH, Progress.MISSING, 99) == "经理"
    assert by(Kind.MONTH, Progress.DRAFT, 99) == "主管、外聘主管"
    assert by(Kind.MONTH, Progress.WAITING, 99, 30) == "经理"
    assert by(Kind.WEEK_CHECK, Progress.WAITING, 99, 20) == "总监"
    assert by(Kind.MONTH, Progress.MISSING, 20) == "总监"
    assert by(Kind.MONTH, Progress.CLOSED, 99) == ""
    assert answers.owes([1], Kind.MONTH, Progress.MISSING, 10, None) == "总经理"
    assert Answerable({}, {}, {}).owes(way, Kind.MONTH, Progress.MISSING, 99, None) == ""


@pytest.mark.clause("P-3.1", "P-4.1a")
def test_a_missing_sheet_is_flagged_against_who_owes_it(department):
    head = Employee.objects.get(number="E0008")
    Appraiser.objects.create(unit=department.unit, employee=head, start=date(2025, 1, 1))
    rows = owed(department.actor("manager"), kind=Kind.MONTH, period="2026-01")
    assert {row.by for row in rows if row.number != head.number} == {head.name}
    assert {row.by for row in rows if row.number == head.number} == {"boss"}
    weekly = owed(department.actor("manager"), kind=Kind.WEEK_CHECK, period="2026-W03")
    assert {row.by for row in weekly} == {"supervisor"}


def test_every_figure_opens_to_as_many_people(department, boss):
    begin(department)
    total = 0
    for row in items(boss, "board", month="2026-01"):
        unit = department.unit.pk if row["unit"] == department.unit.name else None
        for state in Progress:
            if unit:
                asked = {"kind": row["kind"], "period": row["period"], "unit": unit, "state": state.value}
                assert len(items(boss, "owed", **asked)) == row[state.value]
                total += row[state.value]
    assert total > 50


def test_a_supervisor_sees_his_units_alone(department):
    seen = items(department.client("supervisor"), "board", month="2026-01")
    assert {row["unit"] for row in seen} == {department.unit.name}
    everything = items(department.client("boss"), "board", month="2026-01")
    assert len({row["unit"] for row in everything}) > 3


def test_the_page_shows_the_matrix_and_begins_what_is_missing(department):
    client = department.client("supervisor")
    shown = client.get("/appraisal/board?month=2026-01").content.decode()
    assert "W03" in shown
    key = found_in(r'name="idempotency_key" value="([^"]+)"', shown)
    sent = {"kind": "1", "period": "2026-W03", "unit": department.unit.pk, "idempotency_key": key}
    for _twice in range(2):
        assert client.post("/appraisal/board/generate", sent).headers["Location"] == "/appraisal/board?month=2026-01"
    assert SheetEdition.objects.filter(period="2026-W03").values("round").distinct().count() == 1
    refused = client.post("/appraisal/board/generate", sent | {"idempotency_key": "another"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "x"}], ids=str
)  # fmt: skip
def test_a_month_that_is_none_is_refused(boss, query):
    assert boss.get(f"/appraisal/board?{urlencode(query)}").status_code == 422
    assert boss.get(f"/api/v1/appraisal/board?{urlencode(query)}").status_code == 422


@pytest.mark.parametrize(
    ("kind", "period"), [(1, "2026-W54"), (1, "2026-01"), (4, "2026-W03"), (5, "2026-01"), (3, "2026-01")]
)
def test_a_period_that_is_none_is_refused(boss, kind, period):
    assert boss.get(f"/api/v1/appraisal/owed?kind={kind}&period={period}").status_code == 422


def test_the_board_and_its_people_come_as_csv_and_xlsx(boss):
    for path in ("board?month=2026-01", "board/owed?kind=1&period=2026-W03", "others?year=2025", "others/texts?"):
        lines = b"".join(boss.get(f"/appraisal/{path}&format=csv").streaming_content).decode().splitlines()
        assert len(lines) > 10, path
        book = boss.get(f"/appraisal/{path}&format=xlsx")
        assert b"".join(book.streaming_content).startswith(b"PK")


def test_long_lists_are_shown_page_by_page(boss):
    first = boss.get("/appraisal/board/owed?kind=1&period=2026-W03")
    second = boss.get("/appraisal/board/owed?kind=1&period=2026-W03&start=50")
    people = [row["number"] for row in items(boss, "owed", kind=1, period="2026-W03")]
    by_unit = boss.get("/api/v1/appraisal/owed?kind=1&period=2026-W03&start=50").json()["items"]
    assert "start=50" in first.content.decode()
    assert by_unit[0]["number"] == people[50]
    assert people[49] in text(first)
    assert people[50] in text(second)
    assert people[50] not in text(first)


def test_home_says_how_many_of_the_week_are_not_done(department):
    """The figure of the first page is the board's."""
    supervisor = department.actor("supervisor")
    last, this = weeks_undone(supervisor, day=clock.today())
    for week in (last, this):
        cell = board(supervisor, month="2026-01").totals[Term.of(Kind.WEEK_CHECK, week.period)]
        assert (week.owed, week.undone) == (cell.owed, cell.undone)
    assert last.undone > 0
    shown = text(department.client("supervisor").get("/"))
    assert f"{this.undone}/{this.owed}" in shown


@pytest.mark.clause("P-4.8")
def test_the_use_of_other_is_counted_by_unit_evaluator_and_month(department, boss):
    truth = Deduction.objects.filter(section__is_other=True, sheet__date__year=2025)
    whole = truth.aggregate(n=Count("pk"), cost=Sum("points"))
    rows = items(boss, "other-use", year=2025)
    assert sum(row["count"] for row in rows) == whole["n"] > 5
    assert sum(round(float(row["points"]) * 100) for row in rows) == whole["cost"]
    assert len({(row["unit"], row["evaluator"], row["month"]) for row in rows}) == len(rows)
    row = rows[0]
    texts = items(boss, "others", month=row["month"], evaluator=row["evaluator_no"] or row["evaluator"])
    assert len([one for one in texts if one["unit"] == row["unit"]]) == row["count"]
    assert all(one["fact"] for one in texts)
    assert len(items(department.client("supervisor"), "other-use", year=2025)) < len(rows)

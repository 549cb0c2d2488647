"""Which sheets a month owes, on which day and to whom; the terms and parties of an objection; the year at hand."""

from datetime import date

import pytest

from huiyin.kernel.period import FOREVER, Span
from huiyin.rooms.appraisal.rules import board, objections, year_end
from huiyin.rooms.appraisal.rules.board import Answerable, Term
from huiyin.rooms.appraisal.rules.objections import Party, Standing
from huiyin.rooms.appraisal.terms import EditionState, Kind, ObjectionState, Progress

MARCH = Span(date(2025, 3, 1), date(2025, 3, 31))
EMPLOYED = Span(date(2020, 1, 1), FOREVER)


def test_a_term_has_its_days_and_its_last_one():
    assert Term.of(Kind.WEEK_CHECK, "2025-W10") == Term(
        Kind.WEEK_CHECK, "2025-W10", Span(date(2025, 3, 3), date(2025, 3, 9)), date(2025, 3, 9)
    )
    assert Term.of(Kind.MONTH, "2025-03") == Term(Kind.MONTH, "2025-03", MARCH, date(2025, 4, 5))


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        (Term.of(Kind.WEEK_CHECK, "2025-W10"), date(2025, 3, 3), date(2025, 3, 9)),
        (Term.of(Kind.MONTH_CHECK, "2025-03"), date(2025, 3, 1), date(2025, 3, 31)),
        (Term.of(Kind.MONTH, "2025-03"), date(2025, 3, 1), date(2025, 4, 5)),
        (Term.of(Kind.YEAR, "2025"), date(2025, 12, 1), date(2026, 1, 31)),
    ],
    ids=["week", "check", "month", "year"],
)
def test_a_sheet_is_begun_from_its_first_day_on_and_over_after_its_last(term, first, last):
    day = date.resolution
    assert [term.has_begun(first - day), term.has_begun(first), term.has_begun(last)] == [False, True, True]
    assert [term.is_over(first), term.is_over(last), term.is_over(last + day)] == [False, False, True]


def test_the_month_before():
    assert board.month_before(date(2025, 3, 31)) == "2025-02"
    assert board.month_before(date(2025, 1, 1)) == "2024-12"


@pytest.mark.parametrize(
    ("kind", "period", "month"),
    [
        # The week from 31 March to 6 April has its Thursday on 3 April; that from 24 February on 27 February.
        (Kind.WEEK_CHECK, "2025-W14", "2025-04"),
        (Kind.WEEK_CHECK, "2025-W09", "2025-02"),
        # From 28 April to 4 May: the Thursday is 1 May.
        (Kind.WEEK_CHECK, "2025-W18", "2025-05"),
        (Kind.WEEK_CHECK, "2025-W05", "2025-01"),
        (Kind.MONTH_CHECK, "2025-03", "2025-03"), (Kind.MONTH, "2025-03", "2025-03"), (Kind.YEAR, "2025", "2025-01"),
    ],
)  # fmt: skip
def test_a_week_stands_on_the_board_of_its_thursday(kind, period, month):
    assert board.month_of(Term.of(kind, period)) == month


def test_a_month_owes_the_weeks_of_its_thursdays_a_check_and_an_appraisal():
    terms = board.terms_of_month("2025-05")
    assert [(term.kind, term.period) for term in terms] == [
        *((Kind.WEEK_CHECK, f"2025-W{week}") for week in (18, 19, 20, 21, 22)),
        (Kind.MONTH_CHECK, "2025-05"), (Kind.MONTH, "2025-05"),
    ]  # fmt: skip
    assert all(term == Term.of(term.kind, term.period) for term in terms)
    december = [term.period for term in board.terms_of_month("2025-12")]
    assert december == ["2025-W49", "2025-W50", "2025-W51", "2025-W52", "2025-12", "2025-12"]


def test_a_year_owes_twelve_months_and_its_end():
    terms = board.terms_of_year(2025)
    assert [(term.kind, term.period) for term in terms] == [
        *((Kind.MONTH, f"2025-{month:02d}") for month in range(1, 13)), (Kind.YEAR, "2025"),
    ]  # fmt: skip
    assert board.frame_of(terms) == Span(date(2025, 1, 1), date(2025, 12, 31))
    assert board.terms_of_year(999)[0].period == "0999-01"


def test_the_frame_of_terms_reaches_from_the_first_day_to_the_last():
    weeks = [Term.of(Kind.WEEK_CHECK, f"2025-W{week}") for week in (11, 10, 12)]
    assert board.frame_of(weeks) == Span(date(2025, 3, 3), date(2025, 3, 23))


@pytest.mark.parametrize(
    ("spans", "today", "day"),
    [
        ([EMPLOYED], date(2025, 2, 28), None),
        ([EMPLOYED], date(2025, 3, 1), date(2025, 3, 1)),
        ([EMPLOYED], date(2025, 3, 12), date(2025, 3, 12)),
        ([EMPLOYED], date(2025, 4, 30), date(2025, 3, 31)),
        ([Span(date(2020, 1, 1), date(2025, 3, 10))], date(2025, 3, 12), date(2025, 3, 10)),
        ([Span(date(2020, 1, 1), date(2025, 2, 10))], date(2025, 3, 12), None),
        ([Span(date(2025, 3, 13), FOREVER)], date(2025, 3, 12), None),
        (
            [Span(date(2020, 1, 1), date(2025, 3, 4)), Span(date(2025, 3, 8), date(2025, 3, 9))],
            date(2025, 3, 12),
            date(2025, 3, 9),
        ),
    ],
)
def test_a_sheet_bears_the_last_day_of_the_period_on_which_the_person_is_employed(spans, today, day):
    assert board.sheet_day(spans, MARCH, today) == day


@pytest.mark.clause("P-2.0")
def test_a_person_owes_a_sheet_is_exempt_by_leave_or_neither():
    week = Term.of(Kind.WEEK_CHECK, "2025-W10")
    away = [week.frame]
    assert board.standing_of(week, [EMPLOYED], []) == Progress.MISSING
    assert board.standing_of(week, [EMPLOYED], [Span(week.frame.start, date(2025, 3, 6))]) == Progress.MISSING
    assert board.standing_of(week, [EMPLOYED], away) == Progress.EXEMPT
    assert board.standing_of(week, [], away) is None
    assert board.standing_of(week, [], []) is None
    spot = Term.of(Kind.SPOT_CHECK, "2025-03")
    assert board.standing_of(spot, [EMPLOYED], []) is None


# Unit 3 lies below unit 2 and this below unit 1.
WAY = [3, 2, 1]
STAFF = Answerable(
    {3: (30, "经理甲"), 1: (10, "经理乙")},
    {3: [(33, "主管甲"), (34, "主管乙"), (33, "主管甲")], 2: [(None, "代管")]},
    {2: [(99, "副总")], 1: [(90, "总经理")]},
)


def owed(kind=Kind.MONTH, state=Progress.MISSING, *, person=7, drafter=None, hands="", way=WAY, staff=STAFF):
    return staff.owes(way, kind, state, person, drafter, hands=hands)


@pytest.mark.clause("P-3.2", "P-4.1a")
def test_who_has_to_act_next():
    assert owed(Kind.WEEK_CHECK) == owed(Kind.MONTH_CHECK) == owed(Kind.SPOT_CHECK) == "主管甲、主管乙"
    assert owed(Kind.MONTH) == owed(Kind.YEAR) == "经理甲"
    for kind in (Kind.WEEK_CHECK, Kind.MONTH, Kind.YEAR):
        assert owed(kind, Progress.DRAFT) == "主管甲、主管乙"
        assert owed(kind, Progress.WAITING) == "经理甲"
        for done in (Progress.SHOWN, Progress.CLOSED, Progress.DISPUTED, Progress.EXEMPT):
            assert owed(kind, done) == ""


@pytest.mark.clause("P-3.2")
def test_nobody_answers_for_his_own_sheet_nor_confirms_what_he_wrote():
    assert owed(Kind.WEEK_CHECK, person=33) == "主管乙"
    assert owed(person=30) == "经理乙"
    waiting = {"state": Progress.WAITING}
    assert owed(**waiting, drafter=30) == "经理乙"
    assert owed(**waiting, hands="/30/") == "经理乙"
    assert owed(**waiting, hands="/30/10/") == "副总"
    assert owed(**waiting, drafter=10, person=30) == "副总"
    # Who wrote on a sheet that is not waiting yet hinders nobody.
    assert owed(drafter=30, hands="/30/") == "经理甲"


def test_where_a_unit_has_nobody_the_next_one_up_the_way_answers():
    assert owed(Kind.WEEK_CHECK, way=[2, 1]) == "代管"
    assert owed(Kind.WEEK_CHECK, way=[1]) == "经理乙"
    assert owed(way=[2, 1]) == "经理乙"
    assert owed(way=[5]) == ""
    only_chief = Answerable({1: (90, "总经理")}, {}, {1: [(90, "总经理")]})
    assert owed(person=90, way=[1], staff=only_chief) == ""
    assert (
        owed(Kind.WEEK_CHECK, person=33, staff=Answerable({}, {3: [(33, "主管甲")], 2: [(None, "代管")]}, {})) == "代管"
    )


# Objections


def test_the_terms_of_an_objection():
    assert objections.decide_by(date(2025, 3, 3)) == date(2025, 3, 13)


def test_open_objections_come_first_by_their_day_and_then_what_is_over_newest_first():
    day = date.resolution
    today = date(2025, 3, 3)
    order = [
        objections.urgency(today, None),
        objections.urgency(today + day, None),
        objections.urgency(date.max, None),
        objections.urgency(date.min, date.max),
        objections.urgency(today, today + day),
        objections.urgency(today + day, today),
    ]
    assert order == sorted(order)
    assert order[0] == today.toordinal()
    assert order[4] == 10_000_000 - (today + day).toordinal()


@pytest.mark.parametrize(("days", "tone"), [(-1, "bad"), (0, "soon"), (2, "soon"), (3, "")])
def test_an_objection_looks_late_due_soon_or_in_time(days, tone):
    today = date(2025, 3, 3)
    assert objections.tone(today + days * date.resolution, today) == tone


@pytest.mark.parametrize(
    ("employee", "name", "party"),
    [
        (7, "", True),
        (8, "张三", False),
        (None, "张三", True),
        (None, "王五", True),
        (None, "", False),
        (9, "王五", True),
        (9, "李四", False),
        (9, "", False),
    ],
)
def test_a_party_is_known_by_his_row_where_both_have_one_else_by_name(employee, name, party):
    parties = [Party(7, "张三"), Party(None, "王五"), Party(None, "")]
    assert objections.is_party(parties, employee, name) is party
    assert objections.is_party([], employee, name) is False


RAISED, INQUIRY = ObjectionState.RAISED, ObjectionState.INQUIRY


@pytest.mark.parametrize(
    ("state", "standing", "inquired", "acts"),
    [
        (RAISED, Standing(own=True), False, {"withdraw"}),
        (INQUIRY, Standing(own=True), False, {"withdraw", "answer"}),
        (RAISED, Standing(appraised=True), False, set()),
        (INQUIRY, Standing(appraised=True), False, {"opinion"}),
        (INQUIRY, Standing(appraised=True, own=True), False, {"withdraw", "answer"}),
        (RAISED, Standing(decides=True, independent=True), True, {"accept"}),
        (INQUIRY, Standing(decides=True, independent=True), False, {"record"}),
        (INQUIRY, Standing(decides=True, independent=True), True, {"record", "decide"}),
        (INQUIRY, Standing(decides=True), True, set()),
        (INQUIRY, Standing(independent=True), True, set()),
        (INQUIRY, Standing(own=True, decides=True, independent=True), True, {"withdraw", "answer"}),
        (INQUIRY, Standing(), True, set()),
    ],
    ids=range(12),
)
def test_what_is_open_to_whom(state, standing, inquired, acts):
    assert objections.possible(state, standing, inquired=inquired) == acts


def test_nothing_is_open_once_an_objection_is_over():
    everything = Standing(own=True, appraised=True, decides=True, independent=True)
    others = set(ObjectionState) - {RAISED, INQUIRY}
    assert others
    assert all(objections.possible(state, everything, inquired=True) == frozenset() for state in others)


@pytest.mark.parametrize(
    ("points", "serious", "may"),
    [
        (50, False, True),
        (49, False, False),
        (99, False, True),
        (100, False, False),
        (200, True, True),
        (201, True, False),
        (49, True, False),
        (100, True, True),
    ],
)
def test_a_decision_may_only_lower_what_a_deduction_costs_within_the_range(points, serious, may):
    assert objections.may_cost(points, old=100, serious=serious, least=50, most=200) is may


def test_where_a_sheet_stands_after_an_objection():
    assert objections.settled_state(still_open=True, over=True) == EditionState.DISPUTED
    assert objections.settled_state(still_open=False, over=True) == EditionState.CLOSED
    assert objections.settled_state(still_open=False, over=False) == EditionState.READ


@pytest.mark.parametrize(
    ("decided", "overturned", "alarming"), [(2, 2, False), (3, 1, True), (10, 3, False), (10, 4, True), (3, 0, False)]
)
def test_more_than_three_in_ten_of_three_or_more_are_alarming(decided, overturned, alarming):
    assert objections.is_alarming(decided, overturned) is alarming


# The year's end


def test_the_year_at_hand_turns_in_october():
    assert [year_end.year_at_hand(date(2025, month, 1)) for month in (9, 10, 12)] == [2024, 2025, 2025]
    assert year_end.year_at_hand(date(2025, 9, 30)) == 2024
    assert year_end.summary_opens(2025) == date(2025, 12, 1)
    assert year_end.first_day_after(2025) == date(2026, 1, 1)

"""What may be written on a sheet, whose sheet is due, who confirms it, and until when: plain values, no database."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.period import FOREVER, Span, days_of
from huiyin.rooms.appraisal.rules.work import (
    EntryDraft,
    FormRules,
    ItemRule,
    SectionRule,
    draw,
    due_on,
    hand_of,
    is_due,
    item_of,
    judge,
    number_of,
    occurrence_of,
    period_span,
    usual_section,
    who_confirms,
    with_hand,
    workdays,
)
from huiyin.rooms.appraisal.terms import Kind

DAY = date(2026, 1, 14)
MONTH = Span(date(2026, 1, 1), date(2026, 1, 31))
SECTIONS = {
    "工作效率": SectionRule(1, "工作效率", 1000, is_other=False),
    "工作出勤": SectionRule(2, "工作出勤", 800, is_other=False),
    "回访": SectionRule(3, "回访", 1000, is_other=False),
    "其它": SectionRule(9, "其它", 0, is_other=True),
}
ITEMS = {
    "JA3": ItemRule("JA3", "回访逾期", "工作效率", "巡访、回访", 200, 200),
    "QA1": ItemRule("QA1", "迟到", "工作出勤", "", 50, 100),
    "XX1": ItemRule("XX1", "其它", "其它", "", 50, 500),
    "JD1": ItemRule("JD1", "未列明", "其它成绩", "", 50, 200),
}
ON_MONTH = FormRules(Kind.MONTH, SECTIONS, ITEMS, 500, MONTH)
ON_CHECK = replace(ON_MONTH, kind=Kind.WEEK_CHECK)


def entry(item="JA3", fact="回访晚了一天", day=DAY, **more):
    return EntryDraft(item, fact, day, **({"evidence": "回访单"} | more))


def only(rules, *drafts):
    found = judge(rules, drafts)
    return [(one.section, one.points) for one in found.written], [fault[:3] for fault in found.faults]


def test_an_appraisal_takes_the_items_own_section_whatever_is_named():
    assert only(ON_MONTH, entry(section="回访")) == ([(1, 200)], [])


def test_an_inspection_takes_the_named_section_else_the_first_usual_one_of_the_form():
    assert only(ON_CHECK, entry()) == ([(3, 200)], [])
    assert only(ON_CHECK, entry(section="工作出勤")) == ([(2, 200)], [])
    assert only(ON_CHECK, entry("QA1", points=50)) == ([], [(0, "section", "no_section")])
    assert only(ON_CHECK, entry(section="没有")) == ([], [(0, "section", "no_section")])


def test_the_column_other_takes_its_item_on_every_form():
    assert only(ON_CHECK, entry("XX1", points=100, section="回访")) == ([(9, 100)], [])
    assert only(ON_MONTH, entry("XX1", points=100)) == ([(9, 100)], [])


@pytest.mark.parametrize(
    ("points", "good"), [(49, False), (50, True), (99, True), (100, True), (101, False), (0, False)]
)
def test_points_lie_within_the_items_range(points, good):
    written, faults = only(ON_MONTH, entry("QA1", points=points))
    assert (written, faults) == (([(2, points)], []) if good else ([], [(0, "points", "range")]))


def test_left_out_points_are_the_items_least_and_none_for_a_serious_violation():
    assert only(ON_MONTH, entry("QA1")) == ([(2, 50)], [])
    assert only(ON_MONTH, entry(serious=True)) == ([(1, 0)], [])
    assert only(ON_MONTH, entry(serious=True, points=200)) == ([(1, 200)], [])
    assert only(ON_MONTH, entry(serious=True, points=100)) == ([], [(0, "points", "range")])
    assert only(ON_MONTH, entry(points=0)) == ([], [(0, "points", "range")])


def test_an_unknown_item_is_one_fault_and_hides_no_other_entry():
    assert only(ON_MONTH, entry("ZZ9", fact="", evidence=""), entry()) == ([(1, 200)], [(0, "item", "unknown_item")])
    assert judge(ON_MONTH, [entry("ZZ9")]).faults[0][3] == {"item": "ZZ9"}


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"fact": " "}, "fact", "no_fact"), ({"evidence": " "}, "evidence", "no_evidence"),
        ({"day": date(2025, 12, 31)}, "happened_on", "outside"), ({"day": date(2026, 2, 1)}, "happened_on", "outside"),
    ],
    ids=["fact", "evidence", "before", "after"],
)  # fmt: skip
def test_an_entry_needs_a_fact_evidence_and_a_day_of_the_period(more, field, code):
    assert only(ON_MONTH, entry(**more)) == ([], [(0, field, code)])


@pytest.mark.parametrize("proof", [{"evidence": "单据"}, {"link": "https://example.com/1"}, {"file": 3}], ids=str)
def test_a_text_a_link_or_a_file_is_evidence(proof):
    assert only(ON_MONTH, entry(**({"evidence": ""} | proof))) == ([(1, 200)], [])


def test_the_first_and_the_last_day_of_the_period_count():
    assert only(ON_MONTH, entry(day=MONTH.start), entry(day=MONTH.end))[1] == []


def test_attendance_costs_nothing_on_lawful_leave_and_other_items_do():
    away = replace(ON_MONTH, leave=(Span(DAY, DAY),))
    assert only(away, entry("QA1")) == ([], [(0, "happened_on", "on_leave")])
    assert only(away, entry("QA1", day=DAY + timedelta(days=1)))[1] == []
    assert only(away, entry())[1] == []


def test_the_same_fact_counts_once_on_a_sheet():
    again = entry(fact="回访，晚了 一天！", evidence="别的")
    found = judge(ON_MONTH, [entry(), entry("QA1"), again])
    assert [fault[:3] for fault in found.faults] == [(2, "fact", "twice")]
    assert found.faults[0][3] == {"place": 1}
    assert [one.draft.item for one in found.written] == ["JA3", "QA1"]


def test_other_is_capped_over_the_whole_sheet():
    drafts = [entry("XX1", fact=f"其它 {n}", points=points) for n, points in enumerate((300, 200, 50))]
    assert only(ON_MONTH, *drafts) == ([(9, 300), (9, 200)], [(2, "points", "other_cap")])
    assert judge(ON_MONTH, drafts).faults[0][3] == {"cap": 500}
    assert only(ON_MONTH, *drafts[:2], entry())[1] == []


def test_a_fact_is_known_again_by_item_day_and_words():
    one = occurrence_of("JA3", DAY, "回访晚了 一天。")
    assert one == occurrence_of("JA3", DAY, "回访,晚了一天")
    others = {occurrence_of("JA4", DAY, "回访晚了一天"), occurrence_of("JA3", MONTH.end, "回访晚了一天"),
              occurrence_of("JA3", DAY, "回访晚了两天")}  # fmt: skip
    assert one not in others
    assert len(one) == 32
    assert occurrence_of("A", DAY, "Late CALL") == occurrence_of("A", DAY, "late call")


@pytest.mark.parametrize(
    ("kind", "period", "start", "end", "due"),
    [
        (Kind.WEEK_CHECK, "2026-W01", date(2025, 12, 29), date(2026, 1, 4), date(2026, 1, 4)),
        (Kind.MONTH_CHECK, "2026-02", date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 28)),
        (Kind.SPOT_CHECK, "2024-02", date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 29)),
        (Kind.MONTH, "2026-12", date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 5)),
        (Kind.YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 31)),
    ],
    ids=["week", "month-check", "spot", "month", "year"],
)
@pytest.mark.clause("P-4.1a", "P-4.1b", "P-4.5.2a")
def test_a_period_has_its_days_and_the_day_by_which_its_sheet_is_confirmed(kind, period, start, end, due):
    assert period_span(kind, period) == Span(start, end)
    assert due_on(kind, period) == due


def test_a_number_names_kind_period_and_person():
    assert number_of(Kind.WEEK_CHECK, "2026-W03", "HY0010", 1) == "ZJ2026W03-HY0010"
    assert number_of(Kind.SPOT_CHECK, "2026-01", "HY0010", 2) == "CJ202601-HY0010-2"
    assert number_of(Kind.MONTH_CHECK, "2026-01", "A", 1) == "YJ202601-A"
    assert number_of(Kind.MONTH, "2026-01", "A", 1) == "YK202601-A"
    assert number_of(Kind.YEAR, "2026", "A", 3) == "NK2026-A-3"


def test_workdays_are_monday_to_friday():
    assert [day.day for day in workdays(Span(date(2026, 1, 1), date(2026, 1, 7)))] == [1, 2, 5, 6, 7]


ALWAYS = [Span(date(2020, 1, 1), FOREVER)]


@pytest.mark.clause("P-2.0", "P-4.5.2a")
def test_a_week_is_owed_for_a_workday_without_leave():
    week, friday, sunday = "2026-W03", date(2026, 1, 16), date(2026, 1, 18)
    assert is_due(Kind.WEEK_CHECK, week, ALWAYS, [])
    assert not is_due(Kind.WEEK_CHECK, week, ALWAYS, [Span(date(2026, 1, 12), friday)])
    assert is_due(Kind.WEEK_CHECK, week, ALWAYS, [Span(date(2026, 1, 13), friday)])
    assert is_due(Kind.WEEK_CHECK, week, [Span(friday, FOREVER)], [])
    assert not is_due(Kind.WEEK_CHECK, week, [Span(friday + timedelta(days=1), FOREVER)], [])
    assert not is_due(Kind.WEEK_CHECK, week, [Span(date(2020, 1, 1), date(2026, 1, 11))], [])
    assert not is_due(Kind.WEEK_CHECK, week, [Span(sunday, sunday)], [])


@pytest.mark.parametrize("kind", [Kind.MONTH, Kind.MONTH_CHECK], ids=str)
def test_a_month_is_owed_from_fifteen_days_on(kind):
    assert is_due(kind, "2026-01", [Span(date(2026, 1, 17), FOREVER)], [])
    assert not is_due(kind, "2026-01", [Span(date(2026, 1, 18), FOREVER)], [])
    assert is_due(kind, "2026-01", [Span(date(2026, 1, 1), date(2026, 1, 7)), Span(date(2026, 1, 24), FOREVER)], [])
    assert not is_due(kind, "2026-01", ALWAYS, [MONTH])
    assert is_due(kind, "2026-01", ALWAYS, [Span(date(2026, 1, 1), date(2026, 1, 29))])


def test_the_year_is_owed_by_who_is_there_on_its_last_day_and_a_spot_check_by_nobody():
    assert is_due(Kind.YEAR, "2025", [Span(date(2025, 12, 31), FOREVER)], [])
    assert not is_due(Kind.YEAR, "2025", [Span(date(2020, 1, 1), date(2025, 12, 30))], [])
    assert not is_due(Kind.SPOT_CHECK, "2026-01", ALWAYS, [])


@given(
    start=st.dates(date(2025, 12, 1), date(2026, 2, 10)), length=st.integers(0, 60),
    away=st.dates(date(2025, 12, 20), date(2026, 2, 5)), days=st.integers(0, 40),
)  # fmt: skip
def test_a_week_is_owed_exactly_as_counting_days_says(start, length, away, days):
    span, leave = Span(start, start + timedelta(days=length)), Span(away, away + timedelta(days=days))
    week = [day for day in days_of(period_span(Kind.WEEK_CHECK, "2026-W03")) if day.weekday() < 5]
    there = [day for day in week if span.holds(day) and not leave.holds(day)]
    assert is_due(Kind.WEEK_CHECK, "2026-W03", [span], [leave]) == bool(there)


@pytest.mark.parametrize(("employee", "drafter"), list(product((1, 2, 9), (None, 2, 3, 9))))
@pytest.mark.clause("P-3.2")
def test_the_nearest_appraiser_confirms_who_is_neither_the_person_nor_the_drafter(employee, drafter):
    chosen = who_confirms([1, 2, 3], employee=employee, drafter=drafter)
    assert chosen == next(one for one in (1, 2, 3) if one not in (employee, drafter))


def test_nobody_who_ever_wrote_on_a_sheet_confirms_it():
    hands = with_hand(with_hand(with_hand("", hand_of(2, "二")), hand_of(None, "外聘主管")), hand_of(12, "十二"))
    assert with_hand(hands, hand_of(2, "二")) == hands == "/2/外聘主管/12/"
    assert who_confirms([2, 12, 1, 3], employee=3, drafter=12, hands=hands) == 1
    assert who_confirms([2, 12], employee=3, drafter=12, hands=hands) is None


def test_nobody_is_left_to_confirm_at_the_top():
    assert who_confirms([1, 2], employee=1, drafter=2) is None
    assert who_confirms([], employee=1, drafter=None) is None


@given(
    st.lists(st.text("AB01", min_size=1, max_size=4), unique=True, max_size=12), st.integers(0, 14), st.text(max_size=6)
)
def test_a_draw_is_the_same_again_and_takes_no_stranger(pool, count, seed):
    drawn = draw(seed, pool, count)
    assert drawn == draw(seed, list(reversed(pool)), count) == sorted(drawn)
    assert set(drawn) <= set(pool)
    assert len(drawn) == min(count, len(pool))


def test_a_draw_depends_on_its_seed_and_spares_nobody():
    pool = [f"E{n:02d}" for n in range(20)]
    draws = {tuple(draw(str(seed), pool, 3)) for seed in range(40)}
    assert len(draws) > 30
    assert {one for drawn in draws for one in drawn} == set(pool)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("JA3", "JA3"),
        (" ja3 回访逾期 晚了 ", "JA3"),
        ("回访逾期", "JA3"),
        ("hfyq", "JA3"),
        ("hf", "HF"),
        ("", ""),
        ("  ", ""),
        ("没有", "没有"),
        ("迟到", "迟到"),
        ("JA9 x", "JA9 x"),
    ],
)
def test_an_item_is_found_by_its_code_its_label_or_its_initials_where_only_one_bears_them(typed, code):
    items = {
        "JA3": replace(ITEMS["JA3"], initials="hfyq"), "HF": replace(ITEMS["XX1"], code="HF", label="hf"),
        "QA1": ITEMS["QA1"], "QA2": replace(ITEMS["QA1"], code="QA2"),
    }  # fmt: skip
    assert item_of(replace(ON_MONTH, items=items), typed) == code


def test_where_an_item_has_no_usual_section_on_a_form_there_is_none():
    assert usual_section(ON_CHECK, ITEMS["QA1"]) == ""
    assert usual_section(ON_CHECK, ITEMS["JA3"]) == "回访"
    assert usual_section(ON_MONTH, ITEMS["JA3"]) == "工作效率"


def test_a_fault_says_what_was_allowed():
    faults = {
        (field, code): facts
        for _place, field, code, facts in judge(
            replace(ON_CHECK, leave=(Span(DAY, DAY),)),
            [
                entry(section="没有"), entry("QA1"), entry(day=date(2026, 2, 1)), entry(points=199), entry("ZZ9"),
                entry("QA1", section="工作出勤"), entry("XX1", points=400), entry("XX1", points=200, fact="另一件"),
            ],
        ).faults
    }  # fmt: skip
    assert faults == {
        ("section", "no_section"): {"section": "工作出勤"},
        ("happened_on", "outside"): {"start": MONTH.start, "end": MONTH.end},
        ("points", "range"): {"least": 200, "most": 200},
        ("item", "unknown_item"): {"item": "ZZ9"},
        ("happened_on", "on_leave"): {"day": DAY},
        ("points", "other_cap"): {"cap": 500},
    }
    named = judge(ON_CHECK, [entry(section="没有")]).faults
    assert named == [(0, "section", "no_section", {"section": "没有"})]


def test_what_stands_bears_the_digest_of_its_fact():
    written = judge(ON_MONTH, [entry()]).written
    assert [one.occurrence for one in written] == [occurrence_of("JA3", DAY, "回访晚了一天")]
    # Sheets that are stored already bear this digest, so it may never change.
    assert occurrence_of("JA3", DAY, "回访，晚了 1 天。") == "257e4fa6073c63d9d50b5be535597661"


def test_a_draw_that_was_kept_with_its_seed_is_the_same_in_every_version():
    assert draw("2026-W03", [f"E{number:03d}" for number in range(40)], 5) == ["E003", "E004", "E010", "E020", "E024"]


def test_whose_name_alone_is_known_hinders_nobody_of_the_chain():
    assert who_confirms([7, 8], employee=1, drafter=None, hands="//王经理/") == 7
    assert who_confirms([7, 8], employee=1, drafter=None) == 7

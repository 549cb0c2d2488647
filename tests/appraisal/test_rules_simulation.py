"""A past year under other terms: what is condensed, how it is scored again, and what no term counts any more."""

from dataclasses import replace

import pytest

from huiyin.rooms.appraisal.rules.simulation import (
    SECTION_BITS,
    SERIOUS,
    FormTerms,
    Past,
    Terms,
    Trial,
    Unused,
    cut_awards,
    merged,
)
from huiyin.rooms.appraisal.rules.year import Sums, Weights
from huiyin.rooms.appraisal.terms import Kind

WEEK, CHECK, MONTH, YEAR = (int(kind) for kind in (Kind.WEEK_CHECK, Kind.MONTH_CHECK, Kind.MONTH, Kind.YEAR))
FORM, PLAIN = "month/operational", "check/hotel"
MANNERS, DUTY, OTHER, CALLS = 1, 2, 3, 4
SECTIONS = {MANNERS: (FORM, "服务态度"), DUTY: (FORM, "工作出勤"), OTHER: (FORM, "其它"), CALLS: (PLAIN, "回访")}
FORMS = {
    FORM: FormTerms({"服务态度": 2000, "工作出勤": 1000}, frozenset({"其它"})), PLAIN: FormTerms({"回访": 4000}),
}  # fmt: skip
TERMS = Terms(Weights(), 2, 10, 500, FORMS)


def at(pool, section):
    """The number of a section of a pool."""
    return pool << SECTION_BITS | section


def past(heads, groups=None, awards=None, months=None):
    lost = {at(*place): points for place, points in (groups or {}).items()}
    return Past(heads, lost, SECTIONS, awards or {}, months or {})


def sums(heads, groups=None, awards=None, *, terms=TERMS, others=(), months=None):
    return Trial(past(heads, groups, awards, months), [terms, *others]).sums(terms)


ONE = {10: (7, MONTH, FORM)}


def scored(groups=None, awards=None, terms=TERMS, others=()):
    """The score of one month sheet of 30 marks."""
    return sums(ONE, groups, {10: awards} if awards else None, terms=terms, others=others)[7].month_sum


def test_a_form_is_worth_its_marks():
    assert TERMS.forms[FORM].whole == 3000
    assert past(ONE | {11: (7, WEEK, PLAIN)}).forms == {FORM, PLAIN}
    assert Past().forms == set()


def test_sheets_are_summed_and_counted_by_person_and_kind():
    heads = {
        10: (7, MONTH, FORM), 11: (7, MONTH, FORM), 12: (7, WEEK, PLAIN), 13: (7, CHECK, PLAIN), 14: (7, YEAR, FORM),
        15: (8, MONTH, FORM), 16: (8, MONTH, PLAIN),
    }  # fmt: skip
    groups = {
        (10, MANNERS): 100,
        (10, DUTY): 50,
        (11, MANNERS): 2500,
        (12, CALLS): 5,
        (15, DUTY): 1,
        (99, MANNERS): 700,
    }
    assert sums(heads, groups, months={7: 0b1010}) == {
        7: Sums(
            week_sum=3995,
            week_count=1,
            month_check_sum=4000,
            month_check_count=1,
            month_sum=2850 + 1000,
            month_count=2,
            year_sum=3000,
            year_count=1,
            months=0b1010,
        ),
        8: Sums(month_sum=2999 + 4000, month_count=2),
    }


@pytest.mark.clause("P-4.5.2a", "P-4.8", "P-4.10a")
@pytest.mark.parametrize(
    ("groups", "score"),
    [
        ({}, 3000),
        ({(10, MANNERS): 2000}, 1000),
        ({(10, MANNERS): 2001}, 1000),
        ({(10, MANNERS): SERIOUS}, 1000),
        ({(10, MANNERS): SERIOUS + 30}, 1000),
        ({(10, OTHER): 300}, 2700),
        ({(10, OTHER): 501}, 2500),
        ({(10, MANNERS): 9999, (10, DUTY): 9999}, 0),
        ({(10, MANNERS): 9999, (10, DUTY): 9999, (10, OTHER): 300}, 0),
        ({(10, MANNERS): 9999, (10, DUTY): 100}, 900),
        ({(10, CALLS): 50}, 3000),
    ],
    ids=repr,
)
def test_a_sheet_is_scored_as_its_terms_say(groups, score):
    assert scored(groups) == score


@pytest.mark.parametrize("marks", [0, 50, 99, 100, 101, 2000])
def test_terms_under_which_a_section_is_worth_less_are_scored_one_by_one(marks):
    lower = replace(TERMS, forms=FORMS | {FORM: FormTerms({"服务态度": marks, "工作出勤": 1000})})
    groups = {(10, MANNERS): 100, (10, DUTY): 30}
    assert scored(groups, terms=lower, others=[TERMS]) == 1000 - 30 + max(0, marks - 100)
    assert scored(groups, others=[lower]) == 2870


def test_a_section_that_a_term_lacks_or_only_deducts():
    lacking = replace(TERMS, forms=FORMS | {FORM: FormTerms({"工作出勤": 1000})})
    only = replace(TERMS, forms=FORMS | {FORM: FormTerms({"工作出勤": 1000, "服务态度": 0}, frozenset({"服务态度"}))})
    groups = {(10, MANNERS): 100, (10, DUTY): 30}
    assert [scored(groups, terms=one, others=[TERMS]) for one in (lacking, only)] == [970, 870]


@pytest.mark.clause("P-4.9c")
def test_awards_count_within_the_limits_of_the_terms():
    assert scored(awards=[3, 4]) == 3700
    assert scored(awards=[1, 4]) == 3400
    assert scored(awards=[8, 4]) == 4000
    assert scored(awards=[8, 4], terms=replace(TERMS, bonus_least=5, bonus_most=20)) == 3800


def test_terms_that_differ_in_weights_alone_are_scored_once():
    trial = Trial(past(ONE), [TERMS])
    first = trial.sums(TERMS)
    assert trial.sums(replace(TERMS, weights=Weights(week_weight=7000))) is first
    assert trial.sums(replace(TERMS, bonus_least=1)) is not first
    assert trial.sums(TERMS) is first


def test_what_is_plain_under_all_terms_is_added_up_and_the_rest_kept_open():
    heads = {10: (7, MONTH, FORM), 11: (7, MONTH, FORM), 12: (7, MONTH, FORM), 13: (7, MONTH, FORM)}
    groups = {
        (10, MANNERS): 2000,
        (10, DUTY): 30,
        (11, DUTY): 4,
        (12, OTHER): 20,
        (12, DUTY): 5,
        (13, MANNERS): SERIOUS + 8,
    }
    trial = Trial(past(heads, groups), [TERMS])
    assert trial.counts == {(7, MONTH, FORM): 2}
    assert trial.plain == {(7, MONTH, FORM): 2034}
    assert trial.open == [
        ((7, MONTH, FORM), 5, [("其它", 20, False)]), ((7, MONTH, FORM), 0, [("服务态度", 8, True)]),
    ]  # fmt: skip
    assert trial.sums(TERMS)[7] == Sums(month_sum=4 * 3000 - 2034 - 25 - 2000, month_count=4)


def test_what_no_longer_has_a_section_is_listed_by_form_and_section():
    lacking = replace(TERMS, forms={FORM: FormTerms({"工作出勤": 1000}), PLAIN: FormTerms({"台帐": 4000})})
    heads = {
        10: (7, MONTH, FORM),
        11: (7, MONTH, FORM),
        12: (8, MONTH, FORM),
        13: (9, MONTH, FORM),
        14: (7, WEEK, PLAIN),
    }
    groups = {
        (10, MANNERS): 100, (11, MANNERS): SERIOUS + 30, (12, MANNERS): 7, (13, MANNERS): 900, (10, OTHER): 40,
        (10, DUTY): 5000, (14, CALLS): 60,
    }  # fmt: skip
    trial = Trial(past(heads, groups), [TERMS, lacking])
    assert trial.unused(lacking, {7, 8}) == [
        Unused(PLAIN, "回访", 1, 1, 60, 0),
        Unused(FORM, "其它", 1, 1, 40, 0),
        Unused(FORM, "服务态度", 3, 2, 137, 1),
    ]
    assert trial.unused(lacking, {1}) == []


def test_what_is_scored_together_is_added_up_in_place():
    groups = {at(10, 1): 5, at(11, 1): 7, at(11, 9): 20, at(12, 9): SERIOUS, at(13, 2): 1}
    found = merged(groups, {11: 10}, {9: 2})
    assert found is groups
    assert found == {at(10, 1): 12, at(10, 2): 20, at(12, 2): SERIOUS, at(13, 2): 1}
    assert merged({at(10, 2): 1, at(10, 9): 2}, {}, {9: 2}) == {at(10, 2): 3}


@pytest.mark.clause("P-4.9b")
def test_awards_that_the_limits_cut_are_counted():
    heads = {10: (7, MONTH, FORM), 11: (7, MONTH, FORM), 12: (8, MONTH, FORM), 13: (9, MONTH, FORM)}
    awards = {10: [8, 4], 11: [3], 12: [1, 1, 2], 13: [1]}
    assert cut_awards(past(heads, awards=awards), TERMS, {7, 8}) == (2, 4)
    assert cut_awards(past(heads, awards=awards), TERMS, {7}) == (1, 2)
    assert cut_awards(past(heads, awards=awards), TERMS, {9}) == (1, 1)
    assert cut_awards(past(heads, awards=awards), TERMS, set()) == (0, 0)

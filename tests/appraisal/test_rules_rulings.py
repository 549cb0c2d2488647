"""The ladder, who may move what in every state, terms and accumulation: tables gone through to the end."""

from datetime import date
from itertools import product

import pytest

from huiyin.rooms.appraisal.models.rulings import AWARDS, BANDS
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.terms import DECIDES, RULING_FLOW
from huiyin.rooms.appraisal.terms.rulings import (
    DELIVERY_WORDS,
    OPEN_STATES,
    RULING_WORDS,
    STANDING_STATES,
    AppealResult,
    Delivery,
    RulingKind,
    RulingLevel,
    RulingObstacle,
    RulingState,
)
from huiyin.rooms.people.terms import Role
from huiyin.site.roles import GRANTS

L, S, Why = RulingLevel, RulingState, RulingObstacle
TODAY = date(2025, 3, 10)
PERSON, PROPOSER, CHECKER, DECIDER, OTHER = 1, 11, 12, 13, 14
# standards.md 2.3 written out once more: points, who decides, months, heard, checked, told to the union.
TABLE = {
    L.VERBAL_PRAISE: (0, 0, Role.MANAGER, 0, False, False, False),
    L.PUBLIC_PRAISE: (0, 0, Role.MANAGER, 0, False, False, False),
    L.COMMENDATION: (1, 3, Role.MANAGER, 0, False, False, False),
    L.MERIT: (4, 6, Role.MANAGER, 0, False, True, False),
    L.GREAT_MERIT: (7, 10, Role.GENERAL_MANAGER, 0, False, False, False),
    L.REMINDER: (0, 0, Role.SUPERVISOR, 0, False, False, False),
    L.WARNING: (0, 0, Role.MANAGER, 6, True, False, False),
    L.DEMERIT: (0, 0, Role.MANAGER, 12, True, True, False),
    L.GREAT_DEMERIT: (0, 0, Role.GENERAL_MANAGER, 12, True, False, False),
    L.DISMISSAL: (0, 0, Role.GENERAL_MANAGER, 0, True, True, True),
}
FROM = {
    "correct": {S.PROPOSED}, "state": {S.PROPOSED}, "hear": {S.PROPOSED}, "check": {S.PROPOSED, S.STATED},
    "decide": {S.PROPOSED, S.STATED, S.CHECKED}, "dismiss": {S.PROPOSED, S.STATED, S.CHECKED},
    "withdraw": {S.PROPOSED, S.STATED, S.CHECKED}, "deliver": {S.DECIDED}, "appeal": {S.DELIVERED},
    "uphold": {S.APPEALED}, "change": {S.APPEALED}, "revoke": {S.APPEALED},
}  # fmt: skip
HEIGHT = [Role.SUPERVISOR, Role.MANAGER, Role.GENERAL_MANAGER]


def held(role: Role) -> frozenset[Role]:
    """In whose place a role decides, by the one table of roles."""
    return frozenset(Role(one) for one, permit in DECIDES.items() if permit in GRANTS[role])


def matter(level: RulingLevel = L.WARNING, state: RulingState = S.PROPOSED, **more: object) -> rules.Matter:
    given: dict[str, object] = {
        "person": PERSON, "proposer": PROPOSER, "checker": CHECKER, "decider": DECIDER,
        "heard": state != S.PROPOSED, "union": True, "delivered_on": TODAY,
    }  # fmt: skip
    return rules.Matter(level, state, **(given | more))  # type: ignore[arg-type]


def who(user: int = OTHER, role: Role = Role.GENERAL_MANAGER, employee: int | None = None) -> rules.Who:
    return rules.Who(user, employee, held(role))


@pytest.mark.clause("P-4.9a", "P-4.10b")
@pytest.mark.parametrize("level", L)
def test_the_ladder_is_that_of_the_standard(level):
    rung = rules.LADDER[level]
    assert TABLE[level] == (
        rung.least, rung.most, rung.approver, rung.term, rung.heard, rung.checked, rung.union
    )  # fmt: skip
    assert rung.kind == (RulingKind.AWARD if level in AWARDS else RulingKind.SANCTION)
    assert set(rules.LADDER) == set(L) == set(RULING_WORDS)


def test_the_database_keeps_the_same_bands():
    assert {level: (least, most) for level, least, most in BANDS} == {
        level.value: (rung.least, rung.most) for level, rung in rules.LADDER.items() if rung.most
    }
    assert set(AWARDS) == {level.value for level, rung in rules.LADDER.items() if rung.kind == RulingKind.AWARD}
    assert rules.WITH_BONUS == (L.COMMENDATION, L.MERIT, L.GREAT_MERIT)


def test_what_is_written_on_paper_has_a_word_for_everything():
    assert set(DELIVERY_WORDS) == set(Delivery)
    assert set(AppealResult.values) == rules.INDEPENDENT


@pytest.mark.parametrize(("move", "state"), list(product(FROM, S)), ids=str)
def test_each_move_starts_where_the_table_says(move, state):
    assert RULING_FLOW.can(move, state) == (state in FROM[move])
    if state not in FROM[move]:
        assert rules.obstacle(move, matter(state=state), who(), TODAY) == Why.STATE


def test_the_table_has_no_other_moves():
    assert set(RULING_FLOW.moves) == set(FROM)
    assert RULING_FLOW.states == set(S)
    assert set(OPEN_STATES) | set(STANDING_STATES) | {S.DISMISSED, S.REVOKED} == set(S)


@pytest.mark.parametrize("move", sorted(set(FROM) - rules.OF_THE_PERSON))
@pytest.mark.parametrize("state", S)
def test_nobody_acts_in_his_own_matter(move, state):
    found = rules.obstacle(move, matter(state=state), who(employee=PERSON), TODAY)
    assert found == (Why.OWN if state in FROM[move] else Why.STATE)


@pytest.mark.parametrize("move", sorted(rules.OF_THE_PERSON))
@pytest.mark.parametrize("role", HEIGHT)
def test_only_the_person_speaks_for_himself(move, role):
    state = next(iter(FROM[move]))
    assert rules.obstacle(move, matter(state=state), who(role=role, employee=2), TODAY) == Why.NOT_PERSON
    assert rules.obstacle(move, matter(state=state), who(employee=PERSON), TODAY) is None


@pytest.mark.clause("P-4.9a", "P-4.10b")
@pytest.mark.parametrize(("level", "role"), list(product(L, Role)), ids=str)
@pytest.mark.parametrize("move", ["decide", "dismiss"])
def test_a_level_is_decided_by_its_role_or_a_higher_one(move, level, role):
    found = rules.obstacle(move, matter(level, S.CHECKED), who(role=role), TODAY)
    enough = role in HEIGHT and HEIGHT.index(role) >= HEIGHT.index(TABLE[level][2])
    assert found == (None if enough else Why.LOWER)


@pytest.mark.clause("P-4.10b")
@pytest.mark.parametrize(("level", "state", "heard"), list(product(L, sorted(FROM["decide"]), [False, True])), ids=str)
def test_nothing_is_decided_before_the_person_was_heard_and_it_was_checked(level, state, heard):
    *_, needs_hearing, needs_check, _union = TABLE[level]
    found = rules.obstacle("decide", matter(level, state, heard=heard), who(), TODAY)
    if needs_hearing and not heard:
        assert found == Why.HEAR_FIRST
    elif needs_check and state != S.CHECKED:
        assert found == Why.CHECK_FIRST
    else:
        assert found is None


@pytest.mark.parametrize(("user", "found"), [(PROPOSER, Why.PROPOSED_IT), (CHECKER, Why.CHECKED_IT), (OTHER, None)])
@pytest.mark.parametrize("move", ["decide", "dismiss"])
def test_who_proposed_or_checked_does_not_decide(move, user, found):
    assert rules.obstacle(move, matter(L.DEMERIT, S.CHECKED), who(user), TODAY) == found


def test_an_account_nobody_is_behind_is_nobody():
    nobody = rules.Who(None, None, held(Role.SUPERVISOR))
    assert rules.obstacle("decide", matter(L.REMINDER, proposer=None, checker=None), nobody, TODAY) is None


@pytest.mark.clause("P-4.10b")
@pytest.mark.parametrize(
    ("clause", "union", "found"), [(False, True, Why.CLAUSE), (True, False, Why.UNION), (True, True, None)]
)
def test_a_dismissal_needs_a_clause_and_the_union(clause, union, found):
    row = matter(L.DISMISSAL, S.CHECKED, clause=clause, union=union)
    assert rules.obstacle("decide", row, who(), TODAY) == found
    assert rules.obstacle("decide", row, who(role=Role.MANAGER), TODAY) == Why.LOWER


def test_a_decision_may_take_another_level_of_the_same_kind_only():
    row = matter(L.DEMERIT, S.STATED)
    assert rules.obstacle("decide", row, who(role=Role.MANAGER), TODAY, L.WARNING) is None
    assert rules.obstacle("decide", row, who(role=Role.MANAGER), TODAY, L.GREAT_DEMERIT) == Why.LOWER
    assert rules.obstacle("decide", row, who(), TODAY, L.COMMENDATION) == Why.OTHER_KIND
    assert rules.obstacle("decide", row, who(), TODAY) == Why.CHECK_FIRST


@pytest.mark.parametrize(("level", "state"), list(product(L, sorted(FROM["check"]))), ids=str)
def test_only_what_needs_it_is_checked(level, state):
    *_, needs_hearing, needs_check, _union = TABLE[level]
    found = rules.obstacle("check", matter(level, state), who(), TODAY)
    unheard = needs_hearing and state == S.PROPOSED
    assert found == (Why.NO_CHECK if not needs_check else Why.HEAR_FIRST if unheard else None)
    if needs_check:
        assert rules.obstacle("check", matter(level, state), who(PROPOSER), TODAY) == Why.PROPOSED_IT
        assert (state in rules.check_states(level)) == (found is None)


@pytest.mark.parametrize("move", sorted(rules.OF_THE_PROPOSER))
def test_a_proposal_is_its_proposers(move):
    assert rules.obstacle(move, matter(), who(PROPOSER), TODAY) is None
    assert rules.obstacle(move, matter(), who(OTHER), TODAY) == Why.NOT_PROPOSER
    assert rules.obstacle(move, matter(proposer=None), who(OTHER), TODAY) is None


@pytest.mark.parametrize("move", ["hear", "deliver"])
def test_hearing_and_delivery_ask_for_nothing_more(move):
    for user in (PROPOSER, CHECKER, DECIDER, OTHER):
        assert rules.obstacle(move, matter(state=next(iter(FROM[move]))), who(user), TODAY) is None


@pytest.mark.parametrize("move", sorted(rules.INDEPENDENT))
@pytest.mark.parametrize(("user", "free"), [(PROPOSER, False), (CHECKER, False), (DECIDER, False), (OTHER, True)])
def test_an_appeal_is_decided_by_somebody_independent(move, user, free):
    found = rules.obstacle(move, matter(state=S.APPEALED), who(user), TODAY)
    assert found == (None if free else Why.INVOLVED)


@pytest.mark.parametrize(("day", "found"), [(date(2025, 3, 17), None), (date(2025, 3, 18), Why.TOO_LATE)])
def test_the_term_for_an_appeal_ends_after_seven_days(day, found):
    assert rules.obstacle("appeal", matter(state=S.DELIVERED), who(employee=PERSON), day) == found


@pytest.mark.parametrize("level", L)
def test_one_appeals_against_sanctions(level):
    found = rules.obstacle("appeal", matter(level, S.DELIVERED), who(employee=PERSON), TODAY)
    assert found == (Why.NO_APPEAL if level in AWARDS else None)


@pytest.mark.parametrize("level", L)
def test_what_is_ready_can_be_decided_and_what_is_not_cannot(level):
    for state in OPEN_STATES:
        ready = rules.obstacle("decide", matter(level, state), who(), TODAY) is None
        assert ready == (state in rules.ready_states(level)), state


@pytest.mark.parametrize(("level", "points"), list(product(L, range(12))), ids=str)
def test_points_lie_within_the_band(level, points):
    assert rules.in_band(level, points) == (TABLE[level][0] <= points <= TABLE[level][1])


@pytest.mark.parametrize(
    ("level", "day", "end"),
    [
        (L.WARNING, date(2025, 3, 10), date(2025, 9, 10)), (L.WARNING, date(2025, 8, 31), date(2026, 2, 28)),
        (L.WARNING, date(2025, 12, 1), date(2026, 6, 1)), (L.DEMERIT, date(2024, 2, 29), date(2025, 2, 28)),
        (L.GREAT_DEMERIT, date(2025, 6, 30), date(2026, 6, 30)), (L.REMINDER, date(2025, 6, 30), None),
        (L.DISMISSAL, date(2025, 6, 30), None), (L.MERIT, date(2025, 6, 30), None),
    ],
)  # fmt: skip
def test_the_term_of_a_sanction(level, day, end):
    assert rules.term_end(level, day) == end
    assert not rules.is_expired(end, day)
    if end:
        assert not rules.is_expired(end, end)
        assert rules.is_expired(end, end.replace(year=end.year + 1))


def standing(*levels: RulingLevel, year: int = 2025, ends: date | None = None) -> list[rules.Standing]:
    return [rules.Standing(at, level, date(year, at, 1), ends) for at, level in enumerate(levels, start=1)]


@pytest.mark.clause("P-4.10b")
@pytest.mark.parametrize(
    ("level", "following"),
    [
        (L.VERBAL_PRAISE, L.COMMENDATION), (L.PUBLIC_PRAISE, L.COMMENDATION), (L.COMMENDATION, L.MERIT),
        (L.MERIT, L.GREAT_MERIT), (L.GREAT_MERIT, None), (L.REMINDER, L.WARNING), (L.WARNING, L.DEMERIT),
        (L.DEMERIT, L.GREAT_DEMERIT), (L.GREAT_DEMERIT, None), (L.DISMISSAL, None),
    ],
)  # fmt: skip
def test_three_of_a_level_may_become_one_of_the_next_and_never_a_dismissal(level, following):
    found = rules.accumulated(standing(level, level, level), 2025, TODAY)
    assert found == ((rules.Accumulation(following, (1, 2, 3)),) if following else ())
    assert rules.accumulated(standing(level, level), 2025, TODAY) == ()
    assert rules.accumulated(standing(level, level, level, year=2024), 2025, TODAY) == ()


def test_the_oldest_three_count_and_each_once():
    seven = standing(*[L.WARNING] * 7)
    assert [one.of for one in rules.accumulated(seven, 2025, TODAY)] == [(1, 2, 3), (4, 5, 6)]
    mixed = standing(L.VERBAL_PRAISE, L.WARNING, L.PUBLIC_PRAISE, L.WARNING, L.VERBAL_PRAISE)
    assert rules.accumulated(mixed, 2025, TODAY) == (rules.Accumulation(L.COMMENDATION, (1, 3, 5)),)


def test_expired_sanctions_no_longer_count():
    over = standing(L.WARNING, L.WARNING, L.WARNING, ends=date(2025, 3, 9))
    assert rules.accumulated(over, 2025, TODAY) == ()
    assert len(rules.accumulated(over, 2025, date(2025, 3, 9))) == 1


@pytest.mark.parametrize(("level", "than"), list(product(L, L)), ids=str)
def test_lower_means_of_the_same_kind_and_a_lower_step(level, than):
    same = rules.LADDER[level].kind == rules.LADDER[than].kind
    assert rules.is_lower(level, than) == (same and rules.LADDER[level].step < rules.LADDER[than].step)


def test_an_appeal_is_raised_within_seven_days_and_answered_within_ten():
    assert rules.appeal_until(TODAY) == date(2025, 3, 17)
    assert rules.answer_until(TODAY) == date(2025, 3, 20)

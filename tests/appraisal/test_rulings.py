"""Awards and sanctions from proposal to appeal, through the doors."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal, Stale
from huiyin.kernel.period import Span, month_span
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.doors import usecase
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as L
from huiyin.rooms.appraisal.terms.rulings import RulingState as S
from huiyin.rooms.appraisal.usecases import issue_ruling, move_ruling, propose_ruling
from huiyin.rooms.records.queries.issued import content_of
from tests.appraisal.rulings_world import CLAUSE, DAY, FACTS, LAKE, NOW, TODAY, House, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _still_clock():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def house() -> House:
    return build()


def later(days: int):
    return clock.fixed(NOW.replace(day=NOW.day + days))


@pytest.mark.clause("P-4.10b")
def test_a_warning_from_proposal_to_an_appeal_that_revokes_it(house):
    row = house.propose(L.WARNING, item="DB4", place="服务前台", evidence="监控录像")
    assert (row.number, row.kind, row.state, row.unit.name) == ("JC-2026-0001", "sanction", S.PROPOSED, "滨江管理处")
    assert (row.proposed_by, row.proposed_on) == ("赵六", TODAY)
    assert queries.sanction_open(row)
    row = house.hear(row)
    assert (row.state, row.heard_on) == (S.STATED, TODAY)
    row = house.decide(row)
    assert not queries.sanction_open(row)
    assert (row.state, row.decided_by, row.decided_on, row.term_end) == (S.DECIDED, "钱七", TODAY, date(2027, 5, 23))
    row = house.deliver(row)
    with later(7):
        row = house.appeal(row)
    row = house.answer(row, result="revoke")
    assert (row.state, row.decided_level, row.decision) == (S.REVOKED, L.WARNING, "依据规程予以处理。")
    assert not queries.standing_in(2026).exists()


@pytest.mark.clause("P-4.9a")
def test_an_award_names_points_within_its_band(house):
    row = house.propose(L.COMMENDATION, points=3)
    for level, points in (
        (L.COMMENDATION, 4),
        (L.COMMENDATION, None),
        (L.MERIT, 3),
        (L.WARNING, 1),
        (L.GREAT_MERIT, 11),
    ):
        with pytest.raises(Refusal) as refused:
            house.propose(level, points=points)
        assert refused.value.faults[0].where == "points"
    row = house.decide(row, points=2)
    assert (row.points, row.decided_points, row.term_end) == (2, 2, None)


@pytest.mark.clause("P-4.9a")
def test_what_a_bonus_may_rest_on(house):
    praise, first, second = (
        house.decided(L.VERBAL_PRAISE),
        house.propose(L.COMMENDATION, points=3),
        house.decided(L.MERIT, points=5),
    )
    proposed = house.propose(L.GREAT_MERIT, points=8)
    house.decided(L.MERIT, about="colleague", points=6)
    house.decided(L.WARNING)
    first = house.decide(first)
    worker = house.people["worker"].pk
    found = queries.awards_of(worker, month_span(2026, 11), {second.pk: 4})
    assert [(award.ruling.pk, award.unspent) for award in found] == [(first.pk, 3), (second.pk, 1)]
    assert praise.points == 0
    assert proposed.state == S.PROPOSED
    assert queries.awards_of(worker, month_span(2026, 10)) == []
    assert queries.awards_of(worker, Span(TODAY, TODAY), {first.pk: 9})[0].unspent == 0


@pytest.mark.parametrize(
    ("level", "by", "said"),
    [
        (L.WARNING, "supervisor", "客户经理"), (L.GREAT_MERIT, "manager", "总经理"),
        (L.GREAT_DEMERIT, "manager", "总经理"),
        (L.DISMISSAL, "manager", "总经理"), (L.COMMENDATION, "supervisor", "客户经理"),
    ],
)  # fmt: skip
@pytest.mark.clause("P-4.9a", "P-4.10b")
def test_a_lower_role_is_refused_with_who_may(house, level, by, said):
    row = house.propose(level, by="chief", points=10 if level == L.GREAT_MERIT else 2 if level == L.COMMENDATION else 0)
    with pytest.raises(NotPermitted, match=said):
        house.decide(row, by)


def test_who_proposes_does_not_decide_and_who_checks_neither(house):
    row = house.hear(house.propose(L.DEMERIT, by="manager"))
    with pytest.raises(NotPermitted, match="提出"):
        house.decide(house.check(row), "manager")
    reminder = house.propose(L.REMINDER)
    with pytest.raises(NotPermitted, match="提出"):
        house.decide(reminder, "supervisor")
    assert house.decide(reminder, "manager").state == S.DECIDED


def test_nobody_acts_in_his_own_matter(house):
    with pytest.raises(NotPermitted):
        house.propose(L.COMMENDATION, by="supervisor", about="supervisor", points=1)
    row = house.propose(L.WARNING, by="manager", about="supervisor")
    for act in (
        lambda: move_ruling.hear_person(house.actor("supervisor"), ruling=row, seen=1, statement="x"),
        lambda: house.decide(row, "supervisor"),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotVisible):
        house.hear(row, "worker")
    assert house.hear(row, "supervisor").state == S.STATED


def test_a_demerit_needs_hearing_and_check(house):
    row = house.propose(L.DEMERIT)
    with pytest.raises(Conflict):
        house.check(row)
    row = house.hear(row)
    with pytest.raises(Conflict, match="品质部"):
        house.decide(row)
    row = house.decide(house.check(row))
    assert (row.checked_by, row.term_end) == ("周九", date(2027, 11, 23))


@pytest.mark.clause("P-4.10b")
def test_a_dismissal_needs_clause_union_and_the_general_manager(house):
    with pytest.raises(Refusal) as refused:
        house.propose(L.DISMISSAL, clause=" ")
    assert refused.value.faults[0].where == "clause"
    row = house.hear(house.propose(L.DISMISSAL))
    with pytest.raises(Refusal) as refused:
        house.check(row)
    assert refused.value.faults[0].where == "union_told_on"
    for day in (date(2026, 11, 24), date(2026, 11, 19)):
        with pytest.raises(Refusal):
            house.check(row, union=day)
    row = house.check(row, union=TODAY)
    with pytest.raises(NotPermitted):
        house.decide(row, "manager")
    assert house.decide(row, "chief").state == S.DECIDED


def test_the_union_is_told_before_a_dismissal_only(house):
    with pytest.raises(Refusal):
        house.check(house.hear(house.propose(L.DEMERIT)), union=TODAY)


def test_a_dismissal_that_skipped_a_step_does_not_enter_the_database(house):
    row = house.propose(L.DISMISSAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.filter(pk=row.pk).update(state=S.DECIDED, decision="x", decided_on=TODAY)
    for wrong in ({"points": 3}, {"kind": "award"}, {"facts": ""}, {"level": "merit"}, {"state": "decided"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.filter(pk=row.pk).update(**wrong)


def test_a_refusal_to_state_needs_two_other_witnesses(house):
    row = house.propose(L.WARNING)
    actor = house.actor("supervisor")
    for given in (
        {}, {"refused": True}, {"refused": True, "witness": "李四"},
        {"refused": True, "witness": "李四", "second_witness": "李四"},
        {"refused": True, "witness": "李四", "second_witness": "张三"}, {"refused": True, "statement": "x"},
    ):  # fmt: skip
        with pytest.raises(Refusal):
            move_ruling.hear_person(actor, ruling=row, seen=row.version, **given)
    row = move_ruling.hear_person(
        actor, ruling=row, seen=row.version, refused=True, witness="李四", second_witness="工会 郑一"
    )
    assert (row.state, row.refused, row.witnesses) == (S.STATED, True, "李四、工会 郑一")


def test_a_proposal_can_be_corrected_and_withdrawn_by_its_proposer_alone(house):
    row = house.propose(L.WARNING)
    given: dict[str, Any] = {"level": L.DEMERIT, "facts": "推搡业主", "happened_on": DAY, "clause": CLAUSE}
    with pytest.raises(NotPermitted):
        propose_ruling.correct_proposal(house.actor("manager"), ruling=row, seen=1, **given)
    row = propose_ruling.correct_proposal(house.actor("supervisor"), ruling=row, seen=1, **given)
    assert (row.level, row.facts) == (L.DEMERIT, "推搡业主")
    with pytest.raises(Refusal):
        propose_ruling.correct_proposal(
            house.actor("supervisor"), ruling=row, seen=2, **{**given, "level": L.MERIT, "points": 4}
        )
    row = house.hear(row)
    with pytest.raises(Conflict):
        propose_ruling.correct_proposal(house.actor("supervisor"), ruling=row, seen=row.version, **given)
    row = propose_ruling.withdraw_proposal(house.actor("supervisor"), ruling=row, seen=row.version, decision="证据不足")
    assert (row.state, row.decision, row.decided_level) == (S.DISMISSED, "证据不足", "")


def test_a_proposal_is_not_pursued_with_a_reason(house):
    row = house.propose(L.WARNING)
    with pytest.raises(NotPermitted):
        move_ruling.dismiss_proposal(house.actor("supervisor"), ruling=row, seen=1, decision="x")
    row = move_ruling.dismiss_proposal(house.actor("manager"), ruling=row, seen=1, decision="情节轻微")
    assert not queries.sanction_open(row)
    with pytest.raises(Conflict):
        house.decide(row)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"happened_on": date(2026, 11, 24)}, "happened_on"), ({"happened_on": date(2023, 1, 2)}, "happened_on"),
        ({"item": "ZZ9"}, "item"), ({"clause": ""}, "clause"),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_be_true_is_refused(house, given, where):
    with pytest.raises(Refusal) as refused:
        house.propose(L.WARNING, **given)
    assert refused.value.faults[0].where == where
    assert not Ruling.objects.exists()


def test_one_proposes_for_those_who_served_in_ones_units(house):
    with pytest.raises(NotPermitted):
        house.propose(L.WARNING, about="other")
    row = house.propose(L.WARNING, by="manager", about="other")
    assert row.unit.name == LAKE
    with pytest.raises(NotVisible):
        move_ruling.hear_person(house.actor("supervisor"), ruling=row, seen=1, statement="x")


def test_the_appeal_is_decided_by_somebody_independent_and_may_lower_the_level(house):
    row = house.appeal(house.deliver(house.decide(house.check(house.hear(house.propose(L.DEMERIT))))))
    with pytest.raises(NotPermitted):
        house.answer(row, "quality")
    for given in (
        {"result": "change"},
        {"result": "change", "lower": L.GREAT_DEMERIT},
        {"result": "uphold", "lower": L.WARNING},
    ):
        with pytest.raises(Refusal) as refused:
            house.answer(row, "second", **given)
        assert refused.value.faults[0].where == "lower"
    row = house.answer(row, "second", result="change", lower=L.WARNING)
    assert (row.state, row.level, row.decided_level, row.term_end) == (
        S.CHANGED,
        L.WARNING,
        L.DEMERIT,
        date(2027, 5, 23),
    )
    assert queries.standing_in(2026).get().level == L.WARNING


def test_a_dismissal_revoked_on_appeal_was_still_a_dismissal_first(house):
    row = house.appeal(house.deliver(house.decided(L.DISMISSAL)))
    row = house.answer(row, "second", result="change", lower=L.GREAT_DEMERIT)
    assert (row.level, row.decided_level) == (L.GREAT_DEMERIT, L.DISMISSAL)


def test_the_term_for_an_appeal(house):
    row = house.deliver(house.decide(house.hear(house.propose(L.WARNING))))
    with clock.fixed(NOW.replace(month=12, day=1)), pytest.raises(Conflict, match="2026-11-30"):
        house.appeal(row)
    award = house.deliver(house.decided(L.COMMENDATION, points=1))
    with pytest.raises(Conflict):
        house.appeal(award)


def test_a_delivery_lies_between_decision_and_today(house):
    row = house.decide(house.hear(house.propose(L.WARNING)))
    for day in (date(2026, 11, 22), date(2026, 11, 24)):
        with pytest.raises(Refusal) as refused:
            house.deliver(row, on=day)
        assert refused.value.faults[0].where == "delivered_on"


def test_two_who_decide_at_once_leave_one_decision(house):
    row = house.hear(house.propose(L.WARNING))
    twin = Ruling.objects.get(pk=row.pk)
    house.decide(row)
    with pytest.raises(Stale) as stale:
        house.decide(twin, "chief")
    assert stale.value.version == 3
    assert Ruling.objects.get(pk=row.pk).decided_by == "钱七"


@pytest.mark.clause("P-4.10b")
def test_three_warnings_may_be_proposed_as_a_demerit_once(house):
    three = [house.decided(L.WARNING) for _ in range(3)]
    found = queries.person_rulings(house.actor("manager"), number="E0001")
    assert [(one.level, one.of) for one in found.accumulations] == [(L.DEMERIT, tuple(row.pk for row in three))]
    worker = house.people["worker"]
    with pytest.raises(Conflict):
        propose_ruling.propose_accumulated(house.actor("supervisor"), employee=worker, level=L.WARNING)
    made = propose_ruling.propose_accumulated(house.actor("supervisor"), employee=worker, level=L.DEMERIT)
    assert (made.state, made.level, made.kind) == (S.PROPOSED, L.DEMERIT, "sanction")
    assert all(row.number in made.facts for row in three)
    assert list(made.folded.order_by("pk")) == three
    assert queries.person_rulings(house.actor("manager"), number="E0001").accumulations == ()
    with pytest.raises(Conflict):
        propose_ruling.propose_accumulated(house.actor("supervisor"), employee=worker, level=L.DEMERIT)
    with pytest.raises(NotPermitted):
        propose_ruling.propose_accumulated(
            house.actor("supervisor"), employee=house.people["supervisor"], level=L.DEMERIT
        )


def test_three_great_demerits_propose_nothing(house):
    for _ in range(3):
        house.decided(L.GREAT_DEMERIT)
    assert queries.person_rulings(house.actor("manager"), number="E0001").accumulations == ()


@pytest.mark.clause("P-4.10b")
def test_a_sheet_opens_a_sanction_inside_its_own_act(house):
    @usecase(permit=Permit.PROPOSE_RULING)
    def confirm_sheet(actor):
        """Confirm."""
        return propose_ruling.propose_sanction(
            actor, employee=house.people["worker"], facts=FACTS, happened_on=DAY, item="DB5"
        )

    before = TrailEntry.objects.count()
    row = confirm_sheet(house.actor("manager"))
    assert TrailEntry.objects.count() == before + 1
    assert (row.level, row.state, row.item, row.proposed_by) == (L.WARNING, S.PROPOSED, "DB5", "钱七")
    assert row.clause == "《员工绩效考核标准》DB5 恶言或不雅之词"
    assert queries.sanction_open(row)


def test_numbers_have_no_gaps(house):
    house.propose(L.WARNING)
    with pytest.raises(Refusal):
        house.propose(L.WARNING, item="ZZ9")
    assert house.propose(L.WARNING).number == "JC-2026-0002"


def test_what_waits_for_whom(house):
    house.propose(L.REMINDER, by="manager")
    house.propose(L.WARNING)
    house.hear(house.propose(L.WARNING))
    house.hear(house.propose(L.DEMERIT))
    house.check(house.hear(house.propose(L.DEMERIT)))
    house.propose(L.GREAT_MERIT, by="manager", points=8)
    house.decided(L.COMMENDATION, points=1)
    house.appeal(house.deliver(house.decide(house.hear(house.propose(L.WARNING)))))
    told = {
        who: dict(queries.waiting(house.actor(who)))
        for who in ("worker", "supervisor", "manager", "chief", "quality", "second")
    }
    assert told == {
        "worker": {"state": 1}, "supervisor": {"decide": 1, "deliver": 1}, "manager": {"decide": 2, "deliver": 1},
        "chief": {"decide": 4, "deliver": 1, "answer": 1}, "quality": {"check": 1, "answer": 1},
        "second": {"check": 1, "answer": 1},
    }  # fmt: skip
    assert queries.waiting(house.actor("colleague")) == {}


def test_what_waits_costs_one_statement(house, django_assert_num_queries):
    house.hear(house.propose(L.WARNING))
    actor = house.actor("chief")
    with django_assert_num_queries(1):
        assert queries.waiting(actor) == {"decide": 1}


def test_everybody_sees_his_own_and_his_units_alone(house):
    mine, foreign = house.propose(L.WARNING), house.propose(L.WARNING, by="manager", about="other")
    for who, seen in {"worker": {mine}, "colleague": set(), "supervisor": {mine}, "manager": {mine, foreign}}.items():
        assert set(queries.rulings(house.actor(who))) == seen
    with pytest.raises(NotPermitted):
        queries.rulings(house.actor("admin"))
    assert set(queries.own_rulings(house.actor("worker"))) == {mine}
    assert set(queries.own_rulings(SYSTEM)) == {mine, foreign}
    with pytest.raises(NotVisible):
        queries.person_rulings(house.actor("supervisor"), number="E0003")


def test_the_trail_seals_everything_and_tells_no_contents(house):
    row = house.hear(house.propose(L.WARNING))
    entries = [
        json.loads(entry.detail) for entry in TrailEntry.objects.filter(subject_type="appraisal.ruling").order_by("seq")
    ]
    assert entries[0]["changes"][0]["after"]["facts"] == FACTS
    assert entries[1]["changes"][0]["after"]["statement"] == row.statement
    assert [entry["subject"] for entry in entries] == [row.number, row.number]


@pytest.mark.clause("P-4.10b")
def test_the_paper_of_a_decision_is_issued_and_follows_later_states(house):
    row = house.decide(house.hear(house.propose(L.WARNING, item="DB4")))
    record = issue_ruling.issue_ruling(house.actor("manager"), ruling=row, seen=row.version)
    form = content_of(record)
    assert (record.number, record.about_number) == ("JCS-2026-0001", "E0001")
    assert (form["ruling_no"], form["kind"], form["level"], form["term"]) == (
        row.number,
        "处分",
        "警告",
        "至 2027-05-23 止",
    )
    assert form["receipt"] == {"name": "", "date": ""}
    row = house.answer(house.appeal(house.deliver(row)), "quality", result="revoke")
    second = issue_ruling.issue_ruling(house.actor("manager"), ruling=row, seen=row.version)
    assert second.follows == record
    assert content_of(second)["answer"].startswith("撤销原决定")
    with pytest.raises(Conflict):
        issue_ruling.issue_ruling(house.actor("manager"), ruling=row, seen=1)


def test_only_decisions_are_issued_and_nobody_issues_his_own(house):
    row = house.propose(L.WARNING)
    with pytest.raises(Conflict):
        issue_ruling.issue_ruling(house.actor("manager"), ruling=row, seen=1)
    own = house.decided(L.COMMENDATION, about="worker", points=1)
    with pytest.raises(NotPermitted):
        issue_ruling.issue_ruling(house.actor("supervisor"), ruling=own, seen=own.version)
    about = propose_ruling.propose_ruling(
        house.actor("chief"),
        employee=house.people["manager"],
        level=L.REMINDER,
        facts=FACTS,
        happened_on=DAY,
        clause=CLAUSE,
    )
    with pytest.raises(NotPermitted):
        issue_ruling.issue_ruling(house.actor("manager"), ruling=about, seen=1)

"""A callback from its plan to its form on record, at the doors."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job, TrailEntry
from huiyin.rooms.callbacks import usecases
from huiyin.rooms.callbacks.models import Attempt, Callback, Candidate, Draw, FrozenRate, Opinion, Policy
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries.matters import callbacks_of, held_for
from huiyin.rooms.callbacks.queries.policies import drawn_again
from huiyin.rooms.callbacks.queries.rates import rates
from huiyin.rooms.callbacks.terms import State
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.records.models import Record, Signature
from huiyin.rooms.records.queries.issued import paper_of
from huiyin.rooms.records.queries.prints import pdf_of
from tests.people.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heard(settings):
    settings.LISTENERS = dict.fromkeys(("OpinionRaised", "CallbackDone", "CallbackAnswered"), ("duties.check",))


def told(name):
    """Return what was told of one event: the listeners' jobs carry its fields."""
    return [job.args for job in Job.objects.filter(kind="duties.check").order_by("pk") if name in job.args]


def duty(kind, row):
    return Duty.objects.filter(kind=f"callbacks.{kind}", subject_id=str(row.pk)).get()


def answer(company, opinion, who="keeper", **more):
    said = {
        "solution": "早餐台加保温", "feedback": "已电话告知", "feedback_way": "phone", "prevention": "每日巡查餐台",
    }  # fmt: skip
    row = Opinion.objects.select_related("department", "callback").get(pk=opinion.pk)
    return usecases.answer_opinion(company.actor(who), opinion=row, seen=row.version, **(said | more))


@pytest.mark.clause("H-7a")
def test_a_departure_is_owed_by_the_policys_caller_until_the_next_days_end(hotel):
    row = hotel.plan()
    assert (row.state, row.not_before, row.number) == (State.PLANNED, date(2026, 11, 23), "HF-20261123-0001")
    assert row.due_at == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert row.caller == hotel.company.people["guest_clerk"]
    owed = duty("call", row)
    assert (owed.due_at, owed.owner_id, owed.done_at) == (row.due_at, row.caller_id, None)
    assert hotel.plan().pk == row.pk  # what is open about a thing stays as it is
    assert Callback.objects.count() == 1


@pytest.mark.clause("H-7c", "H-5e")
def test_a_complaint_is_due_in_three_days_and_not_called_by_who_handled_it(hotel):
    clerk = hotel.company.people["guest_clerk"]
    row = hotel.plan("7", "complaint", subject_type="cases.case", handler=clerk, happened_at=NOW)
    assert row.due_at == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    assert row.caller == hotel.company.people["keeper"]
    with pytest.raises(NotPermitted):
        hotel.call(row)
    with pytest.raises(Refusal):
        usecases.assign_callback(
            hotel.company.actor("keeper"), callback=row, seen=row.version, caller=clerk, reason="忙"
        )
    hotel.call(row, "keeper")


def test_where_no_policy_was_kept_the_regulations_begins(company):
    made = usecases.plan_callback(
        SYSTEM, occasion="complaint", subject_type="cases.case", subject_id="3", unit=company.estate.pk,
        reference="TS-1", customer="业主",
    )  # fmt: skip
    assert made is not None
    assert (made.policy.window_days, made.policy.rate, made.policy.unit_id) == (3, 100, company.estate.pk)
    assert duty("call", made).owner == company.people["supervisor"]


def test_what_happened_before_the_first_policy_is_called_back_by_it(company, at):
    with at(25, 15):
        for subject in ("3", "4"):
            made = usecases.plan_callback(
                SYSTEM, occasion="complaint", subject_type="cases.case", subject_id=subject, unit=company.estate.pk,
                reference="TS-1", customer="业主", happened_at=clock.now() - timedelta(days=2),
            )  # fmt: skip
            assert made is not None
    assert Policy.objects.filter(occasion="complaint").count() == 1


@pytest.mark.clause("H-8b", "H-11a")
def test_a_call_without_opinions_is_closed_told_and_on_record(hotel, at):
    row = hotel.plan()
    hotel.call(hotel.plan("2"), told_offer=False)  # who did not agree to offers is told none
    Job.objects.all().delete()
    hotel.agrees()
    with at(23, 15), pytest.raises(Refusal, match="H-11"):
        hotel.call(row, told_offer=False)
    with at(23, 15):
        done = hotel.call(row, answers=("满意", ""), scores=(5, 4, None), told_offer=False, untold_reason="客人不要")
    assert (done.state, done.satisfaction, done.ended_by) == (State.CLOSED, "satisfied", "韩雪")
    assert done.answers == [
        {"question": "房间是否满意？", "answer": "满意"}, {"question": "早餐怎么样？", "answer": ""},
    ]  # fmt: skip
    assert duty("call", row).done_at
    assert duty("call", row).missed_at is None
    (event,) = told("outcome")
    assert (event["subject_type"], event["subject_id"], event["satisfied"]) == ("stays.stay", "1", True)
    record = Record.objects.filter(type="callback_form").latest("pk")
    assert (record.number, record.issued_by, record.period) == ("HFJL-202611-0002", "韩雪", "2026-11")
    with pytest.raises(Conflict):
        hotel.call(done)


def test_nobody_is_called_before_the_delay_is_over(hotel, at):
    row = hotel.plan()
    with at(22, 15), pytest.raises(Conflict):
        hotel.call(row)


@pytest.mark.clause("H-7b")
def test_not_reached_needs_three_attempts_in_different_parts_of_the_day(hotel, at):
    row, clerk = hotel.plan(), hotel.company.actor("guest_clerk")
    for hour, result in ((9, "no_answer"), (10, "no_answer"), (13, "wrong_number")):
        with at(23, hour):
            row = usecases.record_attempt(clerk, callback=row, seen=row.version, result=result)
            with pytest.raises(Conflict):
                usecases.give_up_callback(clerk, callback=row, seen=row.version)
    with at(23, 19):
        row = usecases.record_attempt(clerk, callback=row, seen=row.version, result="no_answer")
        row = usecases.give_up_callback(clerk, callback=row, seen=row.version)
    assert row.state == State.UNREACHABLE
    assert [one.part for one in Attempt.objects.order_by("pk")] == ["morning", "morning", "noon", "evening"]
    assert duty("call", row).done_at
    assert told("outcome")[0]["satisfied"] is None


def test_who_refuses_is_left_alone_and_leaves_the_denominator(hotel):
    row, clerk = hotel.plan(), hotel.company.actor("guest_clerk")
    row = usecases.record_attempt(clerk, callback=row, seen=row.version, result="refused")
    other = hotel.plan("2")
    usecases.exempt_callback(
        hotel.company.actor("keeper"), callback=other, seen=other.version, exemption="no_contact", reason="无电话"
    )
    hotel.call(hotel.plan("3"))
    (rate,) = rates(hotel.company.actor("keeper"), month="2026-11")
    assert (rate.counted.due, rate.counted.denominator, rate.counted.numerator) == (3, 1, 1)
    assert (rate.counted.refused, rate.counted.exempt, rate.per_mille) == (1, 1, 1000)
    assert duty("call", other).waived_reason == "无电话"
    with pytest.raises(NotPermitted):
        usecases.exempt_callback(clerk, callback=row, seen=row.version, exemption="court", reason="诉讼")


@pytest.mark.clause("H-9", "H-10a", "M-3.1.3")
def test_each_opinion_is_told_owed_by_its_department_and_appointed(hotel, at):
    row = hotel.plan()
    said = (
        hotel.opinion(), hotel.opinion("加一台冰箱", "suggestion", appointed_at=None, said_at_once="会转告"),
        hotel.opinion("前台态度差", "complaint"),
    )  # fmt: skip
    with at(23, 11):
        row = hotel.call(row, opinions=said, satisfaction="unsatisfied")
    assert row.state == State.REACHED
    events = told("department")
    assert [(one["kind"], one["text"]) for one in events] == [
        ("opinion", "早餐太凉"), ("suggestion", "加一台冰箱"), ("complaint", "前台态度差"),
    ]  # fmt: skip
    first, second, third = Opinion.objects.order_by("place")
    keeper = hotel.company.people["keeper"]
    assert (duty("promise", first).due_at, duty("promise", first).owner) == (NOW + timedelta(hours=5), keeper)
    assert duty("answer", second).owner == keeper
    assert third.repeat_of is None
    assert told("outcome")[0]["satisfied"] is False
    with pytest.raises(Refusal, match="H-9"):
        hotel.call(hotel.plan("2"), opinions=(hotel.opinion(appointed_at=None),))
    assert Opinion.objects.count() == 3


@pytest.mark.clause("H-8a", "H-10b", "H-10c", "H-10d", "H-12")
def test_the_head_answers_and_signs_before_the_form_is_closed(hotel, at):
    company, clerk = hotel.company, hotel.company.actor("guest_clerk")
    with at(23, 11):
        row = hotel.call(hotel.plan(), opinions=(hotel.opinion(), hotel.opinion("装电梯扶手", "suggestion")))
        with pytest.raises(Conflict, match="H-10d"):
            usecases.close_callback(clerk, callback=row, seen=row.version)
        first, second = Opinion.objects.order_by("place")
        for who in ("guest_clerk", "supervisor", "quality", "manager"):
            with pytest.raises(NotPermitted):
                answer(company, first, who)
        answer(company, first)
        with pytest.raises(Refusal, match="H-8a"):
            answer(company, second)
        row.refresh_from_db()
        assert row.state == State.REACHED
        answer(company, second, adopted=False, adopted_reason="建筑不允许")
        with pytest.raises(Conflict):
            answer(company, first)
    row.refresh_from_db()
    assert row.state == State.ANSWERED
    assert [one.name for one in Signature.objects.order_by("pk")] == ["梅兰", "梅兰"]
    assert duty("promise", first).done_at
    assert duty("close", row).owner == company.people["guest_clerk"]
    row = Callback.objects.select_related("policy", "unit").get(pk=row.pk)
    row = usecases.close_callback(clerk, callback=row, seen=row.version, remark="客人认可")
    assert (row.state, row.remark) == (State.CLOSED, "客人认可")
    assert duty("close", row).done_at
    content = Record.objects.get(type="callback_form").content
    assert "早餐台加保温" in content
    assert "梅兰" in content
    assert "不采纳" in content
    made, printed = pdf_of(SYSTEM, pk=Record.objects.latest("pk").pk)
    assert printed.startswith(b"%PDF")
    assert paper_of(made).title == "回访记录单"


@pytest.mark.clause("H-10e")
def test_an_opinion_that_comes_again_within_90_days_is_marked(hotel):
    hotel.call(hotel.plan("1"), opinions=(hotel.opinion(),))
    hotel.call(hotel.plan("2"), opinions=(hotel.opinion("早餐 太凉"),))
    first, second = Opinion.objects.order_by("pk")
    assert second.repeat_of == first


def test_one_more_opinion_before_the_callback_is_closed(hotel):
    row = hotel.call(hotel.plan(), opinions=(hotel.opinion(),))
    clerk = hotel.company.actor("guest_clerk")
    given = {"kind": "demand", "text": "要发票", "department": hotel.company.hotel, "said_at_once": "今日寄出"}
    usecases.raise_opinion(clerk, callback=row, seen=row.version, **given)
    assert Opinion.objects.count() == 2
    with pytest.raises(Stale):
        usecases.raise_opinion(clerk, callback=row, seen=row.version - 1, **given)
    with pytest.raises(Refusal):
        usecases.raise_opinion(clerk, callback=row, seen=row.version, **(given | {"department": hotel.company.estate}))


def test_the_lot_is_kept_and_gives_the_same_again(company):
    keeper = company.actor("manager")
    usecases.record_policy(
        keeper, unit=company.estate, occasion="repair", start=date(2026, 1, 1), delay_days=0, window_days=7, rate=30,
    )  # fmt: skip

    def plan(number):
        return usecases.plan_callback(
            SYSTEM, occasion="repair", subject_type="works.repair", subject_id=str(number), unit=company.estate,
            reference=f"WX-{number}", customer="业主",
        )  # fmt: skip

    made = [plan(number) for number in range(20)]
    draw = Draw.objects.get()
    assert (draw.candidates, draw.drawn) == (20, 6)
    assert sum(row is not None for row in made) == 6
    assert [bool(row) for row in made] == list(Candidate.objects.order_by("place").values_list("drawn", flat=True))
    assert drawn_again(draw) == []
    missed = next(number for number, row in enumerate(made) if row is None)
    assert plan(missed) is None  # asked again, the lot stays what it was
    draw.refresh_from_db()
    assert draw.candidates == 20
    Candidate.objects.filter(place=missed).update(drawn=True)
    assert drawn_again(draw) == [missed]


@pytest.mark.clause("H-7c", "H-12")
def test_what_was_missed_stays_to_be_explained(hotel, at):
    row = hotel.plan()
    with at(24, 1):
        usecases.note_missed(SYSTEM, callback=row.pk, missed_at=NOW + timedelta(days=1))
        keeper = hotel.company.actor("keeper")
        assert queries.waiting_for(keeper)["missed"] == 1
        row.refresh_from_db()
        assert row.state == State.PLANNED
        row = usecases.explain_miss(keeper, callback=row, seen=row.version, reason="系统停电")
        assert (row.missed_reason, row.missed_by) == ("系统停电", "梅兰")
        assert queries.waiting_for(keeper)["missed"] == 0
    with pytest.raises(Conflict):
        usecases.explain_miss(keeper, callback=hotel.plan("2"), seen=1, reason="无")


@pytest.mark.clause("H-7b")
def test_a_months_rates_are_frozen_once_and_never_change(hotel, at):
    keeper = hotel.company.actor("keeper")
    with at(23, 12):
        hotel.call(hotel.plan("1"))
        hotel.plan("2")
        with pytest.raises(Refusal):
            usecases.freeze_rates(keeper, month="2026-11")
    with at(30, 23):
        later = rates(keeper, month="2026-11")
        assert [(one.counted.numerator, one.counted.denominator, one.frozen) for one in later] == [(1, 2, None)]
    with clock.fixed(datetime(2026, 12, 2, tzinfo=UTC)):
        frozen = usecases.freeze_rates(keeper, month="2026-11")
        assert (frozen.numerator, frozen.denominator, frozen.open) == (1, 2, 1)
        hotel.call(Callback.objects.select_related("policy", "unit").get(reference="房 2"))
        (rate,) = rates(keeper, month="2026-11")
        assert rate.frozen == frozen
        assert rate.counted.numerator == 1
        with pytest.raises(Conflict):
            usecases.freeze_rates(keeper, month="2026-11")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE callbacks_frozenrate SET numerator = 2")
    assert FrozenRate.objects.get().numerator == 1


def test_a_number_is_shown_once_and_that_it_was_is_kept(hotel):
    row, clerk = hotel.plan(), hotel.company.actor("guest_clerk")
    shown = usecases.reveal_number(clerk, callback=row, seen=row.version)
    assert shown.shown_once == {"phone": "139 0000 1234"}
    last = TrailEntry.objects.order_by("-seq")[0]
    assert last.act == "callbacks.reveal_number"
    assert row.number in last.detail
    assert "0000 1234" not in last.detail
    with pytest.raises(NotPermitted):
        usecases.reveal_number(hotel.company.actor("clerk"), callback=row, seen=row.version)


def test_policies_begin_change_and_end(hotel):
    keeper = hotel.company.actor("keeper")
    later = usecases.record_policy(
        keeper, unit=hotel.company.hotel, occasion="departure", start=date(2026, 12, 1), window_days=2, delay_days=1,
        rate=50,
    )  # fmt: skip
    hotel.departure.refresh_from_db()
    assert hotel.departure.end == date(2026, 11, 30)
    hotel.plan()
    with pytest.raises(Conflict):
        usecases.change_policy(keeper, policy=hotel.departure, seen=hotel.departure.version, rate=50)
    usecases.change_policy(keeper, policy=hotel.departure, seen=hotel.departure.version, target=85, confirmed=True)
    usecases.end_policy(keeper, policy=later, seen=later.version, end=date(2026, 12, 31))
    with pytest.raises(NotPermitted):
        usecases.record_policy(
            keeper, unit=hotel.company.estate, occasion="repair", start=date(2026, 1, 1), window_days=3, delay_days=0
        )


@pytest.mark.clause("H-7b", "H-7c")
def test_the_regulations_policies_are_taken_over_with_the_lost_targets_marked(company):
    usecases.adopt_policies(company.actor("keeper"), unit=company.hotel, start=date(2026, 11, 1), service_phone="95588")
    found = {row.occasion: row for row in Policy.objects.all()}
    assert set(found) == {"departure", "vip", "complaint"}
    assert (found["departure"].target, found["departure"].confirmed) == (80, False)
    assert (found["complaint"].window_days, found["complaint"].rate, found["vip"].target) == (3, 100, 100)
    with pytest.raises(Conflict):
        usecases.adopt_policies(company.actor("keeper"), unit=company.hotel, start=date(2026, 11, 1))


def test_the_database_refuses_what_no_door_would_store(hotel):
    row = hotel.plan()
    for change in ({"state": "closed"}, {"reached_at": NOW}, {"state": "exempt", "ended_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Callback.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(
            callback=row, place=1, kind="opinion", text="冷", department=hotel.company.hotel, raised_at=NOW
        )


def test_a_customers_page_lists_his_callbacks_and_an_open_one_holds_him(hotel):
    row = hotel.plan()
    keys = [hotel.guest.pk]
    (found,) = callbacks_of(hotel.company.actor("guest_clerk"), keys, 5)
    assert (found.url, row.number in found.title) == (f"/callbacks/{row.pk}", True)
    assert callbacks_of(hotel.company.actor("manager"), keys, 5) == []
    assert row.number in held_for(keys)
    hotel.call(row)
    assert held_for(keys) == ""

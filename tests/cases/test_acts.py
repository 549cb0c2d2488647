"""A case on its way: who owns it, what is due, what is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress
from huiyin.platform.models import Job
from huiyin.rooms.approvals.queries import open_for
from huiyin.rooms.cases import jobs, usecases
from huiyin.rooms.cases.models import Case, Step, Transfer
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.calendar import calendar_version
from huiyin.rooms.duties.terms import QUIET, Rung
from huiyin.rooms.duties.usecases.calendar import set_day
from huiyin.rooms.duties.usecases.policies import keep_policy
from tests.cases.conftest import NOW, Company, take


def owed(case: Case) -> set[str]:
    rows = Duty.objects.open().filter(subject_type="cases.case", subject_id=str(case.pk))
    return set(rows.values_list("kind", flat=True))


def go(company: Company, case: Case, name: str, who: str = "supervisor", **given: Any) -> Case:
    case.refresh_from_db()
    getattr(usecases, name)(company.actor(who), case=case, seen=case.version, **given)
    case.refresh_from_db()
    return case


def to_handling(company: Company, case: Case) -> Case:
    return go(company, case, "verify_case", founded=True, finding="属实", blamed=company.person("clerk"))


@pytest.mark.clause("H-4a", "R-5a")
def test_a_case_is_registered_with_number_owner_and_same_day_duty(company: Company, case: Case) -> None:
    assert case.number == "TS-E1-20261123-001"
    assert case.owner_id == company.people["supervisor"].pk
    assert owed(case) == {"cases.verify"}
    assert case.next_due_at is not None
    assert case.next_due_at.astimezone().date() >= NOW.date()
    assert case.category == "repair"


def test_a_new_case_is_due_by_the_edition_and_the_calendar_in_force_as_its_duty_is(company: Company) -> None:
    set_day(SYSTEM, date=NOW.date() + timedelta(days=30), kind="holiday", name="盘点")
    for edition, minutes in enumerate((20, 30)):  # the second one begins tomorrow
        keep_policy(
            SYSTEM, kind="cases.verify", edition=edition, start=NOW.date() + timedelta(days=edition), at=None,
            how="clock_minutes", amount=minutes, quiet=QUIET, rungs=[Rung(0, "owner")], reason="提速",
        )  # fmt: skip
    case = take(company)
    duty = Duty.objects.get(subject_type="cases.case", subject_id=str(case.pk))
    assert (duty.policy_version, duty.calendar_version) == (1, calendar_version())
    assert duty.calendar_version
    assert duty.due_at == case.next_due_at == NOW + timedelta(minutes=20)


@pytest.mark.clause("H-4b", "H-4c", "H-12", "R-5b")
def test_a_complaint_goes_its_whole_way(company: Company, case: Case) -> None:
    go(company, case, "begin_investigation")
    assert owed(case) == {"cases.verify"}
    to_handling(company, case)
    assert (case.state, owed(case)) == ("handling", {"cases.handle"})
    go(company, case, "write_result", result="已换钢丝绳")
    assert owed(case) == {"cases.report"}
    go(company, case, "report_case", told="已报主任")
    go(company, case, "answer_case", answer="已修好，致歉")
    assert (case.state, owed(case)) == ("awaiting_callback", {"cases.callback"})
    jobs.hear_callback(
        SYSTEM, Progress(Job()), key="k", subject_type="cases.case", subject_id=str(case.pk), satisfied=True
    )
    case.refresh_from_db()
    assert (case.state, owed(case), case.next_due_at) == ("archived", set(), None)
    assert Step.objects.filter(case=case).count() == 7


def test_a_customer_who_is_not_satisfied_opens_the_case_again(company: Company, case: Case) -> None:
    to_handling(company, case)
    go(company, case, "write_result", result="已处理")
    go(company, case, "report_case", told="已报")
    go(company, case, "answer_case", answer="已答复")
    told: dict[str, Any] = {"key": "k", "subject_type": "cases.case", "subject_id": str(case.pk), "satisfied": False}
    for _twice in range(2):
        jobs.hear_callback(SYSTEM, Progress(Job()), **told)
    case.refresh_from_db()
    assert (case.state, owed(case)) == ("handling", {"cases.handle"})


@pytest.mark.clause("H-4d", "H-4e")
def test_what_cannot_be_solved_is_decided_by_the_manager(company: Company, case: Case) -> None:
    to_handling(company, case)
    go(company, case, "escalate_case", reason="需换主机")
    assert case.owner_id == company.people["manager"].pk
    with pytest.raises(NotPermitted):
        go(company, case, "decide_case", decision="换")
    go(company, case, "decide_case", "manager", decision="更换主机")
    assert case.owner_id == company.people["supervisor"].pk
    assert owed(case) == {"cases.handle"}


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.clause("H-12")
def test_leaving_needs_a_reason_and_somebody_elses_word(company: Company, case: Case, granted: bool) -> None:
    to_handling(company, case)
    go(company, case, "ask_exit", exit_asked="withdrawn", reason="业主撤诉")
    assert owed(case) == {"cases.handle", "cases.decide_exit"}
    waiting = open_for(company.actor("manager")).get()
    assert (waiting.kind, waiting.subject_id, waiting.reason) == ("cases.exit", str(case.pk), "业主撤诉")
    assert not open_for(company.actor("supervisor")).exists()
    go(company, case, "decide_exit", "manager", granted=granted, reason="核实过")
    assert case.state == ("withdrawn" if granted else "handling")
    assert owed(case) == (set() if granted else {"cases.handle"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("granted" if granted else "refused", "马丽")
    if not granted:
        go(company, case, "ask_exit", exit_asked="withdrawn", reason="业主再次撤诉")
        assert open_for(company.actor("manager")).get().reason == "业主再次撤诉"


def test_nobody_grants_what_he_asked_for(company: Company) -> None:
    case = take(company, "manager")
    go(company, case, "ask_exit", "manager", exit_asked="not_ours", reason="非本单位")
    assert case.owner_id == company.people["boss"].pk
    with pytest.raises(NotPermitted):
        go(company, case, "decide_exit", "manager", granted=True, reason="好")


@pytest.mark.clause("H-5b")
def test_a_transfer_needs_acceptance_and_the_third_is_told(company: Company, case: Case, settings: Any) -> None:
    settings.LISTENERS = {"ThirdTransfer": ("duties.check",)}
    for who, to in (("supervisor", "manager"), ("manager", "supervisor"), ("supervisor", "manager")):
        go(company, case, "transfer_case", who, to=company.person(to), reason="更熟悉")
        assert case.handler_id == company.people[who].pk
        with pytest.raises(NotPermitted):
            go(company, case, "answer_transfer", who, accepted=True, answer="")
        go(company, case, "answer_transfer", to, accepted=True, answer="收到")
        assert case.owner_id == company.people[to].pk
    assert case.transfers == Transfer.objects.filter(case=case, accepted=True).count() == 3
    assert Job.objects.filter(kind="duties.check").count() == 1


@pytest.mark.clause("H-9")
def test_an_appointed_reply_is_a_promise_with_its_own_duty(company: Company, case: Case) -> None:
    soon = NOW + timedelta(hours=1)
    go(company, case, "promise_reply", promised_at=soon, told="一小时内回电")
    assert owed(case) == {"cases.verify", "cases.promise"}
    assert case.next_due_at == soon
    go(company, case, "keep_promise", told="已回电")
    assert owed(case) == {"cases.verify"}
    with pytest.raises(Refusal):
        go(company, case, "promise_reply", promised_at=NOW, told="现在")


@pytest.mark.clause("R-8a", "R-8b")
@pytest.mark.parametrize(("level", "minutes"), [("1", 10), ("2", 20), ("3", 30), ("d", 10)])
def test_an_emergency_is_acknowledged_within_its_minutes(company: Company, level: str, minutes: int) -> None:
    case = take(company, kind="emergency", level=level, text="三号楼冒烟")
    assert case.next_due_at == NOW + timedelta(minutes=minutes)
    go(company, case, "acknowledge_emergency", told="已到场")
    assert owed(case) == {"cases.verify", "cases.first_report"}
    with pytest.raises(Conflict):
        go(company, case, "acknowledge_emergency", told="又到")


@pytest.mark.clause("S-4c")
def test_an_important_event_is_reported(company: Company, case: Case) -> None:
    go(company, case, "mark_important", reason="媒体关注")
    assert "cases.important" in owed(case)
    go(company, case, "report_important", told="已报主任")
    assert "cases.important" not in owed(case)


def test_a_consultation_is_settled_at_once_and_a_complaint_is_not(company: Company, case: Case) -> None:
    asked = take(company, kind="consultation", text="停车费怎么收")
    go(company, asked, "settle_at_once", result="每月三百")
    assert (asked.state, owed(asked)) == ("archived", set())
    with pytest.raises(Conflict):
        go(company, case, "settle_at_once", result="好")


def test_a_repeat_is_linked_with_an_earlier_case_only(company: Company, case: Case) -> None:
    later = take(company)
    go(company, later, "link_repeat", earlier=case.number, reason="同一部电梯")
    assert later.repeat_of_id == case.pk
    with pytest.raises(Refusal):
        go(company, case, "link_repeat", earlier=later.number, reason="反了")


def test_a_stale_act_is_refused(company: Company, case: Case) -> None:
    go(company, case, "begin_investigation")
    with pytest.raises(Stale):
        usecases.verify_case(company.actor("supervisor"), case=case, seen=1, founded=True, finding="属实")


def test_a_number_is_shown_once_for_a_reason(company: Company, case: Case) -> None:
    shown = usecases.reveal_caller(company.actor("supervisor"), case=case, reason="回电")
    assert shown.shown_once == {"caller_phone": "13900001234"}


def test_another_branch_neither_acts_nor_registers(company: Company, case: Case) -> None:
    with pytest.raises(NotPermitted):
        go(company, case, "begin_investigation", "keeper")
    with pytest.raises(NotPermitted):
        take(company, "keeper")


@pytest.mark.clause("H-12")
@pytest.mark.parametrize("lost", [{"owner": None}, {"next_due_at": None}])
def test_the_database_refuses_an_open_case_without_owner_or_due_time(case: Case, lost: dict[str, None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**lost)


@pytest.mark.clause("H-12")
def test_the_nightly_check_mends_due_times_and_names_what_is_lost(company: Company, case: Case) -> None:
    true = case.next_due_at
    Case.objects.filter(pk=case.pk).update(next_due_at=NOW)
    with clock.fixed(NOW):
        assert jobs.check(SYSTEM, Progress(Job()), key="k")["refreshed"] == 1
    case.refresh_from_db()
    assert case.next_due_at == true
    Duty.objects.filter(subject_id=str(case.pk)).update(waived_at=NOW, waived_reason="x", waived_by="x", wake_at=None)
    with pytest.raises(Refusal, match=case.number):
        jobs.check(SYSTEM, Progress(Job()), key="k")


def test_an_opinion_of_a_callback_becomes_a_case(company: Company) -> None:
    told: dict[str, Any] = {
        "number": "HF-1",
        "unit": company.estate.pk,
        "party": None,
        "text": "希望增加路灯",
        "department": None,
    }
    made = jobs.hear_opinion(SYSTEM, Progress(Job()), key="k", **told)
    case = Case.objects.get(pk=made["case"])
    assert (case.kind, case.channel, case.owner_id) == ("suggestion", "callback", company.people["supervisor"].pk)

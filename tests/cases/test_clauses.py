"""What matters ask for beyond a complaint's way: guidance, reports of an emergency, a rule that is explained."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.queries.schemes import content_of
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.cases import jobs
from huiyin.rooms.cases.models import Case, EventReport, Explanation, Step
from huiyin.rooms.cases.queries import demands
from huiyin.rooms.cases.terms import DUTY_KINDS
from huiyin.rooms.cases.terms.reception import RECEPTION
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.records.models import Record, Signature
from huiyin.rooms.regulations.usecases import adopt_document
from tests.cases.conftest import NOW, Company, take
from tests.cases.test_acts import go, owed
from tests.cases.test_costs import MOST, counted
from tests.cases.test_papers import cells
from tests.people.conftest import PASSWORD

Browser = Callable[[str], Client]
FINAL: dict[str, str] = {
    "course": "九时二十分车库冒烟，十分钟扑灭", "cause": "电线老化短路", "loss": "电缆二十米，无人员伤亡",
    "handling": "断电、疏散、扑救", "prevention": "全面检修线路，工程部十二月前完成",
}  # fmt: skip
FIRST = {"course": "地下车库冒烟", "handling": "已断电疏散"}


def emergency(company: Company, level: str = "1") -> Case:
    case = take(company, kind="emergency", level=level, text="地下车库冒烟")
    return go(company, case, "acknowledge_emergency", told="已到场")


def to_callback(company: Company, case: Case) -> Case:
    go(company, case, "verify_case", founded=True, finding="属实")
    go(company, case, "write_result", result="已扑灭")
    go(company, case, "report_case", told="已报主任")
    return go(company, case, "answer_case", answer="已告知业主")


def post(client: Client, route: str, case: Case, **given: Any) -> Any:
    case.refresh_from_db()
    given = {"idempotency_key": uuid.uuid4().hex, "version": str(case.version)} | given
    return client.post(reverse(f"cases:{route}", args=[case.pk]), given)


@pytest.mark.clause("M-3.3.1")
def test_a_representation_goes_a_complaints_way_with_duties_of_its_own_and_guidance(company: Company) -> None:
    case = take(company, kind="representation", text="对停车费核算结果申述")
    assert (case.number, owed(case)) == ("SS-E1-20261123-001", {"cases.verify_representation"})
    go(company, case, "verify_case", founded=True, finding="计费区间有误")
    assert owed(case) == {"cases.handle_representation"}
    with pytest.raises(Conflict):
        go(company, case, "write_result", result="已更正")
    go(company, case, "guide_case", result="已更正", guidance="今后可在缴费前先到前台核对")
    go(company, case, "report_case", told="已报主任")
    assert owed(case) == {"cases.answer_representation"}
    go(company, case, "answer_case", answer="已答复")
    assert owed(case) == {"cases.callback"}
    go(company, case, "close_case", "manager", reason="已回访，满意")
    assert (case.state, case.result, case.guidance) == ("archived", "已更正", "今后可在缴费前先到前台核对")
    mine = {kind.key for kind in DUTY_KINDS if kind.clause == "M-3.3.1"}
    assert set(Duty.objects.filter(clause="M-3.3.1").values_list("kind", flat=True)) == mine


@pytest.mark.clause("M-3.3.1")
def test_a_representation_closes_only_with_a_result_and_no_complaint_is_guided(company: Company, case: Case) -> None:
    mine = take(company, kind="representation", text="申述")
    Case.objects.filter(pk=mine.pk).update(state="awaiting_callback")
    with pytest.raises(Conflict):
        go(company, mine, "close_case", "manager", reason="好")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=mine.pk).update(state="archived", owner=None, next_due_at=None, closed_at=NOW)
    go(company, case, "verify_case", founded=True, finding="属实")
    with pytest.raises(Conflict):
        go(company, case, "guide_case", result="已办", guidance="如此")


@pytest.mark.clause("R-8c")
@pytest.mark.parametrize("level", ["1", "d"])
def test_an_emergency_has_two_reports_on_time_and_ends_with_the_final_one(company: Company, level: str) -> None:
    case = emergency(company, level)
    assert owed(case) == {"cases.verify", "cases.first_report"}
    first = Duty.objects.open().get(kind="cases.first_report")
    assert (first.due_at, first.clause) == (NOW + timedelta(hours=12), "R-8c")
    go(company, case, "write_first_report", **FIRST)
    with pytest.raises(Conflict):
        go(company, case, "write_first_report", **FIRST)
    with pytest.raises(Conflict, match="结束"):
        go(company, case, "write_final_report", **FINAL)
    with pytest.raises(Refusal):
        go(company, case, "end_emergency", ended_at=NOW + timedelta(minutes=1), told="已扑灭")
    with clock.fixed(NOW + timedelta(hours=2)):
        go(company, case, "end_emergency", ended_at=NOW + timedelta(minutes=30), told="已扑灭")
    assert Duty.objects.open().get(kind="cases.final_report").due_at == NOW + timedelta(hours=24, minutes=30)
    to_callback(company, case)
    with pytest.raises(Conflict):
        go(company, case, "close_case", "manager", reason="已回访")
    go(company, case, "write_final_report", **FINAL)
    assert owed(case) == {"cases.callback"}
    go(company, case, "close_case", "manager", reason="已回访")
    assert case.state == "archived"
    assert [one.part for one in EventReport.objects.order_by("id")] == ["first", "final"]


@pytest.mark.clause("R-8c")
def test_the_final_report_is_signed_and_on_record_as_a_form(company: Company, browser: Browser) -> None:
    case, client = emergency(company, "d"), browser("supervisor")
    go(company, case, "write_first_report", **FIRST)
    go(company, case, "end_emergency", ended_at=NOW, told="已扑灭")
    assert post(client, "write_final_report", case, **FINAL, password="wrong").status_code == 422
    assert post(client, "write_final_report", case, **(FINAL | {"loss": ""}), password=PASSWORD).status_code == 422
    assert not Signature.objects.exists()
    assert post(client, "write_final_report", case, **FINAL, password=PASSWORD).status_code == 303
    record, signature = Record.objects.get(), Signature.objects.get()
    assert (record.type, record.number, record.keep_until) == ("event_report", "TFSJ-202611-0001", date(2031, 11, 23))
    assert (signature.meaning, signature.subject_type, signature.name) == ("write_report", "cases.eventreport", "沈星")
    shown = cells(record)
    assert [
        word for word in (*FINAL.values(), *FIRST.values(), "已到场", "本次为演练", "沈星") if word not in shown
    ] == []
    went = post(client, "write_final_report", case, **(FINAL | {"loss": "三万元"}), password=PASSWORD)
    assert went.status_code == 303
    assert Record.objects.latest("pk").follows == record
    page = reverse("cases:case", args=[case.pk])
    took = counted(lambda: client.get(page), 200)
    assert len(took) <= MOST, "\n".join(took)
    text = client.get(page).content.decode()
    assert [word for word in ("三万元", "已断电疏散", "TFSJ-202611-0002") if word not in text] == []
    listed = client.get(f"/api/v1/cases/cases/{case.pk}/reports").json()
    assert [(one["part"], one["loss"]) for one in listed][-1] == ("final", "三万元")
    assert "沈星" in client.get(reverse("records:record", args=[record.pk])).content.decode()


@pytest.mark.clause("R-8c")
def test_neither_callback_nor_exit_ends_an_emergency_without_its_report(company: Company) -> None:
    case = to_callback(company, emergency(company))
    assert case.ended_at == NOW
    told: dict[str, Any] = {"key": "k", "subject_type": "cases.case", "subject_id": str(case.pk), "satisfied": True}
    for _twice in range(2):
        jobs.hear_callback(SYSTEM, Progress(Job()), **told)
    case.refresh_from_db()
    assert (case.state, Step.objects.filter(case=case, move="add_note").count()) == ("awaiting_callback", 1)
    other = emergency(company)
    go(company, other, "ask_exit", exit_asked="withdrawn", reason="误报")
    with pytest.raises(Conflict):
        go(company, other, "decide_exit", "manager", granted=True, reason="误报")
    third = emergency(company)
    go(company, third, "ask_exit", exit_asked="not_ours", reason="属隔壁小区")
    assert go(company, third, "decide_exit", "manager", granted=True, reason="已移交").state == "not_ours"


@pytest.mark.clause("H-3b")
def test_a_rule_that_is_not_accepted_is_recorded_found_and_shown(
    company: Company, browser: Browser, case: Case
) -> None:
    document, client, other = (
        adopt_document(SYSTEM, effective_from=date(2024, 1, 1)),
        browser("supervisor"),
        take(company),
    )
    said: dict[str, Any] = {
        "rule": "第四条第二款",
        "explanation": "说明电梯停用检修的规定与原因",
        "document": document.pk,
    }
    assert post(client, "explain_rule", case, **said, position="refused").status_code == 303
    assert (
        post(client, "explain_rule", other, rule="访客登记", explanation="已说明", position="reserved").status_code
        == 303
    )
    listing = reverse("cases:cases")
    refused = client.get(listing, {"position": "refused"}).content.decode()
    assert case.number in refused
    assert other.number not in refused
    page = reverse("cases:case", args=[case.pk])
    text = client.get(page).content.decode()
    assert [word for word in (*list(said.values())[:2], document.title) if word not in text] == []
    assert len(counted(lambda: client.get(page), 200)) <= MOST
    kept = client.get(f"/api/v1/cases/cases/{case.pk}/explanations").json()
    assert [(one["document"], one["rule"], one["position"]) for one in kept] == [
        (document.pk, "第四条第二款", "refused")
    ]
    assert client.get("/api/v1/cases/cases", {"position": "refused"}).json()["items"][0]["position"] == "refused"
    go(company, case, "explain_rule", rule="第四条第二款", explanation="再次说明", position="accepted")
    assert case.number not in client.get(listing, {"position": "refused"}).content.decode()
    assert Explanation.objects.filter(step__case=case).count() == 2
    assert post(client, "explain_rule", case, rule="甲", explanation="说明", position="?").status_code == 422


@pytest.mark.clause("H-3a")
def test_the_script_of_reception_stands_on_the_entry_form_and_in_the_standard(
    company: Company, browser: Browser
) -> None:
    text = browser("supervisor").get(reverse("cases:register")).content.decode()
    assert [step.name for step in RECEPTION if str(step.words) not in text] == []
    content = content_of(adopt_default_scheme(SYSTEM))
    item = content["items"]["DB1"]
    assert (item["label"], item["check_section"]) == ("接待不问候或用语不规范", "服务用语与接待")
    assert item["check_most"] > 0


@pytest.fixture
def month(company: Company) -> None:
    """Three repairs in this month, one answered late and one open; two in the month before; a bed for a hotel."""

    def ask(at: datetime, text: str, **more: Any) -> Case:
        with clock.fixed(at):
            return take(company, kind="request", text=text, **more)

    def answer(case: Case, days: int) -> None:
        with clock.fixed(case.registered_at + timedelta(days=days)):
            go(company, case, "verify_case", founded=True, finding="属实")
            go(company, case, "write_result", result="已办")
            go(company, case, "report_case", told="已报")
            go(company, case, "answer_case", answer="已答复")

    # The last moment of October and the first of November by the department's clock.
    ask(datetime(2026, 10, 31, 15, 59, tzinfo=UTC), "水管漏水")
    ask(datetime(2026, 10, 5, 2, tzinfo=UTC), "灯坏了")
    answer(ask(datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "水管漏水"), 9)
    answer(ask(NOW - timedelta(hours=1), "空调坏"), 0)
    ask(NOW, "灯坏了")
    ask(NOW, "请加床", who="boss", unit=company.hotel, category="room")
    take(company, text="电梯坏了")


@pytest.mark.clause("R-6", "R-10b")
@pytest.mark.usefixtures("month")
def test_the_months_demands_are_counted_shared_and_compared(company: Company) -> None:
    found = demands(company.actor("boss"), month="2026-11")
    assert (found.total, found.before) == (4, 2)
    first, second = found.lines
    assert (first.kind, first.category, first.number, first.per_mille) == ("request", "repair", 3, 750)
    assert (first.answered, first.in_time, first.open, first.before, first.change) == (2, 1, 3, 2, 1)
    assert (second.category, second.number, second.per_mille, second.before) == ("room", 1, 250, 0)
    assert [one.category for one in demands(company.actor("supervisor"), month="2026-11").lines] == ["repair"]
    assert demands(company.actor("boss"), month="2026-11", unit=company.hotel).total == 1
    assert demands(company.actor("boss"), month="2026-11", kind="suggestion").lines == []


@pytest.mark.clause("R-6")
@pytest.mark.usefixtures("month")
def test_the_report_of_demands_leads_to_its_rows_in_twelve_statements(company: Company, browser: Browser) -> None:
    client, where = browser("boss"), reverse("cases:demands")
    took = counted(lambda: client.get(where, {"month": "2026-11"}), 200)
    assert len(took) <= MOST, "\n".join(took)
    text = client.get(where, {"month": "2026-11"}).content.decode()
    asked = {"month": "2026-11", "kind": "request", "category": "repair"}
    link = f"{reverse('cases:cases')}?month=2026-11&amp;kind=request&amp;category=repair"
    assert f'"{link}"' in text
    assert f'"{link}&amp;open=true"' in text
    assert "75.0%" in text
    rows = client.get("/api/v1/cases/cases", asked).json()
    assert rows["count"] == 3
    assert client.get("/api/v1/cases/cases", asked | {"open": "true"}).json()["count"] == 3
    assert client.get("/api/v1/cases/cases", asked | {"month": "2026-10"}).json()["count"] == 2
    body = client.get("/api/v1/cases/demands", {"month": "2026-11"}).json()
    assert [(one["category"], one["number"], one["change"]) for one in body["lines"]] == [
        ("repair", 3, 1),
        ("room", 1, 1),
    ]
    for kind, mark in (("csv", b"75.0%"), ("xlsx", b"PK")):
        answer: Any = client.get(where, {"month": "2026-11", "format": kind})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert mark in content
    for wrong in ({"month": "2026-13"}, {"kind": "complaint"}, {"unit": "x"}):
        assert client.get(where, wrong).status_code == 422
    assert client.get(reverse("cases:cases"), {"month": "2026-13"}).status_code == 422

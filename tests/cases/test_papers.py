"""What a case leaves on record: 客人投诉处理单, 业主投诉记录, 违章通知单; page, worksheet and PDF say the same."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import pdf
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.cases import usecases
from huiyin.rooms.cases.models import Case, Step
from huiyin.rooms.cases.rules.forms import FOUR, lacking
from huiyin.rooms.cases.terms import RECORD_TYPES
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries.issued import paper_of
from huiyin.rooms.records.queries.prints import pdf_of, workbook_of
from tests.cases.conftest import NOW, Company, take
from tests.cases.test_acts import go, owed, to_handling
from tests.cases.test_attachments import upload

LAYOUTS = {kind.key: kind for kind in RECORD_TYPES}
HOSTILE = "#strong[王]* $x$ <b> @a \\"


def answered(company: Company, case: Case, who: str = "supervisor", **more: Any) -> Case:
    go(company, case, "verify_case", who, **({"founded": True, "finding": "电梯主板故障"} | more))
    go(company, case, "write_result", who, result="已更换主板")
    go(company, case, "report_case", who, told="已报主任")
    return go(company, case, "answer_case", who, answer="已修好并致歉")


def text_of(printed: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages).replace("\n", "")


def cells(record: Record) -> str:
    return "".join(cell.text for line in paper_of(record).rows for cell in line.cells)


@pytest.mark.clause("R-5b", "S-4a", "H-5e")
def test_an_answered_complaint_of_an_estate_is_on_record(company: Company, case: Case) -> None:
    usecases.attach_file(company.actor("supervisor"), case=case, file=upload("电梯.png"))
    answered(company, case)
    record = Record.objects.get()
    assert (record.type, record.number, record.unit_name) == ("owner_complaint", "YZTS-202611-0001", "滨江管理处")
    assert record.keep_until == date(2029, 11, 23)
    said = (
        "业主投诉记录",
        case.number,
        "电梯又坏了，物业不理",
        "沈星",
        "已更换主板",
        "电梯主板故障",
        "已修好并致歉",
        "电梯.png",
    )
    made, printed = pdf_of(SYSTEM, pk=record.pk)
    shown = paper_of(made).title + cells(made)
    assert [word for word in said if word not in shown] == []
    assert [word for word in said if word not in text_of(printed).replace(" ", "")] == []
    assert "139****1234" in shown
    assert "13900001234" not in shown + record.content
    assert workbook_of(SYSTEM, pk=record.pk)[1].startswith(b"PK")


@pytest.mark.clause("H-5c")
def test_a_guests_complaint_gets_the_form_of_the_regulation(company: Company) -> None:
    case = take(company, "keeper", unit=company.hotel, caller_name="王女士")
    answered(company, case, "keeper")
    record = Record.objects.get()
    assert (record.type, record.number) == ("guest_complaint", "KRTS-202611-0001")
    assert paper_of(record).title == "客人投诉处理单"
    assert "客人王女士" in cells(record)


@pytest.mark.clause("H-5c")
def test_what_is_archived_follows_what_was_answered(company: Company, case: Case) -> None:
    to_handling(company, case)
    go(company, case, "escalate_case", reason="需换主机")
    go(company, case, "decide_case", "manager", decision="同意更换")
    go(company, case, "write_result", result="已更换")
    go(company, case, "report_case", told="已报")
    go(company, case, "answer_case", answer="已答复")
    go(company, case, "close_case", "manager", reason="已回访，满意")
    first, second = Record.objects.order_by("pk")
    assert (second.follows, second.edition) == (first, 2)
    assert [word for word in ("需换主机", "同意更换", "已回访，满意") if word not in cells(second)] == []
    assert "已回访" not in cells(first)


def test_of_other_kinds_there_is_no_form(company: Company) -> None:
    answered(company, take(company, kind="request", text="请换灯泡"))
    assert not Record.objects.exists()


@pytest.mark.clause("H-5d")
@pytest.mark.parametrize("place", range(4))
def test_a_form_without_one_of_the_four_is_refused(place: int) -> None:
    stated: list[Any] = [NOW, "电梯坏了", "沈星", "已修好"]
    assert lacking(*stated) == []
    stated[place] = None if place == 0 else " "
    assert lacking(*stated) == [FOUR[place]]


@pytest.mark.clause("H-5d")
def test_a_complaint_without_a_receiver_is_not_answered(company: Company, case: Case) -> None:
    to_handling(company, case)
    go(company, case, "write_result", result="已更换")
    go(company, case, "report_case", told="已报")
    Case.objects.filter(pk=case.pk).update(taken_by="")
    with pytest.raises(Refusal, match="接待人"):
        go(company, case, "answer_case", answer="已答复")
    assert not Record.objects.exists()
    assert Case.objects.get(pk=case.pk).state == "answering"


NOTICE: dict[str, Any] = {
    "notified": "三栋 1202 业主", "place": "三栋 1202", "stopped": "on_the_spot", "rule": "临时管理规约第十二条",
    "demand": "拆除阳台封闭", "due_on": date(2026, 11, 30),
}  # fmt: skip


@pytest.fixture
def violation(company: Company) -> Case:
    return take(company, kind="violation", text="擅自封闭阳台", channel="patrol")


@pytest.mark.clause("R-9a", "S-4b")
def test_a_violation_is_notified_and_looked_at_again(company: Company, violation: Case) -> None:
    go(company, violation, "notify_violation", **NOTICE)
    record = Record.objects.get()
    assert (record.type, record.number) == ("violation_notice", "WZTZ-202611-0001")
    said = (
        "擅自封闭阳台",
        "拆除阳台封闭",
        "2026-11-30",
        "☑当场制止",
        "☐按规定处理",
        "临时管理规约第十二条",
    )
    assert [word for word in said if word not in cells(record)] == []
    assert "拆除阳台封闭" in text_of(pdf_of(SYSTEM, pk=record.pk)[1])
    duty = Duty.objects.open().get(kind="cases.recheck")
    assert duty.due_at == datetime(2026, 11, 30, 16, tzinfo=UTC)
    go(company, violation, "recheck_violation", put_right=False, found="尚未拆除")
    assert "cases.recheck" not in owed(violation)
    with pytest.raises(Conflict):
        go(company, violation, "recheck_violation", put_right=True, found="已拆除")
    later = NOTICE | {"due_on": date(2026, 12, 7), "stopped": "by_the_rules"}
    go(company, violation, "notify_violation", **later)
    assert Record.objects.latest("pk").follows == record
    assert Step.objects.filter(case=violation, move="notify_violation").count() == 2


@pytest.mark.clause("R-9c")
def test_a_second_notice_moves_the_day_of_the_first(company: Company, violation: Case) -> None:
    go(company, violation, "notify_violation", **NOTICE)
    go(company, violation, "notify_violation", **(NOTICE | {"due_on": date(2026, 12, 7)}))
    assert [one.due_at.day for one in Duty.objects.open().filter(kind="cases.recheck")] == [7]


def test_a_notice_is_of_a_violation_and_lies_ahead(company: Company, case: Case, violation: Case) -> None:
    with pytest.raises(Conflict):
        go(company, case, "notify_violation", **NOTICE)
    with pytest.raises(Refusal):
        go(company, violation, "notify_violation", **(NOTICE | {"due_on": date(2026, 11, 22)}))
    assert not Record.objects.exists()


def test_the_page_leads_to_the_form_who_may_read_it(
    company: Company, browser: Callable[[str], Client], case: Case, violation: Case
) -> None:
    answered(company, case)
    go(company, violation, "notify_violation", **NOTICE)
    for one in (case, violation):
        record = Record.objects.get(subject_id=str(one.pk))
        link, page = reverse("records:record", args=[record.pk]), reverse("cases:case", args=[one.pk])
        assert link in browser("supervisor").get(page).content.decode()
        assert link not in browser("clerk").get(page).content.decode()
        assert browser("supervisor").get(link).status_code == 200


@pytest.mark.parametrize("key", sorted(LAYOUTS))
def test_every_text_of_every_form_may_be_hostile(company: Company, key: str) -> None:
    given = {"text": HOSTILE, "caller_name": HOSTILE}
    if key == "event_report":
        case = take(company, kind="emergency", level="1", **given)
        go(company, case, "end_emergency", ended_at=NOW, told=HOSTILE)
        five = dict.fromkeys(("course", "cause", "loss", "handling", "prevention"), HOSTILE)
        go(company, case, "write_final_report", **(five | {"course": "长" * 900}))
    elif key == "violation_notice":
        case = take(company, kind="violation", **given)
        go(
            company,
            case,
            "notify_violation",
            **(NOTICE | dict.fromkeys(("notified", "place", "rule", "demand"), HOSTILE)),
        )
    else:
        who, unit = ("keeper", company.hotel) if key == "guest_complaint" else ("supervisor", company.estate)
        case = take(company, who, unit=unit, **given)
        answered(company, case, who, finding="长" * 900)
    record = Record.objects.get()
    assert record.type == key
    rendered = pdf.render(LAYOUTS[key].layout, json.loads(record.content))
    assert rendered.missing == ()
    assert text_of(rendered.pdf).count(HOSTILE.split(maxsplit=1)[0]) >= 2
    assert rendered.pages in {1, 2}

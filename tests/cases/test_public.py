"""A customer without an account files a complaint and sees how it stands: once a key, after a proof, in his words."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import STRANGER
from huiyin.platform.models import IdempotencyKey, TrailEntry
from huiyin.rooms.cases import usecases
from huiyin.rooms.cases.models import Case, Filing
from huiyin.rooms.cases.rules.progress import stages
from huiyin.rooms.cases.terms import MOST_WRONG, PHASE_OF, SAID, Phase, State
from huiyin.rooms.duties.models import Duty
from tests.cases.conftest import NOW, Company
from tests.cases.test_acts import go

PHONE = "13900001234"


def typed(**more: Any) -> dict[str, Any]:
    return {
        "caller_name": "孙女士", "caller_phone": "139 0000 1234", "text": "电梯坏了三天没人管", "agreed": "on",
        "idempotency_key": uuid.uuid4().hex,
    } | more  # fmt: skip


def complain(client: Client, **more: Any) -> Any:
    return client.post(reverse("cases:complain"), typed(**more))


def filed(company: Company, **more: Any) -> Filing:
    given: dict[str, Any] = {
        "caller_name": "孙女士",
        "caller_phone": PHONE,
        "text": "电梯坏了三天没人管",
        "unit": company.estate,
    }
    return usecases.file_complaint(usecases.customer(), **(given | more))


def page_of(filing: Filing) -> str:
    return reverse("cases:progress", args=[filing.token])


def shown(client: Client, filing: Filing) -> str:
    client.post(page_of(filing), {"phone": PHONE})
    return client.get(page_of(filing)).content.decode()


@pytest.mark.clause("R-5a", "H-4a")
def test_a_stranger_files_a_complaint_and_sees_its_number(company: Company) -> None:
    client = Client()
    assert "滨江管理处" in client.get(reverse("cases:complain")).content.decode()
    answer = complain(client, unit=company.estate.pk)
    filing = Filing.objects.select_related("case").get()
    assert (answer.status_code, answer["Location"]) == (303, page_of(filing))
    case = filing.case
    assert (case.number, case.kind, case.channel, case.category) == ("TS-E1-20261123-001", "complaint", "web", "repair")
    assert (case.caller_phone, case.caller_name, case.taken_by) == (PHONE, "孙女士", "客户（网上提交）")
    assert case.owner_id == company.people["supervisor"].pk
    assert Duty.objects.open().filter(subject_id=str(case.pk)).get().kind == "cases.verify"
    text = client.get(answer["Location"]).content.decode()
    assert case.number in text
    assert "沈星" not in text
    assert filing.agreed_at == NOW


def test_a_complaint_is_filed_once_a_key_and_apart_from_the_keys_of_jobs(company: Company) -> None:
    client, key = Client(), "job:1"
    places = {complain(client, idempotency_key=key)["Location"] for _twice in range(2)}
    assert len(places) == Case.objects.count() == 1
    assert [one.key for one in IdempotencyKey.objects.filter(user_id=0)] == ["web:job:1"]
    assert complain(client, idempotency_key=key, text="另一件事").status_code == 409


def test_without_a_unit_the_company_itself_takes_it(company: Company) -> None:
    complain(Client())
    case = Case.objects.get()
    assert (case.unit, case.owner_id) == (company.root, company.people["boss"].pk)


def test_a_company_in_which_nobody_answers_says_so(db: None) -> None:
    with pytest.raises(Refusal):
        usecases.file_complaint(STRANGER, caller_name="孙", caller_phone=PHONE, text="坏了")


@pytest.mark.parametrize(
    ("field", "value"), [("agreed", ""), ("caller_phone", "12"), ("caller_name", ""), ("text", ""), ("unit", "999")]
)
def test_what_is_missing_or_wrong_is_said_at_its_field(company: Company, field: str, value: str) -> None:
    answer = complain(Client(), **{field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Case.objects.exists()


def test_the_companys_own_offices_are_not_offered(company: Company) -> None:
    assert complain(Client(), unit=company.root.pk).status_code == 422
    chosen = Client().get(reverse("cases:complain"), {"unit": "H1"}).content.decode()
    assert f'<option value="{company.hotel.pk}" selected>' in chosen


def test_the_progress_asks_for_the_number_in_another_browser(company: Company) -> None:
    filing, client = filed(company), Client()
    assert filing.case.number not in client.get(page_of(filing)).content.decode()
    assert client.post(page_of(filing), {"phone": "13900001235"}).status_code == 422
    assert filing.case.number not in client.get(page_of(filing)).content.decode()
    assert client.post(page_of(filing), {"phone": "+86 139-0000-1234"}).status_code == 303
    assert filing.case.number in client.get(page_of(filing)).content.decode()
    with clock.fixed(NOW + timedelta(minutes=31)):
        assert filing.case.number not in client.get(page_of(filing)).content.decode()
    assert client.get(reverse("cases:progress", args=["x" * 24])).status_code == 404


def test_five_wrong_numbers_close_the_progress_for_a_day(company: Company) -> None:
    filing, client = filed(company), Client()
    for _try in range(MOST_WRONG):
        assert client.post(page_of(filing), {"phone": "13900001235"}).status_code == 422
    assert client.post(page_of(filing), {"phone": PHONE}).status_code == 409
    assert filing.case.number not in client.get(page_of(filing)).content.decode()
    with clock.fixed(NOW + timedelta(hours=24, minutes=1)):
        assert client.post(page_of(filing), {"phone": PHONE}).status_code == 303


def test_a_right_number_forgets_the_wrong_ones(company: Company) -> None:
    filing, client = filed(company), Client()
    for _round in range(2):
        for _try in range(MOST_WRONG - 1):
            client.post(page_of(filing), {"phone": "13900001235"})
        assert client.post(page_of(filing), {"phone": PHONE}).status_code == 303
    filing.refresh_from_db()
    assert (filing.wrong, filing.locked_until) == (0, None)


@pytest.mark.clause("H-12")
def test_the_customer_reads_phases_and_never_names_or_notes(company: Company) -> None:
    filing, client = filed(company), Client()
    case, secret = filing.case, "内部说法"
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("begin_investigation", "核实中", {}),
        ("verify_case", "处理中", {"founded": True, "finding": secret, "blamed": company.person("clerk")}),
        ("write_result", "处理中", {"result": secret}),
        ("report_case", "处理中", {"told": secret}),
        ("answer_case", "已答复您", {"answer": secret}),
    )
    usecases.add_note(company.actor("supervisor"), case=case, text=secret)
    for name, phase, given in steps:
        go(company, case, name, **given)
        text = shown(client, filing)
        here = text.split('aria-current="step"')[1]
        assert phase in here.split("</li>")[0]
        assert [word for word in (secret, "沈星", "曾国平", PHONE) if word in text] == []
    go(company, case, "close_case", "manager", reason=secret)
    assert "已办结" in shown(client, filing).split('aria-current="step"')[1]


def test_an_exit_that_is_asked_for_is_not_told(company: Company) -> None:
    filing, client = filed(company), Client()
    go(company, filing.case, "ask_exit", exit_asked="not_ours", reason="非本单位")
    assert "已受理" in shown(client, filing).split('aria-current="step"')[1].split("</li>")[0]


def test_a_network_that_files_too_much_is_slowed_down(company: Company, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"file_complaint": "2/h/ip", "prove_phone": "1/h/ip"}
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert [complain(client).status_code for _time in range(3)] == [303, 303, 429]
    assert Case.objects.count() == 2
    assert complain(Client(REMOTE_ADDR="192.0.2.8")).status_code == 303
    filing, other = Filing.objects.earliest("pk"), Client(REMOTE_ADDR="192.0.2.7")
    assert [other.post(page_of(filing), {"phone": PHONE}).status_code for _time in range(2)] == [303, 429]


def test_typed_markup_is_inert_and_the_address_is_in_no_trail(company: Company) -> None:
    client = Client()
    complain(client, text="<script>alert(1)</script>", caller_name="<b>孙</b>")
    filing = Filing.objects.get()
    assert "<script>alert(1)" not in client.get(page_of(filing)).content.decode()
    client.post(page_of(filing), {"phone": PHONE})
    said = list(TrailEntry.objects.filter(act__in=("cases.file_complaint", "cases.prove_phone")))
    assert [one.subject_id for one in said] == [str(filing.case_id)] * 2
    assert not any(filing.token in one.detail or PHONE in one.detail for one in TrailEntry.objects.all())


def test_a_department_may_do_without_the_page(company: Company, settings: Any) -> None:
    settings.HUIYIN_COMPLAINTS = False
    assert Client().get(reverse("cases:complain")).status_code == 404
    assert complain(Client()).status_code == 404
    assert reverse("cases:complain") not in Client().get(reverse("account_login")).content.decode()


def test_a_member_of_the_staff_who_files_here_is_a_customer(company: Company, browser: Callable[[str], Client]) -> None:
    complain(browser("keeper"))
    assert Case.objects.get().taken_by == "客户（网上提交）"


def test_every_state_but_an_exit_that_is_asked_for_has_a_phase_and_a_sentence() -> None:
    assert set(PHASE_OF) == set(SAID) == set(State) - {State.EXIT_ASKED}


def at(hour: int) -> datetime:
    return NOW.replace(hour=hour)


def test_a_case_that_is_opened_again_is_no_longer_answered() -> None:
    moves = [("registered", at(1)), ("handling", at(2)), ("awaiting_callback", at(3)), ("handling", at(4))]
    found = {one.phase: (one.at, one.here, one.ahead) for one in stages(moves, "handling")}
    assert found == {
        Phase.RECEIVED: (at(1), False, False),
        Phase.LOOKED_INTO: (None, False, False),
        Phase.HANDLED: (at(2), True, False),
        Phase.ANSWERED: (None, False, True),
        Phase.CLOSED: (None, False, True),
    }


def test_what_is_asked_for_inside_the_house_leaves_no_trace_in_the_phases() -> None:
    moves = [("registered", at(1)), ("exit_asked", at(2)), ("investigating", at(3))]
    assert [one.at for one in stages(moves, "investigating")] == [at(1), at(3), None, None, None]

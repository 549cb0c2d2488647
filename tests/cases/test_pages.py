"""Pages of cases: registered while the caller speaks, listed within twelve statements, one page a case."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.rooms.cases.forms import RegisterCaseForm
from huiyin.rooms.cases.models import Case
from tests.cases.conftest import Company, take

Browser = Callable[[str], Client]


def post(client: Client, route: str, *args: Any, **given: Any) -> Any:
    given = {"idempotency_key": uuid.uuid4().hex} | given
    return client.post(reverse(route, args=args), given)


def test_a_matter_is_registered_on_a_page_of_twelve_fields(company: Company, browser: Browser) -> None:
    assert len(RegisterCaseForm.base_fields) <= 12
    client, given = browser("supervisor"), {
        "caller_phone": "139 0000 1234", "text": "保洁不到位，楼道有垃圾", "unit": company.estate.pk,
        "kind": "complaint", "channel": "telephone", "severity": "ordinary",
    }  # fmt: skip
    assert client.get(reverse("cases:register")).status_code == 200
    assert post(client, "cases:register", **given).status_code == 303
    case = Case.objects.get()
    assert (case.caller_phone, case.category, case.state) == ("13900001234", "hygiene", "registered")


def test_the_same_post_makes_one_case(company: Company, browser: Browser) -> None:
    client, given = browser("supervisor"), {
        "text": "漏水", "unit": company.estate.pk, "kind": "request", "channel": "visit", "severity": "ordinary",
    }  # fmt: skip
    for _again in range(5):
        assert post(client, "cases:register", **given, idempotency_key="k1").status_code == 303
    assert Case.objects.count() == 1


def test_beside_the_form_stands_who_calls_and_what_he_had(company: Company, browser: Browser) -> None:
    take(company)
    where = reverse("cases:beside")
    text = (
        browser("supervisor").get(where, {"caller_phone": "13900001234", "text": "电梯又坏了没人管"}).content.decode()
    )
    assert "TS-E1-20261123-001" in text
    assert "perhaps the same" in text or "可能是同一件事" in text


def test_beside_the_form_stands_which_department_usually_answers(company: Company, browser: Browser) -> None:
    for _time in range(3):
        take(company, "boss", department=company.hotel)
    where, given = reverse("cases:beside"), {"text": "电梯坏了", "unit": str(company.estate.pk)}
    assert "酒店客服中心" in browser("supervisor").get(where, given).content.decode()
    for other in (given | {"unit": "x"}, given | {"unit": ""}, given | {"text": "你好"}, given | {"unit": "9" * 40}):
        assert "酒店客服中心" not in browser("supervisor").get(where, other).content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "电梯"}, {"state": "registered", "kind": "complaint"}])
def test_the_list_costs_at_most_twelve_statements(company: Company, browser: Browser, query: dict[str, str]) -> None:
    client = browser("supervisor")
    take(company)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.get(reverse("cases:cases"), query)
        assert "TS-E1-20261123-001" in answer.content.decode()
        counts.append(len(seen))
        for _more in range(8):
            take(company)
    assert counts[0] == counts[1] <= 12


def test_the_page_of_a_case_shows_what_is_due_and_what_may_be_done(
    company: Company, browser: Browser, case: Case
) -> None:
    client = browser("supervisor")
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("cases:case", args=[case.pk]))
    assert page.status_code == 200
    assert len(seen) <= 12, [one["sql"][:150] for one in seen]
    text = page.content.decode()
    assert "H-4b" in text
    assert reverse("cases:verify_case", args=[case.pk]) in text
    assert reverse("cases:decide_case", args=[case.pk]) not in text
    assert "13900001234" not in text
    assert browser("keeper").get(reverse("cases:case", args=[case.pk])).status_code == 404


def test_a_stale_form_gets_409(browser: Browser, case: Case) -> None:
    client = browser("supervisor")
    assert post(client, "cases:begin_investigation", case.pk, version=str(case.version - 1)).status_code == 409
    case.refresh_from_db()
    given = {"version": str(case.version), "finding": "属实", "founded": "on"}
    assert post(client, "cases:verify_case", case.pk, **given).status_code == 303
    assert post(client, "cases:verify_case", case.pk, **given).status_code == 409


def test_typed_markup_is_inert(company: Company, browser: Browser) -> None:
    case = take(company, text="<script>alert(1)</script>")
    client = browser("supervisor")
    for where in (reverse("cases:cases"), reverse("cases:case", args=[case.pk])):
        assert "<script>alert(1)" not in client.get(where).content.decode()


def test_the_api_registers_and_acts(company: Company, browser: Browser) -> None:
    client = browser("supervisor")
    body = {
        "text": "空调坏了", "unit": company.estate.pk, "kind": "request", "channel": "telephone",
        "severity": "ordinary",
    }  # fmt: skip
    sent: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "a1"}}
    made = client.post("/api/v1/cases/cases", body, **sent).json()
    assert "id" in made, made
    assert made == client.post("/api/v1/cases/cases", body, **sent).json()
    sent["headers"] = {"Idempotency-Key": "a2"}
    where = f"/api/v1/cases/cases/{made['id']}/verify_case"
    answer = client.post(where, {"version": made["version"], "finding": "属实", "founded": True}, **sent)
    assert answer.status_code == 200, answer.content
    assert client.get("/api/v1/cases/cases").json()["items"][0]["state"] == "handling"

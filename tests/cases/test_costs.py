"""What a case costs over HTTP, in statements: twelve at most, whether one registers it or reads it."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.rooms.cases.models import Case
from tests.cases.conftest import NOW, Company, take
from tests.cases.test_acts import go
from tests.cases.test_papers import NOTICE, answered

MOST = 12
GIVEN = {
    "caller_phone": "13900001234", "text": "三号楼电梯坏了两天没人修", "kind": "complaint", "channel": "telephone",
    "severity": "ordinary",
}  # fmt: skip


def counted(act: Callable[[], Any], status: int) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        answer = act()
    assert answer.status_code == status, answer.content.decode()[:500]
    # A test runs inside a transaction: what begins and ends one there begins and ends it in service, too.
    return [one["sql"][:110] for one in seen if "SAVEPOINT" not in one["sql"]]


def on_the_page(client: Client, company: Company) -> Any:
    given = GIVEN | {"unit": company.estate.pk, "idempotency_key": uuid.uuid4().hex}
    return client.post(reverse("cases:register"), given)


def over_the_api(client: Client, company: Company) -> Any:
    body, key = GIVEN | {"unit": company.estate.pk}, uuid.uuid4().hex
    return client.post(
        "/api/v1/cases/cases", body, content_type="application/json", headers={"Idempotency-Key": key}
    )  # fmt: skip


@pytest.mark.parametrize(("register", "status"), [(on_the_page, 303), (over_the_api, 201)])
def test_registering_a_case_takes_twelve_statements(
    company: Company, browser: Callable[[str], Client], register: Callable[..., Any], status: int
) -> None:
    client = browser("supervisor")
    register(client, company)
    took = counted(lambda: register(client, company), status)
    assert Case.objects.count() == 2
    assert len(took) <= MOST, f"{len(took)}:\n" + "\n".join(took)


@pytest.mark.parametrize("query", [{}, {"state": "registered", "kind": "complaint"}, {"q": "电梯"}])
def test_reading_the_list_takes_twelve_statements(
    company: Company, browser: Callable[[str], Client], query: dict[str, str]
) -> None:
    for _time in range(3):
        take(company)
    client = browser("supervisor")
    for where in (reverse("cases:cases"), "/api/v1/cases/cases"):
        took = counted(partial(client.get, where, query), 200)
        assert len(took) <= MOST, f"{where} {len(took)}:\n" + "\n".join(took)


def answered_complaint(company: Company) -> Case:
    return answered(company, take(company))


def notified_violation(company: Company) -> Case:
    return go(company, take(company, kind="violation"), "notify_violation", **NOTICE)


def ended_emergency(company: Company) -> Case:
    case = take(company, kind="emergency")
    go(company, case, "explain_rule", rule="禁烟", explanation="已说明", position="refused")
    return go(company, case, "end_emergency", ended_at=NOW, told="已扑灭")


@pytest.mark.parametrize("made", [take, answered_complaint, notified_violation, ended_emergency])
def test_the_page_of_a_case_takes_twelve_statements(
    company: Company, browser: Callable[[str], Client], made: Callable[[Company], Case]
) -> None:
    case, client = made(company), browser("supervisor")
    took = counted(lambda: client.get(reverse("cases:case", args=[case.pk])), 200)
    assert len(took) <= MOST, f"{len(took)}:\n" + "\n".join(took)

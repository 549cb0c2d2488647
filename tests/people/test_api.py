"""The API carries the same lists, forms and acts as the pages, with the same refusals."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import Employee, Leave, Placement
from tests.people.test_roster import PERSON, workbook

HOME = "/api/v1/people"


class Program:
    """A program that acts with a person's token."""

    def __init__(self, company, who: str) -> None:
        token = usecases.make_token(company.actor(who), name="tests", days=1).shown_once["token"]
        self.client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "zh-hans"})
        self.keys = iter(range(1000))

    def get(self, path: str, **query: Any):
        return self.client.get(f"{HOME}{path}", query)

    def post(self, path: str, key: str | None = None, **body: Any):
        headers = {"Idempotency-Key": key or f"k{next(self.keys)}"}
        return self.client.post(f"{HOME}{path}", json.dumps(body), content_type="application/json", headers=headers)

    def put(self, path: str, **body: Any):
        return self.client.put(f"{HOME}{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def program(company):
    return lambda who: Program(company, who)


LISTS = [
    "units",
    "posts",
    "employees",
    "employments",
    "placements",
    "leaves",
    "appraisers",
    "deputies",
    "accounts",
    "holdings",
    "tokens",
    "trail",
]


@pytest.mark.parametrize("name", LISTS, ids=str)
def test_every_list_is_read(company, program, name):
    answer = program("admin").get(f"/{name}")
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"items", "next", "count", "more"}


@pytest.mark.parametrize("name", LISTS, ids=str)
def test_strangers_read_nothing(company, name):
    answer = Client().get(f"{HOME}/{name}")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_codes_and_keys_travel_not_words(company, program):
    [row] = program("boss").get("/employees", q="E001").json()["items"]
    assert row["level"] == "operational"
    assert row["joined"] == "2024-01-08"
    assert (row["phone"], row["email"]) == ("138****5678", "zen****.com")
    assert row["id"] == company.people["clerk"].pk
    assert row["active"] is True


def test_rows_are_narrowed_as_on_the_page(company, program):
    assert {row["number"] for row in program("manager").get("/employees").json()["items"]} == {"M001", "S001", "E001"}
    assert [row["number"] for row in program("clerk").get("/employees").json()["items"]] == ["E001"]
    assert program("clerk").get("/accounts").status_code == 403
    assert program("manager").get("/trail").status_code == 403


def test_a_person_is_hired_transferred_and_leaves(company, program):
    api = program("manager")
    made = api.post(
        "/employees",
        key="one",
        number="N1",
        name="新人",
        unit=company.estate.pk,
        post=company.clerk.pk,
        joined="2026-03-02",
    )
    assert made.status_code == 201, made.content
    pk, version = made.json()["id"], made.json()["version"]
    desk = api.post("/units", code="D1", name="前台", parent=company.estate.pk, business="property").json()["id"]
    moved = api.post(f"/employees/{pk}/transfer", version=version, start="2026-05-01", unit=desk, post=company.clerk.pk)
    assert moved.status_code == 200, moved.content
    assert Placement.objects.filter(employee=pk).count() == 2
    stale = api.post(f"/employees/{pk}/leave-service", version=version, end="2026-10-31")
    assert stale.status_code == 409
    assert stale.json()["version"] == moved.json()["version"]
    left = api.post(f"/employees/{pk}/leave-service", version=moved.json()["version"], end="2026-10-31")
    assert left.status_code == 200
    assert Employee.objects.get(pk=pk).active is False


def test_a_repeated_key_makes_one_person(company, program):
    api = program("manager")
    body = {"number": "N1", "name": "新人", "unit": company.estate.pk, "post": company.clerk.pk, "joined": "2026-03-02"}
    first = api.post("/employees", key="one", **body)
    # The form would refuse the number as taken: the key is asked first.
    second = api.post("/employees", key="one", **body)
    assert first.json()["id"] == second.json()["id"]
    other = api.post("/employees", key="one", **(body | {"number": "N2"}))
    assert other.status_code == 409


def test_a_stale_put_carries_both_versions(company, program):
    api, person = program("manager"), company.person("clerk")
    assert api.put(f"/employees/{person.pk}", version=person.version, number="E001", name="曾一").status_code == 200
    stale = api.put(f"/employees/{person.pk}", version=person.version, number="E001", name="曾二")
    assert stale.status_code == 409
    body = stale.json()
    assert (body["mine"]["name"], body["theirs"]["name"], body["version"]) == ("曾二", "曾一", person.version + 1)


def test_faults_stand_at_their_fields(company, program):
    api = program("manager")
    refused = api.post("/leaves", employee="H001", kind="annual", start="2026-05-04", end="2026-05-01")
    assert refused.status_code == 422
    assert {fault["where"] for fault in refused.json()["faults"]} == {"employee", "end"}
    unknown = api.post("/leaves", employee="E001", kind="annual", start="2026-05-04", end="2026-05-05", colour="red")
    assert unknown.status_code == 422


def test_leave_is_recorded_changed_and_withdrawn(company, program):
    api = program("manager")
    made = api.post("/leaves", employee="E001", kind="annual", start="2026-05-04", end="2026-05-05").json()
    changed = api.put(
        f"/leaves/{made['id']}", version=made["version"], kind="sick", start="2026-05-04", end="2026-05-06"
    )
    assert changed.status_code == 200, changed.content
    gone = api.post(f"/leaves/{made['id']}/withdraw", version=changed.json()["version"])
    assert gone.status_code == 200
    assert not Leave.objects.exists()


def test_contact_data_is_told_once(company, program):
    api, person = program("manager"), company.person("clerk")
    told = api.post(f"/employees/{person.pk}/reveal", key="r", version=person.version, reason="业主投诉")
    assert told.json()["shown_once"] == {"phone": "13812345678", "email": "zeng@example.com"}
    again = api.post(f"/employees/{person.pk}/reveal", key="r", version=person.version, reason="业主投诉")
    assert (again.status_code, again.json()["shown_once"]) == (200, {})
    other = program("supervisor").post(f"/employees/{person.pk}/reveal", version=person.version, reason="业主投诉")
    assert other.status_code == 403


def test_accounts_roles_and_tokens(company, program):
    api = program("admin")
    usecases.hire_employee(
        SYSTEM, number="N1", name="新人", unit=company.estate, post=company.clerk, joined=date(2026, 1, 5)
    )
    made = api.post("/accounts", employee="N1").json()
    assert made["shown_once"]["username"] == "N1"
    given = api.post("/holdings", account="N1", role="supervisor", unit=company.estate.pk, start="2026-01-05")
    assert given.status_code == 201, given.content
    taken = api.post(f"/holdings/{given.json()['id']}/take", version=given.json()["version"])
    assert taken.status_code == 200
    token = api.post("/tokens", name="x", days=3).json()
    assert token["shown_once"]["token"].startswith("hy_")
    assert api.post(f"/tokens/{token['id']}/revoke", version=token["version"]).status_code == 200
    disabled = api.post(f"/accounts/{made['id']}/disable", version=made["version"])
    assert disabled.status_code == 200


def test_what_is_not_visible_is_not_found(company, program):
    api, other = program("manager"), company.person("guest_clerk")
    for path in (f"/employees/{other.pk}/transfer", f"/employees/{other.pk}/leave-service"):
        body = {"start": "2026-05-01", "unit": company.estate.pk, "post": company.clerk.pk, "end": "2026-05-01"}
        wanted = {"end"} if path.endswith("service") else {"start", "unit", "post"}
        answer = api.post(path, version=1, **{key: body[key] for key in wanted})
        assert answer.status_code == 404, answer.content


def test_a_workbook_is_handed_in_looked_through_and_imported(company, program):
    api = program("manager")
    file = workbook({"员工": [("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2)), PERSON]})
    handed = api.client.post(f"{HOME}/rosters", {"file": file}, headers={"Idempotency-Key": "a"})
    assert handed.status_code == 201, handed.content
    pk = handed.json()["id"]
    found = api.get(f"/rosters/{pk}").json()
    assert [line["label"] for line in found["new"]] == ["甲 N1"]
    assert api.post(f"/rosters/{pk}/import").status_code == 200
    assert Employee.objects.filter(number="N1").exists()
    assert program("keeper").get(f"/rosters/{pk}").status_code == 404


def test_a_refused_import_names_its_rows(company, program):
    api = program("manager")
    file = workbook({"员工": [("N1", "甲", "没有的部门", "物业", "客服管理员", "操作层", date(2026, 3, 2))]})
    pk = api.client.post(f"{HOME}/rosters", {"file": file}, headers={"Idempotency-Key": "a"}).json()["id"]
    refused = api.post(f"/rosters/{pk}/import")
    assert refused.status_code == 422
    assert [fault["where"] for fault in refused.json()["faults"]] == ["员工!2"]


def test_a_token_of_a_disabled_account_opens_nothing(company, program):
    api, account = program("clerk"), company.account("clerk")
    usecases.disable_account(SYSTEM, account=account, seen=account.version)
    assert api.get("/employees").status_code == 401

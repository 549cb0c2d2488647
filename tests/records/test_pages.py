"""Pages and API of records: who gets what, at a constant number of statements, and issuing through the API."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from huiyin.kernel import canon
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.terms import MONTH_SHEET, STATISTICS
from huiyin.rooms.people.models import RoleHolding, User
from huiyin.rooms.people.terms import Role
from huiyin.rooms.records import usecases
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.terms import Draft
from tests.appraisal import samples, small_year
from tests.appraisal.small_year import HOTEL, RIVER, person
from tests.records.conftest import draft

MARCH = "2025-03"


@pytest.fixture
def units(db: None) -> dict[str, Any]:
    return small_year.build()


def signed_in(number: str, role: str = "", unit: Any = None) -> Client:
    """A browser in which somebody has signed in."""
    account = User.objects.create_user(number, employee=person(number), first_name=person(number).name)
    if role:
        RoleHolding.objects.create(user=account, role=role, unit=unit, start=date(2024, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def issued(unit: Any, people: int = 3) -> list[Record]:
    """Month sheets of some people under a unit."""
    drafts = [draft(number, unit=unit.path) for number in range(1, people + 1)]
    made = usecases.issue_records(SYSTEM, kind=MONTH_SHEET, period=MARCH, drafts=drafts)
    return list(Record.objects.filter(pk__in=made.pks).order_by("pk"))


PAGES = ("record", "pdf", "xlsx")


@pytest.mark.clause("P-1.0b")
def test_a_person_opens_the_records_about_himself_alone(units):
    own = person("E0003").pk
    rows = issued(units[HOTEL], own)
    mine = next(row for row in rows if row.about_id == own)
    other = next(row for row in rows if row.about_id != own)
    client = signed_in("E0003")
    listed = client.get(reverse("records:records")).content.decode()
    assert mine.number in listed
    assert other.number not in listed
    assert [client.get(reverse(f"records:{page}", args=[mine.pk])).status_code for page in PAGES] == [200] * 3
    assert [client.get(reverse(f"records:{page}", args=[other.pk])).status_code for page in PAGES] == [404] * 3
    for part in ("", "/content", "/verification", "/pdf", "/xlsx"):
        assert client.get(f"/api/v1/records/records/{mine.pk}{part}").status_code == 200
        assert client.get(f"/api/v1/records/records/{other.pk}{part}").status_code == 404


def test_a_manager_opens_the_records_of_his_units_alone(units):
    near, far = issued(units[RIVER])[0], issued(units[HOTEL], 4)[3]
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    assert client.get(reverse("records:record", args=[near.pk])).status_code == 200
    assert client.get(reverse("records:record", args=[far.pk])).status_code == 404


def test_a_stranger_is_sent_to_sign_in(units):
    row = issued(units[RIVER])[0]
    for page in PAGES:
        answer = Client().get(reverse(f"records:{page}", args=[row.pk]))
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.clause("P-5.1")
def test_the_page_shows_the_form_its_digest_and_what_followed(units):
    first = issued(units[RIVER])[0]
    changed = draft(1, unit=units[RIVER].path, goals="下月回访无逾期")
    second = usecases.issue_record(SYSTEM, kind=MONTH_SHEET, period=MARCH, draft=changed)
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    page = client.get(reverse("records:record", args=[second.pk]), {"check": "1"}).content.decode()
    for words in (second.number, second.digest, first.number, "下月回访无逾期", "投诉登记要素缺漏", "P-5.1"):
        assert words in page
    assert client.get(reverse("records:record", args=[first.pk])).content.decode().count(second.number) == 1


def test_a_long_table_is_shortened_on_the_page_alone(units):
    content = samples.month_statistics(400)
    form = Draft(("people.unit", str(units[RIVER].pk)), units[RIVER].path, RIVER, content)
    row = usecases.issue_record(SYSTEM, kind=STATISTICS, period="2026-11", draft=form)
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    page = client.get(reverse("records:record", args=[row.pk])).content
    assert len(page) < 300_000
    assert b"E0140" in page
    assert b"E0300" not in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("records:xlsx", args=[row.pk])).content))
    assert sum(line[1] == "E0300" for line in book.get_sheet_by_index(0).to_python()) == 1


def test_hostile_words_stay_words_on_the_page(units):
    hostile = "<script>alert(1)</script>{{ 1 }}"
    row = usecases.issue_record(
        SYSTEM, kind=MONTH_SHEET, period=MARCH, draft=draft(1, unit=units[RIVER].path, goals=hostile)
    )
    page = signed_in("E0002", Role.MANAGER, units[RIVER]).get(reverse("records:record", args=[row.pk]))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 1 }}" in page.content.decode()


def test_downloads_have_names_and_types(units):
    row = issued(units[RIVER])[0]
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    paper = client.get(reverse("records:pdf", args=[row.pk]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert paper["Content-Disposition"] == f'attachment; filename="{row.number}.pdf"'
    shown = client.get(reverse("records:pdf", args=[row.pk]), {"show": "1"})
    assert shown["Content-Disposition"].startswith("inline")
    book = client.get(reverse("records:xlsx", args=[row.pk]))
    assert CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names == ["员工月绩效考核记录表"]


def test_pages_cost_the_same_for_three_and_for_thirty(units):
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    counted = []
    for people in (3, 30):
        row = issued(units[RIVER], people)[0]
        costs = []
        for url in (reverse("records:records"), reverse("records:record", args=[row.pk])):
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url).status_code == 200
            costs.append(len(seen))
        counted.append(costs)
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 12


def test_the_api_carries_list_head_content_and_verification(units):
    row = issued(units[RIVER])[1]
    client = signed_in("E0002", Role.MANAGER, units[RIVER])
    listed = client.get("/api/v1/records/records", {"q": row.number}).json()
    assert [(one["id"], one["type"], one["digest"]) for one in listed["items"]] == [(row.pk, MONTH_SHEET, row.digest)]
    head = client.get(f"/api/v1/records/records/{row.pk}").json()
    assert (head["number"], head["title"], head["keep_until"]) == (
        row.number, "员工月绩效考核记录表", row.keep_until.isoformat(),
    )  # fmt: skip
    content = client.get(f"/api/v1/records/records/{row.pk}/content").json()
    assert canon.digest(content) == row.digest
    assert client.get(f"/api/v1/records/records/{row.pk}/verification").json()["holds"] is True


def post(client: Client, path: str, key: str, **body: Any) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.clause("P-4.7b")
def test_the_api_issues_once_per_key(units):
    client = signed_in("E0002", Role.MANAGER, units[""])
    asked = {"form": MONTH_SHEET, "employee": "E0001", "period": MARCH}
    first = post(client, "/api/v1/appraisal/issues/personal", "k1", **asked)
    again = post(client, "/api/v1/appraisal/issues/personal", "k1", **asked)
    assert (first.status_code, first.json()) == (201, again.json())
    assert Record.objects.get(pk=first.json()["id"]).about_number == "E0001"
    refused = post(client, "/api/v1/appraisal/issues/personal", "k2", **asked | {"period": "2025"})
    assert (refused.status_code, refused.json()["faults"][0]["where"]) == (422, "period")
    unknown = post(client, "/api/v1/appraisal/issues/personal", "k3", **asked | {"employee": "E9999"})
    assert (unknown.status_code, unknown.json()["faults"][0]["where"]) == (422, "employee")
    batch = post(client, "/api/v1/appraisal/issues", "k4", form=MONTH_SHEET, unit=units[RIVER].pk, period=MARCH)
    assert batch.status_code == 201
    assert client.get(f"/api/v1/appraisal/issues/{batch.json()['id']}").json()["state"] == "waiting"


def test_an_employee_issues_nothing(units):
    client = signed_in("E0001")
    asked = {"form": MONTH_SHEET, "employee": "E0001", "period": MARCH}
    assert post(client, "/api/v1/appraisal/issues/personal", "k1", **asked).status_code == 403
    assert client.get(reverse("appraisal:issue_forms")).status_code == 403
    assert client.get(reverse("appraisal:issue_personal_form")).status_code == 403
    assert not Record.objects.exists()


def test_a_manager_is_offered_his_units_alone(units):
    client = signed_in("E0003", Role.MANAGER, units[HOTEL])
    page = client.get(reverse("appraisal:issue_forms")).content.decode()
    assert HOTEL in page
    assert RIVER not in page
    body = {"form": MONTH_SHEET, "unit": units[RIVER].pk, "period": MARCH}
    assert post(client, "/api/v1/appraisal/issues", "k1", **body).status_code == 422

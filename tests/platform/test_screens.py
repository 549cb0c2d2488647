"""A listing is page, export and API alike; a form screen puts refusals at their fields and shows stale saves."""

import html
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import IdempotencyKey
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import RoleHolding, Unit, User

MOST_STATEMENTS = 12


@pytest.fixture
def keeper(company, client: Client) -> Client:
    """A browser signed in as the administrator of the whole company."""
    user = User.objects.create_user("admin")
    RoleHolding.objects.create(user=user, role="administrator", unit=company, start="2020-01-01")
    client.force_login(user)
    return client


def fill(company: Unit, count: int) -> None:
    for number in range(count):
        usecases.record_unit(SYSTEM, code=f"B{number:03d}", name="=1+1", parent=company, business="property")


def statements(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("url", ["/people/units", "/api/v1/people/units"])
def test_a_list_costs_the_same_whether_it_shows_three_rows_or_thirty(keeper, company, url):
    fill(company, 3)
    few = statements(keeper, url)
    fill_more = [f"C{number}" for number in range(30)]
    for code in fill_more:
        usecases.record_unit(SYSTEM, code=code, name="处", parent=company, business="hotel")
    assert statements(keeper, url) == few
    assert few <= MOST_STATEMENTS


def test_every_row_stands_on_one_of_the_pages(keeper, company):
    fill(company, 60)
    shown: list[str] = []
    url = "/people/units"
    while url:
        page = keeper.get(url).content.decode()
        rows = page.partition("<tbody")[2].partition("</tbody>")[0]
        shown += dict.fromkeys(re.findall(r"\bB\d{3}\b", rows))
        following = re.search(r'id="hy-page-next"[^>]*href="([^"]+)"', page)
        url = f"/people/units{html.unescape(following[1])}" if following else ""
    assert sorted(shown) == [f"B{number:03d}" for number in range(60)]


def test_the_page_the_exports_and_the_api_carry_the_same_rows(keeper, company):
    fill(company, 60)
    lines = b"".join(keeper.get("/people/units?format=csv")).decode("utf-8-sig").splitlines()
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(keeper.get("/people/units?format=xlsx"))))
    rows = book.get_sheet_by_index(0).to_python()
    carried, after = [], ""
    while True:
        answer = keeper.get("/api/v1/people/units", {"after": after} if after else {}).json()
        carried += answer["items"]
        after = answer["next"]
        if not after:
            break
    assert len(lines) == len(rows) == 62
    at = list(carried[0]).index("code")
    codes = [row["code"] for row in carried]
    assert codes == [line.split(",")[at] for line in lines[1:]] == [row[at] for row in rows[1:]]
    assert carried[0]["business"] == "company", "the API carries codes, not words"


def test_typed_formulas_are_inert_in_exports(keeper, company):
    fill(company, 1)
    csv = b"".join(keeper.get("/people/units?format=csv")).decode()
    assert ",'=1+1," in csv
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(keeper.get("/people/units?format=xlsx"))))
    assert book.get_sheet_by_index(0).to_python()[2][2] == "=1+1"


@pytest.mark.parametrize(("query", "where"), [("business=x", "business"), ("sort=x", "sort"), ("after=x", "after")])
def test_what_a_list_cannot_read_is_refused_by_name(keeper, query, where):
    assert keeper.get(f"/people/units?{query}").status_code == 422
    answer = keeper.get(f"/api/v1/people/units?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert where in {fault["where"].split(".")[-1] for fault in answer.json()["faults"]}


def post(browser: Client, company: Unit, key: str = "k1", **changes: str):
    given = {"idempotency_key": key, "code": "B", "name": "滨江", "parent": str(company.pk), "business": "property"}
    return browser.post("/people/units/add", given | changes)


def test_a_form_posted_twice_makes_one_thing(keeper, company):
    assert [post(keeper, company).status_code, post(keeper, company).status_code] == [303, 303]
    assert Unit.objects.filter(code="B").count() == 1


def test_a_form_without_a_key_is_refused_and_nothing_is_stored(keeper, company):
    assert post(keeper, company, key="").status_code == 422
    assert not Unit.objects.filter(code="B").exists()


def test_a_fault_stands_at_its_field_and_frees_the_key(keeper, company):
    answer = post(keeper, company, business="x")
    assert answer.status_code == 422
    assert "business" in answer.context["form"].errors
    assert not IdempotencyKey.objects.exists()
    assert post(keeper, company).status_code == 303


def test_a_stale_save_shows_both_versions_and_stores_nothing(keeper, company):
    given = {"code": "HQ", "name": "回音", "business": "company"}
    assert (
        keeper.post(
            f"/people/units/{company.pk}/change", given | {"idempotency_key": "a", "version": str(company.version)}
        ).status_code
        == 303
    )
    mine = given | {"name": "集团", "idempotency_key": "b", "version": str(company.version)}
    answer = keeper.post(f"/people/units/{company.pk}/change", mine)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "集团" in shown
    assert "回音" in shown
    company.refresh_from_db()
    assert company.name == "回音"


def api_post(browser: Client, company: Unit, key: str | None = "k1", **changes: object):
    given = {"code": "B", "name": "滨江", "parent": company.pk, "business": "property"} | changes
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post("/api/v1/people/units", json.dumps(given), content_type="application/json", headers=headers)


def test_the_api_checks_with_the_same_form(keeper, company):
    assert api_post(keeper, company, business="x").json()["faults"][0]["where"] == "business"
    assert api_post(keeper, company, key=None).json()["faults"][0]["where"] == "Idempotency-Key"
    first, again = api_post(keeper, company), api_post(keeper, company)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    assert api_post(keeper, company, code="C").status_code == 409


def test_the_api_tells_both_versions_of_a_stale_edit(keeper, company):
    given = {"code": "HQ", "name": "回音", "business": "company", "version": company.version}
    url = f"/api/v1/people/units/{company.pk}"
    assert keeper.put(url, json.dumps(given), content_type="application/json").status_code == 200
    answer = keeper.put(url, json.dumps(given | {"name": "集团"}), content_type="application/json")
    assert answer.status_code == 409
    assert (answer.json()["mine"]["name"], answer.json()["theirs"]["name"]) == ("集团", "回音")


def test_strangers_are_sent_to_sign_in_and_back(client):
    answer = client.get("/people/units?business=hotel")
    assert answer.status_code == 302
    assert answer["Location"].endswith("next=/people/units%3Fbusiness%3Dhotel")
    assert client.get("/api/v1/people/units").status_code == 401

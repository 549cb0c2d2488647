"""The pages: reach, masking, one number of statements however many people, refusals at their fields."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import ApiToken, Employee, Leave, Unit
from huiyin.rooms.people.terms import Role
from tests.people.conftest import TODAY, hire

MOST_STATEMENTS = 12


def statements(client, url: str) -> int:
    client.get(url)  # sessions, prepared templates and the like are not counted
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200, url
    return len([query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def fill(company, numbers: range) -> None:
    for number in numbers:
        person = hire(f"X{number:03d}", f"员工{number}", company.estate, company.clerk, phone=f"1390000{number:04d}")
        usecases.record_leave(SYSTEM, employee=person, kind="sick", start=TODAY, end=TODAY)
        usecases.name_deputy(
            SYSTEM, principal=person, deputy=company.people["clerk"], start=TODAY, end=TODAY, reason="x"
        )
        usecases.appoint_appraiser(SYSTEM, unit=company.estate, employee=person, start=date(2025, 1, 1 + number))
        usecases.record_unit(SYSTEM, code=f"U{number:03d}", name="x", parent=company.estate, business="property")
        usecases.record_post(SYSTEM, name=f"岗位{number}", level="operational")
        account = usecases.make_account(SYSTEM, employee=person)
        usecases.give_role(SYSTEM, account=account, role=Role.SUPERVISOR, unit=company.estate, start=TODAY)


def test_no_link_leads_to_a_closed_door(company, browser):
    """Who only reads sees the same lists without the links to forms, and no link to a unit that he does not see."""
    fill(company, range(1))
    keeper, reader = browser("admin"), browser("clerk")
    for name in ("posts", "leaves"):
        link = f'href="/people/{name}/'
        assert link in keeper.get(f"/people/{name}").content.decode().partition("<tbody")[2]
        assert link not in reader.get(f"/people/{name}").content.decode().partition("<tbody")[2]
    own = reader.get(f"/people/employees/{company.person('clerk').pk}").content.decode()
    assert "/people/units/" not in own.partition("<main")[2]


LISTS = ["units", "posts", "employees", "leaves", "appraisers", "deputies", "accounts", "holdings", "trail"]


def test_a_list_costs_the_same_for_3_and_for_30(company, browser):
    client = browser("admin")
    fill(company, range(3))
    few = {name: statements(client, f"/people/{name}") for name in LISTS}
    fill(company, range(3, 30))
    many = {name: statements(client, f"/people/{name}") for name in LISTS}
    assert few == many
    assert max(many.values()) <= MOST_STATEMENTS, many


@pytest.fixture
def grown(company):
    """Somebody with a long history, in a unit with much in it."""
    fill(company, range(6))
    person = company.person("clerk")
    for month in range(1, 10):
        usecases.transfer_employee(
            SYSTEM, employee=person, seen=person.version, start=date(2025, month, 1),
            unit=company.estate if month % 2 else company.hotel, post=company.clerk,
        )  # fmt: skip
        usecases.record_leave(
            SYSTEM, employee=person, kind="annual", start=date(2026, month, 1), end=date(2026, month, 2)
        )
    usecases.make_token(company.actor("clerk"), name="x", days=9)
    return company


def test_the_page_of_a_thing_costs_little(grown, browser):
    client = browser("admin")
    pages = [
        f"employees/{grown.people['clerk'].pk}", f"employees/{grown.people['boss'].pk}", f"units/{grown.estate.pk}",
        f"units/{grown.hotel.pk}", f"accounts/{grown.accounts['clerk'].pk}", f"accounts/{grown.accounts['boss'].pk}",
        "me",
    ]  # fmt: skip
    costs = [statements(client, f"/people/{page}") for page in pages]
    assert max(costs) <= MOST_STATEMENTS, dict(zip(pages, costs, strict=True))


def test_the_page_of_a_person_tells_his_story(grown, browser):
    usecases.appoint_appraiser(SYSTEM, unit=grown.root, employee=grown.people["boss"], start=date(2025, 1, 1))
    page = browser("manager").get(f"/people/employees/{grown.people['clerk'].pk}").content.decode()
    for word in (
        "曾国平",
        "E001",
        "客服管理员",
        "138****5678",
        "当前考评人",
        "员工5 X005",
        "办理了 曾国平 E001 的调动",
    ):
        assert word in page, word


SECRETS = ("13812345678", "zeng@example.com", "13987654321")
READABLE = [
    "employees", "employees?format=csv", "employees?q=E001", "trail", "trail?format=csv", "trail?subject=E001",
    "leaves", "leaves?format=csv", "accounts", "known?q=E001", "appraisers", "deputies",
]  # fmt: skip


@pytest.mark.parametrize("who", ["admin", "boss", "manager", "supervisor"], ids=str)
def test_contact_data_is_masked_wherever_people_are_shown(company, browser, who):
    client = browser(who)
    pk = company.people["clerk"].pk
    pages = [*READABLE, *(f"employees/{pk}{act}" for act in ("", "/change", "/contact", "/reveal", "/transfer"))]
    seen = 0
    for page in pages:
        answer = client.get(f"/people/{page}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen += answer.status_code == 200
        assert not [secret for secret in SECRETS if secret in body.decode()], page
    assert seen >= 8


def test_contact_data_is_shown_once_for_a_reason(company, browser):
    client, person = browser("manager"), company.person("clerk")
    url = f"/people/employees/{person.pk}/reveal"
    assert client.post(url, {"idempotency_key": "a", "version": person.version, "reason": ""}).status_code == 422
    shown = client.post(url, {"idempotency_key": "b", "version": person.version, "reason": "业主投诉"})
    assert "13812345678" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    again = client.post(url, {"idempotency_key": "b", "version": person.version, "reason": "业主投诉"})
    assert again.status_code == 303


def test_a_masked_value_that_is_sent_back_is_kept(company, browser):
    client, person = browser("manager"), company.person("clerk")
    url = f"/people/employees/{person.pk}/contact"
    page = client.get(url).content.decode()
    assert 'value="138****5678"' in page
    sent = {"idempotency_key": "a", "version": person.version, "phone": "138****5678", "email": "new@example.com"}
    assert client.post(url, sent).status_code == 303
    now = Employee.objects.get(pk=person.pk)
    assert (now.phone, now.email) == ("13812345678", "new@example.com")
    wrong = client.post(url, sent | {"idempotency_key": "b", "version": now.version, "phone": "139****0000"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [("manager", 200, 404), ("supervisor", 200, 404), ("clerk", 200, 404), ("boss", 200, 200), ("quality", 200, 200)],
    ids=["manager", "supervisor", "clerk", "boss", "quality"],
)
def test_people_of_other_units_are_not_there(company, browser, who, own, other):
    client = browser(who)
    assert client.get(f"/people/employees/{company.people['clerk'].pk}").status_code == own
    assert client.get(f"/people/employees/{company.people['guest_clerk'].pk}").status_code == other


def test_an_employee_sees_himself_alone(company, browser):
    client = browser("clerk")
    page = client.get("/people/employees").content.decode()
    assert "E001" in page
    assert "S001" not in page
    assert client.get(f"/people/employees/{company.people['supervisor'].pk}").status_code == 404
    assert len(client.get("/people/units").context["table"].rows) == 0
    for page in ("employees/add", "accounts", "trail", "import", "leaves/add"):
        assert client.get(f"/people/{page}").status_code == 403


def test_a_refusal_stands_at_its_field(company, browser):
    client = browser("manager")
    sent = {"idempotency_key": "a", "number": "E001", "name": "x", "unit": company.hotel.pk, "post": company.clerk.pk}
    answer = client.post("/people/employees/add", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number", "unit", "joined"}


def test_a_stale_form_shows_both_versions(company, browser):
    client, person = browser("manager"), company.person("clerk")
    url = f"/people/employees/{person.pk}/change"
    sent = {"version": person.version, "number": "E001", "pinyin": ""}
    assert client.post(url, sent | {"idempotency_key": "a", "name": "曾一"}).status_code == 303
    stale = client.post(url, sent | {"idempotency_key": "b", "name": "曾二"})
    assert stale.status_code == 409
    fields = {row["name"]: (row["mine"], row["theirs"]) for row in stale.context["conflict"]["fields"]}
    assert fields["name"] == ("曾二", "曾一")


def test_a_person_is_found_while_one_types(company, browser):
    answer = browser("manager").get("/people/known?employee=zeng").content.decode()
    assert "E001" in answer
    assert "H001" not in browser("manager").get("/people/known?employee=hanxue").content.decode()
    assert "H001" in browser("keeper").get("/people/known?employee=hanxue").content.decode()


def test_a_number_names_somebody_open_to_the_actor(company, browser):
    client = browser("manager")
    sent = {"kind": "annual", "start": "2026-05-04", "end": "2026-05-05"}
    for typed in ("E001", "E001 曾国平", "曾国平"):
        Leave.objects.all().delete()
        answer = client.post("/people/leaves/add", sent | {"employee": typed, "idempotency_key": typed})
        assert answer.status_code == 303, typed
    for typed in ("H001", "E999", "韩雪"):
        answer = client.post("/people/leaves/add", sent | {"employee": typed, "idempotency_key": typed})
        assert set(answer.context["form"].errors) == {"employee"}


def test_the_address_fills_a_new_form_in(company, browser):
    page = browser("manager").get("/people/leaves/add?employee=E001").content.decode()
    assert 'value="E001"' in page


def test_a_manager_sees_his_units_parent_in_the_form_of_his_unit(company, browser):
    page = browser("manager").get(f"/people/units/{company.estate.pk}/change")
    assert page.context["form"].fields["parent"].queryset.count() == 2
    sent = {"idempotency_key": "a", "version": company.estate.version, "code": "E1", "name": "滨江服务中心"}
    sent |= {"parent": company.root.pk, "business": "property"}
    assert browser("manager").post(f"/people/units/{company.estate.pk}/change", sent).status_code == 303
    assert Unit.objects.get(pk=company.estate.pk).name == "滨江服务中心"


def test_a_token_is_shown_once_on_the_page(company, browser):
    client = browser("clerk")
    made = client.post("/people/me/tokens/add", {"idempotency_key": "a", "name": "考勤", "days": "30"})
    [(_label, plain)] = made.context["facts"]
    assert plain.startswith("hy_")
    assert plain not in client.get("/people/me").content.decode()
    token = ApiToken.objects.get()
    gone = client.post(f"/people/tokens/{token.pk}/revoke", {"idempotency_key": "b", "version": token.version})
    assert gone.status_code == 303


def test_the_account_of_a_person_is_one_click_away(company, browser):
    client = browser("admin")
    with_one = client.get(f"/people/employees/{company.people['clerk'].pk}/account")
    assert with_one["Location"] == f"/people/accounts/{company.accounts['clerk'].pk}"
    new = hire("X1", "新人", company.estate, company.clerk)
    assert client.get(f"/people/employees/{new.pk}/account")["Location"] == "/people/accounts/add?employee=X1"

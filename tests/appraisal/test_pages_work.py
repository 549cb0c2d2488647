"""Pages and API of sheets at work, seen by everybody whom they concern; the person's own page."""

import json
import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from huiyin.kernel.points import FULL, round_half_up, show_points
from huiyin.platform import clock
from huiyin.platform.files import Upload
from huiyin.rooms.appraisal.models import Line, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.mine import own_year
from huiyin.rooms.appraisal.rules.account import YearAccount
from huiyin.rooms.appraisal.rules.what_if import costs, without_one
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee
from huiyin.rooms.records.models import Signature
from huiyin.site.home import home_of
from tests.appraisal.conftest import BY_NUMBER, COLLEAGUE, OWN
from tests.appraisal.test_work_flow import award

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 14)
PASSWORD = "correct-horse-battery"
OVER = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
PAGES = "/appraisal/editions"
API = "/api/v1/appraisal"


class Picture:
    """A photo as a browser sends it."""

    name: str | None = "前台.png"

    def chunks(self):
        yield b"\x89PNG\r\n of nothing"


@pytest.fixture
def office(department):
    """The department, with passwords to sign with."""
    cache.clear()
    for user in department.accounts.values():
        user.set_password(PASSWORD)
        user.save()
    return department


def drafted(office: Any, number: str = OWN, kind: Kind = Kind.WEEK_CHECK, day: date = DAY, **more: Any) -> Any:
    """A submitted sheet about somebody, proved with a picture."""
    actor = office.actor("supervisor")
    person = Employee.objects.get(number=number)
    edition = begin_round(actor, kind=kind, date=day, unit=office.unit, people=[person.pk]).editions.get()
    uploads: dict[int, Upload] = {0: Picture()}
    entry = EntryDraft("JA3", f"回访逾期一天 {number}", day, evidence="回访单 0113", link="https://example.com/0113")
    submit = more.get("submit", True)
    write_sheets(actor, sheets=[SheetInput(edition, edition.version, [entry], uploads=uploads)], submit=submit)
    edition.refresh_from_db()
    return edition


def post(client: Client, path: str, edition: Any, **fields: str) -> Any:
    given = {"idempotency_key": uuid4().hex, "version": str(edition.version), **fields}
    return client.post(path, given)


def confirmed(office: Any, edition: Any) -> Any:
    answer = post(office.client("manager"), f"{PAGES}/{edition.pk}/confirm", edition, password=PASSWORD)
    assert answer.status_code == 303
    edition.refresh_from_db()
    return edition


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.clause("P-3.2", "P-1.0b")
def test_a_confirmation_asks_for_the_password_and_is_a_signature(office):
    edition = drafted(office)
    manager = office.client("manager")
    path = f"{PAGES}/{edition.pk}/confirm"
    assert "签名口令" in text(manager.get(path))
    wrong = post(manager, path, edition, password="not mine")
    assert wrong.status_code == 422
    assert Signature.objects.count() == 0
    given = {"idempotency_key": "once", "version": str(edition.version), "password": PASSWORD}
    assert [manager.post(path, given).status_code for _time in range(2)] == [303, 303]
    assert Signature.objects.count() == 1
    shown = text(manager.get(f"{PAGES}/{edition.pk}"))
    assert "已确认，待阅" in shown
    assert re.search(r"签名人.*manager.*确认", shown)
    stale = post(manager, path, edition, password=PASSWORD)
    assert stale.status_code == 409


@pytest.mark.clause("P-3.2")
def test_the_page_offers_what_can_be_done_and_says_why_not(office):
    edition = drafted(office)
    supervisor, manager, quality = (office.client(who) for who in ("supervisor", "manager", "quality"))
    page = f"{PAGES}/{edition.pk}"
    assert f"{page}/take-back" in supervisor.get(page).content.decode()
    assert f"{page}/confirm" not in supervisor.get(page).content.decode()
    assert f"{page}/confirm" in manager.get(page).content.decode()
    assert "hy-do" not in quality.get(page).content.decode()
    assert office.client("employee").get(page).status_code == 404
    confirmed(office, edition)
    shown = text(manager.get(page))
    assert "在 2026-01-29 前可提出异议，此后关闭。" in shown
    assert post(manager, f"{page}/close", edition).status_code == 409
    with clock.fixed(OVER):
        assert post(manager, f"{page}/close", edition).status_code == 303


@pytest.mark.clause("P-3.2")
def test_ticked_sheets_are_confirmed_all_or_none(office):
    numbers = list(Employee.objects.filter(unit=office.unit, active=True).values_list("number", flat=True)[:3])
    editions = [drafted(office, number) for number in numbers]
    manager = office.client("manager")
    listed = manager.get(f"{PAGES}/waiting").content.decode()
    assert all(f'value="{edition.pk}"' in listed for edition in editions)
    ticked = manager.post(f"{PAGES}/confirm", {"selected": [str(edition.pk) for edition in editions]})
    chosen = re.findall(r'name="editions" value="([^"]*)"', ticked.content.decode())[0]
    assert sorted(chosen.split()) == sorted(f"{edition.pk}:{edition.version}" for edition in editions)
    stale = chosen.replace(f":{editions[0].version}", ":1", 1)
    given = {"password": PASSWORD, "idempotency_key": "a"}
    refused = manager.post(f"{PAGES}/confirm", {**given, "editions": stale})
    assert refused.status_code == 409
    assert not Sheet.objects.filter(number__in=[edition.number for edition in editions]).exists()
    for _time in range(2):
        done = manager.post(f"{PAGES}/confirm", {**given, "idempotency_key": "b", "editions": chosen})
        assert done.status_code == 303
    assert Sheet.objects.filter(number__in=[edition.number for edition in editions]).count() == 3
    assert Signature.objects.count() == 3


def test_a_round_is_confirmed_on_one_page(office):
    edition = drafted(office)
    manager, made = office.client("manager"), edition.round
    assert "待确认 1" in text(manager.get(f"/appraisal/rounds/{made.pk}/confirm"))
    assert post(manager, f"/appraisal/rounds/{made.pk}/confirm", made, password=PASSWORD).status_code == 303
    edition.refresh_from_db()
    assert edition.state == EditionState.CONFIRMED


@pytest.mark.clause("P-4.9b", "P-4.9c")
def test_a_bonus_is_added_and_taken_off_on_the_page(office):
    edition = drafted(office, kind=Kind.MONTH, day=date(2026, 1, 14))
    manager, page = office.client("manager"), f"{PAGES}/{edition.pk}"
    actors = {who: office.actor(who) for who in ("supervisor", "manager", "quality")}
    made = award(actors, edition.employee, "commendation", 3)
    assert made.number in text(manager.get(f"{page}/bonus"))
    assert post(manager, f"{page}/bonus", edition, points="11", award=made.pk).status_code == 422
    assert post(manager, f"{page}/bonus", edition, points="3", award=made.pk).status_code == 303
    edition.refresh_from_db()
    assert "+3.00" in text(manager.get(page))
    assert post(manager, f"{page}/bonus/drop", edition).status_code == 303
    assert "+3.00" not in text(manager.get(page))
    week = drafted(office, COLLEAGUE)
    assert "/bonus" not in manager.get(f"{PAGES}/{week.pk}").content.decode()


def test_what_is_sent_back_says_why_and_home_tells_the_drafter(office):
    edition = drafted(office)
    sent = post(office.client("manager"), f"{PAGES}/{edition.pk}/send-back", edition, reason="漏填单号")
    assert sent.status_code == 303
    assert "漏填单号" in text(office.client("supervisor").get(f"{PAGES}/{edition.pk}"))
    duty = next(one for one in home_of(office.actor("supervisor"))["duties"] if "退回" in one.label)
    assert duty.url == f"{PAGES}/{edition.pk}"


@pytest.mark.clause("P-1.0b")
def test_the_employee_signs_as_read_and_agrees(office):
    edition = confirmed(office, drafted(office))
    employee, page = office.client("employee"), f"{PAGES}/{edition.pk}"
    duty = next(one for one in home_of(office.actor("employee"))["duties"] if "待阅签" in one.label)
    assert duty.url == page
    assert "2026-01-29" in duty.hint
    shown = text(employee.get(page))
    assert "回访逾期一天" in shown
    assert "签字确认已阅" in shown
    # What went before the confirmation is the office's own affair.
    assert "发起了" not in shown
    assert post(employee, f"{page}/read", edition, agrees="on", password=PASSWORD).status_code == 303
    edition.refresh_from_db()
    assert edition.state == EditionState.CLOSED
    meanings = list(Signature.objects.order_by("seq").values_list("meaning", flat=True))
    assert meanings == ["appraisal.confirm", "appraisal.read"]


@pytest.mark.clause("P-1.0b")
def test_a_colleagues_sheet_and_evidence_are_not_there_for_an_employee(office):
    own, other = (confirmed(office, drafted(office, number)) for number in (OWN, COLLEAGUE))
    employee = office.client("employee")
    for edition, status in ((own, 200), (other, 404)):
        entry = edition.entries.get()
        assert employee.get(f"{PAGES}/{edition.pk}").status_code == status
        file = employee.get(f"{PAGES}/{edition.pk}/evidence/{entry.pk}")
        assert file.status_code == status
        content = b"".join(file.streaming_content) if file.streaming else file.content
        assert (b"of nothing" in content) == (status == 200)
        assert employee.get(f"{API}/editions/{edition.pk}").status_code == status
    assert employee.get(f"{PAGES}/{own.pk}/evidence/{other.entries.get().pk}").status_code == 404
    listed = employee.get(f"{API}/editions").json()["items"]
    assert {row["id"] for row in listed} == {own.pk}


def correct(office: Any, edition: Any) -> Any:
    """Correct a sheet: the second edition says nothing."""
    sheet = Sheet.objects.get(number=edition.number)
    begun = post(office.client("supervisor"), f"/appraisal/sheets/{sheet.pk}/correct", sheet, reason="回访单日期看错")
    assert begun.status_code == 303
    second = SheetEdition.objects.get(number=edition.number, edition=2)
    write_sheets(office.actor("supervisor"), sheets=[SheetInput(second, second.version, [])], submit=True)
    second.refresh_from_db()
    return confirmed(office, second)


@pytest.mark.clause("P-1.0b", "P-4.7a")
def test_a_corrected_sheet_is_marked_in_lists_and_in_the_year(office):
    edition = confirmed(office, drafted(office))
    before = show_points(edition.total)
    second = correct(office, edition)
    boss = office.client("boss")
    assert "第2版" in boss.get(f"/appraisal/sheets?q={edition.number}").content.decode()
    assert boss.get(f"{API}/sheets?q={edition.number}").json()["items"][0]["edition"] == 2
    page = boss.get(f"/appraisal/people/{OWN}/2026").content.decode()
    assert f"第2版，更正前 {before}" in page
    assert f"{PAGES}/{edition.pk}" in page
    steps = boss.get(f"{API}/explanations?employee_no={OWN}&year=2026").json()["steps"]
    assert f'"earlier_edition": {edition.pk}' in json.dumps(steps)
    assert boss.get(f"/appraisal/people/{OWN}/2026/pdf").status_code == 200
    sheet = text(boss.get(f"/appraisal/sheets/{second.sheet_id}"))
    assert "已被后续版次更正" in sheet
    assert "回访单日期看错" in sheet
    earlier = text(boss.get(f"{PAGES}/{edition.pk}"))
    assert "已由第2版取代" in earlier
    assert "回访逾期一天" in earlier


@pytest.mark.clause("P-1.0b", "P-4.6Σ")
def test_what_a_deduction_cost_is_the_year_reckoned_again_without_it(office):
    account = explain(office.actor("boss"), OWN, 2025).account
    total = account.total
    assert total is not None
    found = costs(account)
    every = [
        (kind, group, sheet, loss, without)
        for kind, group in account.groups.items()
        for sheet in group.sheets
        for loss, without in without_one(sheet)
    ]
    assert len(found) == len(every) > 5
    again: list[Fraction] = []
    for kind, group, sheet, _loss, without in every:
        sheets = tuple(without if one is sheet else one for one in group.sheets)
        other = YearAccount(2025, account.weights, {**account.groups, kind: type(group)(kind, sheets)})
        assert other.total is not None
        again.append(other.total - total)
    assert sorted(cost.points for cost in found) == sorted(again)
    assert [cost.points for cost in found] == sorted(again, reverse=True)


@pytest.mark.clause("P-1.0b", "P-4.9e")
def test_the_own_page_shows_the_year_to_every_deduction(office):
    employee = office.client("employee")
    own = own_year(office.actor("employee"), year=2025)
    made = own.explained
    assert made is not None
    shown = text(employee.get("/appraisal/mine/2025"))
    assert BY_NUMBER[OWN]["total"] in shown
    total = made.account.figures.total
    assert total is not None
    assert show_points(round_half_up(total - FULL)) in shown
    for cost in own.costs:
        assert cost.loss.fact.split("<")[0] in shown
    assert show_points(round_half_up(total + own.costs[0].points)) in shown
    document = employee.get(f"{API}/mine?year=2025").json()
    assert len(document["deductions"]) == len(own.costs)
    assert office.client("boss").get("/appraisal/mine").status_code == 403


@pytest.mark.clause("P-1.0b")
def test_the_own_page_names_what_waits_with_its_last_day(office):
    edition = confirmed(office, drafted(office))
    shown = text(office.client("employee").get("/appraisal/mine"))
    assert "2026-01-29" in shown
    assert f"{PAGES}/{edition.pk}/read" in office.client("employee").get("/appraisal/mine").content.decode()


@pytest.mark.clause("P-1.0b")
def test_totals_of_the_department_are_shut_unless_the_installation_opens_them(office, settled, settings):
    employee = office.client("employee")
    assert employee.get(f"{API}/totals").json()["items"] == []
    settings.HUIYIN_OPEN_TOTALS = True
    assert employee.get(f"{API}/totals").json()["items"] == []  # settled, not published
    type(settled).objects.filter(pk=settled.pk).update(state="published", published_at=clock.now())
    rows = employee.get(f"{API}/totals").json()["items"]
    unit = Employee.objects.get(number=OWN).unit
    of_unit = Line.objects.filter(run=settled, unit=unit).select_related("employee")
    assert sorted(row["name"] for row in rows) == sorted(line.employee.name for line in of_unit)
    assert {tuple(row) for row in rows} == {("year", "name", "total")}
    assert "本部门年度总分" in text(employee.get("/appraisal/mine"))


def test_everything_is_done_over_the_api_too(office):
    edition = drafted(office)

    def send(who: str, path: str, **body: Any) -> Any:
        headers = {"Idempotency-Key": uuid4().hex}
        answer = office.client(who).post(f"{API}/{path}", body, content_type="application/json", headers=headers)
        edition.refresh_from_db()
        return answer

    waiting = office.client("manager").get(f"{API}/editions/waiting").json()["items"]
    assert [row["id"] for row in waiting] == [edition.pk]
    assert send("supervisor", f"editions/{edition.pk}/take-back", version=edition.version).status_code == 200
    assert edition.state == EditionState.DRAFT
    entries = list(edition.entries.all())
    kept = EntryDraft("JA3", entries[0].fact, DAY, evidence="回访单 0113", file=entries[0].file_id)
    write_sheets(office.actor("supervisor"), sheets=[SheetInput(edition, edition.version, [kept])], submit=True)
    edition.refresh_from_db()
    wrong = send("manager", f"editions/{edition.pk}/confirm", version=edition.version, password="no")
    assert (wrong.status_code, wrong.json()["faults"][0]["where"]) == (422, "password")
    assert send("manager", f"editions/{edition.pk}/confirm", version=1, password=PASSWORD).status_code == 409
    done = send("manager", f"editions/{edition.pk}/confirm", version=edition.version, password=PASSWORD)
    assert done.json()["version"] == edition.version
    document = office.client("employee").get(f"{API}/editions/{edition.pk}").json()
    assert document["entries"][0]["fact"] == kept.fact
    assert [one["by"] for one in document["signatures"]] == ["manager"]
    read = send("employee", f"editions/{edition.pk}/read", version=edition.version, agrees=False, password=PASSWORD)
    assert (read.status_code, edition.state) == (200, EditionState.READ)
    second = drafted(office, COLLEAGUE)
    body = {"editions": f"{second.pk}:{second.version}", "password": PASSWORD}
    assert send("manager", "editions/confirm", **body).status_code == 201


@pytest.mark.parametrize("path", ["", "/waiting", "/drafts"])
def test_lists_cost_the_same_however_many_rows(office, statements, path):
    people = list(Employee.objects.filter(unit=office.unit, active=True).values_list("number", flat=True))
    submit = path != "/drafts"
    for number in people[:2]:
        drafted(office, number, submit=submit)
    few = statements(office.client("manager"), f"{PAGES}{path}")
    for number in people[2:8]:
        drafted(office, number, submit=submit)
    assert statements(office.client("manager"), f"{PAGES}{path}") == few <= 12


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"state": "submitted"}, 2), ({"state": "closed"}, 0), ({"kind": "1"}, 2), ({"kind": "4"}, 0),
        ({"period": "2026-W03"}, 2), ({"period": "2026-W04"}, 0), ({"person": OWN}, 1), ({"q": COLLEAGUE}, 1),
        ({"drafter": "supervisor"}, 2), ({"drafter": "nobody"}, 0),
    ],
)  # fmt: skip
def test_filters_of_sheets_at_work(office, query, wanted):
    for number in (OWN, COLLEAGUE):
        drafted(office, number)
    found = office.client("manager").get(f"{API}/editions", query).json()["items"]
    assert len(found) == wanted
    assert all(row["until"] == "2026-01-18" for row in found)


def test_home_counts_what_waits_and_what_is_late(office):
    drafted(office)
    found = [one for one in home_of(office.actor("manager"))["duties"] if "待您确认" in one.label]
    assert [(one.label, one.tone, one.late) for one in found] == [("1 张考评单待您确认", "bad", 1)]
    drafted(office, COLLEAGUE, submit=False)
    late = [one for one in home_of(office.actor("supervisor"))["duties"] if "逾期未提交" in one.label]
    assert [one.late for one in late] == [1]

"""Objections in the browser and over the API: filing on a phone in a minute, lists, one page each, the printed form."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huiyin.platform import clock
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.terms import Outcome
from huiyin.rooms.people.models import Employee
from huiyin.rooms.records.models import Record
from tests.appraisal import disputes
from tests.appraisal.conftest import COLLEAGUE, OWN, account, found_in
from tests.appraisal.disputes import confirmed, decide, line

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
API = "/api/v1/appraisal"


@pytest.fixture(autouse=True)
def _no_lock_out():
    cache.clear()


@pytest.fixture
def people(department):
    return {who: department.actor(who) for who in department.accounts}


@pytest.fixture
def sheet(people, department):
    return confirmed(people, department.unit, Employee.objects.get(number=OWN).pk)


@pytest.fixture
def sign_in(department):
    """Sign somebody in whose password is known."""

    def client(who):
        user = department.accounts[who]
        user.set_password(PASSWORD)
        user.save()
        return department.client(who)

    return client


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post(client, url, key, version=None, **typed):
    carried = {"idempotency_key": key} | ({} if version is None else {"version": str(version)})
    return client.post(url, carried | typed)


def send(client, path, key, body):
    return client.post(
        f"{API}{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_the_palette_finds_one_by_its_number(department, people, sheet):
    row = disputes.raised(people, sheet)
    typed = row.number.lower()
    url = f'href="/appraisal/objections/{row.pk}"'
    for who in ("employee", "supervisor", "boss", "quality"):
        assert url in department.client(who).get(f"/search?q={typed}&rest=1").content.decode(), who
    colleague = department.client("employee")
    colleague.force_login(account("other", employee=Employee.objects.get(number=COLLEAGUE)))
    assert url not in colleague.get(f"/search?q={typed}&rest=1").content.decode()


@pytest.mark.clause("P-1.0b")
def test_the_person_objects_from_the_list_with_his_password_and_a_photo(sheet, sign_in):
    client = sign_in("employee")
    listed = client.get("/appraisal/objections")
    assert "可提出申诉的扣分" in text(listed)
    entry = line(sheet).entry
    url = reverse("appraisal:object", args=[sheet.pk, entry.pk])
    assert url in listed.content.decode()
    chosen = client.get(reverse("appraisal:object", args=[sheet.pk]))
    assert url in chosen.content.decode()
    form = client.get(url)
    assert entry.fact in text(form)
    version = found_in(r'name="version" value="(\d+)"', form.content.decode())
    typed = {"ground": "当日已回访", "talked": "on", "talked_on": "2026-01-19"}
    wrong = post(client, url, "k1", version, **typed, password="guess")
    assert wrong.status_code == 422
    assert Objection.objects.count() == 0
    photo = SimpleUploadedFile("通话记录.png", PNG)
    done = post(client, url, "k2", version, **typed, password=PASSWORD, file=photo)
    row = Objection.objects.get()
    assert (done.status_code, done["Location"]) == (303, f"/appraisal/objections/{row.pk}")
    photo.seek(0)
    again = post(client, url, "k2", version, **typed, password=PASSWORD, file=photo)
    assert again["Location"] == done["Location"]
    page = text(client.get(done["Location"]))
    for shown in (row.number, "当日已回访", entry.fact, "通话记录.png", "撤回", "2026-01-22"):
        assert shown in page
    file = client.get(reverse("appraisal:objection_file", args=[row.pk, "own"]))
    assert b"".join(file.streaming_content) == PNG
    assert client.get(url).status_code == 409


def test_the_page_offers_what_may_be_done_now_and_says_why_not(people, sheet, department):
    row = disputes.accepted(people, sheet)
    url = f"/appraisal/objections/{row.pk}"
    shown = {who: text(department.client(who).get(url)) for who in department.accounts if who != "admin"}
    assert "填写本人意见" in shown["employee"]
    assert "填写考评人意见" in shown["supervisor"]
    assert "须由他人裁定" in shown["manager"]
    assert "请先填写调查情况" in shown["quality"]
    assert "签发申诉表" in shown["manager"]
    assert "签发申诉表" not in shown["quality"]
    assert department.client("admin").get(url).status_code == 403


@pytest.mark.clause("P-1.0b", "P-4.4.5")
def test_inquiry_and_decision_in_the_browser_show_both_scores(people, sheet, sign_in):
    row = disputes.raised(people, sheet)
    client, url = sign_in("quality"), f"/appraisal/objections/{row.pk}"
    assert post(client, f"{url}/accept", "k1", 1).status_code == 303
    assert post(client, f"{url}/inquiry", "k2", 2, findings="通话记录属实", mediation="无").status_code == 303
    given = {"outcome": "partly", "points": "1.50", "decision": "部分属实"}
    refused = post(client, f"{url}/decide", "k3", 3, **given, password=PASSWORD)
    assert refused.status_code == 422
    assert "固定扣 2.00 分" in text(refused)
    given = {"outcome": "upheld", "decision": "查明已按时回访"}
    assert post(client, f"{url}/decide", "k4", 3, **given, password=PASSWORD).status_code == 303
    page = text(client.get(url))
    for shown in ("93.00", "95.00", "−2.00", "v2", "查明已按时回访", "成立：撤销扣分"):
        assert shown in page
    late = post(client, f"{url}/decide", "k5", 3, **given, password=PASSWORD)
    assert late.status_code == 409


def test_an_opinion_is_given_by_each_side(people, sheet, department):
    row = disputes.accepted(people, sheet)
    url = f"/appraisal/objections/{row.pk}"
    opined = post(department.client("supervisor"), f"{url}/opinion", "k", 2, appraiser_opinion="登记缺漏")
    answered = post(department.client("employee"), f"{url}/answer", "k", 3, own_opinion="同意")
    assert (opined.status_code, answered.status_code) == (303, 303)
    page = text(department.client("quality").get(url))
    assert "登记缺漏" in page
    assert "同意" in page


@pytest.fixture
def several(people, sheet):
    """An objection that is late, one under inquiry, one that was decided."""
    return [
        disputes.accepted(people, sheet, 2), disputes.raised(people, sheet, 3),
        decide(people, disputes.inquired(people, sheet, 1), Outcome.REJECTED),
    ]  # fmt: skip


def items(client, **query):
    answer = client.get(f"{API}/objections", query)
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["items"]]


def test_the_list_begins_with_what_is_overdue_and_filters(department, several):
    accepted, raised, decided = (row.number for row in several)
    client = department.client("quality")
    with clock.fixed(datetime(2026, 1, 26, 2, 0, tzinfo=UTC)):
        assert items(client) == [raised, accepted, decided]
        page = client.get("/appraisal/objections")
        assert page.content.decode().count("is-bad") >= 1
        assert "逾期" in text(page)
    assert items(client, state="open") == [raised, accepted]
    assert items(client, state="decided", outcome="rejected") == [decided]
    assert items(client, outcome="upheld") == []
    assert items(client, whose="decide") == [raised, accepted]
    assert items(client, item="JA4") == [accepted]
    assert items(client, unit=department.unit.pk, q=OWN) == [raised, accepted, decided]
    assert items(department.client("manager"), whose="decide") == []
    assert items(department.client("supervisor"), whose="opinion") == [accepted]
    assert items(department.client("employee"), whose="mine") == [raised, accepted, decided]


def test_the_list_is_exported_with_its_filters(department, several):
    client = department.client("manager")
    answer = client.get("/appraisal/objections?state=decided&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert "申诉编号" in lines[0]
    assert "不成立：维持扣分" in lines[1]
    book = client.get("/appraisal/objections?format=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_a_colleague_sees_nothing_of_it(department, several):
    stranger = account("colleague", employee=Employee.objects.get(number=COLLEAGUE))
    department.accounts["colleague"] = stranger
    client = department.client("colleague")
    assert items(client) == []
    for row in several:
        assert client.get(f"/appraisal/objections/{row.pk}").status_code == 404
        assert client.get(f"{API}/objections/{row.pk}").status_code == 404
        assert client.get(f"/appraisal/objections/{row.pk}/files/own").status_code == 404


@pytest.fixture
def one_raised(people, sheet):
    return disputes.raised(people, sheet, 1)


@pytest.mark.parametrize("who", ["quality", "manager", "employee"])
@pytest.mark.parametrize("path", ["/appraisal/objections", "/"])
def test_a_list_costs_the_same_however_much_there_is(department, one_raised, statements, who, path):
    client = department.client(who)
    few = statements(client, path)
    template = one_raised
    for number in range(2, 31):
        template.pk, template.number, template.state = None, f"SS-2026-{number:04d}", "withdrawn"
        template._state.adding = True
        template.save()
    assert statements(client, path) == few <= 16


def test_an_objection_over_the_api(people, sheet, sign_in):
    employee, quality = sign_in("employee"), sign_in("quality")
    (one, *_rest) = employee.get(f"{API}/objections/possible").json()
    assert (one["number"], one["item"], one["points"]) == (sheet.number, "JA3", "2.00")
    body = {
        "ground": "已按时回访",
        "version": one["version"],
        "password": PASSWORD,
        "file": SimpleUploadedFile("a.png", PNG),
    }
    path = f"{API}/entries/{one['entry']}/objections"
    made = employee.post(path, body, headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    plain = {"ground": "已按时回访", "version": one["version"], "password": PASSWORD}
    assert employee.post(path, plain, headers={"Idempotency-Key": "b"}).status_code == 409
    assert employee.post(path, plain | {"password": "no"}, headers={"Idempotency-Key": "c"}).status_code == 422
    assert send(quality, f"/objections/{pk}/accept", "d", {"version": 1}).status_code == 200
    assert send(quality, f"/objections/{pk}/inquiry", "e", {"version": 2, "findings": "属实"}).status_code == 200
    shown = quality.get(f"{API}/objections/{pk}").json()
    assert (shown["state"], shown["possible"], shown["has_file"]) == ("inquiry", ["decide", "record"], True)
    decision = {"version": 3, "outcome": "upheld", "decision": "成立", "password": PASSWORD}
    assert send(quality, f"/objections/{pk}/decision", "f", decision).status_code == 200
    assert send(quality, f"/objections/{pk}/decision", "f", decision).status_code == 200
    shown = employee.get(f"{API}/objections/{pk}").json()
    assert (shown["outcome"], shown["score_before"], shown["score_after"]) == ("upheld", "93.00", "95.00")
    counted = quality.get(f"{API}/objections/outcomes").json()
    assert counted["items"] == [{"name": "JA3", "decided": 1, "overturned": 1, "alarming": False}]


@pytest.mark.clause("P-1.0b")
def test_the_form_is_issued_printed_and_read_by_the_person(people, sheet, department, sign_in):
    row = decide(people, disputes.inquired(people, sheet), Outcome.UPHELD)
    answer = post(department.client("manager"), f"/appraisal/objections/{row.pk}/issue", "k", row.version)
    record = Record.objects.get(type="objection_form")
    assert answer["Location"] == f"/records/{record.pk}"
    assert record.number == "SSB-202601-0001"
    content = json.loads(record.content)
    assert (content["outcome"], content["score"], content["score_after"]) == ("成立", "93.00", "95.00")
    assert content["sheet_period"] == "2026 年第 3 周"
    page = text(department.client("employee").get(f"/records/{record.pk}"))
    assert "员工绩效考核申诉表" in page
    assert department.client("employee").get(f"/records/{record.pk}/pdf").status_code == 200
    stale = post(department.client("manager"), f"/appraisal/objections/{row.pk}/issue", "k2", row.version - 1)
    assert Record.objects.filter(type="objection_form").count() == 1
    assert stale.status_code == 303


def test_home_tells_what_waits(people, sheet, department):
    disputes.raised(people, sheet, 1)
    disputes.accepted(people, sheet, 2)
    home = {who: text(department.client(who).get("/")) for who in ("quality", "supervisor", "employee")}
    assert "2 件申诉待受理或裁定" in home["quality"]
    assert "1 件申诉待您填写考评人意见" in home["supervisor"]
    assert "您有 2 件申诉未办结" in home["employee"]
    with clock.fixed(datetime(2026, 1, 26, 2, 0, tzinfo=UTC)):
        assert "其中 1 件逾期" in text(department.client("quality").get("/"))

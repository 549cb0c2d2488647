"""Pages and API of the register of awards and sanctions."""

import json
from typing import Any

import pytest
from django.test import Client

from huiyin.platform import clock
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as L
from huiyin.rooms.appraisal.terms.rulings import RulingState as S
from tests.appraisal.rulings_world import CLAUSE, FACTS, NOW, TODAY, House, build

pytestmark = pytest.mark.django_db
LIST = "/appraisal/rulings"
API = "/api/v1/appraisal/rulings"


@pytest.fixture(autouse=True)
def _still_clock():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def house() -> House:
    return build()


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def post(client: Client, url: str, status: int = 303, **given: Any) -> str:
    answer = client.post(url, {"idempotency_key": f"k{url}{sorted(given.items())}"[:99], **given})
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def send(client: Any, method: str, url: str, status: int, **body: Any) -> dict[str, Any]:
    answer = client.generic(
        method,
        url,
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": "k" + url.replace("/", ".")},
    )
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.clause("P-4.10b")
def test_a_sanction_walks_through_the_pages(house):
    supervisor, worker, manager = house.client("supervisor"), house.client("worker"), house.client("manager")
    post(
        supervisor,
        f"{LIST}/propose",
        employee="E0001",
        level="warning",
        happened_on="2026-11-20",
        facts=FACTS,
        clause=CLAUSE,
    )
    row = Ruling.objects.get()
    at = f"{LIST}/{row.pk}"
    shown = page(supervisor, at)
    assert FACTS in shown
    assert f"{at}/hear" in shown
    assert f"{at}/correct" in shown
    assert f"{at}/state" not in shown
    assert "“警告”由客户经理决定。" in shown
    assert "须先听取本人陈述" in page(manager, at)
    assert f"{at}/state" in page(worker, at)
    post(worker, f"{at}/state", version=1, statement="已道歉")
    post(manager, f"{at}/decide", version=2, decision="给予警告")
    assert "警告" in page(worker, LIST)
    post(supervisor, f"{at}/deliver", version=3, delivery="handed", delivered_on=TODAY, receipt="本人签收")
    post(worker, f"{at}/appeal", version=4, appeal="有录像")
    quality = house.client("quality")
    assert "申诉" in page(quality, at)
    post(quality, f"{at}/answer", version=5, result="change", lower="reminder", answer="情节较轻")
    shown = page(worker, at)
    assert "申诉处理决定：改为口头提醒" in shown
    assert "决定：警告" in shown
    post(manager, f"{at}/issue", version=6)
    assert "JCS-2026-0001" in page(worker, at)


def test_a_refusal_comes_back_at_its_field_and_says_who_may(house):
    row = house.propose(L.GREAT_DEMERIT)
    shown = post(house.client("manager"), f"{LIST}/{row.pk}/hear", status=422, version=1, refused="on")
    assert "见证人" in shown
    house.hear(row)
    answer = house.client("manager").post(
        f"{LIST}/{row.pk}/decide", {"idempotency_key": "k", "version": 2, "decision": "x"}
    )
    assert answer.status_code == 403
    assert "“记大过”由总经理决定。" in answer.content.decode()


def test_a_stale_correction_shows_both_versions(house):
    row = house.propose(L.WARNING)
    client = house.client("supervisor")
    given: dict[str, Any] = {"level": "warning", "happened_on": "2026-11-20", "facts": "推搡业主", "clause": CLAUSE}
    post(client, f"{LIST}/{row.pk}/correct", version=1, **given)
    shown = post(client, f"{LIST}/{row.pk}/correct", status=409, version=1, **{**given, "facts": "争执"})
    assert "推搡业主" in shown
    assert "争执" in shown


def test_a_person_sees_his_own_alone(house):
    mine, foreign = house.propose(L.WARNING), house.propose(L.WARNING, about="colleague")
    worker = house.client("worker")
    shown = page(worker, LIST)
    assert mine.number in shown
    assert foreign.number not in shown
    for url in (f"{LIST}/{foreign.pk}", f"{LIST}/{foreign.pk}/state", "/appraisal/people/E0002/rulings"):
        assert worker.get(url).status_code == 404
    assert mine.number in page(worker, "/appraisal/people/E0001/rulings")
    assert house.client("admin").get(LIST).status_code == 403


@pytest.mark.clause("P-4.10b")
def test_three_are_proposed_from_the_persons_page(house):
    for _ in range(3):
        house.decided(L.WARNING)
    supervisor = house.client("supervisor")
    shown = page(supervisor, "/appraisal/people/E0001/rulings")
    assert "可以合并提出“记过”" in shown
    assert f"{LIST}/accumulate?employee=E0001&amp;level=demerit" in shown
    assert "accumulate" not in page(house.client("worker"), "/appraisal/people/E0001/rulings")
    post(supervisor, f"{LIST}/accumulate", employee="E0001", level="demerit")
    made = Ruling.objects.get(level=L.DEMERIT)
    assert made.number in page(supervisor, f"{LIST}/{made.folded.earliest('pk').pk}")
    assert "可以合并提出" not in page(supervisor, "/appraisal/people/E0001/rulings")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["4", "3", "2", "1"]), ("q=JC-2026-0002", ["2"]), ("q=王五", ["3"]), ("kind=award", ["4", "2"]),
        ("level=commendation", ["2"]), ("state=stated", ["1"]), ("year=2026", ["4", "3", "2", "1"]), ("year=2025", []),
        ("person=E0003", ["3"]), ("waiting=decide", ["1"]), ("standing=true", ["2"]),
        ("standing=false", ["4", "3", "1"]),
    ],
)  # fmt: skip
def test_the_list_is_filtered(house, query, numbers):
    house.hear(house.propose(L.WARNING))
    house.decide(house.propose(L.COMMENDATION, points=2))
    house.propose(L.WARNING, by="manager", about="other")
    house.propose(L.GREAT_MERIT, by="manager", points=9, about="colleague")
    found = house.client("manager").get(f"{API}?{query}").json()["items"]
    assert [item["number"] for item in found] == [f"JC-2026-000{number}" for number in numbers]
    text = b"".join(house.client("manager").get(f"{LIST}?{query}&format=csv").streaming_content).decode()
    assert text.count("JC-2026-") == len(numbers)


def test_home_names_what_waits(house):
    house.hear(house.propose(L.WARNING))
    house.propose(L.WARNING)
    shown = page(house.client("manager"), "/")
    assert "1 项奖惩提议等您决定" in shown
    assert f"{LIST}?waiting=decide" in shown
    assert "1 项处分等您陈述" in page(house.client("worker"), "/")


def test_the_palette_finds_one_by_its_number(house):
    row = house.propose(L.WARNING)
    assert row.number in page(house.client("manager"), "/search?q=jc-2026-0001&rest=1")
    assert row.number not in page(house.client("colleague"), "/search?q=jc-2026-0001&rest=1").replace(
        "jc-2026-0001", ""
    )


@pytest.mark.clause("P-4.9a")
def test_an_award_walks_through_the_api(house):
    supervisor, manager = house.client("supervisor"), house.client("manager")
    body = {"employee": "E0001", "level": "merit", "points": 5, "happened_on": "2026-11-20", "facts": "拾金不昧"}
    made = send(supervisor, "POST", API, 201, **body)
    assert send(supervisor, "POST", API, 201, **body) == made
    at = f"{API}/{made['id']}"
    send(supervisor, "PUT", at, 200, version=1, **{key: body[key] for key in body if key != "employee"} | {"points": 6})
    send(manager, "POST", f"{at}/decide", 409, version=2, decision="x")
    refused = send(manager, "POST", f"{at}/check", 403, version=2, check_note="x")
    assert refused["status"] == 403
    send(house.client("quality"), "POST", f"{at}/check", 200, version=2, check_note="属实")
    send(manager, "POST", f"{at}/decide", 200, version=3, decision="记功一次", points=4)
    shown = house.client("worker").get(at).json()
    assert (shown["state"], shown["level"], shown["points"], shown["decided_by"]) == (S.DECIDED, L.MERIT, 4, "钱七")
    assert "amount" not in shown
    assert house.client("colleague").get(at).status_code == 404
    found = house.client("worker").get("/api/v1/appraisal/rulings-of?employee_no=E0001").json()
    assert [one["number"] for one in found["rulings"]] == ["JC-2026-0001"]


def test_pages_cost_the_same_however_many_there_are(house, django_assert_max_num_queries):
    client = house.client("manager")
    first = house.propose(L.WARNING)
    page(client, LIST)
    with django_assert_max_num_queries(14):
        page(client, f"{LIST}/{first.pk}")
    for _ in range(30):
        house.propose(L.WARNING)
    with django_assert_max_num_queries(12):
        page(client, LIST)
    with django_assert_max_num_queries(12):
        page(client, "/appraisal/people/E0001/rulings")

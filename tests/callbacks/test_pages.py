"""Callbacks on pages, in files and over the API."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.platform import workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.callbacks import jobs
from huiyin.rooms.callbacks.models import Attempt, Callback, Opinion
from huiyin.rooms.customers.models import Party
from tests.people.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db
MOST = 12
NO_PROGRESS: Any = None


def sent(row, key="k1", **more):
    return {"idempotency_key": key, "version": row.version, **more}


def text_of(answer):
    return answer.content.decode()


@pytest.mark.clause("H-11a")
def test_the_call_page_has_the_script_and_records_the_call_once(hotel, browser):
    hotel.call(hotel.plan("0"), remark="喜欢高楼层")
    row, client = hotel.plan(), browser("guest_clerk")
    assert "九折" not in text_of(client.get(f"/callbacks/{row.pk}/call"))
    hotel.agrees()
    page = text_of(client.get(f"/callbacks/{row.pk}/call"))
    for shown in ("韩雪", "95588", "九折", "房间是否满意？", "早餐怎么样？", "喜欢高楼层", "周小敏"):
        assert shown in page
    assert "0000 1234" not in page
    said = {
        "satisfaction": "fairly", "way": "phone", "score_service": "4", "told_phone": "on", "told_name": "on",
        "told_offer": "on", "answer_1": "满意", "opinion_1_kind": "opinion", "opinion_1_text": "早餐太凉",
        "opinion_1_department": str(hotel.company.hotel.pk),
    }  # fmt: skip
    refused = client.post(f"/callbacks/{row.pk}/call", sent(row, **said))
    assert refused.status_code == 422
    assert "H-9" in text_of(refused)
    said |= {"opinion_1_appointed_at": "2026-11-23T16:00"}
    for _again in range(3):
        assert client.post(f"/callbacks/{row.pk}/call", sent(row, "k2", **said)).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.satisfaction, row.score_service) == ("reached", "fairly", 4)
    assert Opinion.objects.get().text == "早餐太凉"
    half = client.post(f"/callbacks/{row.pk}/call", sent(row, "k3", **(said | {"opinion_2_text": "还有"})))
    assert half.status_code == 422


@pytest.mark.parametrize("typed", ["小敏", "敏", "zhouxiaomin", "zxm", "房 1", "HF-", "zhou 房"])
def test_a_callback_is_found_by_two_characters_pinyin_reference_and_number(hotel, browser, typed):
    row = hotel.plan(reference="房 1")
    hotel.plan("2", party=None, phone_contact=None, customer="李明", reference="房 22")
    typed = row.number if typed.startswith("HF") else typed
    found = browser("guest_clerk").get("/callbacks/", {"q": typed}).context["table"].rows
    assert row.number in {one.record.number for one in found}
    assert len(found) == 1


def test_attempts_by_one_button_each(hotel, browser):
    row, client = hotel.plan(), browser("guest_clerk")
    assert "周小敏" in text_of(client.get("/callbacks/mine"))
    answer = client.post(f"/callbacks/{row.pk}/attempt", sent(row, result="no_answer", way="phone"))
    assert answer.headers["Location"] == f"/callbacks/{row.pk}/call"
    assert Attempt.objects.get().result == "no_answer"
    stale = client.post(f"/callbacks/{row.pk}/attempt", sent(row, "k2", result="no_answer", way="phone"))
    assert stale.status_code == 409


@pytest.mark.clause("H-10d")
def test_an_opinion_is_signed_with_the_password(hotel, browser):
    hotel.call(hotel.plan(), opinions=(hotel.opinion(),))
    one, client = Opinion.objects.get(), browser("keeper")
    said = {"solution": "加保温", "feedback": "已致电", "feedback_way": "phone", "prevention": "巡查"}
    wrong = client.post(f"/callbacks/opinions/{one.pk}/answer", sent(one, **said, password="not it"))
    assert wrong.status_code == 422
    done = client.post(f"/callbacks/opinions/{one.pk}/answer", sent(one, "k2", **said, password=PASSWORD))
    assert done.status_code == 303
    assert "梅兰" in text_of(client.get(f"/callbacks/opinions/{one.pk}"))
    assert browser("guest_clerk").get(f"/callbacks/opinions/{one.pk}/answer").status_code == 403
    assert browser("manager").get(f"/callbacks/opinions/{one.pk}/answer").status_code == 404


def test_a_number_is_shown_on_a_page_of_its_own(hotel, browser):
    row = hotel.plan()
    answer = browser("guest_clerk").post(f"/callbacks/{row.pk}/number", sent(row))
    assert "0000 1234" in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "url",
    ["/callbacks/", "/callbacks/mine", "/callbacks/opinions", "/callbacks/rates", "/callbacks/policies",
     "/callbacks/draws", "/callbacks/rates/frozen"],
)  # fmt: skip
def test_lists_cost_the_same_for_three_and_for_thirty(hotel, browser, url):
    client = browser("keeper")

    def cost():
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(url).status_code == 200
        return len(found)

    for number in range(3):
        hotel.call(hotel.plan(f"a{number}"), "keeper", opinions=(hotel.opinion(f"甲{number}"),))
        hotel.plan(f"b{number}")
    before = cost()
    for number in range(3, 12):
        hotel.call(hotel.plan(f"a{number}"), "keeper", opinions=(hotel.opinion(f"乙{number}"),))
        hotel.plan(f"b{number}")
    assert cost() == before <= MOST


def test_pages_of_one_thing_cost_little(hotel, browser):
    row = hotel.call(hotel.plan(), opinions=(hotel.opinion(), hotel.opinion("灯暗")))
    other, first = hotel.plan("2"), Opinion.objects.earliest("pk").pk
    urls = [
        f"/callbacks/{row.pk}", f"/callbacks/{other.pk}/call", f"/callbacks/opinions/{first}",
        f"/callbacks/policies/{hotel.departure.pk}",
    ]  # fmt: skip
    costs = {}
    for url, who in zip(urls, ("keeper", "guest_clerk", "keeper", "keeper"), strict=True):
        client = browser(who)
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200, url
        costs[url] = len(found)
    assert max(costs.values()) <= MOST, costs


def test_lists_narrow_and_export(hotel, browser):
    done, late = hotel.call(hotel.plan("1")), hotel.plan("2")
    client = browser("keeper")
    assert late.number in text_of(client.get("/callbacks/", {"view": "today"}))
    assert done.number not in text_of(client.get("/callbacks/", {"view": "today"}))
    exported = b"".join(client.get("/callbacks/", {"format": "csv", "counted": "numerator"}).streaming_content)
    assert done.number in exported.decode()
    assert late.number not in exported.decode()
    book = client.get("/callbacks/rates", {"month": "2026-11", "format": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert client.get("/callbacks/rates", {"month": "2026-13"}).status_code in {400, 422}
    assert "原文缺失，请确认" in text_of(client.get("/callbacks/rates", {"month": "2026-11"}))
    assert done.number not in text_of(browser("manager").get("/callbacks/"))
    assert browser("clerk").get(f"/callbacks/{done.pk}").status_code == 404


def book_of(*rows, heads=("客人姓名", "电话", "房号", "离店日期", "类型")):
    target = io.BytesIO()
    workbooks.write(target, [("离店客人", heads, rows)])
    return SimpleUploadedFile("departures.xlsx", target.getvalue())


@pytest.mark.clause("H-7a")
def test_departures_come_in_with_a_workbook_after_a_preview(hotel, browser):
    client, unit = browser("keeper"), hotel.company.hotel.pk
    rows = (
        ("周小敏", "13900001234", "1806", "2026-11-22", "散客"), ("王五", "13900005678", "1203", "2026-11-22", "VIP"),
        ("无电话", "", "1204", "2026-11-22", ""), ("坏", "123", "1", "2026-11-22", ""),
        ("迟", "", "2", "2026-12-22", ""),
    )  # fmt: skip
    handed = client.post("/callbacks/import", {"idempotency_key": "a", "unit": unit, "file": book_of(*rows)})
    assert handed.status_code == 303, text_of(handed)
    preview = text_of(client.get(handed.headers["Location"]))
    assert "=王五" not in preview
    for said in ("王五 1203", "60 天"):
        assert said in preview
    assert not Callback.objects.exists()
    assert Party.objects.count() == 1
    again = client.post(handed.headers["Location"].split("?")[0], {"idempotency_key": "b", "unit": unit})
    assert again.status_code == 422
    handed = client.post("/callbacks/import", {"idempotency_key": "c", "unit": unit, "file": book_of(*rows[:3])})
    page = handed.headers["Location"].split("?")[0]
    for _twice in range(2):
        assert client.post(page, {"idempotency_key": "d", "unit": unit}).status_code == 303
    assert Callback.objects.count() == 3
    known = Callback.objects.get(customer="周小敏")
    assert (known.party_id, known.contact_id) == (hotel.guest.pk, hotel.guest.contacts.get().pk)
    assert Callback.objects.get(customer="王五").occasion == "vip"
    assert Callback.objects.get(customer="无电话").contact is None
    client.post(page, {"idempotency_key": "e", "unit": unit})
    assert Callback.objects.count() == 3


def test_a_workbook_that_is_none_is_refused(hotel, browser):
    client, unit = browser("keeper"), hotel.company.hotel.pk
    file = SimpleUploadedFile("x.xlsx", b"no workbook")
    assert client.post("/callbacks/import", {"idempotency_key": "a", "unit": unit, "file": file}).status_code == 422
    short = book_of(("周", "1"), heads=("客人姓名", "房号"))
    handed = client.post("/callbacks/import", {"idempotency_key": "b", "unit": unit, "file": short})
    assert client.get(handed.headers["Location"]).status_code == 422


def test_what_other_rooms_tell_is_heard_once(hotel):
    told = {
        "case": 9, "number": "TS-20261123-001", "kind": "complaint", "unit": hotel.company.hotel.pk,
        "party": hotel.guest.pk, "handler": hotel.company.people["guest_clerk"].pk, "answered_at": NOW.isoformat(),
    }  # fmt: skip
    for _twice in range(2):
        jobs.plan_for_case(SYSTEM, NO_PROGRESS, key="job:1", **told)
    row = Callback.objects.get()
    assert (row.occasion, row.subject_id, row.reference) == ("complaint", "9", "TS-20261123-001")
    assert row.caller == hotel.company.people["keeper"]
    assert row.customer == "周小敏"
    assert jobs.plan_for_case(SYSTEM, NO_PROGRESS, key="job:2", **(told | {"kind": "praise"})) == {"planned": None}
    missed = {"kind": "callbacks.call", "subject_id": str(row.pk), "missed_at": NOW.isoformat()}
    jobs.hear_missed(SYSTEM, NO_PROGRESS, key="job:3", **missed)
    row.refresh_from_db()
    assert row.missed_at == NOW
    assert jobs.hear_missed(SYSTEM, NO_PROGRESS, key="job:4", **(missed | {"kind": "x.y"})) == {"missed": None}


def test_the_api_does_what_the_pages_do(hotel, browser):
    row, client = hotel.plan(), browser("guest_clerk")

    def post(path, key, **body):
        return client.post(
            f"/api/v1/callbacks/{path}", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY=key
        )

    said = {
        "version": row.version, "satisfaction": "satisfied", "way": "phone", "told_phone": True, "told_name": True,
        "told_offer": True, "answer_1": "满意",
    }  # fmt: skip
    assert post(f"callbacks/{row.pk}/call", "a", **said).status_code == 200
    assert post(f"callbacks/{row.pk}/call", "a", **said).status_code == 200
    found = client.get(f"/api/v1/callbacks/callbacks/{row.pk}").json()
    assert (found["state"], found["answers"][0]["answer"], found["questions"][0]) == (
        "closed",
        "满意",
        "房间是否满意？",
    )
    assert [one["result"] for one in found["attempts"]] == ["reached"]
    assert [one["id"] for one in client.get("/api/v1/callbacks/callbacks").json()["items"]] == [row.pk]
    (rate,) = browser("keeper").get("/api/v1/callbacks/rates?month=2026-11").json()
    assert (rate["numerator"], rate["denominator"], rate["per_mille"], rate["confirmed"]) == (1, 1, 1000, False)

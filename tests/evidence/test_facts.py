"""Facts about people's work: recorded by hand or by what other rooms tell, withdrawn, commented on, never changed."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.platform.trail import writing
from huiyin.rooms.evidence import queries
from huiyin.rooms.evidence.models import Comment, Fact
from huiyin.rooms.evidence.rules import clipped, item_for, item_of_duty, why_not_on
from huiyin.rooms.evidence.terms import EVIDENCE_KINDS, ITEM_OF_DUTY
from huiyin.rooms.evidence.usecases import comment_on_fact, record_fact, record_fact_by_hand, withdraw_fact
from huiyin.rooms.regulations.terms import catalogue
from tests.evidence.conftest import DAY, NOW

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def late(house, **more):
    given = {"kind": "late_arrival", "employee": house.person, "on": DAY, "text": "早班迟到十分钟", **more}
    return record_fact_by_hand(house.actor("supervisor"), **given)


@pytest.mark.clause("P-4.7a", "P-1.0b")
def test_a_fact_found_by_a_superior_says_who_when_and_under_which_item(house):
    fact = late(house)
    assert (fact.employee, fact.unit, fact.on, fact.good, fact.item) == (house.person, house.unit, DAY, False, "QA1")
    assert fact.recorded_by == "supervisor"
    assert TrailEntry.objects.get(act="evidence.record_fact_by_hand").subject_id == str(fact.pk)


def test_nobody_records_about_himself_nor_outside_his_units_nor_of_days_to_come(house):
    supervisor = house.actor("supervisor")
    himself = house.accounts["supervisor"].employee
    for refused, given in (
        (NotPermitted, {"employee": himself}),
        (NotPermitted, {"employee": house.stranger}),
        (Refusal, {"on": DAY.replace(month=12)}),
        (Refusal, {"on": DAY.replace(year=2025, month=1)}),
        (Refusal, {"text": "  "}),
        (Refusal, {"kind": "missed_duty"}),
        (Refusal, {"kind": "no such"}),
    ):
        with pytest.raises(refused):
            late(house, **given)
    with pytest.raises(NotPermitted):
        record_fact_by_hand(house.actor("employee"), kind="praise", employee=house.person, on=DAY, text="好")
    assert supervisor.may("evidence.record_evidence")
    assert not Fact.objects.exists()


@pytest.mark.clause("P-1.0b")
def test_a_withdrawn_fact_stays_readable_with_its_reason_and_is_withdrawn_once(house):
    fact, manager = late(house), house.actor("manager")
    with pytest.raises(NotPermitted):
        withdraw_fact(house.actor("supervisor"), fact=fact, seen=1, reason="弄错了人")
    withdraw_fact(manager, fact=fact, seen=fact.version, reason="弄错了人")
    fact.refresh_from_db()
    assert (fact.standing, fact.withdrawn_by, fact.withdrawn_why) == ("withdrawn", "manager", "弄错了人")
    with pytest.raises(Conflict):
        withdraw_fact(manager, fact=fact, seen=fact.version, reason="再次")
    page = house.client("employee").get(f"/evidence/facts/{fact.pk}").content.decode()
    assert "弄错了人" in page
    assert "<del>早班迟到十分钟</del>" in page


@pytest.mark.parametrize(
    "change", [{"text": "别的"}, {"item": "QA3"}, {"good": True}, {"employee_id": 1}, {"withdrawn_at": None}]
)
def test_the_database_keeps_facts_as_they_were_recorded(house, change):
    fact = late(house)
    withdraw_fact(house.actor("manager"), fact=fact, seen=fact.version, reason="弄错了人")
    comment_on_fact(house.actor("employee"), fact=fact, text="当天地铁停运")
    with pytest.raises(Error), transaction.atomic():
        Fact.objects.filter(pk=fact.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        Comment.objects.update(text="别的")


def test_the_database_refuses_a_withdrawal_without_a_reason_and_the_same_thing_twice(house):
    given = {"employee": house.person, "unit": house.unit, "on": DAY, "text": "t", "recorded_at": NOW, "good": False}
    with pytest.raises(Error), transaction.atomic():
        Fact.objects.create(**given, withdrawn_at=NOW)
    Fact.objects.create(**given, once="x:1")
    with pytest.raises(Error), transaction.atomic():
        Fact.objects.create(**given, once="x:1")
    with pytest.raises(Error), transaction.atomic():
        Fact.objects.create(**given, recorder=house.person)


def test_recording_the_same_thing_again_gives_the_fact_that_there_is(house):
    given = {
        "employee": house.person.pk, "unit": house.unit.pk, "on": DAY, "text": "回访\n逾期",
        "subject": ("cases.case", "7"),
        "url": "/cases/7", "good": False, "clause": "R-8", "item": "JA3", "once": "case:7",
    }  # fmt: skip
    with writing(SYSTEM, "test"):
        first, again = (record_fact(SYSTEM, "complaint", **given) for _ in range(2))
    assert first.pk == again.pk
    assert (first.text, first.subject_type, first.subject_id) == ("回访 逾期", "cases.case", "7")


@pytest.mark.clause("P-1.0b")
def test_the_person_sees_his_facts_comments_on_them_and_sees_nobody_elses(house):
    fact = late(house)
    other = record_fact_by_hand(SYSTEM, kind="patrol", employee=house.stranger, on=DAY, text="楼道堆物未处理")
    client = house.client("employee")
    assert "早班迟到十分钟" in client.get("/evidence/mine").content.decode()
    assert "楼道堆物" not in client.get("/evidence/facts").content.decode()
    assert client.get(f"/evidence/facts/{other.pk}").status_code == 404
    said = client.post(
        f"/evidence/facts/{fact.pk}/comment",
        {"text": "当天地铁停运，已先报备。", "idempotency_key": "c1", "version": fact.version},
    )
    assert said.status_code == 303
    assert "当天地铁停运" in house.client("supervisor").get(f"/evidence/facts/{fact.pk}").content.decode()
    with pytest.raises(NotPermitted):
        comment_on_fact(house.actor("supervisor"), fact=fact, text="x")
    with pytest.raises(NotVisible):
        queries.fact_page(house.actor("employee"), pk=other.pk)


def test_a_supervisor_records_on_the_page_with_a_photo_once(house):
    client = house.client("supervisor")
    given = {
        "employee": "E1 赵敏", "kind": "patrol", "on": DAY.isoformat(), "text": "三号楼装修巡查漏登",
        "idempotency_key": uuid4().hex,
    }  # fmt: skip
    for _ in range(2):
        photo = SimpleUploadedFile("现场.png", PNG, "image/png")
        answer = client.post("/evidence/facts/add", {**given, "file": photo})
        assert answer.status_code == 303
    fact = Fact.objects.get()
    assert (fact.item, fact.clause) == ("JC8", "S-1b")
    picture = house.client("employee").get(f"/evidence/facts/{fact.pk}/file")
    assert picture["Content-Disposition"].startswith("attachment")
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert b"".join(picture.streaming_content) == PNG
    page = SimpleUploadedFile("x.png", b"<html><script>", "image/png")
    assert client.post("/evidence/facts/add", {**given, "idempotency_key": "b", "file": page}).status_code == 422


def test_the_list_is_filtered_and_exported_and_formulas_are_inert(house):
    late(house)
    record_fact_by_hand(
        house.actor("supervisor"), kind="praise", employee=house.person, on=DAY, text="=HYPERLINK(1)", item="x"
    )
    client = house.client("supervisor")
    exported = client.get("/evidence/facts", {"format": "csv", "side": "for"})
    rows = list(csv.DictReader(io.StringIO(b"".join(exported.streaming_content).decode("utf-8-sig"))))
    assert [row["发生情况"] for row in rows] == ["'=HYPERLINK(1)"]
    workbook = client.get("/evidence/facts", {"format": "xlsx"})
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    page = client.get("/evidence/facts", {"q": "赵敏", "kind": "late_arrival", "unit": house.unit.pk}).content.decode()
    assert "早班迟到十分钟" in page
    assert "HYPERLINK" not in page
    assert "早班迟到" not in client.get("/evidence/facts", {"standing": "withdrawn"}).content.decode()


def test_the_api_lists_records_withdraws_and_tells_of_a_fact(house):
    client = house.client("supervisor")
    body = {"employee": "E1", "kind": "praise", "on": DAY.isoformat(), "text": "住户送来锦旗"}
    first, made = (client.post("/api/v1/evidence/facts", body, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.status_code == made.status_code == 201, made.content
    assert first.json() == made.json()
    pk = made.json()["id"]
    assert client.get("/api/v1/evidence/facts").json()["count"] == 1
    told = client.get(f"/api/v1/evidence/facts/{pk}").json()
    assert (told["good"], told["item"], told["clause"], told["uses"]) == (True, "", "P-4.9a", [])
    gone = house.client("manager").post(
        f"/api/v1/evidence/facts/{pk}/withdraw", json.dumps({"version": 1, "reason": "重复登记"}),
        content_type="application/json", headers={"Idempotency-Key": "k2"},
    )  # fmt: skip
    assert gone.status_code == 200, gone.content
    stale = house.client("manager").post(
        f"/api/v1/evidence/facts/{pk}/withdraw", json.dumps({"version": 1, "reason": "重复登记"}),
        content_type="application/json", headers={"Idempotency-Key": "k3"},
    )  # fmt: skip
    assert stale.status_code == 409


def test_lists_and_pages_cost_the_same_however_many_facts(house, django_assert_max_num_queries):
    client = house.client("supervisor")
    facts = [late(house, text=f"第 {n} 次") for n in range(3)]
    client.get("/evidence/facts")
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get("/evidence/facts")
        with django_assert_max_num_queries(12):
            client.get(f"/evidence/facts/{facts[0].pk}")
        facts += [late(house, text=f"又 {n} 次") for n in range(30)]


def test_kinds_name_clauses_of_the_catalogue():
    assert [kind.key for kind in EVIDENCE_KINDS if kind.clause not in catalogue()] == []


def test_rules():
    assert why_not_on(DAY, DAY) == ""
    assert [item_of_duty(kind, ITEM_OF_DUTY) for kind in ("cases.verify", "cases.x", "nowhere.x")] == ["JA1", "JA2", ""]
    assert item_for("DB5", ("QA1",)) == "DB5"
    assert item_for("", ()) == ""
    assert clipped("a  b\nc", 5) == "a b c"
    assert clipped("abcdefgh", 5) == "abcd…"

"""Owners' committees: a meeting every quarter, every request with an owner and an answer in 7 days (R-10a, R-10b)."""

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.cases.models import Case
from huiyin.rooms.committee import queries
from huiyin.rooms.committee.models import Committee, CommitteeRequest, Meeting, Member
from huiyin.rooms.committee.rules import Quarter, missing, owes, quarter_of
from huiyin.rooms.committee.usecases import (
    add_member,
    answer_request,
    change_committee,
    change_member,
    owe_meetings,
    record_committee,
    record_meeting,
    record_request,
    refer_request,
)
from huiyin.rooms.duties.models import Duty
from tests.committee.conftest import NOW, TODAY, Company
from tests.roster.conftest import run_jobs

Browser = Callable[[str], Client]
SAID: dict[str, str] = {"topics": "公共收益", "attendees": "许建国、马丽", "minutes": "三季度公共收益公示。"}


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def owed(kind: str) -> list[Duty]:
    return list(Duty.objects.open().filter(kind=kind).order_by("pk"))


def post(client: Client, route: str, *args: Any, **given: Any) -> Any:
    given = {"idempotency_key": uuid.uuid4().hex, "version": 1} | given
    return client.post(reverse(f"committee:{route}", args=args), given)


def text_of(client: Client, route: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"committee:{route}", args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2026, 1, 1), "2026Q1", date(2026, 3, 31)), (date(2026, 6, 30), "2026Q2", date(2026, 6, 30)),
        (date(2026, 7, 1), "2026Q3", date(2026, 9, 30)), (date(2026, 12, 31), "2026Q4", date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_a_day_lies_in_a_quarter(day: date, quarter: str, last: date) -> None:
    found = quarter_of(day)
    assert (str(found), found.last, found.first <= day <= found.last) == (quarter, last, True)
    assert found.following.before == found.before.following == found


@pytest.mark.clause("R-10a")
def test_who_is_in_office_at_the_end_of_a_quarter_is_to_be_met_in_it() -> None:
    second = Quarter(2026, 2)
    assert owes(second, date(2026, 5, 31), date(2026, 6, 30), least_days=30)
    assert not owes(second, date(2026, 6, 1), date(2026, 6, 30), least_days=30)
    assert not owes(second, date(2026, 1, 1), date(2026, 6, 29), least_days=30)
    held = [date(2026, 6, 30), date(2026, 10, 1)]
    term = (date(2025, 9, 1), date(2028, 1, 1))
    found = missing(*term, held, today=TODAY, most=8, least_days=30)
    assert [str(one) for one in found] == ["2026Q3", "2026Q1", "2025Q4"]


@pytest.mark.clause("R-10a")
def test_a_meeting_is_owed_every_quarter_once_and_done_by_recording_it(company: Company, committee: Committee) -> None:
    for _daily in range(2):
        owe_meetings(SYSTEM)
    [duty] = owed("committee.meeting")
    assert (duty.owner_id, duty.due_at) == (company.people["manager"].pk, midnight(date(2027, 1, 1)))
    manager = company.actor("manager")
    record_meeting(manager, committee=committee, day=date(2026, 9, 30), **SAID)
    assert owed("committee.meeting")
    record_meeting(manager, committee=committee, day=TODAY, **SAID)
    owe_meetings(SYSTEM)
    assert not owed("committee.meeting")
    assert Duty.objects.get(kind="committee.meeting").missed_at is None
    row: Any = queries.committees(manager).get()
    assert [str(one) for one in queries.without_meeting(row, [held.day for held in row.held])] == ["2026Q2", "2026Q1"]
    for wrong in (TODAY + timedelta(days=1), date(2025, 12, 31)):
        with pytest.raises(Refusal):
            record_meeting(manager, committee=committee, day=wrong, **SAID)


@pytest.mark.clause("R-10a")
def test_a_request_is_answered_in_seven_days_by_its_owner_once(
    company: Company, committee: Committee, request_: CommitteeRequest
) -> None:
    [duty] = owed("committee.answer")
    due = midnight(TODAY + timedelta(days=7))
    assert (duty.owner_id, duty.due_at, request_.due_at) == (company.people["clerk"].pk, due, due)
    later: dict[str, Any] = {"committee": committee, "owner": company.person("supervisor"), "received_on": TODAY}
    other = record_request(company.actor("manager"), text="公示电梯维保记录", **later)
    with pytest.raises(NotPermitted):
        answer_request(company.actor("clerk"), request=other, seen=other.version, answer="已公示")
    with clock.fixed(due + timedelta(minutes=1)):
        assert [queries.is_late(row) for row in queries.requests(company.actor("manager"))] == [True, False]
        answer_request(company.actor("clerk"), request=request_, seen=request_.version, answer="月底前装好")
        with pytest.raises(Conflict):
            answer_request(company.actor("manager"), request=request_, seen=3, answer="再答")
    request_.refresh_from_db()
    assert (request_.state, request_.answered_by, request_.answer) == ("answered", "曾国平", "月底前装好")
    assert Duty.objects.get(pk=duty.pk).missed_at is not None
    assert [row.pk for row in queries.requests(company.actor("clerk")).order_by("-state")] == [other.pk, request_.pk]
    with pytest.raises(Refusal):
        record_request(company.actor("manager"), text="明天的事", **later | {"received_on": TODAY + timedelta(days=1)})


@pytest.mark.clause("R-10b")
def test_a_request_for_a_service_becomes_a_case_of_its_owner_and_stays_to_be_answered(
    company: Company, request_: CommitteeRequest
) -> None:
    refer_request(company.actor("manager"), request=request_, seen=request_.version)
    with pytest.raises(Conflict):
        refer_request(company.actor("manager"), request=request_, seen=request_.version + 1)
    run_jobs()
    case = Case.objects.get()
    request_.refresh_from_db()
    assert (request_.case, request_.case_number) == (case.pk, case.number)
    assert (case.kind, case.channel, case.owner_id, case.caller_name, case.taken_by) == (
        "request", "committee", company.people["clerk"].pk, "许建国", "马丽",
    )  # fmt: skip
    assert case.text == "滨江小区第三届业委会：北门加装照明"
    assert owed("committee.answer")


def test_a_unit_has_one_committee_at_a_time_and_a_committee_one_chair(company: Company, committee: Committee) -> None:
    manager: Any = company.actor("manager")
    for term in ((date(2028, 12, 31), date(2030, 1, 1)), (date(2030, 1, 1), date(2029, 1, 1))):
        with pytest.raises(Refusal):
            record_committee(manager, unit=company.estate, name="第四届", start=term[0], end=term[1])
    following = record_committee(
        manager, unit=company.estate, name="第四届", start=date(2029, 1, 1), end=date(2031, 12, 31)
    )
    with pytest.raises(Refusal):
        change_committee(manager, committee=following, seen=1, name="第四届", start=date(2028, 1, 1), end=following.end)
    chair = add_member(manager, committee=committee, name="许建国", role="chair", phone="138 1234 5678")
    with pytest.raises(Refusal):
        add_member(manager, committee=committee, name="罗敏", role="chair")
    change_member(
        manager, member=chair, seen=1, name="许建国", role="chair", phone="138****5678", until=TODAY
    )  # fmt: skip
    assert Member.objects.get().phone == "138 1234 5678"
    add_member(manager, committee=committee, name="罗敏", role="chair")
    for who in ("keeper", "clerk"):
        with pytest.raises(NotPermitted):
            add_member(company.actor(who), committee=committee, name="外人", role="member")


def test_a_members_number_is_masked_and_shown_once_for_a_reason(
    company: Company, browser: Browser, committee: Committee
) -> None:
    client = browser("supervisor")
    assert post(client, "add_member", committee.pk, name="许建国", role="chair", phone="12").status_code == 422
    assert post(client, "add_member", committee.pk, name="许建国", role="chair", phone="13812345678").status_code == 303
    member = Member.objects.get()
    for who in ("supervisor", "clerk"):
        page = text_of(browser(who), "committee", committee.pk)
        assert "138****5678" in page
        assert "1234" not in page
        assert (reverse("committee:reveal_member", args=[member.pk]) in page) == (who == "supervisor")
    shown = post(client, "reveal_member", member.pk, reason="通知开会")
    assert "138 1234 5678" in shown.content.decode()
    entry = TrailEntry.objects.get(act="committee.reveal_member")
    assert (entry.subject_id, "通知开会" in entry.detail, "1234 5678" in entry.detail) == (
        str(committee.pk), True, False,
    )  # fmt: skip
    assert not TrailEntry.objects.filter(detail__contains="1234 5678").exists()


def test_pages_lead_from_the_committee_to_its_meetings_and_requests(
    company: Company, browser: Browser, committee: Committee, request_: CommitteeRequest
) -> None:
    client = browser("manager")
    page = text_of(client, "committee", committee.pk)
    assert "2026Q3" in page
    assert "北门加装照明" in page
    said = SAID | {"day": TODAY.isoformat()}
    held = post(client, "record_meeting", committee.pk, **said)
    meeting = Meeting.objects.get()
    assert held["Location"] == reverse("committee:meeting", args=[meeting.pk])
    proof = SimpleUploadedFile("纪要.png", b"\x89PNG\r\n\x1a\n0000")
    assert post(client, "attach_minutes", meeting.pk, file=proof).status_code == 303
    file = client.get(reverse("committee:minutes_file", args=[meeting.pk]))
    assert "纪要.png" in text_of(client, "meeting", meeting.pk)
    assert file.getvalue().startswith(b"\x89PNG")
    assert post(client, "change_meeting", meeting.pk, **SAID).status_code == 409
    answered = {"version": request_.version, "answer": "月底前装好"}
    assert post(browser("clerk"), "answer_request", request_.pk, **answered).status_code == 303
    assert "月底前装好" in text_of(client, "request", request_.pk)
    assert browser("keeper").get(reverse("committee:request", args=[request_.pk])).status_code == 404
    assert "北门加装照明" in client.get(reverse("committee:requests"), {"format": "csv"}).getvalue().decode()


@pytest.mark.parametrize("route", ["committees", "meetings", "requests", "committee"])
def test_a_page_costs_the_same_however_much_there_is(
    company: Company, browser: Browser, committee: Committee, route: str
) -> None:
    client, counts, args = browser("manager"), [], [committee.pk] if route == "committee" else []
    given: dict[str, Any] = {"committee": committee, "owner": company.person("clerk"), "received_on": TODAY}
    client.get(reverse(f"committee:{route}", args=args))
    for _round in range(2):
        add_member(company.actor("manager"), committee=committee, name="罗敏", role="member", phone="13812345678")
        record_meeting(company.actor("manager"), committee=committee, day=TODAY, **SAID)
        record_request(company.actor("manager"), text="公示", **given)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"committee:{route}", args=args)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_the_api_lists_open_requests_soonest_first_and_takes_the_answer(
    company: Company, browser: Browser, request_: CommitteeRequest
) -> None:
    client, url = browser("clerk"), "/api/v1/committee/requests"
    [row] = client.get(url, {"state": "open"}).json()["items"]
    assert (row["text"], row["state"], row["owner"]) == ("北门加装照明", "open", "曾国平")
    body = json.dumps({"version": row["version"], "answer": "已安排"})
    sent: Any = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    assert client.post(f"{url}/{row['id']}/answer", body, **sent).status_code == 200
    assert client.get(url, {"state": "open"}).json()["items"] == []
    assert CommitteeRequest.objects.get().answered_at == NOW

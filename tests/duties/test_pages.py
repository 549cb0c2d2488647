"""Pages, exports and the API of duties: who sees what, what is done there, and what it costs."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.platform import clock
from huiyin.platform.actor import EVERYTHING, SYSTEM, Actor
from huiyin.platform.jobs import run_job
from huiyin.platform.models import Job
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import Duty, Feed, Policy
from huiyin.rooms.duties.queries import duties_of, next_due_of, on_time_rate
from huiyin.rooms.duties.screens.lists import where_to_act
from huiyin.rooms.duties.usecases.sweep import sweep
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import RoleHolding
from tests.duties.conftest import act

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nine():
    with clock.fixed(NINE):
        yield


@pytest.fixture
def world(company):
    """The clerk owes two things at the estate, the supervisor one; the hotel's clerk owes one of its own."""
    estate, hotel = company.estate, company.hotel
    names = company.people
    rows = [("case.answer", "1", estate, "clerk"), ("case.verify", "1", estate, "clerk"),
            ("case.answer", "2", estate, "supervisor"), ("case.answer", "3", hotel, "guest_clerk")]  # fmt: skip
    with act():
        for kind, subject, unit, who in rows:
            usecases.owe(
                SYSTEM, kind, ("cases.case", subject), unit=unit, owner=names[who], label=f"投诉 {subject} {kind}"
            )  # fmt: skip
    return company


def duty(kind="case.answer", subject="1"):
    return Duty.objects.get(kind=kind, subject_id=subject)


def post(client, page, *args, **data):
    url = reverse(f"duties:{page}", args=args)
    return client.post(url, {"idempotency_key": uuid.uuid4().hex, **data})


def labels(answer):
    return [row.record.label for row in answer.context["table"].rows]


def test_mine_is_what_i_owe_soonest_first(world, browser):
    answer = browser("clerk").get(reverse("duties:mine"))
    assert labels(answer) == ["投诉 1 case.answer", "投诉 1 case.verify"]
    assert "Answer" in answer.content.decode()


def test_who_stands_in_owes_it_too(world, browser):
    day = NINE.date()
    people.name_deputy(
        SYSTEM, principal=world.people["clerk"], deputy=world.people["guest_clerk"], start=day, end=day, reason="假"
    )
    assert len(labels(browser("guest_clerk").get(reverse("duties:mine")))) == 3
    assert browser("guest_clerk").get(reverse("duties:duty", args=[duty().pk])).status_code == 200


@pytest.mark.parametrize(("who", "count"), [("clerk", 2), ("supervisor", 3), ("keeper", 1), ("boss", 4)])
def test_all_are_narrowed_to_what_one_sees(world, browser, who, count):
    assert len(labels(browser(who).get(reverse("duties:duties")))) == count


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("supervisor", 200), ("keeper", 404), ("guest_clerk", 404), ("admin", 404)],
)  # fmt: skip
def test_a_duty_is_open_to_whom_it_concerns(world, browser, who, status):
    assert browser(who).get(reverse("duties:duty", args=[duty().pk])).status_code == status


@pytest.mark.clause("S-0c")
def test_the_teams_desk_lists_what_is_owed_and_hands_it_over(world, browser):
    client = browser("supervisor")
    listed = client.get(reverse("duties:team"))
    assert len(labels(listed)) == 3
    rows = [duty(), duty("case.verify")]
    shown = post(client, "reassign_many", selected=[row.pk for row in rows])
    assert shown.status_code == 200
    chosen = shown.context["form"].initial["chosen"]
    done = post(client, "reassign_many", chosen=chosen, owner="S001", reason="换班")
    assert done.status_code == 303
    assert {duty().owner.number, duty("case.verify").owner.number} == {"S001"}
    again = post(client, "reassign_many", chosen=chosen, owner="E001", reason="换班")
    assert again.status_code == 409
    assert duty().owner.number == "S001"


def test_one_is_handed_over_only_within_the_unit(world, browser):
    row = duty()
    assert (
        post(browser("keeper"), "reassign", row.pk, version=row.version, owner="H001", reason="换班").status_code == 404
    )
    assert (
        post(browser("clerk"), "reassign", row.pk, version=row.version, owner="S001", reason="换班").status_code == 403
    )
    refused = post(browser("supervisor"), "reassign", row.pk, version=row.version, owner="H001", reason="换班")
    assert refused.status_code == 422
    assert (
        post(browser("supervisor"), "reassign", row.pk, version=row.version, owner="S001", reason="换班").status_code
        == 303
    )
    page = browser("supervisor").get(reverse("duties:duty", args=[row.pk])).content.decode()
    assert "换班" in page


def test_who_stands_above_pauses_and_resumes_with_a_reason(world, browser):
    row, client = duty(), browser("supervisor")
    form = {"version": row.version, "until": "2026-11-23T10:00", "reason": "等客户寄回"}
    shown = client.get(reverse("duties:duty", args=[row.pk])).content.decode()
    assert reverse("duties:pause", args=[row.pk]) in shown
    assert post(browser("clerk"), "pause", row.pk, **form).status_code == 403
    assert post(browser("keeper"), "pause", row.pk, **form).status_code == 404
    for far in ("2026-11-23T08:59", "2027-03-01T10:00"):
        assert post(client, "pause", row.pk, **form | {"until": far}).status_code == 422
    assert post(client, "pause", row.pk, **form).status_code == 303
    assert duty().due_at == row.due_at + timedelta(hours=1)
    assert post(client, "pause", row.pk, **form).status_code == 409
    shown = client.get(reverse("duties:duty", args=[row.pk])).content.decode()
    assert "等客户寄回" in shown
    assert reverse("duties:resume", args=[row.pk]) in shown
    with clock.fixed(NINE + timedelta(minutes=20)):
        assert post(client, "resume", row.pk, version=row.version, reason="客户已到").status_code == 409
        assert post(client, "resume", row.pk, version=duty().version, reason="客户已到").status_code == 303
    assert duty().due_at == row.due_at + timedelta(minutes=20)
    own = duty(subject="2")
    assert post(client, "pause", own.pk, **form | {"version": own.version}).status_code == 422


def test_nobody_waives_what_he_owes_himself(world, browser):
    with act():
        own = usecases.owe(
            SYSTEM, "case.answer", ("cases.case", "9"), unit=world.estate, owner=world.people["manager"]
        )  # fmt: skip
    client = browser("manager")
    assert post(client, "waive", own.pk, version=own.version, reason="没事").status_code == 422
    row = duty()
    assert post(client, "waive", row.pk, version=row.version, reason="并案").status_code == 303
    assert duty().waived_by == "马丽"
    assert post(client, "waive", row.pk, version=row.version + 1, reason="并案").status_code == 409
    assert post(browser("supervisor"), "waive", row.pk, version=1, reason="并案").status_code == 403


def test_a_duty_explains_why_it_is_due_then(world, browser):
    with clock.fixed(NINE + timedelta(minutes=30)), act():
        usecases.pause(
            SYSTEM, ("cases.case", "1"), reason="等客人", until=NINE + timedelta(hours=1),
            approver=world.people["manager"],
        )  # fmt: skip
    why = browser("clerk").get(reverse("duties:explanation", args=[duty().pk])).json()
    assert why["clause"] == "R-7"
    assert why["due_at"].startswith("2026-11-23T03:30")
    told = [(one["minutes"], one["note"][-3:]) for one in why["segments"]]
    assert told == [(30, ""), (0, "等客人"), (90, "")]
    assert sum(one["minutes"] for one in why["segments"]) == 120


def test_the_timeline_tells_who_was_told(world, browser):
    with clock.fixed(NINE + timedelta(hours=3)):
        sweep(SYSTEM)
        page = browser("clerk").get(reverse("duties:duty", args=[duty().pk])).content.decode()
    assert "马丽" in page
    assert "沈星" in page


def test_a_room_reads_what_is_owed_about_a_thing(world, django_assert_num_queries):
    with clock.fixed(NINE + timedelta(hours=1)), act():
        usecases.fulfil(SYSTEM, "case.answer", ("cases.case", "1"))
    clerk = world.actor("clerk")
    with django_assert_num_queries(3):
        found: list[Any] = duties_of(clerk, ("cases.case", "1"))
    assert [(one.kind, one.state, one.explanation.clause) for one in found] == [
        ("case.verify", "open", "R-6"), ("case.answer", "done", "R-7"),
    ]  # fmt: skip
    with django_assert_num_queries(1):
        following = next_due_of("cases.case", [1, 2, 3, 4])
    assert {pk: one.kind for pk, one in following.items()} == {
        "1": "case.verify", "2": "case.answer", "3": "case.answer",
    }  # fmt: skip
    assert on_time_rate(world.actor("boss"), "R-7", NINE.date(), NINE.date()).share == "100.0"


@pytest.mark.parametrize("path", ["mine", "team", "duties", "rates", "policies", "feeds"])
def test_a_list_costs_the_same_for_three_rows_and_for_thirty(world, browser, path):
    client = browser("boss")
    client.get(reverse(f"duties:{path}"))

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse(f"duties:{path}")).status_code == 200
        return len(seen)

    def more(count: int) -> None:
        rows = [
            usecases.Owed(("cases.case", str(n)), world.estate, world.people["boss"], due_at=NINE) for n in range(count)
        ]
        with act():
            usecases.owe_many(SYSTEM, "case.promise", rows)

    more(3)
    few = cost()
    more(33)
    assert cost() == few <= 12


def test_the_detail_costs_at_most_twelve(world, browser, django_assert_max_num_queries):
    with clock.fixed(NINE + timedelta(hours=3)):
        sweep(SYSTEM)
    client = browser("boss")
    with django_assert_max_num_queries(12):
        assert client.get(reverse("duties:duty", args=[duty().pk])).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_are_exported(world, browser, kind):
    answer = browser("boss").get(reverse("duties:duties"), {"format": kind, "clause": "r-7"})
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 200


@pytest.mark.parametrize(
    ("state", "count"), [("open", 3), ("overdue", 1), ("paused", 0), ("done", 0), ("late", 0), ("waived", 0)]
)  # fmt: skip
def test_filters_by_state(world, browser, state, count):
    with act():
        usecases.owe(
            SYSTEM, "case.promise", ("cases.case", "1"), unit=world.estate, owner=world.people["clerk"],
            due_at=NINE - timedelta(hours=1),
        )  # fmt: skip
        usecases.waive(SYSTEM, "case.answer", ("cases.case", "2"), reason="重复")
    found = {"waived": 1}.get(state, count)
    assert len(labels(browser("boss").get(reverse("duties:duties"), {"state": state}))) == found


def test_a_rate_opens_to_its_rows(world, browser):
    with clock.fixed(NINE + timedelta(hours=1)), act():
        usecases.fulfil(SYSTEM, "case.answer", ("cases.case", "1"))
    with clock.fixed(NINE + timedelta(hours=5)):
        with act():
            usecases.fulfil(SYSTEM, "case.answer", ("cases.case", "2"))
        client = browser("boss")
        [rate] = [one for one in client.get(reverse("duties:rates")).context["rates"] if one["clause"] == "R-7"]
        assert (rate["figure"]["numerator"], rate["figure"]["denominator"], rate["figure"]["value"]) == (1, 3, "33.3")
        with act():
            usecases.waive(SYSTEM, "case.verify", ("cases.case", "1"), reason="重复")
            usecases.owe(
                SYSTEM, "case.answer", ("cases.case", "8"), unit=world.estate, owner=world.people["clerk"]
            )  # fmt: skip
        for count, url, _label in rate["counts"]:
            assert len(labels(client.get(url))) == count
        told = client.get("/api/v1/duties/rates", {"start": "2026-11-23", "end": "2026-11-23"}).json()
    assert [(one["clause"], one["share"], one["missing"]) for one in told] == [("R-6", "", 0), ("R-7", "33.3", 1)]


def test_a_feed_shows_what_one_owes_until_it_is_revoked(world, browser):
    client = browser("clerk")
    shown = post(client, "make_feed", name="手机")
    address = shown.context["facts"][0][1]
    assert address.startswith("/duties/feed/")
    row = Feed.objects.get()
    assert row.hashed not in shown.content.decode()
    told = Client().get(address)
    text = told.content.decode()
    assert told["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTEND:20261123T030000Z" in text
    assert "投诉 1 case.answer" in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert Client().get("/duties/feed/wrong.ics").status_code == 404
    assert post(browser("boss"), "revoke_feed", row.pk, version=row.version).status_code == 404
    assert post(client, "revoke_feed", row.pk, version=row.version).status_code == 303
    assert Client().get(address).status_code == 404


def policy_form(**more):
    return {
        "kind": "case.answer", "edition": 0, "start": "2026-11-23", "how": "clock_minutes", "amount": 60,
        "quiet_from": "21:00", "quiet_to": "08:00", "reason": "提速", "to_1": "owner", "offset_1": -10, "via_1": "app",
        "to_2": "manager", "offset_2": 0, "via_2": "app,sms", "urgent_2": "on",
    } | more  # fmt: skip


def test_a_policy_is_kept_as_a_new_edition_and_open_duties_follow(world, browser):
    client = browser("boss")
    assert client.get(reverse("duties:keep_policy"), {"kind": "case.answer"}).context["form"].initial["edition"] == 0
    assert post(client, "keep_policy", **policy_form()).status_code == 303
    [job] = Job.objects.filter(kind="duties.recompute")
    run_job.call(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"looked": 3, "moved": 3})
    moved = duty()
    assert moved.due_at == NINE + timedelta(hours=1)
    assert (moved.policy_version, moved.shifts.get().why) == (1, "提速")
    assert moved.wake_at == NINE + timedelta(minutes=50)
    page = client.get(reverse("duties:policy", args=["case.answer"]))
    assert [one["edition"] for one in page.context["editions"]] == [1]
    assert post(client, "keep_policy", **policy_form(amount=90)).status_code == 409
    assert post(client, "keep_policy", **policy_form(edition=1, amount=90)).status_code == 303
    assert Policy.objects.count() == 2


def test_a_role_that_nobody_holds_is_refused(world, browser):
    RoleHolding.objects.filter(role="manager").delete()
    answer = post(browser("boss"), "keep_policy", **policy_form())
    assert answer.status_code == 422
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    "more",
    [{"amount": 0}, {"how": "day_of_month", "amount": 31}, {"at": "12:00"}, {"to_1": "", "to_2": ""},
     {"to_2": "owner", "offset_2": -10}, {"offset_2": 999_999}, {"start": "nonsense"}],
)  # fmt: skip
def test_what_a_policy_may_not_say(world, browser, more):
    assert post(browser("boss"), "keep_policy", **policy_form(**more)).status_code == 422


def test_who_keeps_policies(world, browser):
    assert post(browser("manager"), "keep_policy", **policy_form()).status_code == 403
    assert browser("clerk").get(reverse("duties:policies")).status_code == 200


def test_a_miss_that_was_none_is_taken_back(world, browser, settings):
    settings.LISTENERS = {"DutyMissWithdrawn": ("evidence.hear",)}
    settings.JOBS = {**settings.JOBS, "evidence.hear": "x"}
    with clock.fixed(NINE + timedelta(hours=3)):
        sweep(SYSTEM)
        assert duty().missed_at is not None
        assert post(browser("boss"), "keep_policy", **policy_form(amount=300)).status_code == 303
        run_job.call(job_id=Job.objects.get(kind="duties.recompute").pk)
    assert duty().missed_at is None
    assert Job.objects.filter(kind="evidence.hear").count() == 3


def test_the_api_tells_and_acts(world, browser):
    client = browser("supervisor")
    row = client.get(f"/api/v1/duties/duties/{duty().pk}").json()
    assert (row["what"], row["owner_name"], row["state"]) == ("Answer", "曾国平", "open")
    assert row["explanation"]["segments"][0]["minutes"] == 120
    answer = client.post(
        f"/api/v1/duties/duties/{row['id']}/reassign", {"version": row["version"], "owner": "S001", "reason": "换班"},
        content_type="application/json", headers={"Idempotency-Key": "k1"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.json()
    assert [one["kind"] for one in client.get("/api/v1/duties/policies").json()][:2] == ["case.verify", "case.answer"]


@pytest.mark.parametrize(
    ("grants", "url", "leads_to"),
    [
        ({"roster.read_days": EVERYTHING}, "/roster/day?unit=1&day=2026-11-23", "/roster/day?unit=1&day=2026-11-23"),
        ({"roster.read_logs": EVERYTHING}, "/roster/day?unit=1&day=2026-11-23", "/duties/7"),
        ({"roster.read_days": EVERYTHING}, "/nowhere", "/duties/7"),
        ({"roster.read_days": EVERYTHING}, "", "/duties/7"),
    ],
    ids=["who may", "a deputy who may not", "a page that is gone", "no page"],
)
def test_a_duty_leads_to_where_it_is_done_or_to_its_own_page(grants, url, leads_to):
    assert where_to_act(Actor(user_id=1, grants=grants), SimpleNamespace(pk=7, url=url)) == leads_to

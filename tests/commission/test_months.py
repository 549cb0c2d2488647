"""Return stays and the month's statement at the doors, on pages, in a workbook."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.commission import queries, usecases
from huiyin.rooms.commission.models import Line, Refund, Statement, Stay
from huiyin.rooms.commission.terms import COLUMNS, SHEET, Basis
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft, register_party
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.people.terms import Role
from huiyin.rooms.people.usecases import give_role
from tests.callbacks.conftest import PHONE

pytestmark = pytest.mark.django_db


def moment(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def called(hotel):
    """The guest was reached by 韩雪 on 23 November and by 梅兰 on the 25th; 沈星 drafts what is owed to them."""
    give_role(
        SYSTEM, account=hotel.company.account("supervisor"), role=Role.SUPERVISOR, unit=hotel.company.hotel,
        start=date(2026, 1, 1),
    )  # fmt: skip
    hotel.call(hotel.plan("1"))
    row = hotel.plan("2", happened_at=moment(11, 24, 1))
    with clock.fixed(moment(11, 25)):
        hotel.call(row, "keeper")
    return hotel


def stay(hotel, number="R1", *, booked, who="keeper", now=None, **more) -> Stay:
    given: dict[str, Any] = {
        "unit": hotel.company.hotel, "guest": "周小敏", "phone": f"+86 {PHONE}", "booked_at": booked,
        "checked_in": booked.date(), "checked_out": booked.date(), "revenue": 68_825,
    }  # fmt: skip
    with clock.fixed(now or moment(12, 31)):
        return usecases.record_stay(hotel.company.actor(who), number=number, **(given | more))


@pytest.mark.clause("H-11b")
def test_a_return_stay_is_owed_to_the_last_caller_before_the_booking(called):
    people = called.company.people
    first = stay(called, "R1", booked=moment(11, 24))
    assert (first.agent, first.basis, getattr(first.callback, "reference", "")) == (
        people["guest_clerk"],
        Basis.CALLBACK,
        "房 1",
    )
    last = stay(called, "R2", booked=moment(11, 26))
    assert (last.agent, getattr(last.callback, "reference", "")) == (people["keeper"], "房 2")
    assert last.phone == "139****1234"
    before = stay(called, "R3", booked=moment(11, 20))
    assert (before.agent, before.callback, before.basis) == (None, None, Basis.NOT_CALLED)
    far = stay(called, "R4", booked=datetime(2027, 6, 1, tzinfo=UTC), now=datetime(2027, 7, 1, tzinfo=UTC))
    assert far.basis == Basis.NOT_CALLED
    assert stay(called, "R5", booked=moment(11, 26), phone="13711112222").basis == Basis.UNKNOWN
    namesake = register_party(
        SYSTEM, kind="person", name="同住人", unit=called.company.hotel, profiles=[ProfileDraft("guest")],
        contacts=[ContactDraft("number", PHONE)],
    )  # fmt: skip
    assert namesake.pk != called.guest.pk
    assert stay(called, "R6", booked=moment(11, 26)).agent == people["keeper"]
    with pytest.raises(Refusal):
        stay(called, "R1", booked=moment(11, 26))
    with pytest.raises(NotPermitted):
        stay(called, "R7", booked=moment(11, 26), unit=called.company.estate)


@pytest.mark.clause("H-11b")
def test_a_shorter_window_of_the_rule_counts(called):
    rule(called, window_days=1)
    assert stay(called, booked=moment(11, 30)).basis == Basis.NOT_CALLED


def rule(hotel, **more):
    given: dict[str, Any] = {"start": date(2026, 1, 1), "paid": True, "rate": 200, "window_days": 180}
    return usecases.record_rule(hotel.company.actor("keeper"), unit=hotel.company.hotel, **(given | more))


def drafted(hotel, month, now) -> Statement:
    with clock.fixed(now):
        return usecases.draft_statement(hotel.company.actor("supervisor"), unit=hotel.company.hotel, month=month)


def approved(hotel, row, now, who="boss") -> Statement:
    with clock.fixed(now):
        fresh = Statement.objects.select_related("unit").get(pk=row.pk)
        return usecases.approve_statement(hotel.company.actor(who), statement=fresh, seen=fresh.version)


def owed(row):
    return [
        (one.agent.name, one.base, one.rate, one.commission)
        for one in Line.objects.filter(statement=row).select_related("agent").order_by("pk")
    ]


@pytest.mark.clause("H-11c")
def test_a_month_is_owed_drafted_approved_by_another_and_a_refund_reverses_it(called):
    now = moment(12, 2)
    rule(called)
    rule(called, start=date(2026, 12, 1), rate=500, reason="旺季")
    stay(called, "R1", booked=moment(11, 24), now=now)
    with clock.fixed(now):
        for _again in range(2):
            usecases.owe_statements(SYSTEM)
    duty = Duty.objects.get(kind="commission.statement")
    assert (duty.due_at, duty.owner) == (datetime(2026, 12, 5, 16, 0, tzinfo=UTC), called.company.people["keeper"])
    with clock.fixed(now), pytest.raises(Refusal):
        usecases.draft_statement(called.company.actor("keeper"), unit=called.company.hotel, month="2026-12")
    row = drafted(called, "2026-11", now)
    assert (row.base, row.commission) == (68_825, 1_377)  # 13.765 yuan
    stay(called, "R2", booked=moment(11, 26), revenue=10_000, now=now)
    with pytest.raises(Conflict):
        approved(called, row, now)
    row = drafted(called, "2026-11", now)
    with pytest.raises(NotPermitted):
        approved(called, row, now, "supervisor")
    with pytest.raises(NotPermitted):
        approved(called, row, now, "keeper")  # the second stay is owed to him
    Statement.objects.filter(pk=row.pk).update(author=called.company.people["boss"])
    with pytest.raises(NotPermitted):
        approved(called, row, now)
    row = drafted(called, "2026-11", now)
    approved(called, row, now)
    assert owed(row) == [("梅兰", 10_000, 200, 200), ("韩雪", 68_825, 200, 1_377)]
    duty.refresh_from_db()
    assert duty.done_at


@pytest.mark.clause("H-11c")
def test_a_refund_in_a_later_month_reverses_it_there(called):
    now, later = moment(12, 2), datetime(2027, 1, 3, tzinfo=UTC)
    rule(called)
    rule(called, start=date(2026, 12, 1), rate=500, reason="旺季")
    one = stay(called, "R1", booked=moment(11, 24), now=now)
    row = approved(called, drafted(called, "2026-11", now), now)
    with clock.fixed(moment(12, 20)):
        for amount in (30_000, 38_825):
            usecases.record_refund(
                called.company.actor("keeper"), stay=one, day=date(2026, 12, 20), amount=amount, reason="投诉退房"
            )
        with pytest.raises(Refusal):
            usecases.record_refund(
                called.company.actor("keeper"), stay=one, day=date(2026, 12, 20), amount=1, reason="多退"
            )
    second = stay(called, "R3", booked=moment(12, 10), revenue=20_000)
    december = approved(called, drafted(called, "2026-12", later), later)
    assert second.agent == called.company.people["keeper"]
    assert owed(december) == [
        ("梅兰", 20_000, 500, 1_000), ("韩雪", -30_000, 200, -600), ("韩雪", -38_825, 200, -777),
    ]  # fmt: skip
    assert sum(line[3] for line in owed(december) if line[0] == "韩雪") == -1_377
    with pytest.raises(Conflict):
        drafted(called, "2026-11", later)
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(statement=row).update(commission=1)
    with pytest.raises(Refusal):
        rule(called, start=date(2026, 12, 15))


@pytest.mark.clause("H-11c")
def test_nothing_is_paid_while_the_switch_is_off_and_earlier_months_come_first(called):
    stay(called, "R1", booked=moment(11, 26))
    later = datetime(2027, 1, 3, tzinfo=UTC)
    with pytest.raises(Refusal):
        drafted(called, "2026-11", moment(12, 2))
    rule(called, paid=False)
    assert (
        drafted(called, "2026-11", moment(12, 2)).commission,
        queries.draft_lines(called.company.hotel, "2026-11"),
    ) == (0, [])
    with clock.fixed(moment(12, 2)):
        usecases.owe_statements(SYSTEM)
    assert not Duty.objects.filter(kind="commission.statement").exists()
    rule(called, start=date(2026, 11, 1))
    with pytest.raises(Refusal, match="2026-11"):
        drafted(called, "2026-12", later)
    approved(called, drafted(called, "2026-11", later), later)
    stay(called, "R9", booked=moment(11, 27), revenue=5_000)  # recorded after its month was approved
    assert owed(approved(called, drafted(called, "2026-12", later), later)) == [("梅兰", 5_000, 200, 100)]


@pytest.mark.clause("H-11c")
def test_everybody_sees_his_own_lines_and_no_colleagues(called, browser):
    rule(called)
    stay(called, "RZ-9001", booked=moment(11, 24))
    stay(called, "RZ-9002", booked=moment(11, 26))
    row = drafted(called, "2026-11", moment(12, 2))
    clerk = browser("guest_clerk")
    assert clerk.get("/api/v1/commission/lines").json()["items"] == []
    approved(called, row, moment(12, 2))
    assert [one["agent"] for one in clerk.get("/api/v1/commission/lines").json()["items"]] == ["韩雪"]
    page = clerk.get("/commission/lines").content.decode()
    assert "13.77" in page
    assert "梅兰" not in page
    assert clerk.get(f"/commission/statements/{row.pk}").status_code == 404
    assert "RZ-9001" not in clerk.get("/commission/stays").content.decode()
    assert "梅兰" in browser("keeper").get(f"/commission/statements/{row.pk}").content.decode()


def book(*rows: dict[str, Any]) -> SimpleUploadedFile:
    heads, rows_ = list(COLUMNS.values()), [[row[key] for key in COLUMNS] for row in rows]
    target = io.BytesIO()
    workbooks.write(target, [(SHEET, heads, rows_)])
    return SimpleUploadedFile("stays.xlsx", target.getvalue())


@pytest.mark.clause("H-11b")
def test_a_workbook_is_looked_through_imported_whole_and_once(called, browser):
    client, unit = browser("keeper"), called.company.hotel
    plain = {
        "number": "B1", "guest": "周小敏", "phone": PHONE, "booked": datetime(2026, 11, 26, 9, 30),  # noqa: DTZ001
        "checked_in": date(2026, 11, 26), "checked_out": date(2026, 11, 27), "revenue": 688.5,
    }  # fmt: skip

    def send(key, *rows):
        answer = client.post("/commission/import", {"idempotency_key": key, "unit": unit.pk, "file": book(*rows)})
        assert answer.status_code == 303
        return answer.headers["Location"]

    with clock.fixed(moment(11, 28)):
        bad = send("k1", plain, plain | {"number": "B2", "phone": "12"})
        page = client.get(bad).content.decode()
        assert "梅兰" in page
        assert client.post(bad, {"idempotency_key": "k2", "unit": unit.pk}).status_code == 422
        assert not Stay.objects.exists()
        for number in (3, 5):
            good = send(f"k{number}", plain)
            assert client.post(good, {"idempotency_key": f"k{number + 1}", "unit": unit.pk}).status_code == 303
        row = Stay.objects.get()
        assert (row.revenue, row.agent, row.booked_at) == (
            68_850, called.company.people["keeper"], datetime(2026, 11, 26, 1, 30, tzinfo=UTC),
        )  # fmt: skip
        other = send("k7", plain | {"revenue": 1})
        assert client.post(other, {"idempotency_key": "k8", "unit": unit.pk}).status_code == 422


def test_pages_cost_the_same_for_few_and_for_many(called, browser):
    rule(called)
    client = browser("boss")

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    def more(first, last):
        for number in range(first, last):
            one = stay(called, f"R{number}", booked=moment(11, 24 + 2 * (number % 2)))
            with clock.fixed(moment(12, 31)):
                usecases.record_refund(
                    called.company.actor("keeper"), stay=one, day=date(2026, 11, 30), amount=1, reason="退"
                )
        return drafted(called, "2026-11", moment(12, 31))

    row = more(0, 2)
    urls = [
        "/commission/stays",
        f"/commission/statements/{row.pk}",
        f"/commission/stays/{Stay.objects.latest('pk').pk}",
    ]
    before = [cost(url) for url in urls]
    more(2, 9)
    assert [cost(url) for url in urls] == before
    assert max(before) <= 12
    approved(called, row, moment(12, 31))
    assert Line.objects.filter(refund__isnull=False).count() == Refund.objects.count() == 9
    assert cost(urls[1]) <= 12

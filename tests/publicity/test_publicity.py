"""The complaint office is published, checked every month, and changed at every place where it changes (H-2)."""

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
from huiyin.platform.actor import STRANGER, SYSTEM
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.publicity import queries
from huiyin.rooms.publicity.models import Office, Placement
from huiyin.rooms.publicity.rules import checked_in_month
from huiyin.rooms.publicity.usecases import add_placement, check_placement, end_placement, owe_checks, record_office
from tests.publicity.conftest import TODAY, Company

Browser = Callable[[str], Client]
NEW: dict[str, Any] = {"place": "2 栋一层", "phone": "12345", "hours": "全天"}


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def owed(kind: str) -> list[Duty]:
    return list(Duty.objects.open().filter(kind=kind).order_by("pk"))


def post(client: Client, route: str, *args: Any, **given: Any) -> Any:
    given = {"idempotency_key": uuid.uuid4().hex, "version": 1} | given
    return client.post(reverse(f"publicity:{route}", args=args), given)


def text_of(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address if "/" in address else reverse(f"publicity:{address}"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("day", "checked"),
    [(None, False), (date(2026, 10, 31), False), (date(2025, 11, 23), False), (date(2026, 11, 1), True)],
)
def test_a_check_counts_for_its_month(day: date | None, checked: bool) -> None:
    assert checked_in_month(day, TODAY) is checked


@pytest.mark.clause("H-2")
def test_all_places_of_a_unit_are_checked_every_month(company: Company, places: list[Placement]) -> None:
    for _daily in range(2):
        owe_checks(SYSTEM)
    [duty] = owed("publicity.check")
    assert (duty.owner_id, duty.due_at) == (company.people["supervisor"].pk, midnight(date(2026, 12, 1)))
    clerk = company.actor("clerk")
    check_placement(clerk, placement=places[0], result="fine")
    assert [one.pk for one in queries.placements(clerk).filter(queries.not_checked())] == [places[1].pk]
    assert owed("publicity.check")
    check_placement(clerk, placement=places[1], result="fine")
    owe_checks(SYSTEM)
    assert not owed("publicity.check")
    with clock.fixed(midnight(date(2026, 12, 1))):
        owe_checks(SYSTEM)
        assert owed("publicity.check")[0].subject_id == f"{company.estate.pk}-2026-12"
        for one in queries.keepable_placements(company.actor("manager")):
            end_placement(company.actor("manager"), placement=one, seen=one.version, reason="改版")
    assert not owed("publicity.check")


@pytest.mark.clause("H-2")
def test_a_change_of_the_telephone_is_owed_at_every_place_and_done_by_checking_it(
    company: Company, places: list[Placement]
) -> None:
    manager: Any = company.actor("manager")
    start = TODAY + timedelta(days=2)
    record_office(manager, unit=company.estate, start=start, **NEW)
    first, second = owed("publicity.change")
    assert {first.subject_id, second.subject_id} == {str(one.pk) for one in places}
    assert first.due_at == midnight(start + timedelta(days=4))
    check_placement(manager, placement=places[0], result="fine")
    assert len(owed("publicity.change")) == 2
    with clock.fixed(midnight(start)):
        check_placement(manager, placement=places[0], result="wrong")
        assert len(owed("publicity.change")) == 2
        check_placement(manager, placement=places[0], result="fine")
        assert [one.subject_id for one in owed("publicity.change")] == [str(places[1].pk)]
        end_placement(manager, placement=places[1], seen=1, reason="不再印刷")
        assert not owed("publicity.change")
        with pytest.raises(Conflict):
            check_placement(manager, placement=places[1], result="fine")


@pytest.mark.clause("H-2")
def test_what_is_missing_is_to_be_put_right(company: Company, places: list[Placement]) -> None:
    check_placement(company.actor("clerk"), placement=places[0], result="gone", note="被撕")
    [duty] = owed("publicity.change")
    assert (duty.owner_id, duty.sequence, duty.due_at) == (
        company.people["supervisor"].pk, 0, midnight(TODAY + timedelta(days=4)),
    )  # fmt: skip
    check_placement(company.actor("clerk"), placement=places[0], result="fine")
    assert not owed("publicity.change")


@pytest.mark.clause("H-2")
def test_customers_read_the_office_in_force_where_they_complain(company: Company, office: Office) -> None:
    tomorrow = TODAY + timedelta(days=1)
    record_office(company.actor("manager"), unit=company.estate, start=tomorrow, **NEW)
    address = reverse("cases:complain")
    page = text_of(Client(), address)
    assert "1 栋一层服务中心" in page
    assert "0571-88001234" in page
    assert "12345" not in page
    with clock.fixed(midnight(tomorrow)):
        assert "12345" in text_of(Client(), address, unit=company.estate.code)
        assert "2 栋一层" not in text_of(Client(), address, unit=company.hotel.code)
        assert queries.published_offices(STRANGER, units=[company.hotel.pk]) == {}


def test_versions_only_follow_each_other_and_a_place_is_listed_once(company: Company, places: list[Placement]) -> None:
    manager: Any = company.actor("manager")
    for start in (TODAY - timedelta(days=1), TODAY):
        with pytest.raises(Refusal):
            record_office(manager, unit=company.estate, start=start, **NEW)
    with pytest.raises(Refusal):
        add_placement(manager, unit=company.estate, kind="lobby", place=" 1 栋大堂 ")
    with pytest.raises(NotPermitted):
        record_office(company.actor("keeper"), unit=company.estate, start=TODAY + timedelta(days=1), **NEW)
    with pytest.raises(NotPermitted):
        check_placement(company.actor("guest_clerk"), placement=places[0], result="fine")


@pytest.mark.parametrize(("phone", "status"), [("12345", 303), ("0571 8800 1234", 303), ("8800", 422), ("客服部", 422)])
def test_the_telephone_can_be_dialled(company: Company, browser: Browser, phone: str, status: int) -> None:
    given = NEW | {"unit": company.estate.pk, "start": TODAY.isoformat(), "phone": phone}
    assert post(browser("manager"), "record_office", **given).status_code == status
    assert Office.objects.count() == (status == 303)


def test_the_round_ticks_each_place_with_one_button(
    company: Company, browser: Browser, places: list[Placement]
) -> None:
    client = browser("clerk")
    page = text_of(client, "round")
    assert page.count('name="result" value="fine"') == 2
    answer = post(client, "check", places[0].pk, result="fine")
    assert answer["Location"] == f"{reverse('publicity:round')}?unit={company.estate.pk}"
    assert "1 栋大堂" not in text_of(client, "placements", waiting="true")
    proof = SimpleUploadedFile("大堂.png", b"\x89PNG\r\n\x1a\n0000")
    assert post(client, "attach_photo", places[0].pk, version=2, file=proof).status_code == 303
    file = client.get(reverse("publicity:photo", args=[places[0].pk]))
    assert file.getvalue().startswith(b"\x89PNG")
    assert "0571-88001234" in text_of(client, reverse("publicity:placement", args=[places[0].pk]))
    assert browser("keeper").get(reverse("publicity:placement", args=[places[0].pk])).status_code == 404
    assert browser("keeper").get(reverse("publicity:round"), {"unit": company.estate.pk}).status_code == 404
    assert "物业费收据背面" in client.get(reverse("publicity:placements"), {"format": "csv"}).getvalue().decode()
    url = f"/api/v1/publicity/placements/{places[1].pk}/photo"
    for who, status in (("keeper", 404), ("clerk", 200)):
        given = {"file": SimpleUploadedFile("收据.png", b"\x89PNG\r\n\x1a\n0000"), "version": "1"}
        assert browser(who).post(url, given, headers={"Idempotency-Key": who}).status_code == status
    body = json.dumps({"result": "fine"})
    sent: Any = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    assert client.post(f"/api/v1/publicity/placements/{places[1].pk}/checks", body, **sent).status_code == 201
    places[1].refresh_from_db()
    assert (places[1].result, places[1].checked_by) == ("fine", "曾国平")


@pytest.mark.parametrize("route", ["offices", "placements", "round"])
def test_a_page_costs_the_same_however_much_there_is(
    company: Company, browser: Browser, places: list[Placement], route: str
) -> None:
    client, counts = browser("supervisor"), []
    client.get(reverse(f"publicity:{route}"))
    for at in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"publicity:{route}")).status_code == 200
        counts.append(len(seen))
        add_placement(company.actor("manager"), unit=company.estate, kind="lift", place=f"{at} 号梯")
        record_office(company.actor("manager"), unit=company.estate, start=TODAY + timedelta(days=1 + at), **NEW)
    assert counts[0] == counts[1] <= 12

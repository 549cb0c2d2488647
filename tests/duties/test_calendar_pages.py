"""The calendar is kept in versions, by pages, the API and tables; duties follow it."""

import io
import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from huiyin.kernel.errors import Conflict, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import run_job
from huiyin.platform.models import Job
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import CalendarDay, CalendarVersion, Duty, WorkingHours
from huiyin.rooms.duties.queries.calendar import Calendars, calendar_days, working_calendar, working_hours
from huiyin.rooms.duties.queries.explain import explain
from huiyin.rooms.duties.usecases import calendar as keep
from tests.duties.conftest import act

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)  # the day before National Day, 9:00 in Shanghai
FREE = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(WEDNESDAY):
        yield


def post(client, page, *args, **data):
    return client.post(reverse(f"duties:{page}", args=args), {"idempotency_key": uuid.uuid4().hex, **data})


def api(client, method, path, body, key=""):
    headers = {"Idempotency-Key": key or uuid.uuid4().hex} if method == "post" else {}
    return getattr(client, method)(f"/api/v1/duties/calendar/{path}", body, "application/json", headers=headers)


def test_a_published_year_is_loaded_confirmed_and_a_later_one_is_not(company):
    keep.load_year(SYSTEM, year=2026)
    keep.load_year(SYSTEM, year=2035)
    known = calendar_days(SYSTEM).filter(date__year=2026)
    assert known.filter(kind="holiday").count() == 33
    assert known.filter(kind="makeup").count() == 6
    assert not known.filter(confirmed=False).exists()
    assert not calendar_days(SYSTEM).filter(date__year=2035, confirmed=True).exists()
    assert not working_calendar(company.estate.pk).is_working_day(FREE)
    with pytest.raises(Refusal):
        keep.load_year(SYSTEM, year=2026)


def test_loading_again_leaves_what_somebody_set_and_clears_what_was_foreseen_wrongly(monkeypatch):
    keep.set_day(SYSTEM, date=date(2026, 10, 8), kind="holiday", name="公司日")
    keep.set_day(SYSTEM, date=date(2026, 3, 3), kind="holiday", name="预计", confirmed=False)
    keep.load_year(SYSTEM, year=2026)
    assert calendar_days(SYSTEM).get(date=date(2026, 10, 8)).name == "公司日"
    assert not calendar_days(SYSTEM).filter(date=date(2026, 3, 3)).exists()


def test_every_change_is_a_version_and_an_earlier_one_can_be_read_again(company):
    day = keep.set_day(SYSTEM, date=date(2026, 10, 9), kind="holiday", name="厂休")
    day = keep.change_day(SYSTEM, day=day, seen=day.version, kind="ordinary", name="")
    keep.clear_day(SYSTEM, day=day, seen=day.version)
    free = [not Calendars(n).of(company.estate.pk).is_working_day(date(2026, 10, 9)) for n in (0, 1, 2, 3)]
    assert free == [False, True, False, False]
    assert list(CalendarVersion.objects.values_list("number", flat=True)) == [3, 2, 1]
    assert CalendarVersion.objects.values("digest").distinct().count() == 2  # it says again what it said


def test_a_stale_change_and_a_day_that_was_replaced_are_refused():
    first = keep.set_day(SYSTEM, date=FREE, kind="holiday")
    keep.change_day(SYSTEM, day=CalendarDay.objects.get(pk=first.pk), seen=1, kind="makeup")
    with pytest.raises(Stale):
        keep.change_day(SYSTEM, day=first, seen=1, kind="ordinary")
    with pytest.raises(Conflict):
        keep.clear_day(SYSTEM, day=CalendarDay.objects.get(pk=first.pk), seen=2)
    with pytest.raises(Refusal):
        keep.set_day(SYSTEM, date=FREE, kind="holiday")


def _owe(company, unit, kind="case.days"):
    with act():
        return usecases.owe(SYSTEM, kind, ("cases.case", "7"), unit=unit, owner=company.people["clerk"])


def _reckon_anew():
    for job in Job.objects.filter(kind="duties.recompute", state=Job.State.WAITING):
        run_job.call(job_id=job.pk)


def test_open_duties_follow_a_change_and_tell_by_which_version_they_were_reckoned(company):
    duty = _owe(company, company.estate)
    before = duty.due_at
    assert duty.calendar_version == 0
    keep.load_year(SYSTEM, year=2026)
    _reckon_anew()
    after = Duty.objects.get(pk=duty.pk)
    assert after.due_at > before
    assert after.calendar_version == 1
    keep.set_day(SYSTEM, date=date(2027, 3, 3), kind="holiday")
    with act():
        usecases.fulfil(SYSTEM, "case.days", ("cases.case", "7"))
    _reckon_anew()
    done = Duty.objects.get(pk=duty.pk)
    assert (done.calendar_version, done.due_at) == (1, after.due_at)
    assert explain(done).calendar_version == 1


def test_a_unit_works_its_own_hours_and_those_below_follow(company):
    night = dict.fromkeys(range(1, 10), ((22 * 60, 30 * 60),))
    keep.set_hours(SYSTEM, unit=company.root, start=date(2026, 1, 1), week=night)
    own = keep.set_hours(SYSTEM, unit=company.hotel, start=date(2026, 6, 1), week={9: ((0, 1440),)})
    start, end = datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 1, 16, tzinfo=UTC)  # 1 October in Shanghai
    keep.set_day(SYSTEM, date=FREE, kind="holiday")
    assert working_calendar(company.estate.pk).elapsed(start, end) == 8 * 60
    assert working_calendar(company.hotel.pk).elapsed(start, end) == 24 * 60
    keep.drop_hours(SYSTEM, hours=own, seen=own.version)
    assert working_calendar(company.hotel.pk).elapsed(start, end) == 8 * 60


def test_a_manager_sets_hours_of_his_own_branch_only(company):
    manager = company.actor("manager")
    keep.set_hours(manager, unit=company.estate, start=FREE, week=None)
    with pytest.raises(Refusal):
        keep.set_hours(manager, unit=company.hotel, start=FREE, week=None)
    keep.set_hours(SYSTEM, unit=company.hotel, start=FREE, week=None)
    keep.set_hours(SYSTEM, unit=company.root, start=FREE, week=None)
    seen = {row.unit_id for row in working_hours(company.actor("clerk"))}
    assert seen == {company.estate.pk, company.root.pk}


def test_the_year_hangs_on_the_wall_for_everybody_and_only_keepers_change_it(company, browser):
    keep.load_year(SYSTEM, year=2026)
    keep.load_year(SYSTEM, year=2027)
    page = browser("clerk").get(reverse("duties:calendar"), {"year": 2026})
    feast = next(one for one in page.context["feasts"] if one.first == FREE)
    assert (feast.days, feast.makeups) == (7, [date(2026, 9, 20), date(2026, 10, 10)])
    assert reverse("duties:set_day") not in page.content.decode()
    assert browser("clerk").get(reverse("duties:set_day")).status_code == 403
    coming = browser("manager").get(reverse("duties:calendar"), {"year": 2027})
    assert coming.context["unconfirmed"] == 19
    assert "未确认" in coming.content.decode()
    assert browser("clerk").get(reverse("duties:calendar"), {"year": 1}).status_code == 404


def test_pages_cost_the_same_for_one_day_and_for_three_years(company, browser):
    client = browser("manager")
    pages = [reverse(f"duties:{name}") for name in ("calendar", "calendar_days", "working_hours", "calendar_versions")]
    keep.set_day(SYSTEM, date=FREE, kind="holiday")
    keep.set_hours(SYSTEM, unit=company.estate, start=date(2026, 1, 1), week={1: ((0, 60),)})
    few = [_cost(client, page) for page in pages]
    for year in (2025, 2026, 2027):
        keep.load_year(SYSTEM, year=year)
    for month in range(2, 12):
        keep.set_hours(SYSTEM, unit=company.estate, start=date(2026, month, 1), week={1: ((0, 60),), 2: ((0, 60),)})
    assert [_cost(client, page) for page in pages] == few
    assert max(few) <= 12


def _cost(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_day_is_added_changed_and_cleared_on_pages_and_a_key_acts_once(company, browser):
    client = browser("manager")
    data = {"date": "2026-12-25", "kind": "holiday", "name": "厂休", "idempotency_key": "same"}
    for _turn in range(2):
        assert post(client, "set_day", **data).status_code == 303
    day = CalendarDay.objects.get()
    assert (day.confirmed, day.name) == (True, "厂休")
    assert post(client, "change_day", day.pk, kind="makeup", unconfirmed="on", version=1).status_code == 303
    row = CalendarDay.objects.get(until=None)
    assert (row.kind, row.confirmed, row.version) == ("makeup", False, 2)
    assert post(client, "change_day", row.pk, kind="holiday", version=1).status_code == 409
    assert post(client, "clear_day", row.pk, version=2).status_code == 303
    assert client.get(reverse("duties:change_day", args=[row.pk])).status_code == 404


def test_hours_are_typed_as_people_write_them(company, browser):
    client = browser("manager")
    hours = {"unit": company.estate.pk, "start": "2026-10-01", "monday": "22:00-6:00，8:30至12:00"}
    assert post(client, "set_hours", **hours).status_code == 303
    row = WorkingHours.objects.get()
    assert [(span.day, span.first, span.last) for span in row.spans.all()] == [(1, 510, 720), (1, 1320, 1800)]
    page = client.get(reverse("duties:change_hours", args=[row.pk]))
    assert page.context["form"]["monday"].value() == "8:30-12:00 22:00-6:00"
    for wrong in ({"monday": "all day"}, {"monday": "8:00-12:00 11:00-13:00"}, {"monday": ""}):
        assert post(client, "set_hours", **{**hours, "start": "2026-11-01", **wrong}).status_code == 422
    assert (
        post(client, "change_hours", row.pk, **{**hours, "monday": "", "inherit": "on", "version": 1}).status_code
        == 303
    )
    assert WorkingHours.objects.get(until=None).inherit
    assert post(client, "set_hours", **{**hours, "unit": company.hotel.pk}).status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_export_comes_back_as_an_import(company, browser, kind, language):
    keep.load_year(SYSTEM, year=2026)
    keep.load_year(SYSTEM, year=2027)
    client = browser("manager")
    before = set(calendar_days(SYSTEM).values_list("date", "kind", "name", "confirmed"))
    with translation.override(language):
        answer = client.get(reverse("duties:calendar_days"), {"format": kind}, headers={"accept-language": language})
    table = b"".join(answer.streaming_content)
    for day in calendar_days(SYSTEM).filter(date__month=10):
        keep.clear_day(SYSTEM, day=day, seen=day.version)
    file = SimpleUploadedFile(f"days.{kind}", table)
    shown = post(client, "import_days", file=file)
    assert shown.status_code == 303
    gone = len(before) - calendar_days(SYSTEM).count()
    preview = client.get(shown["Location"]).context["preview"]
    assert (preview["new_count"], preview["changed_count"], preview["refused_count"]) == (gone, 0, 0)
    assert len(before) == gone + preview["unchanged_count"]
    assert set(calendar_days(SYSTEM).values_list("date", "kind", "name", "confirmed")) != before
    assert client.post(shown["Location"], {"idempotency_key": "i1"}).status_code == 303
    assert set(calendar_days(SYSTEM).values_list("date", "kind", "name", "confirmed")) == before


def test_a_preview_names_what_changes_and_every_row_at_fault_and_takes_all_or_none(company, browser):
    client = browser("manager")
    keep.set_day(SYSTEM, date=date(2026, 12, 24), kind="holiday", name="平安夜")
    text = "date,kind,name\n2026-12-24,makeup,\n2026-12-25,holiday,厂休\n2026-12-26,party,\n2026-12-25,makeup,\n"
    answer = post(client, "import_days", file=SimpleUploadedFile("days.csv", text.encode()))
    page = client.get(answer["Location"])
    preview = page.context["preview"]
    assert [line.row for line in preview["refused"]] == [4, 5]
    assert [line.row for line in preview["new"]] == [3]
    assert [one["after"] for one in preview["changed"][0].changes] == ["调休上班", ""]
    assert browser("boss").get(answer["Location"]).status_code == 404
    assert client.post(answer["Location"], {"idempotency_key": "i1"}).status_code == 422
    assert [row.name for row in CalendarDay.objects.all()] == ["平安夜"]
    for wrong in (b"a,b\n1,2\n", b"PK broken"):
        assert post(client, "import_days", file=io.BytesIO(wrong)).status_code == 422
    empty = post(client, "import_days", file=SimpleUploadedFile("days.csv", b"date,kind\n"))
    assert client.get(empty["Location"]).status_code == 422
    told = client.get(f"/api/v1/duties/calendar/tables/{answer['Location'].rsplit('/', 1)[1]}").json()
    assert [one["row"] for one in told["new"]] == [3]


def test_programs_keep_the_calendar_too(company, browser):
    client = browser("manager")
    made = api(client, "post", "days", {"date": "2026-12-25", "kind": "holiday", "name": "厂休"})
    assert made.status_code == 201
    day = made.json()
    changed = api(client, "put", f"days/{day['id']}", {"kind": "makeup", "version": day["version"]})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert api(client, "post", "loads", {"year": 2026}, "k1").status_code == 201
    assert api(client, "post", "loads", {"year": 2026}, "k1").status_code == 201
    year = client.get("/api/v1/duties/calendar/years/2026").json()
    assert (year["version"], year["unconfirmed"], sum(year["working_days"])) == (3, 0, 248)
    week = {"unit": company.estate.pk, "start": "2026-10-01", "monday": "8:00-12:00"}
    hours = api(client, "post", "hours", week).json()
    listed = client.get("/api/v1/duties/calendar/hours").json()["items"]
    assert [one["id"] for one in listed] == [hours["id"]]
    dropped = api(client, "post", f"hours/{hours['id']}/drop", {"version": 1})
    assert dropped.status_code == 200
    file = SimpleUploadedFile("days.csv", b"date,kind\n2026-12-24,holiday\n")
    answer = client.post("/api/v1/duties/calendar/imports", {"file": file}, headers={"Idempotency-Key": "table"})
    assert answer.status_code == 201
    assert CalendarDay.objects.filter(date=date(2026, 12, 24), until=None).exists()


def test_the_system_loads_what_became_known_once_a_day():
    assert keep.load_years_around(SYSTEM) == [2025, 2026, 2027]
    assert keep.load_years_around(SYSTEM) == []

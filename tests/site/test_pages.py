"""The pages that know all rooms, on the demo company: home, search, roles, long work, files, health."""

import html
import os
import re
import time
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from huiyin.platform import files, jobs
from huiyin.platform.actor import SYSTEM
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job, StoredFile
from huiyin.rooms.appraisal.queries.settle import settle
from huiyin.rooms.appraisal.queries.waiting import last_due, missing_months
from huiyin.rooms.duties.queries import mine
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from huiyin.site.demo.company import ACCOUNTS
from huiyin.site.demo.years import load

TODAY = datetime(2026, 1, 20, 10, tzinfo=timezone.get_default_timezone())


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, append_only_triggers):
    """The demo company as it stands in January 2026, committed for all tests of this file."""
    with django_db_blocker.unblock():
        load(date(2026, 1, 19), lambda _sentence: None)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def today(settings, db, company):
    settings.HUIYIN_CLOCK = TODAY
    settings.LANGUAGE_CODE = "en"


def browser(username: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(username=username))
    return client


def page(username: str, path: str) -> str:
    """A page as the browser has it: home fetches what stands below what waits."""
    client = browser(username)
    answers = [client.get(one) for one in ([path, "/beside"] if path == "/" else [path])]
    assert {answer.status_code for answer in answers} == {200}, answers[0].content
    return "".join(answer.content.decode() for answer in answers)


def palette(username: str, typed: str) -> str:
    """What the palette shows: its second part is asked for once the first is there, and says how much stands there."""
    first = page(username, f"/search?q={typed}")
    more = re.search(r'hx-get="([^"]+)"', first)
    return first + page(username, html.unescape(more[1])) if more else first


USERS = [account.username for account in ACCOUNTS]
MOST_STATEMENTS = 12


@pytest.mark.parametrize("username", USERS)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/beside",
        "/search?q=HY0010",
        "/search?q=赵敏",
        "/search?q=投诉&rest=1",
        "/search?q=HY0010&rest=1",
        "/search?q=SS-2026&rest=1",
        "/search?q=投诉",
        "/roles",
    ],
)
def test_a_page_costs_at_most_twelve_statements(username, path, django_assert_max_num_queries):
    client = browser(username)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/search?q=a", "/roles", "/jobs/1", "/files/1"])
def test_strangers_are_sent_to_sign_in_and_come_back(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


# Home


def test_home_puts_the_overdue_first_and_into_the_title():
    shown = page("zongjingli", "/")
    assert "<title>(7) Home" in shown
    assert "7 month sheets are overdue" in shown


def test_a_manager_sees_what_his_own_units_owe():
    """The title counts what is overdue: the months of his units, and what he himself owes to customers."""
    manager = get_user_model().objects.get(username="HY0003")
    late = mine(actor_of(manager)).filter(due_at__lt=TODAY).count()
    counted = re.search(r"<title>\((\d+)\) Home", page("HY0003", "/"))
    assert counted is not None
    assert int(counted[1]) - late in {1, 2}


def test_an_employee_sees_his_newest_sheets_and_his_published_year():
    shown = page("HY0038", "/")
    assert "<title>Home" in shown
    assert "Nothing waits for you now." in shown
    assert "105.7" in shown
    assert "Excellent employee" in shown
    assert shown.count("/appraisal/sheets/") >= 6


def test_an_administrator_is_told_that_no_worker_runs(tmp_path, settings):
    settings.HOME = tmp_path
    assert "The background worker does not run" in page("guanliyuan", "/")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "worker-here-1.beat").touch()
    assert "The background worker does not run" not in page("guanliyuan", "/")


def test_an_administrator_is_told_how_the_installation_is(work):
    shown = page("guanliyuan", "/")
    assert f"of {len(USERS)} accounts that may sign in" in shown
    assert "/people/accounts?is_active=true&amp;two_step=false" in shown
    assert "not verified yet" in shown
    assert "None: nothing failed" in shown
    assert page("guanliyuan", "/people/accounts?is_active=true&two_step=false").count("<tr ") == len(USERS) + 1
    assert "How the system is" not in page("zongjingli", "/")

    Job.objects.filter(pk=work.pk).update(state="done", result={"entries": 12}, finished_at=TODAY)
    assert "all intact" in page("guanliyuan", "/")
    Job.objects.filter(pk=work.pk).update(state="refused", result={}, error="3: edited", finished_at=TODAY)
    shown = page("guanliyuan", "/")
    assert "The audit trail does not hold" in shown
    assert f"/jobs/{work.pk}" in shown

    late = TODAY - timedelta(hours=2)
    Job.objects.filter(pk=work.pk).update(state="running", finished_at=None, asked_at=late)
    shown = page("guanliyuan", "/")
    assert "None: nothing failed" not in shown
    assert "Verify the audit trail" in shown


def test_an_administrator_sees_no_score():
    shown = page("guanliyuan", "/")
    assert "/appraisal/" not in shown


# What is due


@pytest.mark.clause("P-4.1a", "P-4.7a")
@pytest.mark.parametrize(
    ("day", "year", "month"),
    [
        (date(2025, 2, 5), 2024, 12),
        (date(2025, 2, 6), 2025, 1),
        (date(2025, 6, 30), 2025, 5),
        (date(2026, 1, 5), 2025, 11),
        (date(2026, 1, 6), 2025, 12),
        (date(2026, 2, 5), 2025, 12),
        (date(2026, 2, 6), 2026, 1),
    ],
    ids=str,
)
def test_a_months_sheets_are_due_on_the_fifth_of_the_next(day, year, month):
    assert last_due(day) == (year, month)


@pytest.mark.clause("P-4.1a", "P-4.7a")
@pytest.mark.parametrize("month", range(1, 13))
def test_the_count_of_missing_month_sheets_is_that_of_the_settlement(month):
    found = missing_months(SYSTEM, day=date(2025 + month // 12, month % 12 + 1, 6))
    assert (found.year, found.month) == (2025, month)
    gaps = [
        [word for word in line.missing if word.startswith("月考核 ") and int(word[-2:]) <= month]
        for line in settle(2025)
    ]
    assert found.sheets == sum(map(len, gaps))
    assert found.people == sum(1 for gap in gaps if gap)


# Search


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("HY0038", "苏晴"),
        ("苏晴", "HY0038"),
        ("sq", "苏晴"),
        ("suqing", "苏晴"),
        ("滨江", "滨江管理处"),
        ("wy-bj", "滨江管理处"),
        ("ZJ2025W20-HY0038", "苏晴"),
        ("zj2025w20-hy0038", "苏晴"),
        ("4.10", "/regulations/clauses/"),
        ("DC6", "值班睡觉或饮酒"),
        ("tsdj", "投诉登记要素缺漏"),
        ("登记", "投诉登记要素缺漏"),
        ("Sheets", "/appraisal/sheets"),
    ],
    ids=lambda value: value,
)
def test_the_palette_finds(typed, found):
    assert found in palette("zongjingli", typed)


@pytest.mark.parametrize("typed", ["苏晴", "HY0038", "ZJ2025W20-HY0038", "翠湖"])
def test_the_palette_shows_an_employee_nothing_of_others(typed):
    shown = palette("HY0010", typed)
    assert "Nothing found" in shown


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\", "\x00", "😀", "x" * 500], ids=repr)
def test_the_palette_takes_any_text(typed):
    shown = palette("zongjingli", quote(typed))
    assert ("Nothing found" in shown) == (typed not in {"%", "\x00"})


# Roles


def test_the_page_of_roles_shows_every_permit_and_to_who_grants_them_the_holders():
    shown = page("guanliyuan", "/roles")
    assert all(str(role.label) in shown for role in Role)
    assert "grant roles and accounts" in shown
    assert "方致远" in shown
    assert "方致远" not in page("HY0001", "/roles")


# Long work and files


@pytest.fixture
def work():
    boss = actor_of(get_user_model().objects.get(username="zongjingli"))

    @usecase(permit="people.read_people")
    def ask(actor):
        return jobs.start(actor, "platform.verify_trail")

    return ask(boss)


def test_long_work_is_shown_to_who_asked_and_to_administrators(work):
    path = f"/jobs/{work.pk}"
    assert 'hx-trigger="every 1s"' in page("zongjingli", path)
    assert "Verify the audit trail" in page("guanliyuan", path)
    assert browser("HY0001").get(path).status_code == 404


def test_long_work_answers_htmx_with_the_part_alone_and_stops_when_it_is_over(work):
    client = browser("zongjingli")
    part = client.get(f"/jobs/{work.pk}", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert f'hx-get="/jobs/{work.pk}"' in part
    Job.objects.filter(pk=work.pk).update(state="refused", error="The reason")
    over = client.get(f"/jobs/{work.pk}", headers={"hx-request": "true"}).content.decode()
    assert "The reason" in over
    assert "hx-get" not in over
    Job.objects.filter(pk=work.pk).update(state="done", result={"url": "/there", "label": "See it"}, error="")
    assert 'href="/there"' in client.get(f"/jobs/{work.pk}").content.decode()


@pytest.fixture
def stored():
    boss = actor_of(get_user_model().objects.get(username="zongjingli"))

    @usecase(permit="people.read_people")
    def keep(actor):
        return files.put(actor, "表.html", [b"<script>alert(1)</script>"], "text/html")

    return keep(boss)


def test_a_file_goes_to_its_owner_alone_and_only_as_a_download(stored):
    path = f"/files/{stored.pk}"
    answer = browser("zongjingli").get(path)
    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for other in ("guanliyuan", "HY0001", "pinzhibu"):
        assert browser(other).get(path).status_code == 404


def test_a_file_whose_bytes_are_lost_is_not_found(stored):
    files.path_of(StoredFile.objects.get(pk=stored.pk)).unlink()
    assert browser("zongjingli").get(f"/files/{stored.pk}").status_code == 404


# Health and failures


def test_health_tells_of_database_and_worker(tmp_path, settings):
    settings.HOME = tmp_path
    assert Client().get("/health").json() == {"status": "degraded", "database": "ok", "worker": "silent"}
    (tmp_path / "run").mkdir()
    beat = tmp_path / "run" / "worker-here-1.beat"
    beat.touch()
    assert Client().get("/health").json() == {"status": "ok", "database": "ok", "worker": "ok"}
    old = time.time() - 60
    os.utime(beat, (old, old))
    assert Client().get("/health").json()["worker"] == "silent"


def test_what_is_not_there_answers_a_page_and_under_the_api_a_problem():
    assert "<h1" in browser("HY0001").get("/nowhere").content.decode()
    answer = browser("HY0001").get("/api/v1/nowhere")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404

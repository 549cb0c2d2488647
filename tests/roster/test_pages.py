"""The pages and the API of the supervisor's day: one key reads, a remark opens a case, nothing grows with the list."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.platform import clock
from huiyin.rooms.roster.models import Comment, DayLog, DayReview, LogBook, Reading
from tests.cases.conftest import take
from tests.roster.conftest import TODAY, YESTERDAY, Company, at

Browser = Callable[[str], Client]
Write = Callable[..., DayLog]


def post(client: Client, route: str, *args: Any, **given: Any) -> Any:
    given = {"idempotency_key": uuid.uuid4().hex} | given
    return client.post(reverse(route, args=args), given)


def text_of(client: Client, route: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(route, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_before_noon_the_day_is_yesterday_and_the_first_unread_record_takes_one_key(
    company: Company, browser: Browser, write: Write
) -> None:
    first, second = write("log", text="交接正常"), write("patrol", text="<b>灯不亮</b>", problem=True)
    client = browser("supervisor")
    page = text_of(client, "roster:day")
    assert YESTERDAY.isoformat() in page
    assert "&lt;b&gt;灯不亮" in page
    assert page.count("autofocus") == 1
    assert page.index(f'value="roster.daylog:{first.pk}"') < page.index("autofocus")
    given = {"unit": company.estate.pk, "day": YESTERDAY.isoformat()}
    assert post(client, "roster:read", **given, items=f"roster.daylog:{first.pk}").status_code == 303
    page = text_of(client, "roster:day", **given)
    assert page.index("autofocus") > page.index(f'value="roster.daylog:{second.pk}"')
    assert f'value="roster.daylog:{first.pk}"' not in page
    assert Reading.objects.get().read_by == "沈星"


def test_the_first_key_reads_what_stands_first_on_the_page(company: Company, browser: Browser, write: Write) -> None:
    write("log")
    with clock.fixed(at(YESTERDAY, 9)):
        case = take(company)
    page = text_of(browser("supervisor"), "roster:day")
    assert page.index(f'value="cases.case:{case.pk}"') < page.index("autofocus") < page.index('value="roster.daylog')


def test_a_remark_shows_its_record_and_opens_a_follow_up(company: Company, browser: Browser, write: Write) -> None:
    row, client = write("patrol", text="三号楼路灯不亮", problem=True), browser("supervisor")
    given: dict[str, Any] = {"unit": company.estate.pk, "day": YESTERDAY.isoformat(), "item": f"roster.daylog:{row.pk}"}
    assert "三号楼路灯不亮" in text_of(client, "roster:comment", **given)
    assert post(client, "roster:comment", **given, text="报修", matter="request").status_code == 422
    said = {"text": "报修", "matter": "request", "owner": "E001", "due": TODAY.isoformat()}
    assert post(client, "roster:comment", **given, **said).status_code == 303
    comment = Comment.objects.get()
    assert "曾国平" in text_of(client, "roster:follow_up", comment.pk)
    assert "报修" in text_of(client, "roster:day", unit=given["unit"], day=given["day"])
    assert "报修" in text_of(browser("clerk"), "roster:follow_ups")
    assert post(client, "roster:review", unit=given["unit"], day=given["day"]).status_code == 303
    assert DayReview.objects.get().read == 1


def test_a_log_is_handed_in_on_a_telephone_and_read_by_who_wrote_it(
    company: Company, browser: Browser, books: dict[str, LogBook]
) -> None:
    client = browser("clerk")
    page = text_of(client, "roster:write_log", book=books["patrol"].pk)
    assert f'value="{TODAY.isoformat()}"' in page
    assert f'<option value="{books["patrol"].pk}" selected' in page
    given = {"book": books["patrol"].pk, "day": TODAY.isoformat(), "text": "巡查两遍，无异常"}
    answer = post(client, "roster:write_log", **given)
    row = DayLog.objects.get()
    assert answer["Location"] == reverse("roster:log", args=[row.pk])
    assert "巡查两遍" in text_of(client, "roster:log", row.pk)
    assert browser("guest_clerk").get(reverse("roster:log", args=[row.pk])).status_code == 404
    assert client.get(reverse("roster:day")).status_code == 403


def test_books_are_begun_and_changed(company: Company, browser: Browser) -> None:
    client = browser("manager")
    given = {"unit": company.estate.pk, "kind": "log", "name": "监控室", "keeper": "E001", "start": TODAY.isoformat()}
    assert post(client, "roster:record_book", **given).status_code == 303
    book = LogBook.objects.get()
    assert "监控室" in text_of(client, "roster:books")
    changed = {"version": 1, "name": "监控中心", "keeper": "E001", "end": TODAY.isoformat()}
    assert post(client, "roster:change_book", book.pk, **changed).status_code == 303
    assert post(client, "roster:change_book", book.pk, **changed).status_code == 409
    assert "监控中心" in text_of(client, "roster:book", book.pk)


def test_nothing_is_asked_for_where_no_post_keeps_a_book(company: Company, browser: Browser) -> None:
    assert "hy-empty" in text_of(browser("supervisor"), "roster:day")


def test_lists_are_narrowed(browser: Browser, write: Write) -> None:
    write("log", text="交接正常")
    write("patrol", text="灯不亮", problem=True)
    client = browser("supervisor")
    assert "交接正常" not in text_of(client, "roster:logs", problem="true")
    assert "灯不亮" not in text_of(client, "roster:logs", problem="false")
    assert "早班巡查" not in text_of(client, "roster:books", running="false")
    assert "早班巡查" in text_of(client, "roster:books", running="true")


@pytest.mark.parametrize("query", [{"unit": "x"}, {"unit": "999"}, {"day": "tomorrow"}, {"day": "2030-01-01"}])
def test_an_address_that_names_no_day_is_refused(
    browser: Browser, books: dict[str, LogBook], query: dict[str, str]
) -> None:
    assert browser("supervisor").get(reverse("roster:day"), query).status_code in {400, 404, 422}


@pytest.mark.parametrize("route", ["roster:day", "roster:logs", "roster:follow_ups", "roster:books"])
def test_a_page_costs_the_same_however_much_was_written(
    company: Company, browser: Browser, write: Write, route: str
) -> None:
    client, counts = browser("supervisor"), []
    write("log")
    client.get(reverse(route))
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(route)).status_code == 200
        counts.append(len(seen))
        for _more in range(8):
            write("log")
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_api_gives_the_day_and_takes_what_is_read(company: Company, browser: Browser, write: Write) -> None:
    row, client = write("log"), browser("supervisor")
    asked: dict[str, Any] = {"unit": company.estate.pk, "day": YESTERDAY.isoformat()}
    pack = client.get("/api/v1/roster/day", asked).json()
    assert [(one["feed"], one["key"], one["read_by"]) for one in pack["records"]] == [
        ("logs", f"roster.daylog:{row.pk}", None)
    ]
    assert len(pack["missing"]) == 1
    sent = client.post(
        "/api/v1/roster/readings", json.dumps(asked | {"items": f"roster.daylog:{row.pk}"}),
        content_type="application/json", headers={"Idempotency-Key": "k1"},
    )  # fmt: skip
    assert sent.status_code == 201
    assert client.get("/api/v1/roster/day", asked).json()["records"][0]["read_by"] == "沈星"
    assert browser("clerk").get("/api/v1/roster/day", asked).status_code == 403

"""The year's end: self-summaries, 优秀员工, remarks and signatures on forms, the checklist, the next scheme."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.db.models import Sum

from huiyin.kernel.errors import Conflict, NotPermitted, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Honour, Line, Scheme, SelfSummary, Sheet, SheetEdition, Tally
from huiyin.rooms.appraisal.queries.board import year_board
from huiyin.rooms.appraisal.queries.forms_content import month_sheets, year_sheets
from huiyin.rooms.appraisal.queries.summaries import own_summary
from huiyin.rooms.appraisal.queries.year_end import year_end, year_results
from huiyin.rooms.appraisal.rules.board import Term
from huiyin.rooms.appraisal.rules.year_end import summary_opens, year_at_hand
from huiyin.rooms.appraisal.terms import EditionState, HonourState, Kind, Topic
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet
from huiyin.rooms.appraisal.usecases.close_the_year import decide_honour, write_self_summary
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import write_sheets
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee
from tests.appraisal.conftest import COLLEAGUE, OWN, found_in
from tests.appraisal.test_pages_sheets import text

pytestmark = pytest.mark.django_db


@contextmanager
def on(day):
    with clock.fixed(datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)):
        yield


DECEMBER = date(2026, 12, 14)


def write(actor, words, seen=None):
    row = own_summary(actor, year=2026)
    return write_self_summary(actor, summary=row, seen=row.version if seen is None else seen, text=words)


@pytest.mark.clause("P-4.1b", "P-5.2")
def test_a_self_summary_is_open_from_the_first_of_december(department):
    employee = department.actor("employee")
    with on(date(2026, 11, 30)), pytest.raises(Conflict, match="2026-12-01"):
        write(employee, "早了")
    with on(date(2026, 12, 1)):
        assert write(employee, "全年无投诉").version == 1


def test_versions_of_a_self_summary_stay_in_the_trail_and_a_stale_one_is_refused(department):
    employee = department.actor("employee")
    with on(DECEMBER):
        write(employee, "第一稿")
        with pytest.raises(Stale):
            write(employee, "另一页的第一稿", seen=0)
        write(employee, "第二稿")
    assert SelfSummary.objects.get().text == "第二稿"
    changes = [
        change["after"]["text"]
        for entry in TrailEntry.objects.filter(act="appraisal.write_self_summary").order_by("seq")
        for change in json.loads(entry.detail)["changes"]
    ]
    assert changes == ["第一稿", "第二稿"]


def test_nobody_writes_anothers_self_summary(department):
    other = SelfSummary(employee=Employee.objects.get(number=COLLEAGUE), year=2026, version=0)
    with on(DECEMBER), pytest.raises(NotPermitted):
        write_self_summary(department.actor("employee"), summary=other, seen=0, text="x")


def year_sheet_of(department, day=DECEMBER, remark="", goals=""):
    """The person's year-end sheet, confirmed, and all others of the unit as drafts."""
    made = generate_rounds(department.actor("supervisor"), kind=Kind.YEAR, period="2026", unit=department.unit)
    edition = made.editions.get(employee__number=OWN)
    sheet = SheetInput(edition, edition.version, [], remark=remark, goals=goals)
    write_sheets(department.actor("supervisor"), sheets=[sheet], submit=True)
    edition.refresh_from_db()
    return confirm_sheet(department.actor("manager"), edition=edition, seen=edition.version)


def test_a_self_summary_closes_with_the_year_end_sheet(department):
    employee = department.actor("employee")
    with on(DECEMBER):
        edition = year_sheet_of(department)
        write(employee, "确认之后、关闭之前")
        acknowledge_sheet(employee, edition=edition, seen=edition.version, agrees=True)
        with pytest.raises(Conflict):
            write(employee, "关闭之后")


def test_an_imported_year_end_sheet_is_closed(department):
    employee = department.actor("employee")
    row = own_summary(employee, year=2025)
    with pytest.raises(Conflict):
        write_self_summary(employee, summary=row, seen=0, text="晚了")


def test_the_page_is_a_form_while_it_is_open_and_says_why_not_otherwise(department):
    client = department.client("employee")
    with on(date(2026, 11, 30)):
        shown = client.get("/appraisal/self-summary").content.decode()
        assert "2026-12-01" in shown
        assert "<textarea" not in shown
    with on(DECEMBER):
        shown = client.get("/appraisal/self-summary").content.decode()
        key = found_in(r'name="idempotency_key" value="([^"]+)"', shown)
        sent = {"text": "按时完成回访", "version": "0", "idempotency_key": key}
        for _twice in range(2):
            assert client.post("/appraisal/self-summary", sent).status_code == 303
        assert "按时完成回访" in client.get("/appraisal/self-summary").content.decode()
        stale = client.post("/appraisal/self-summary", sent | {"text": "另一稿", "idempotency_key": "k2"})
        assert stale.status_code == 409
        assert "另一稿" in stale.content.decode()
    assert SelfSummary.objects.get().text == "按时完成回访"


def test_the_appraisers_read_it_and_colleagues_do_not(department):
    with on(DECEMBER):
        row = write(department.actor("employee"), "本年度小结")
        for who in ("supervisor", "manager", "boss", "employee"):
            assert "本年度小结" in text(department.client(who).get(f"/appraisal/self-summaries/{row.pk}")), who
        SelfSummary.objects.filter(pk=row.pk).update(employee=Employee.objects.get(number=COLLEAGUE))
        assert department.client("employee").get(f"/appraisal/self-summaries/{row.pk}").status_code == 404
        client = department.client("supervisor")
        asked = {"year": 2026, "written": "true"}
        found = client.get(f"/api/v1/appraisal/self-summaries?{urlencode(asked)}").json()["items"]
        assert [(one["number"], one["text"]) for one in found] == [(COLLEAGUE, "本年度小结")]
        without = client.get("/api/v1/appraisal/self-summaries?year=2026&written=false").json()["items"]
        assert OWN in {one["number"] for one in without}
        assert COLLEAGUE not in {one["number"] for one in without}


def test_the_api_writes_it_under_the_version_seen(department):
    client = department.client("employee")
    with on(DECEMBER):
        assert client.get("/api/v1/appraisal/self-summary").json() == {
            "id": None,
            "version": 0,
            "year": 2026,
            "text": "",
        }

        def put(**body):
            return client.put("/api/v1/appraisal/self-summary", body, content_type="application/json").status_code

        assert put(text="一", version=0) == 200
        assert put(text="二", version=0) == 409
        assert put(text="二", version=1) == 200
        assert put(text="字" * 4001, version=2) == 422
    assert SelfSummary.objects.get().text == "二"


@pytest.mark.clause("P-4.9e")
def test_publishing_opens_a_case_for_everybody_above_100_and_nobody_else(department, settled):
    publish_year(SYSTEM, run=settled)
    lines = Line.objects.filter(run=settled, excellent=True)
    assert {(row.employee_id, row.total) for row in Honour.objects.all()} == set(
        lines.values_list("employee_id", "total")
    )
    assert lines.exists()
    row = Honour.objects.order_by("pk")[0]
    assert row.state == HonourState.OPEN
    done = decide_honour(department.actor("boss"), honour=row, seen=row.version, reward="颁发证书")
    assert (done.state, done.decided_by) == (HonourState.DECIDED, "boss")
    with pytest.raises(Conflict):
        decide_honour(department.actor("boss"), honour=row, seen=row.version, reward="再来一次")
    with pytest.raises(NotPermitted):
        decide_honour(department.actor("manager"), honour=row, seen=row.version, reward="x")


def test_the_reward_is_decided_on_its_page(department, settled):
    publish_year(SYSTEM, run=settled)
    client, row = department.client("boss"), Honour.objects.order_by("pk")[0]
    shown = client.get(f"/appraisal/honours/{row.pk}").content.decode()
    key = found_in(r'name="idempotency_key" value="([^"]+)"', shown)
    sent = {"reward": "通报表扬", "version": row.version, "idempotency_key": key}
    assert client.post(f"/appraisal/honours/{row.pk}", sent).status_code == 303
    assert "通报表扬" in text(client.get("/appraisal/honours?year=2025"))
    found = client.get("/api/v1/appraisal/honours?year=2025").json()["items"]
    assert [one["reward"] for one in found if one["id"] == row.pk] == ["通报表扬"]


@pytest.mark.clause("P-5.1", "P-5.2")
def test_forms_say_remarks_goals_and_who_confirmed_and_read(department, settled):
    """A corrected year-end sheet bears the words and names of its edition; one that came with a workbook none."""
    own = Employee.objects.get(number=OWN)
    for kind, period in ((Kind.YEAR, "2025"), (Kind.MONTH, "2025-11")):
        sheet = Sheet.objects.get(employee=own, kind=kind, period=period)
        correction = correct_sheet(department.actor("supervisor"), sheet=sheet, seen=sheet.version, reason="补写评语")
        entries = SheetInput(correction, correction.version, [], remark="踏实", goals="提高回访质量")
        write_sheets(department.actor("supervisor"), sheets=[entries], submit=True)
        correction.refresh_from_db()
        done = confirm_sheet(department.actor("manager"), edition=correction, seen=correction.version)
        acknowledge_sheet(department.actor("employee"), edition=done, seen=done.version)
    month = month_sheets(department.unit.path, "2025-11")
    form = {draft.about_number: draft.content for draft in month.drafts}
    assert (form[OWN]["evaluator_remark"], form[OWN]["goals"]) == ("踏实", "提高回访质量")
    assert form[OWN]["manager"] == {"name": "manager", "date": "2026-01-20"}
    assert form[OWN]["confirmation"] == {"opinion": "已阅", "name": own.name, "date": "2026-01-20"}
    assert form[COLLEAGUE]["manager"] == {"name": "", "date": ""}
    SelfSummary.objects.create(employee=own, year=2025, text="全年小结", changed_at=clock.now())
    publish_year(SYSTEM, run=settle_year(SYSTEM, year=2025))
    yearly = {draft.about_number: draft.content for draft in year_sheets(department.unit.path, 2025).drafts}
    assert yearly[OWN]["self_summary"] == "全年小结"
    assert yearly[OWN]["evaluator_remark"] == "踏实\n下年目标：提高回访质量"
    assert yearly[OWN]["manager"]["name"] == "manager"
    assert yearly[COLLEAGUE]["self_summary"] == ""


@pytest.mark.clause("P-2.0", "P-4.1b")
def test_year_end_sheets_are_begun_from_december_and_followed_on_the_checklist(department):
    manager = department.actor("manager")
    with on(DECEMBER):
        cell = year_board(manager, year=2026).totals[Term.of(Kind.YEAR, "2026")]
        owed = cell.owed
        edition = year_sheet_of(department)
        found = year_end(manager, year=2026)
        counts = {state.value: n for state, n in found.board.totals[Term.of(Kind.YEAR, "2026")].counts.items()}
        assert counts == {"draft": owed - 1, "shown": 1}
        SheetEdition.objects.filter(pk=edition.pk).update(state=EditionState.DISPUTED)
        assert year_end(manager, year=2026).disputed == 1
        shown = department.client("manager").get("/appraisal/year-end?year=2026").content.decode()
        assert 'href="/appraisal/objections?state=open"' in shown
        told = department.client("manager").get("/api/v1/appraisal/year-end?year=2026").json()
        assert told["sheets"]["owed"] == owed
        assert told["objections"] == 1
    with on(date(2027, 2, 1)):
        assert year_end(manager, year=2026).board.totals[Term.of(Kind.YEAR, "2026")].late


def test_the_checklist_leads_from_the_settlement_to_the_next_scheme(department, settled, boss):
    page, results = "/appraisal/year-end?year=2025", "/appraisal/year-end/results?year=2025"
    assert f'hx-get="{results}"' in boss.get(page).content.decode()
    assert "看看结果并发布" in text(boss.get(results))
    sheet = Sheet.objects.filter(date__year=2025)[0]
    Sheet.objects.filter(pk=sheet.pk).update(fingerprint="0" * 32)
    shown = text(boss.get(results))
    assert "现在不能发布" in shown
    assert "看看结果并发布" not in shown
    Sheet.objects.filter(pk=sheet.pk).update(fingerprint=sheet.fingerprint)
    publish_year(SYSTEM, run=settled)
    assert "已发布" in text(boss.get(results))
    assert f"已决定 0/{Honour.objects.count()} 人的奖励" in text(boss.get(page))


def test_what_changed_since_the_settlement_costs_no_more_than_any_page(department, settled, boss, statements):
    with on(date(2026, 1, 20)):
        person = Employee.objects.get(number=OWN)
        sheet = Sheet.objects.filter(employee=person, kind=Kind.MONTH, date__year=2025)[0]
        correction = correct_sheet(department.actor("supervisor"), sheet=sheet, seen=sheet.version, reason="补写评语")
        entries = SheetInput(correction, correction.version, [], remark="踏实", goals="提高回访质量")
        write_sheets(department.actor("supervisor"), sheets=[entries], submit=True)
        correction.refresh_from_db()
        confirm_sheet(department.actor("manager"), edition=correction, seen=correction.version)
        changed = year_results(department.actor("boss"), year=2025).changed
        assert changed is not None
        assert changed.kind == "appraisal.confirm_sheet"
        assert statements(boss, "/appraisal/year-end/results?year=2025") <= 12


@pytest.mark.clause("P-4.2a")
def test_the_next_scheme_begins_with_the_years_deductions(department, settled):
    client = department.client("boss")
    found = client.get("/api/v1/appraisal/used-items?year=2025").json()["items"]
    tallied = Tally.objects.filter(run=settled, topic=Topic.ITEM).aggregate(n=Sum("count"), cost=Sum("points"))
    assert sum(one["count"] for one in found) == tallied["n"]
    assert sum(round(float(one["points"]) * 100) for one in found) == tallied["cost"]
    assert [float(one["points"]) for one in found] == sorted((float(one["points"]) for one in found), reverse=True)
    shown = client.get("/appraisal/year-end/next-scheme?year=2025").content.decode()
    url = found_in(r'method="post" action="(/appraisal/schemes/\d+/draft)"', shown)
    sent = {
        "name": found_in(r'name="name" maxlength="60" value="([^"]+)"', shown),
        "effective_from": found_in(r'name="effective_from" value="([^"]+)"', shown),
        "version": found_in(r'name="version" value="([^"]+)"', shown),
        "idempotency_key": found_in(r'name="idempotency_key" value="([^"]+)"', shown),
    }
    assert client.post(url, sent).status_code == 303
    draft = Scheme.objects.get(state="draft")
    # The workbook's own codes are not those of the shipped standard, so one of these is counted besides.
    Tally.objects.create(run=settled, unit=department.unit, topic=Topic.ITEM, key="DB1", count=7, points=1_450)
    items = client.get(f"/appraisal/schemes/{draft.pk}/items?q=DB1")
    assert "7 次 · 14.50" in text(items)
    assert f'href="/appraisal/schemes/{draft.pk}/items/' in items.content.decode()
    assert "14.50" not in text(department.client("employee").get(f"/appraisal/schemes/{settled.scheme_id}/items?q=DB1"))
    assert draft.name in text(client.get("/appraisal/year-end/next-scheme?year=2025"))


def test_before_a_settlement_the_sheets_themselves_are_counted(department, settled):
    client = department.client("boss")
    after = client.get("/api/v1/appraisal/used-items?year=2025").json()["items"]
    Tally.objects.filter(run=settled).delete()
    settled.lines.all().delete()
    settled.delete()
    before = client.get("/api/v1/appraisal/used-items?year=2025").json()["items"]
    assert sum(one["count"] for one in before) >= sum(one["count"] for one in after)


def test_which_year_is_at_hand():
    assert [year_at_hand(date(2026, month, 1)) for month in (1, 9, 10, 12)] == [2025, 2025, 2026, 2026]
    assert summary_opens(2026) == date(2026, 12, 1)

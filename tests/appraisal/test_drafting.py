"""Rounds and the page on which their sheets are written: as a browser sends it, and over the API."""

import json
import re
import subprocess
import sys
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.platform import paging
from huiyin.rooms.appraisal.models import Entry, Round, SheetEdition
from huiyin.rooms.appraisal.queries.editions import draftable, stated, written_out
from huiyin.rooms.appraisal.rules.work import EntryDraft, draw
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee
from tests.appraisal.conftest import COLLEAGUE, OWN

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 14)
LATE = "1 月 13 日的回访逾期一天"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
INPUT = re.compile(r"<(input)\b([^>]*)>()|<(textarea|select)\b([^>]*)>(.*?)</(?:textarea|select)>", re.DOTALL)


def attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def fields(page: str) -> dict[str, str]:
    """What a browser without scripts would send of the page's grid."""
    form = page.partition('id="ap-draft"')[2].partition("</form>")[0]
    sent: dict[str, str] = {}
    for groups in INPUT.findall(form):
        kind, tag, inside = groups[:3] if groups[0] else groups[3:]
        one = attributes(tag)
        name = one.get("name")
        if not name or one.get("type") in {"file", "submit"}:
            continue
        if one.get("type") == "checkbox":
            if " checked" in tag:
                sent[name] = "on"
        elif kind == "select":
            chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", inside)
            first = re.search(r"<option(?: value=\"([^\"]*)\")?>([^<]*)", inside)
            picked = chosen or first
            sent[name] = "" if picked is None else picked[2] if picked[1] is None else picked[1]
        else:
            sent[name] = unescape(inside) if kind == "textarea" else one.get("value", "")
    return sent


@pytest.fixture
def supervisor(department):
    return department.client("supervisor")


@pytest.fixture
def own():
    return Employee.objects.get(number=OWN)


@pytest.fixture
def made(department):
    return begin_round(department.actor("supervisor"), kind=Kind.WEEK_CHECK, date=DAY, unit=department.unit)


@pytest.fixture
def draft(made, own):
    return made.editions.get(employee=own)


def url(made: Round) -> str:
    return f"/appraisal/rounds/{made.pk}"


def shown(client, made) -> dict[str, str]:
    answer = client.get(url(made))
    assert answer.status_code == 200
    return fields(answer.content.decode())


def line(sent: dict[str, str], draft: SheetEdition, n: int = 0, **cells: str) -> None:
    given = {
        "item": "JA3",
        "points": "2",
        "fact": LATE,
        "evidence": "回访单 0113",
        "section": "回访",
    }
    for name, value in (given | cells).items():
        sent[f"{draft.pk}.{n}.{name}"] = value


# ---- beginning a round


def begin(client, department, **more: Any):
    given = {"unit": department.unit.pk, "kind": 1, "date": "2026-01-14", "idempotency_key": "k1", **more}
    return client.post("/appraisal/rounds/add", given)


def test_a_round_is_begun_once_and_leads_to_its_sheets(supervisor, department):
    first, again = begin(supervisor, department), begin(supervisor, department)
    assert first.status_code == again.status_code == 303
    assert first["Location"] == again["Location"] == url(Round.objects.get())


def test_the_day_begins_as_today(supervisor):
    assert 'value="2026-01-20"' in supervisor.get("/appraisal/rounds/add").content.decode()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"date": "14.01.2026"}, "date"), ({"date": "2026-02-14"}, "date"), ({"unit": "999999"}, "unit"),
        ({"kind": "9"}, "kind"), ({"people": "E0002 X9"}, "people"), ({"count": "2"}, "count"),
        ({"kind": "3"}, "count"), ({"kind": "3", "count": "199"}, "count"),
        ({"kind": "3", "count": "2", "people": "E0002"}, "people"),
    ],
    ids=["no day", "a day to come", "unit", "kind", "stranger", "lot of a weekly", "no lot", "too many", "both"],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field(supervisor, department, given, field):
    answer = begin(supervisor, department, **given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Round.objects.exists()


def test_people_who_have_the_sheet_are_named_when_they_were_asked_for(supervisor, department, own):
    begin(supervisor, department)
    answer = begin(supervisor, department, people=OWN, idempotency_key="k2")
    assert answer.status_code == 422
    assert own.name in answer.content.decode()
    assert "id_people_error" in answer.content.decode()


@pytest.mark.clause("P-3.2", "P-4.5.2a")
def test_anybody_can_draw_again_with_the_line_on_the_page(supervisor, department):
    begin(supervisor, department, kind="3", count="2")
    row = Round.objects.get()
    page = supervisor.get(url(row)).content.decode()
    command = unescape(re.findall(r"<code>(.*?)</code>", page, re.DOTALL)[0])
    assert command.startswith("python3 -c ")
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("python3", sys.executable, 1)], capture_output=True, text=True, check=True
    )
    drawn = sorted(row.editions.values_list("employee__number", flat=True))
    assert sorted(eval(done.stdout)) == drawn == draw(row.seed, row.pool, 2)  # noqa: S307 - a list of staff numbers
    row.editions.all()[0].delete()
    assert drawn[0] in page
    assert "已抽中但现在没有考评单" in supervisor.get(url(row)).content.decode()


def test_rounds_are_listed_with_what_stands_where(supervisor, made, statements):
    page = supervisor.get("/appraisal/rounds").content.decode()
    assert made.number in page
    assert supervisor.get("/appraisal/rounds?kind=2").content.decode().count(made.number) == 0
    assert made.number in supervisor.get("/appraisal/rounds?period=2026-W03").content.decode()
    rows = supervisor.get("/api/v1/appraisal/rounds").json()["items"]
    count = made.editions.count()
    assert (rows[0]["sheets"], rows[0]["drafts"], rows[0]["submitted"]) == (count, count, 0)
    assert statements(supervisor, "/appraisal/rounds") <= 12


# ---- the grid


def test_the_page_carries_the_items_of_each_persons_standard(supervisor, made, draft):
    page = supervisor.get(url(made)).content.decode()
    sets = json.loads(re.findall(r'id="ap-standard" type="application/json">(.*?)</script>', page, re.DOTALL)[0])
    items = {item["code"]: item for item in sets[0]["items"]}
    assert items["JA3"] == {
        "code": "JA3", "label": "回访逾期", "initials": "hfyq", "least": 200, "most": 200, "own": "", "section": "回访",
        "evidence": "系统数据",
    }  # fmt: skip
    assert items["JD1"]["evidence"] == ""
    assert items["XX1"]["own"] == "其它"
    assert "NC3" not in items  # for 管理层 alone
    assert f"{draft.pk}.0.item" in fields(page)


@pytest.mark.clause("P-1.0b", "P-4.5.2b")
def test_what_was_typed_is_saved_and_shown_again(supervisor, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft)
    sent[f"{draft.pk}.remark"] = "回访登记要及时"
    answer = supervisor.post(url(made), sent)
    assert answer.status_code == 303
    entry = Entry.objects.get(edition=draft)
    assert (entry.item, entry.points, entry.section.name, entry.happened_on) == ("JA3", 200, "回访", DAY)
    draft.refresh_from_db()
    assert (draft.remark, draft.version, draft.state) == ("回访登记要及时", 2, EditionState.DRAFT)
    again = shown(supervisor, made)
    assert again[f"{draft.pk}.0.item"] == "JA3 回访逾期"
    assert again[f"{draft.pk}.0.points"] == "2.00"
    # Nothing but what was touched is written.
    assert set(made.editions.exclude(pk=draft.pk).values_list("version", flat=True)) == {1}
    page = supervisor.get(url(made)).content.decode()
    assert ">98.00</output>" in page


def test_a_repeated_save_is_one_save(supervisor, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft)
    assert [supervisor.post(url(made), sent).status_code for _again in range(2)] == [303, 303]
    draft.refresh_from_db()
    assert draft.version == 2


def test_a_save_of_nothing_writes_nothing(supervisor, made):
    assert supervisor.post(url(made), shown(supervisor, made)).status_code == 303
    assert set(made.editions.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize("typed", ["JA3", "ja3", "JA3 回访逾期", "回访逾期", "hfyq"])
def test_an_item_is_known_by_code_label_or_initials(supervisor, made, draft, typed):
    sent = shown(supervisor, made)
    line(sent, draft, item=typed, points="", section="")
    supervisor.post(url(made), sent)
    assert Entry.objects.get(edition=draft).item == "JA3"


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"item": "没有此项"}, "item"), ({"points": "abc"}, "points"), ({"points": "9"}, "points"),
        ({"fact": " "}, "fact"), ({"evidence": ""}, "evidence"), ({"evidence": "x" * 201}, "evidence"),
        ({"happened_on": "2026-01-31"}, "happened_on"), ({"happened_on": "gestern"}, "happened_on"),
        ({"section": "没有此栏"}, "section"), ({"fact": "长" * 201}, "fact"),
    ],
)  # fmt: skip
def test_a_refused_save_keeps_what_was_typed_and_marks_the_cell(supervisor, made, draft, cells, cell):
    sent = shown(supervisor, made)
    colleague = made.editions.get(employee__number=COLLEAGUE)
    line(sent, colleague, fact="另一个人的事")
    line(sent, draft, 3, **cells)
    answer = supervisor.post(url(made), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="c-{draft.pk}-3-{cell}"[^>]*aria-invalid="true"', page)
    assert f'href="#c-{draft.pk}-3-{cell}"' in page
    kept = fields(page)
    for name in ("item", "points", "fact", "evidence"):
        assert kept[f"{draft.pk}.3.{name}"] == sent[f"{draft.pk}.3.{name}"].strip()
    assert kept[f"{colleague.pk}.0.fact"] == "另一个人的事"
    assert not Entry.objects.filter(edition__round=made).exists()


def test_every_fault_of_every_sheet_is_marked_at_once(supervisor, made, draft):
    colleague = made.editions.get(employee__number=COLLEAGUE)
    sent = shown(supervisor, made)
    line(sent, draft, 0, points="abc", fact="")
    line(sent, draft, 1, item="ZZ9")
    line(sent, colleague, 0, evidence="")
    page = supervisor.post(url(made), sent).content.decode()
    marked = set(re.findall(r'id="c-([\w-]+)"[^>]*aria-invalid="true"', page))
    assert marked == {
        f"{draft.pk}-0-points", f"{draft.pk}-0-fact", f"{draft.pk}-1-item", f"{colleague.pk}-0-evidence",
    }  # fmt: skip


@pytest.mark.clause("P-4.10a")
def test_a_serious_violation_takes_the_whole_section(supervisor, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft, serious="on", points="0")
    supervisor.post(url(made), sent)
    assert ">80.00</output>" in supervisor.get(url(made)).content.decode()  # 回访 has 20 marks in the hotel


@pytest.mark.clause("P-4.5.1")
def test_a_month_appraisal_has_its_sixteen_sub_items_and_each_item_its_own(supervisor, department, own):
    row = begin_round(
        department.actor("supervisor"), kind=Kind.MONTH, date=date(2026, 1, 31), unit=department.unit, people=[own.pk]
    )
    draft = row.editions.get()
    page = supervisor.get(url(row)).content.decode()
    sets = json.loads(re.findall(r'id="ap-standard" type="application/json">(.*?)</script>', page, re.DOTALL)[0])
    assert len([one for one in sets[0]["sections"] if not one["other"]]) == 16
    sent = fields(page)
    line(sent, draft, points="1", section="工作效率", happened_on="2026-01-13")
    assert supervisor.post(url(row), sent).status_code == 303
    assert Entry.objects.get(edition=draft).section.name == "工作效率"


def test_one_sheet_or_all_are_submitted(supervisor, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft)
    supervisor.post(url(made), {**sent, "submit": str(draft.pk)})
    states = dict(made.editions.values_list("pk", "state"))
    assert states.pop(draft.pk) == EditionState.SUBMITTED
    assert set(states.values()) == {EditionState.DRAFT}
    supervisor.post(url(made), {**shown(supervisor, made), "submit": "all"})
    assert set(made.editions.values_list("state", flat=True)) == {EditionState.SUBMITTED}
    assert Entry.objects.filter(edition=draft).count() == 1


def test_a_sheet_is_taken_back_and_thrown_away(supervisor, made, draft):
    supervisor.post(url(made), {**shown(supervisor, made), "submit": str(draft.pk)})
    taken = supervisor.post(f"/appraisal/editions/{draft.pk}/take-back", {"idempotency_key": "t", "version": "2"})
    assert taken["Location"] == f"/appraisal/editions/{draft.pk}"
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT
    gone = {"idempotency_key": "d", "version": str(draft.version)}
    assert supervisor.post(f"/appraisal/editions/{draft.pk}/discard", gone).status_code == 303
    assert not SheetEdition.objects.filter(pk=draft.pk).exists()


def test_a_single_sheet_is_written_on_the_same_page(supervisor, draft):
    address = f"/appraisal/editions/{draft.pk}/write"
    sent = fields(supervisor.get(address).content.decode())
    line(sent, draft)
    assert supervisor.post(address, sent)["Location"] == address
    assert Entry.objects.get(edition=draft).item == "JA3"


def meanwhile(department, draft, **more: Any) -> None:
    draft.refresh_from_db()
    found = EntryDraft(item="JA4", fact="预约回复失约", happened_on=DAY, evidence="预约单")
    write_sheets(department.actor("manager"), sheets=[SheetInput(draft, draft.version, [found], **more)])


def test_a_stale_save_shows_both_versions_and_loses_none(supervisor, department, made, draft):
    sent = shown(supervisor, made)
    meanwhile(department, draft)
    line(sent, draft)
    answer = supervisor.post(url(made), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "预约回复失约" in page
    kept = fields(page)
    assert kept[f"{draft.pk}.0.fact"] == sent[f"{draft.pk}.0.fact"]
    assert kept[f"{draft.pk}.version"] == "2"
    assert Entry.objects.get(edition=draft).item == "JA4"
    # Saved again, mine takes the place knowingly.
    assert supervisor.post(url(made), kept).status_code == 303
    assert Entry.objects.get(edition=draft).item == "JA3"


def test_what_others_write_on_sheets_that_i_did_not_touch_is_no_conflict(supervisor, department, made, draft):
    sent = shown(supervisor, made)
    meanwhile(department, draft)
    line(sent, made.editions.get(employee__number=COLLEAGUE))
    assert supervisor.post(url(made), sent).status_code == 303
    assert Entry.objects.get(edition=draft).item == "JA4"


def test_a_sheet_that_was_submitted_meanwhile_keeps_what_i_typed_beside_it(supervisor, department, made, draft):
    sent = shown(supervisor, made)
    meanwhile(department, draft, submit=True)
    line(sent, draft)
    answer = supervisor.post(url(made), sent)
    assert answer.status_code == 409
    assert LATE in answer.content.decode()
    assert Entry.objects.get(edition=draft).item == "JA4"


def test_a_sheet_that_was_thrown_away_meanwhile_leaves_what_i_typed(supervisor, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft)
    draft.delete()
    answer = supervisor.post(url(made), sent)
    assert answer.status_code == 409
    assert LATE in answer.content.decode()


@pytest.mark.clause("P-4.7a")
def test_a_fact_that_stands_elsewhere_is_marked_at_its_cell(supervisor, department, made, draft, own):
    sent = shown(supervisor, made)
    line(sent, draft)
    supervisor.post(url(made), sent)
    spot = begin_round(
        department.actor("supervisor"), kind=Kind.SPOT_CHECK, date=DAY, unit=department.unit, people=[own.pk]
    )
    other = spot.editions.get()
    sent = shown(supervisor, spot)
    line(sent, other)
    answer = supervisor.post(url(spot), sent)
    assert answer.status_code == 409
    assert re.search(rf'id="c-{other.pk}-0-fact"[^>]*aria-invalid="true"', answer.content.decode())


def test_who_wrote_a_line_is_kept_when_another_writes_on(supervisor, department, made, draft):
    sent = shown(supervisor, made)
    line(sent, draft)
    supervisor.post(url(made), sent)
    draft.refresh_from_db()
    manager = department.client("manager")
    sent = shown(manager, made)
    line(sent, draft, 1, item="JA4", fact="预约回复失约")
    manager.post(url(made), sent)
    assert list(Entry.objects.filter(edition=draft).values_list("written_by", flat=True)) == ["supervisor", "manager"]
    draft.refresh_from_db()
    assert draft.drafter_name == "manager"


# ---- photographs


def with_photo(client, made, draft, content: bytes = PNG, name: str = "现场.png"):
    sent = shown(client, made)
    line(sent, draft, evidence="")
    return client.post(url(made), {**sent, f"{draft.pk}.0.photo": SimpleUploadedFile(name, content, "image/png")})


def test_a_photo_proves_a_line_and_stays_with_it(supervisor, made, draft):
    assert with_photo(supervisor, made, draft).status_code == 303
    entry = Entry.objects.get(edition=draft)
    again = shown(supervisor, made)
    again[f"{draft.pk}.0.fact"] = "1 月 13 日的回访逾期两天"
    assert supervisor.post(url(made), again).status_code == 303
    assert Entry.objects.get(edition=draft).file_id == entry.file_id


def test_what_is_sealed_of_many_sheets_is_what_the_page_shows(supervisor, made, draft):
    with_photo(supervisor, made, draft)
    sent = shown(supervisor, made)
    line(sent, draft, 1, item="JA4", fact="预约回复失约")
    assert supervisor.post(url(made), sent).status_code == 303
    rows = list(made.editions.select_related("form__scheme"))
    whole, plain = written_out(rows), stated(rows)
    assert [one.account for one in plain.values()] == [one.account for one in whole.values()]
    assert [one.digest for one in plain.values()] == [one.digest for one in whole.values()]
    photo, other = plain[draft.pk].entries
    kept = Entry.objects.get(edition=draft, position=1).file
    assert kept is not None
    assert (photo.file, other.file) == ((kept.name, kept.digest), None)


def test_a_photo_is_shown_to_who_sees_the_sheet_and_to_nobody_else(supervisor, department, made, draft):
    with_photo(supervisor, made, draft)
    address = f"/appraisal/editions/{draft.pk}/evidence/{Entry.objects.get(edition=draft).pk}"
    assert address in supervisor.get(url(made)).content.decode()
    answer = supervisor.get(address)
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert department.client("employee").get(address).status_code == 404  # a draft is not open to him
    assert department.client("admin").get(address).status_code == 403


def test_what_is_no_picture_is_refused_at_its_cell(supervisor, made, draft):
    answer = with_photo(supervisor, made, draft, b"<svg onload=alert(1)>", "a.png")
    assert answer.status_code == 422
    assert re.search(rf'id="c-{draft.pk}-0-photo"[^>]*aria-invalid="true"', answer.content.decode())


def test_a_file_of_another_sheet_is_no_file(supervisor, made, draft):
    with_photo(supervisor, made, draft)
    colleague = made.editions.get(employee__number=COLLEAGUE)
    sent = shown(supervisor, made)
    line(sent, colleague, file=str(Entry.objects.get(edition=draft).file_id))
    assert supervisor.post(url(made), sent).status_code == 404


# ---- cost


@pytest.fixture
def crowd(department, made, own):
    """Sixty sheets in one round: the unit's, and copies of one of them under other names."""
    model = made.editions.get(employee=own)
    person = Employee.objects.get(pk=own.pk)
    job, place = person.employments.get(), person.placements.get()
    for n in range(60 - made.editions.count()):
        for row in (person, job, place, model):
            row.pk, row._state.adding = None, True
        person.number = f"Z{n:04d}"
        person.save()
        job.employee_id = place.employee_id = model.employee_id = person.pk
        job.save()
        place.save()
        model.number = f"Z-{n}"
        model.save()
    return made


def counted(act) -> int:
    with CaptureQueriesContext(connection) as found:
        act()
    return len([one for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


@pytest.mark.clause("P-4.5.2a")
def test_the_page_and_the_save_cost_the_same_for_sixty_people(supervisor, department, crowd, own, statements):
    small = begin_round(
        department.actor("supervisor"), kind=Kind.SPOT_CHECK, date=DAY, unit=department.unit, people=[own.pk]
    )
    few, many = statements(supervisor, url(small)), statements(supervisor, url(crowd))
    assert many == few
    assert many <= 12
    rows = list(crowd.editions.all())
    assert len(rows) == 60

    actor = department.actor("supervisor")

    def save(some, fact):
        found = EntryDraft(item="JA3", fact=fact, happened_on=DAY, evidence="回访单")
        sheets = [SheetInput(row, row.version, [found]) for row in draftable(actor).filter(pk__in=some)]
        return counted(lambda: write_sheets(actor, sheets=sheets))

    one, all_of_them = save([rows[0].pk], "第一件"), save([row.pk for row in rows], "第二件")
    assert all_of_them - one <= 65, (one, all_of_them)  # one a sheet; old lines go in batches


def test_a_long_round_has_pages(supervisor, crowd, monkeypatch):
    monkeypatch.setattr("huiyin.rooms.appraisal.queries.drafting.PAGE", 25)
    assert paging.COUNT_CAP > 25
    page = supervisor.get(f"{url(crowd)}?page=3").content.decode()
    assert "?page=2" in page


# ---- the API


def write(client, *sheets: dict[str, Any], key: str = "w1", **more: Any):
    body = {"sheets": list(sheets), **more}
    headers = {"Idempotency-Key": key}
    return client.post("/api/v1/appraisal/drafts", json.dumps(body), content_type="application/json", headers=headers)


def found(draft: SheetEdition, *entries: dict[str, Any], version: int | None = None) -> dict[str, Any]:
    given = {"item": "JA3", "fact": LATE, "evidence": "回访单 0113"}
    lines = [given | entry for entry in entries] or [given]
    return {"edition": draft.pk, "version": version or draft.version, "entries": lines}


def test_the_api_begins_writes_reads_submits_and_takes_back(supervisor, department, own):
    body = {"unit": department.unit.pk, "kind": 1, "date": "2026-01-14", "people": OWN}
    headers = {"Idempotency-Key": "b1"}
    begun = supervisor.post(
        "/api/v1/appraisal/rounds", json.dumps(body), content_type="application/json", headers=headers
    )
    assert begun.status_code == 201, begun.content.decode()
    pk = begun.json()["id"]
    sheets = supervisor.get(f"/api/v1/appraisal/rounds/{pk}/sheets").json()
    assert (sheets["count"], sheets["items"][0]["employee_no"]) == (1, OWN)
    draft = SheetEdition.objects.get(pk=sheets["items"][0]["id"])
    assert write(supervisor, found(draft) | {"remark": "及时回访"}).json() == {
        "id": draft.pk, "version": 2, "shown_once": {},
    }  # fmt: skip
    assert write(supervisor, found(draft) | {"remark": "及时回访"}).json()["version"] == 2
    row = supervisor.get(f"/api/v1/appraisal/rounds/{pk}/sheets").json()["items"][0]
    assert (row["score"], row["remark"], row["entries"][0]["points"]) == ("98.00", "及时回访", "2.00")
    submitted = write(supervisor, found(draft, version=2), key="w2", submit=True)
    assert submitted.status_code == 200
    draft.refresh_from_db()
    assert (draft.state, draft.remark) == (EditionState.SUBMITTED, "及时回访")
    for act, version in (("take-back", 3), ("discard", 4)):
        done = supervisor.post(
            f"/api/v1/appraisal/editions/{draft.pk}/{act}", json.dumps({"version": version}),
            content_type="application/json", headers={"Idempotency-Key": act},
        )  # fmt: skip
        assert done.status_code == 200, done.content
    assert not SheetEdition.objects.filter(pk=draft.pk).exists()


def test_the_api_names_every_fault_where_it_stands_in_what_was_sent(supervisor, made, draft):
    colleague = made.editions.get(employee__number=COLLEAGUE)
    answer = write(
        supervisor, found(colleague), found(draft, {}, {"points": 9, "fact": "别的", "happened_on": "2026-01-31"})
    )
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["faults"]] == [
        "sheets.1.entries.1.happened_on", "sheets.1.entries.1.points",
    ]  # fmt: skip
    assert not Entry.objects.filter(edition__round=made).exists()


def test_the_api_shows_both_versions_of_a_stale_sheet(supervisor, department, draft):
    meanwhile(department, draft)
    answer = write(supervisor, found(draft, version=1))
    assert answer.status_code == 409
    told = answer.json()
    assert (told["version"], told["faults"][0]["where"]) == (2, "sheets.0")
    assert told["theirs"]["entries"][0]["item"] == "JA4"
    assert told["mine"]["entries"][0]["item"] == "JA3"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/a", "not an address"])
def test_only_addresses_of_the_web_are_links(supervisor, draft, link):
    answer = write(supervisor, found(draft, {"link": link}))
    assert [fault["where"] for fault in answer.json()["faults"]] == ["sheets.0.entries.0.link"]


def test_a_whole_round_is_submitted_over_the_api(supervisor, made):
    answer = supervisor.post(
        f"/api/v1/appraisal/rounds/{made.pk}/submit", json.dumps({"version": 1}), content_type="application/json",
        headers={"Idempotency-Key": "s"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert set(made.editions.values_list("state", flat=True)) == {EditionState.SUBMITTED}

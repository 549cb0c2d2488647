"""A workbook is handed in, looked through, and imported whole or not at all."""

import re
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import files, workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job, TrailEntry
from huiyin.rooms.appraisal import jobs
from huiyin.rooms.appraisal.models import Deduction, Import, Sheet
from huiyin.rooms.appraisal.queries.imports import imports
from huiyin.rooms.appraisal.terms import IMPORT_FLOW, ImportState
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.hand_in_workbook import apply_import, hand_in_workbook
from huiyin.rooms.people.models import Employee
from huiyin.rooms.people.terms import Role
from huiyin.rooms.people.usecases import record_unit
from tests.appraisal.conftest import BAD, BOOK, Department, account, found_in, quiet, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alone(db):
    """An installation with the shipped standard, a company of two units, and nobody in it yet."""
    adopt_default_scheme(SYSTEM)
    root = record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    unit = record_unit(SYSTEM, code="A", name="酒店客服中心", parent=root, business="hotel")
    other = record_unit(SYSTEM, code="B", name="华南营业所", parent=root, business="company")
    accounts = {
        "boss": account("boss", Role.GENERAL_MANAGER, (root,)),
        "supervisor": account("supervisor", Role.SUPERVISOR, (unit,)),
        "colleague": account("colleague", Role.SUPERVISOR, (other,)),
        "admin": account("admin", Role.ADMINISTRATOR, (root,)),
    }
    return Department(accounts, unit, other)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hand_in(client, path):
    page = client.get("/appraisal/imports/add").content.decode()
    key = found_in(r'name="idempotency_key" value="([^"]+)"', page)
    answer = client.post("/appraisal/imports/add", {"idempotency_key": key, "file": upload(path)})
    assert answer.status_code == 303, text(answer)
    row = Import.objects.latest("pk")
    assert answer["Location"] == f"/appraisal/imports/{row.pk}"
    return row


def look_through(department, row):
    jobs.preview_import(department.actor("boss"), quiet, key=f"job:{row.job_id}", **row.job.args)
    row.refresh_from_db()
    return row


EIGHT = {
    ("考评单", 930), ("考评单", 931), ("扣分明细", 645), ("扣分明细", 646), ("扣分明细", 647), ("扣分明细", 648),
    ("扣分明细", 649), ("加分", 39),
}  # fmt: skip


def test_a_workbook_is_looked_through_before_anything_is_stored(alone):
    client = alone.client("boss")
    row = hand_in(client, BOOK)
    assert row.state == ImportState.CHECKING
    assert "正在检查工作簿" in text(client.get(f"/appraisal/imports/{row.pk}"))
    row = look_through(alone, row)
    assert (row.state, row.new, row.changed, row.unchanged, row.refused) == (ImportState.READY, 4560, 0, 0, 0)
    assert not Sheet.objects.exists()
    shown = text(client.get(f"/appraisal/imports/{row.pk}"))
    assert "4560" in shown
    assert "K2025000001" in shown
    assert "新增 60 人" in shown


def test_a_bad_workbook_names_its_eight_faults_and_can_be_taken_home(alone):
    client = alone.client("boss")
    row = look_through(alone, hand_in(client, BAD))
    assert (row.state, row.refused) == (ImportState.REFUSED, 8)
    assert {(sheet, number) for sheet, number, _reason in row.faults} == EIGHT
    page = text(client.get(f"/appraisal/imports/{row.pk}"))
    for _sheet, _number, reason in row.faults:
        assert reason in page.replace("&#x27;", "'")
    answer = client.get(f"/appraisal/imports/{row.pk}/refused")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert {(sheet, int(str(number).partition(".")[0])) for sheet, number, _reason in rows[1:]} == EIGHT
    with pytest.raises(Conflict):
        apply_import(alone.actor("boss"), row=row, seen=row.version)
    refused = client.post(f"/appraisal/imports/{row.pk}/apply", {"idempotency_key": "k1", "version": row.version})
    assert refused.status_code == 303
    assert not Sheet.objects.exists()


def test_a_checked_workbook_is_imported_whole_and_once(alone):
    client = alone.client("boss")
    row = look_through(alone, hand_in(client, BOOK))
    asked = client.post(f"/appraisal/imports/{row.pk}/apply", {"idempotency_key": "k1", "version": row.version})
    assert asked.status_code == 303
    row.refresh_from_db()
    assert row.state == ImportState.APPLYING
    made = jobs.import_sheets(alone.actor("boss"), quiet, key=f"job:{row.job_id}", **row.job.args)
    assert jobs.import_sheets(alone.actor("boss"), quiet, key=f"job:{row.job_id}", **row.job.args) == made
    row.refresh_from_db()
    assert row.state == ImportState.DONE
    assert row.done_at is not None
    assert (Sheet.objects.filter(handed_in=row).count(), Employee.objects.count()) == (4560, 60)
    assert Deduction.objects.count() == 4042
    assert "已导入：新增 4560 张" in text(client.get(f"/appraisal/imports/{row.pk}"))
    again = look_through(alone, hand_in(client, BOOK))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4560)
    sheet = Sheet.objects.all()[0]
    page = text(client.get(f"/appraisal/sheets/{sheet.pk}"))
    assert "appraisal-2025.xlsx" in page
    assert "导入了工作簿" in page


def test_a_workbook_that_no_longer_fits_when_it_is_imported_is_refused_with_its_rows(alone):
    boss = alone.actor("boss")
    row = look_through(alone, hand_in(alone.client("boss"), BOOK))
    row = apply_import(boss, row=row, seen=row.version)
    path = files.path_of(row.file)
    path.write_bytes(BAD.read_bytes())  # as if the store had changed between preview and import
    with pytest.raises(Refusal):
        jobs.import_sheets(boss, quiet, key="job:9", import_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.refused) == (ImportState.REFUSED, 8)
    assert not Sheet.objects.exists()


def changed_book(target, rows):
    source = CalamineWorkbook.from_path(BOOK)
    tables: dict[str, Any] = {name: source.get_sheet_by_name(name).to_python() for name in source.sheet_names}
    rows(tables)
    workbooks.write(target, [(name, table[0], table[1:]) for name, table in tables.items()])
    return target


def test_a_preview_shows_what_changes(alone, tmp_path):
    client = alone.client("boss")
    first = look_through(alone, hand_in(client, BOOK))
    first = apply_import(alone.actor("boss"), row=first, seen=first.version)
    jobs.import_sheets(alone.actor("boss"), quiet, key="job:a", import_id=first.pk)

    def one_more(tables):
        tables["扣分明细"].append(["K2025000002", "回访", "JA3", 2.0, "回访逾期", ""])

    row = look_through(alone, hand_in(client, changed_book(tmp_path / "changed.xlsx", one_more)))
    assert (row.new, row.changed, row.unchanged) == (0, 1, 4559)
    change = row.rows["changed"][0]
    assert change["label"] == "K2025000002"
    assert (change["changes"][0]["before"], change["changes"][0]["after"]) == ("1（1.00）", "2（3.00）")
    assert "2（3.00）" in text(client.get(f"/appraisal/imports/{row.pk}"))


@pytest.mark.parametrize(
    ("name", "body"),
    [("x.xlsx", b"no workbook"), ("x.xls", b"\xd0\xcf\x11\xe0"), ("empty.xlsx", b"")],
    ids=["text", "old excel", "empty"],
)
def test_what_is_no_workbook_is_refused_at_the_field(alone, name, body):
    file = BytesIO(body)
    file.name = name
    answer = alone.client("boss").post("/appraisal/imports/add", {"idempotency_key": "k", "file": file})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_zip_that_is_no_workbook_is_refused_in_the_preview(alone, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing of a workbook")
    row = look_through(alone, hand_in(alone.client("boss"), path))
    assert (row.state, row.refused) == (ImportState.REFUSED, 1)
    assert "Excel" in row.faults[0][2]


def test_a_file_above_the_limit_is_refused(alone, settings):
    settings.HUIYIN_UPLOAD_MOST_BYTES = 1000
    answer = alone.client("boss").post("/appraisal/imports/add", {"idempotency_key": "k", "file": upload(BOOK)})
    assert answer.status_code == 422


def test_imports_are_open_to_who_made_them_and_to_who_oversees_the_branch(alone):
    row = hand_in_workbook(alone.actor("supervisor"), file=upload(BAD))
    assert row.unit_path == alone.unit.path
    assert imports(alone.actor("boss")).filter(pk=row.pk).exists()
    assert alone.client("supervisor").get(f"/appraisal/imports/{row.pk}").status_code == 200
    assert alone.client("colleague").get(f"/appraisal/imports/{row.pk}").status_code == 404
    assert alone.client("admin").get(f"/appraisal/imports/{row.pk}").status_code == 403
    wide = hand_in_workbook(alone.actor("boss"), file=upload(BAD))
    assert wide.unit_path == alone.unit.parent.path
    assert not imports(alone.actor("supervisor")).filter(pk=wide.pk).exists()


def test_the_trail_keeps_counts_and_digest_and_no_rows(alone):
    row = look_through(alone, hand_in(alone.client("boss"), BAD))
    entries = TrailEntry.objects.filter(subject_type="appraisal.import", subject_id=str(row.pk))
    assert [entry.act for entry in entries.order_by("seq")] == [
        "appraisal.hand_in_workbook",
        "appraisal.record_findings",
    ]
    assert all(len(entry.detail) < 2000 for entry in entries)
    assert row.file.digest in entries.order_by("seq")[0].detail


def test_the_same_form_sent_twice_hands_in_once(alone):
    client = alone.client("boss")
    for _ in range(2):
        client.post("/appraisal/imports/add", {"idempotency_key": "same", "file": upload(BAD)})
    assert (Import.objects.count(), Job.objects.filter(kind="appraisal.preview_import").count()) == (1, 1)


@pytest.mark.parametrize("state", ImportState.values)
@pytest.mark.parametrize("name", sorted(IMPORT_FLOW.moves))
def test_every_state_and_move_of_an_import(state, name):
    move = IMPORT_FLOW.moves[name]
    if state in move.sources:
        assert IMPORT_FLOW.target(name, state) == move.target
    else:
        with pytest.raises(Conflict):
            IMPORT_FLOW.target(name, state)


def test_pages_cost_few_statements(alone, statements):
    row = look_through(alone, hand_in(alone.client("boss"), BAD))
    assert statements(alone.client("boss"), "/appraisal/imports") <= 12
    assert statements(alone.client("boss"), f"/appraisal/imports/{row.pk}") <= 12

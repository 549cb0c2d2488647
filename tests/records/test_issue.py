"""A content becomes a record once: numbered without a gap, kept two years, never changed."""

import ast
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

import huiyin
from huiyin.kernel import canon
from huiyin.kernel.errors import NotPermitted
from huiyin.platform import trail
from huiyin.platform.models import Counter, TrailEntry
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.records import usecases
from huiyin.rooms.records.models import Record
from tests.records.conftest import PERIOD, draft, issuer, reader


@pytest.mark.clause("P-4.12", "P-4.12.1", "P-5.1")
def test_a_record_bears_number_digest_term_and_anchor(issue):
    seq, link = trail.head()
    record = issue()
    assert record.number == "YKH-202611-0001"
    assert record.digest == canon.digest(draft().content)
    assert canon.canonical(draft().content) == record.content
    assert record.keep_until.isoformat() == "2028-12-03"
    assert (record.trail_seq, record.trail_digest) == (seq, link)
    assert (record.edition, record.follows, record.issued_by) == (1, None, "林晓东")


def test_the_same_content_is_issued_once(issue):
    first = issue()
    again = issue(at=datetime(2027, 1, 9, tzinfo=UTC))
    assert again == first
    assert again.issued_at == first.issued_at
    assert Counter.objects.get(series=f"record:YKH:{PERIOD}").value == 1


def test_a_changed_content_gets_a_number_that_names_the_one_it_follows(issue):
    first = issue()
    second = issue(goals="新目标")
    assert (second.number, second.edition, second.follows) == ("YKH-202611-0002", 2, first)
    third = issue()
    assert (third.edition, third.follows, third.digest) == (3, second, first.digest)
    assert issue() == third


def test_series_are_counted_by_form_and_period(issue):
    assert issue(1).number == "YKH-202611-0001"
    assert issue(1, period="2026-12").number == "YKH-202612-0001"
    assert issue(2).number == "YKH-202611-0002"


def test_many_forms_are_one_act_under_one_seal(db, manager):
    before = TrailEntry.objects.count()
    issued = usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=[draft(n) for n in range(1, 31)])
    assert (len(issued.pks), issued.fresh) == (30, 30)
    assert TrailEntry.objects.count() == before + 1
    numbers = list(Record.objects.filter(pk__in=issued.pks).order_by("id").values_list("number", flat=True))
    assert numbers == [f"YKH-202611-{n:04d}" for n in range(1, 31)]
    more = [draft(n) for n in range(1, 41)]
    again = usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=more)
    assert (again.pks[:30], again.fresh) == (issued.pks, 10)
    assert usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=more).fresh == 0


def test_issuing_ten_forms_costs_as_many_statements_as_forty(db, manager):
    counted = []
    for period, people in (("2026-11", 10), ("2026-12", 40)):
        drafts = [draft(n) for n in range(1, people + 1)]
        with CaptureQueriesContext(connection) as seen:
            usecases.issue_records(manager, kind=MONTH_SHEET, period=period, drafts=drafts)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 12


def test_issuing_ends_at_the_branch_and_needs_the_permit(db):
    with pytest.raises(NotPermitted):
        usecases.issue_record(issuer("/1/5/"), kind=MONTH_SHEET, period=PERIOD, draft=draft())
    with pytest.raises(NotPermitted):
        usecases.issue_record(reader(1), kind=MONTH_SHEET, period=PERIOD, draft=draft())
    assert not Record.objects.exists()
    assert not Counter.objects.filter(series__startswith="record:").exists()


def test_a_refused_act_takes_no_number(db, manager):
    drafts = [draft(1), draft(2, unit="/2/")]
    with pytest.raises(NotPermitted):
        usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=drafts)
    record = usecases.issue_record(manager, kind=MONTH_SHEET, period=PERIOD, draft=draft(1))
    assert record.number == "YKH-202611-0001"


@pytest.mark.parametrize("field", ["content", "digest", "number", "keep_until"])
def test_the_database_itself_refuses_to_change_a_record(issue, field):
    record = issue()
    value = "2020-01-01" if field == "keep_until" else "x"
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**{field: value})


def test_no_code_changes_or_removes_a_record():
    """Records are inserted; one statement, of a disposal, empties them; no other room can reach their table."""
    verbs = {"update", "delete", "bulk_update", "save", "change", "remove", "update_or_create"}
    room = Path(huiyin.__file__).parent / "rooms" / "records"
    calls = [
        (path.name, node.func.attr, ast.unparse(node.func.value).split(".")[0])
        for path in room.rglob("*.py")
        if not {"migrations", "layouts"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    writing = [call for call in calls if call[1] in verbs and call[0] not in {"hold.py", "dispose.py"}]
    assert writing == []
    changing = [call for call in calls if call[1] in verbs and call[2] == "Record"]
    assert changing == [("dispose.py", "update", "Record")]
    assert ("issue.py", "bulk_create", "Record") in calls


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_racing_issuers_leave_no_gap_no_duplicate_and_one_record_each():
    outcomes: list[tuple[int, ...]] = []
    faults: list[BaseException] = []

    def issue_all(start: int) -> None:
        try:
            for shift in range(4):
                people = [(start + shift * 5 + step) % 20 + 1 for step in range(8)]
                issued = usecases.issue_records(
                    issuer(), kind=MONTH_SHEET, period=PERIOD, drafts=[draft(n) for n in people]
                )
                outcomes.append(issued.pks)
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue_all, args=(start,)) for start in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(outcomes) == 48
    numbers = sorted(Record.objects.values_list("number", flat=True))
    assert numbers == [f"YKH-202611-{n:04d}" for n in range(1, 21)]
    assert Record.objects.values("subject_id").distinct().count() == 20
    assert trail.verify()[1] == []

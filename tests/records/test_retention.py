"""Retention (P-4.12, AMB-14): the term, holds, what is still needed, disposal by two people, and what stays."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, files, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.models import Job, StoredFile, TrailEntry
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.people.models import Employee
from huiyin.rooms.records import jobs, usecases
from huiyin.rooms.records.models import Disposal, DisposalLine, Hold, PrintedRecord, Record, Signature, triggers
from huiyin.rooms.records.queries import issued, prints, retention, signatures
from huiyin.rooms.records.terms import DISPOSAL_FLOW, DISPOSAL_LIST, DisposalState, Draft
from huiyin.rooms.records.usecases.dispose import remove_bytes
from tests.appraisal.samples import month_sheet
from tests.people.conftest import Company, browser, company

__all__ = ["browser", "company"]

ARCHIVED = datetime(2024, 2, 5, 4, 0, tzinfo=UTC)
DUE = datetime(2026, 2, 5, 2, 0, tzinfo=UTC)
EVE = datetime(2026, 2, 4, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
PERIOD = "2024-01"


class Told:
    """What a job tells, for tests that run one by hand."""

    total = 0

    def __call__(self, *_told: object) -> None:
        """Listen."""


@pytest.fixture(autouse=True)
def closed_years(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Say which periods are still needed: none, until a test says so."""
    needed: dict[str, str] = {}

    def asked(periods):
        return {period: needed[period] for period in periods if period in needed}

    monkeypatch.setattr(retention, "_askable", lambda: {MONTH_SHEET: asked})
    return needed


@pytest.fixture
def archive(company: Company) -> Callable[..., list[Record]]:
    """Issue month sheets of the estate's people, archived on 5 February 2024."""

    def act(*who: str, at: datetime = ARCHIVED, period: str = PERIOD) -> list[Record]:
        made = []
        for name in who or ("clerk", "supervisor"):
            person: Employee = company.people[name]
            draft = Draft(
                subject=("appraisal.sheet", str(person.pk)), unit_path=company.estate.path,
                unit_name=company.estate.name, content=month_sheet(person.pk), about_id=person.pk,
                about_number=person.number, about_name=person.name,
            )  # fmt: skip
            with clock.fixed(at):
                made.append(
                    usecases.issue_record(company.actor("manager"), kind=MONTH_SHEET, period=period, draft=draft)
                )
        return made

    return act


@pytest.fixture
def on_the_day() -> Iterator[None]:
    with clock.fixed(DUE):
        yield


def fates(actor: Actor) -> dict[str, str]:
    return {row.number: row.fate for row in retention.due_records(actor)}


def drafted(company: Company, who: str = "quality", **more: Any) -> Disposal:
    return usecases.draft_disposal(company.actor(who), **more)


def approved(company: Company) -> Disposal:
    disposal = drafted(company)
    return usecases.approve_disposal(company.actor("boss"), disposal=disposal, seen=disposal.version)


@pytest.mark.clause("P-4.12", "P-4.12.1")
def test_a_record_is_due_two_calendar_years_after_archiving_and_not_the_day_before(company, archive):
    archive()
    boss = company.actor("boss")
    with clock.fixed(EVE):
        assert fates(boss) == {}
    with clock.fixed(DUE):
        assert set(fates(boss).values()) == {"due"}


def test_the_list_keeps_to_ones_units(company, archive, on_the_day):
    archive()
    assert len(fates(company.actor("manager"))) == 2
    assert fates(company.actor("keeper")) == {}
    with pytest.raises(NotPermitted):
        retention.due_records(company.actor("clerk"))


@pytest.mark.clause("P-4.12")
def test_a_held_record_is_not_listed_until_the_hold_is_lifted(company, archive, on_the_day):
    held, other = archive()
    quality = company.actor("quality")
    hold = usecases.place_hold(quality, record=held, kind="dispute", reason="员工申诉未决")
    assert fates(quality) == {held.number: "held", other.number: "due"}
    assert [line.record_id for line in drafted(company).lines.all()] == [other.pk]
    usecases.lift_hold(quality, hold=hold, seen=hold.version, reason="申诉已决")
    assert fates(quality)[held.number] == "due"
    with pytest.raises(Conflict):
        usecases.lift_hold(quality, hold=hold, seen=hold.version, reason="又一次")


def test_one_of_two_holds_keeps_a_record(company, archive, on_the_day):
    [record] = archive("clerk")
    quality = company.actor("quality")
    first = usecases.place_hold(quality, record=record, kind="dispute", reason="一")
    usecases.place_hold(company.actor("boss"), record=record, kind="audit", reason="二")
    usecases.lift_hold(quality, hold=first, seen=first.version, reason="完")
    assert fates(quality)[record.number] == "held"


@pytest.mark.parametrize("who", ["manager", "supervisor", "clerk", "admin"])
def test_only_who_may_hold_holds(company, archive, who):
    [record] = archive("clerk")
    with pytest.raises(NotPermitted):
        usecases.place_hold(company.actor(who), record=record, kind="audit", reason="审计")


@pytest.mark.clause("P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4")
def test_a_record_that_the_room_above_still_needs_is_not_listed(company, archive, on_the_day, closed_years):
    archive()
    closed_years[PERIOD] = "2024 年度尚未关闭"
    assert set(fates(company.actor("boss")).values()) == {"needed"}
    with pytest.raises(Refusal):
        drafted(company)


def test_a_list_is_fixed_and_a_record_is_on_one_list(company, archive, on_the_day):
    archive("clerk")
    first = drafted(company)
    archive("supervisor")
    assert first.lines.count() == 1
    second = drafted(company, "manager")
    assert [line.record.about_name for line in second.lines.all()] == ["沈星"]
    with pytest.raises(Refusal):
        drafted(company)
    assert (first.number, second.number) == ("XH-2026-0001", "XH-2026-0002")


def test_a_form_may_be_listed_alone(company, archive, on_the_day):
    archive()
    with pytest.raises(Refusal):
        drafted(company, form=DISPOSAL_LIST)
    assert drafted(company, form=MONTH_SHEET).count == 2


def test_draft_and_approval_are_by_different_people(company, archive, on_the_day):
    archive()
    disposal = drafted(company, "boss")
    with pytest.raises(NotPermitted):
        usecases.approve_disposal(company.actor("boss"), disposal=disposal, seen=disposal.version)
    with pytest.raises(NotPermitted):
        usecases.approve_disposal(company.actor("quality"), disposal=disposal, seen=disposal.version)


def test_the_approval_is_a_signature_over_the_list(company, archive, on_the_day):
    archive()
    disposal = approved(company)
    signature = Signature.objects.get()
    assert (signature.subject_type, signature.subject_id) == ("records.disposal", str(disposal.pk))
    assert (signature.name, signature.meaning) == ("高远", "approve_disposal")
    assert signatures.verify_signatures() == (1, [])
    assert Job.objects.get(kind="records.carry_out_disposal").args == {"disposal": disposal.pk}


def test_the_system_approves_nothing(company, archive, on_the_day):
    archive()
    disposal = drafted(company)
    with pytest.raises(NotPermitted):
        usecases.approve_disposal(SYSTEM, disposal=disposal, seen=disposal.version)


@pytest.mark.clause("P-4.12")
def test_a_disposal_takes_the_content_and_leaves_a_stub_and_a_certificate(company, archive, on_the_day):
    records = archive()
    digests = {row.pk: row.digest for row in records}
    boss, disposal = company.actor("boss"), approved(company)
    done = usecases.carry_out_disposal(boss, pk=disposal.pk)
    assert (done.state, done.executed_at) == (DisposalState.EXECUTED, DUE)
    for row in Record.objects.filter(pk__in=digests):
        assert (row.content, row.about_id, row.about_name, row.about_number) == ("", None, "", "")
        assert (row.digest, row.period, row.disposal) == (digests[row.pk], PERIOD, done)
        check = issued.verify_record(boss, pk=row.pk)
        assert (check.disposed, check.holds) == (True, True)
        with pytest.raises(Conflict):
            prints.pdf_of(boss, pk=row.pk)
    certificate = done.certificate
    assert certificate is not None
    assert (certificate.type, certificate.number) == (DISPOSAL_LIST, "XHQD-2026-0001")
    content = issued.content_of(certificate)
    assert [line["number"] for line in content["lines"]] == sorted(row.number for row in records)
    assert (content["drafted_by"], content["approved_by"], content["digest"]) == ("秦明", "高远", done.digest)
    assert not {"曾国平", "沈星"} & set(str(content).replace("'", " ").split()), "a certificate names nobody"
    assert prints.pdf_of(boss, pk=certificate.pk)[1].startswith(b"%PDF")
    assert prints.workbook_of(boss, pk=certificate.pk)[1].startswith(b"PK")
    [code] = prints.codes_of([certificate])
    assert "高远" in code
    entry = TrailEntry.objects.get(act="records.carry_out_disposal")
    assert done.digest in entry.detail
    assert trail.verify()[1] == []


def test_the_person_no_longer_finds_what_was_disposed_of(company, archive, on_the_day):
    archive("clerk")
    clerk = company.actor("clerk")
    assert issued.records(clerk).count() == 1
    usecases.carry_out_disposal(company.actor("boss"), pk=approved(company).pk)
    assert issued.records(clerk).count() == 0


def test_a_stub_is_not_held_and_its_form_is_issued_anew(company, archive, on_the_day):
    [record] = archive("clerk")
    usecases.carry_out_disposal(company.actor("boss"), pk=approved(company).pk)
    with pytest.raises(Conflict):
        usecases.place_hold(company.actor("quality"), record=record, kind="audit", reason="晚了")
    [again] = archive("clerk", at=DUE)
    assert (again.edition, again.follows_id) == (2, record.pk)


def test_what_is_held_meanwhile_is_named_and_nothing_is_disposed_of(company, archive, on_the_day):
    record, _other = archive()
    boss, disposal = company.actor("boss"), approved(company)
    hold = usecases.place_hold(boss, record=record, kind="audit", reason="审计")
    with pytest.raises(Conflict, match=record.number):
        usecases.carry_out_disposal(boss, pk=disposal.pk)
    with pytest.raises(Conflict, match=record.number):
        usecases.ask_disposal(boss, disposal=disposal, seen=disposal.version)
    assert Record.objects.filter(content="").count() == 0
    usecases.lift_hold(boss, hold=hold, seen=hold.version, reason="审计结束")
    asked = usecases.ask_disposal(boss, disposal=disposal, seen=disposal.version)
    assert usecases.carry_out_disposal(boss, pk=asked.pk).state == DisposalState.EXECUTED


def test_what_is_held_before_the_approval_keeps_it_from_being_approved(company, archive, on_the_day):
    record, _other = archive()
    disposal = drafted(company)
    usecases.place_hold(company.actor("quality"), record=record, kind="dispute", reason="申诉")
    with pytest.raises(Conflict, match=record.number):
        usecases.approve_disposal(company.actor("boss"), disposal=disposal, seen=disposal.version)


def test_a_year_that_is_opened_again_keeps_its_records(company, archive, on_the_day, closed_years):
    archive()
    disposal = approved(company)
    closed_years[PERIOD] = "2024 年度重新打开"
    with pytest.raises(Conflict, match="重新打开"):
        usecases.carry_out_disposal(company.actor("boss"), pk=disposal.pk)


def test_a_withdrawn_list_sets_its_records_free(company, archive, on_the_day):
    archive()
    disposal = drafted(company)
    usecases.withdraw_disposal(company.actor("quality"), disposal=disposal, seen=disposal.version, reason="暂缓")
    assert set(fates(company.actor("boss")).values()) == {"due"}
    assert drafted(company).count == 2


ACTS: dict[str, Callable[[Company, Disposal], Any]] = {
    "approve": lambda company, row: usecases.approve_disposal(company.actor("boss"), disposal=row, seen=row.version),
    "carry_out": lambda company, row: usecases.carry_out_disposal(company.actor("boss"), pk=row.pk),
    "withdraw": lambda company, row: usecases.withdraw_disposal(
        company.actor("quality"), disposal=row, seen=row.version, reason="不销毁"
    ),
}


@pytest.mark.parametrize(
    ("state", "move"), [pytest.param(s, m, id=f"{s}-{m}") for s, m in itertools.product(DisposalState.values, ACTS)]
)
def test_every_move_from_every_state(company, archive, on_the_day, state, move):
    archive()
    disposal = drafted(company)
    way = {"drafted": [], "approved": ["approve"], "executed": ["approve", "carry_out"], "withdrawn": ["withdraw"]}
    for step in way[state]:
        disposal = ACTS[step](company, Disposal.objects.get(pk=disposal.pk))
    row = Disposal.objects.get(pk=disposal.pk)
    if DISPOSAL_FLOW.can(move, state):
        assert ACTS[move](company, row).state == DISPOSAL_FLOW.target(move, state)
    else:
        with pytest.raises(Conflict):
            ACTS[move](company, row)


def test_somebody_of_another_branch_cannot_touch_it(company, archive, on_the_day):
    archive()
    disposal = drafted(company)
    with pytest.raises(NotVisible):
        usecases.withdraw_disposal(company.actor("keeper"), disposal=disposal, seen=disposal.version, reason="x")
    assert not retention.disposals(company.actor("keeper")).exists()


def test_prints_that_hold_a_disposed_record_go_with_it(company, archive, on_the_day):
    record, other = archive()
    boss = company.actor("boss")
    gone = usecases.keep_print(boss, name="a.pdf", content=b"%PDF gone", records=[record.pk])
    archive("keeper", at=DUE)
    kept = usecases.keep_print(boss, name="b.pdf", content=b"%PDF kept", records=[])
    shared = usecases.keep_print(boss, name="c.pdf", content=b"%PDF kept", records=[other.pk])
    done = usecases.carry_out_disposal(boss, pk=approved(company).pk)
    assert remove_bytes(done) == 1
    assert list(StoredFile.objects.order_by("pk").values_list("pk", flat=True)) == [kept.pk]
    assert not files.path_of(gone).exists()
    assert files.path_of(shared).exists(), "another file has the same bytes"
    assert remove_bytes(done) == 0
    assert not PrintedRecord.objects.exists()


def test_the_job_carries_it_out_once_however_often_it_runs(company, archive, on_the_day):
    archive()
    boss, disposal = company.actor("boss"), approved(company)
    first = jobs.carry_out_disposal(boss, Told(), key="job:1", disposal=disposal.pk)  # type: ignore[arg-type]
    again = jobs.carry_out_disposal(boss, Told(), key="job:1", disposal=disposal.pk)  # type: ignore[arg-type]
    assert first["url"] == again["url"] == f"/records/disposals/{disposal.pk}"
    assert Record.objects.filter(type=DISPOSAL_LIST).count() == 1


def test_the_daily_list_counts_by_fate(company, archive, on_the_day):
    record, _other = archive()
    usecases.place_hold(company.actor("quality"), record=record, kind="audit", reason="审计")
    told = jobs.list_due(SYSTEM, Told(), key="")  # type: ignore[arg-type]
    assert {fate: told[fate] for fate in ("due", "held", "needed", "listed")} == {
        "due": 1, "held": 1, "needed": 0, "listed": 0,
    }  # fmt: skip


EMPTY = {"content": "", "about_id": None, "about_number": "", "about_name": ""}
BREACHES: dict[str, dict[str, Any]] = {
    "content alone": {"content": ""},
    "content kept": {**EMPTY, "content": "{}"},
    "person kept": {**EMPTY, "about_id": 7},
    "name kept": {**EMPTY, "about_name": "某人"},
    "staff number kept": {**EMPTY, "about_number": "X"},
    **{
        f"and {name}": {**EMPTY, name: value}
        for name, value in {
            "number": "YKH-000000-0001", "type": "other", "period": "2020-01", "subject_type": "x", "subject_id": "9",
            "edition": 9, "unit_path": "/9/", "unit_name": "x", "digest": "1" * 64, "issued_by": "x",
            "issued_at": DUE, "keep_until": date(2030, 1, 1), "trail_seq": 99, "trail_digest": "1" * 64,
        }.items()
    },
}  # fmt: skip


def breach(record: Record, **values: Any) -> None:
    with pytest.raises(DatabaseError, match="a record never changes"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_lets_nothing_but_a_whole_disposal_through(company, archive, on_the_day, name):
    [record] = archive("clerk")
    breach(record, disposal=approved(company), **BREACHES[name])


def test_the_database_wants_an_approved_list_with_the_record_on_it_and_no_hold(company, archive, on_the_day):
    [record] = archive("clerk")
    disposal = drafted(company)
    breach(record, disposal=disposal, **EMPTY)
    breach(record, **EMPTY)
    Disposal.objects.filter(pk=disposal.pk).update(state="approved")
    hold = Hold.objects.create(record=record, kind="audit", reason="x", placed_by="x", placed_at=DUE)
    breach(record, disposal=disposal, **EMPTY)
    hold.delete()
    [other] = archive("supervisor")
    breach(other, disposal=disposal, **EMPTY)
    DisposalLine.objects.update(live=False)
    breach(record, disposal=disposal, **EMPTY)
    DisposalLine.objects.update(live=True)
    Record.objects.filter(pk=record.pk).update(disposal=disposal, **EMPTY)
    breach(record, disposal=disposal, **EMPTY)
    breach(record, disposal=None)
    breach(record, content="{}")


def test_the_database_lets_no_record_be_removed(company, archive):
    [record] = archive("clerk")
    triggers.install(triggers.RECORDS, "delete")
    with (
        pytest.raises(DatabaseError, match="a record never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM records_record WHERE id = %s", [record.pk])
    triggers.lift(triggers.RECORDS, "delete")

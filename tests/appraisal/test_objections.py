"""Objections: who may do what in which state, what a decision makes of the sheet, and what stays as it was."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Deduction, Score, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.workdays import workday_after
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.rules.work import OBJECTION_DAYS
from huiyin.rooms.appraisal.terms import (
    EditionState,
    Kind,
    Meaning,
    Outcome,
)
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet, blocked, close_due_sheets, close_sheet
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, discard_sheet, write_sheets
from huiyin.rooms.appraisal.usecases.objections import raise_objection, withdraw_objection
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.duties.usecases import calendar
from huiyin.rooms.people.models import Employee
from huiyin.rooms.records.queries.signatures import signatures_of
from tests.appraisal import disputes
from tests.appraisal.conftest import OWN
from tests.appraisal.disputes import confirmed, decide, fresh, line

pytestmark = pytest.mark.django_db
WHO = ("employee", "supervisor", "manager", "quality", "boss", "admin")
BEFORE = 10_000 - 200 - 200 - 300


@pytest.fixture
def people(department):
    return {who: department.actor(who) for who in department.accounts}


@pytest.fixture
def own():
    return Employee.objects.get(number=OWN)


@pytest.fixture
def sheet(people, department, own):
    return confirmed(people, department.unit, own.pk)


def editions(sheet):
    return list(SheetEdition.objects.filter(number=sheet.number).order_by("edition"))


# Rules


@pytest.mark.clause("P-1.0b")
def test_terms_in_working_days_pass_over_holidays_and_count_make_up_workdays(department):
    friday, path = date(2026, 1, 16), department.unit.path
    assert workday_after(path, friday, rules.ACCEPT_DAYS) == date(2026, 1, 20)
    assert rules.decide_by(friday) == date(2026, 1, 26)
    for day, kind in ((19, "holiday"), (20, "holiday"), (24, "makeup")):
        calendar.set_day(SYSTEM, date=date(2026, 1, day), kind=kind)
    assert workday_after(path, friday, rules.ACCEPT_DAYS) == date(2026, 1, 22)
    assert workday_after(path, friday, OBJECTION_DAYS) == date(2026, 1, 28)


def test_lists_begin_with_what_is_due_first_and_end_with_what_is_over_longest():
    first, second = date(2026, 1, 20), date(2026, 1, 26)
    order = [
        rules.urgency(first, None), rules.urgency(second, None), rules.urgency(first, second),
        rules.urgency(second, first),
    ]  # fmt: skip
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    ("due", "tone"), [(19, "bad"), (20, "soon"), (22, "soon"), (23, "")], ids=["late", "today", "soon", "later"]
)
def test_what_is_late_is_red_and_what_is_near_is_amber(due, tone):
    assert rules.tone(date(2026, 1, due), date(2026, 1, 20)) == tone


@pytest.mark.parametrize(
    ("points", "serious", "may"),
    [(50, False, True), (49, False, False), (299, False, True), (300, False, False), (300, True, True),
     (501, True, False)],
)  # fmt: skip
def test_a_decision_lowers_within_the_range(points, serious, may):
    assert rules.may_cost(points, old=300, serious=serious, least=50, most=500) is may


@pytest.mark.parametrize(
    ("still_open", "over", "state"),
    [(True, True, "disputed"), (True, False, "disputed"), (False, True, "closed"), (False, False, "read")],
)
def test_where_a_sheet_stands_after_an_objection_ended(still_open, over, state):
    assert rules.settled_state(still_open=still_open, over=over) == state


@pytest.mark.parametrize(
    ("decided", "against", "alarming"), [(2, 2, False), (3, 1, True), (10, 3, False), (0, 0, False)]
)
def test_an_item_is_marked_once_enough_decisions_went_against_it(decided, against, alarming):
    assert rules.is_alarming(decided, against) is alarming


def test_somebody_is_a_party_by_his_row_or_else_by_name():
    parties = [rules.Party(7, "张三"), rules.Party(None, "李四"), rules.Party(None, "")]
    assert rules.is_party(parties, 7, "改了名")
    assert not rules.is_party(parties, 8, "张三")
    assert rules.is_party(parties, None, "张三")
    assert rules.is_party(parties, 8, "李四")
    assert not rules.is_party(parties, None, "")


# Raising


@pytest.mark.clause("P-1.0b")
def test_an_objection_is_numbered_dated_signed_and_disputes_the_sheet(people, sheet):
    row = disputes.raised(people, sheet, talked_on=date(2026, 1, 19))
    sheet.refresh_from_db()
    assert (row.number, row.state, sheet.state) == ("SS-2026-0001", "raised", "disputed")
    assert (row.accept_by, row.decide_by) == (date(2026, 1, 22), date(2026, 1, 30))
    assert (row.points_before, row.score_before, row.talked) == (200, BEFORE, True)
    assert sheet.read_at is not None
    (signed,) = signatures_of(people["employee"], "appraisal.objection", [str(row.pk)])[str(row.pk)]
    assert (signed.meaning, signed.name) == (Meaning.OBJECT, "employee")


def test_each_deduction_is_objected_to_by_itself_and_once_at_a_time(people, sheet):
    first, second = disputes.raised(people, sheet, 1), disputes.raised(people, sheet, 2)
    assert [first.number, second.number] == ["SS-2026-0001", "SS-2026-0002"]
    with pytest.raises(Conflict, match="SS-2026-0001"):
        disputes.raised(people, sheet, 1)
    copy = fresh(first)
    copy.pk, copy.number, copy._state.adding = None, "SS-2026-0009", True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_nobody_objects_for_somebody_else(people, sheet):
    found = line(sheet)
    for who in ("supervisor", "manager", "quality", "boss"):
        with pytest.raises(NotPermitted):
            raise_objection(people[who], line=found, seen=found.version, ground="x")


@pytest.mark.clause("P-1.0b")
def test_after_the_term_nothing_is_objected_to(people, sheet):
    with clock.fixed(datetime(2026, 1, 29, 15, 0, tzinfo=UTC)):  # 23:00 of the last day
        assert len(queries.all_disputable(people["employee"])) == 3
        disputes.raised(people, sheet)
    with clock.fixed(datetime(2026, 1, 29, 16, 0, tzinfo=UTC)):
        assert queries.all_disputable(people["employee"]) == []
        with pytest.raises(Conflict, match="2026-01-29"):
            disputes.raised(people, sheet, 2)


def test_who_agreed_closed_the_sheet_and_objects_no_more(people, sheet):
    acknowledge_sheet(people["employee"], edition=sheet, seen=sheet.version, agrees=True)
    with pytest.raises(Conflict, match="不能提出申诉"):
        disputes.raised(people, sheet)


def test_a_stale_or_empty_objection_is_refused(people, sheet):
    found = line(sheet)
    with pytest.raises(Stale):
        raise_objection(people["employee"], line=found, seen=found.version - 1, ground="不属实")
    with pytest.raises(Refusal) as refused:
        raise_objection(people["employee"], line=line(sheet), seen=found.version, ground="  ")
    assert [fault.where for fault in refused.value.faults] == ["ground"]
    with pytest.raises(Refusal) as refused:
        disputes.raised(people, sheet, talked_on=date(2026, 1, 21))
    assert [fault.where for fault in refused.value.faults] == ["talked_on"]


def test_evidence_is_a_picture_or_pdf_and_read_by_who_sees_the_objection(people, sheet, department):
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    row = disputes.raised(people, sheet, file=SimpleUploadedFile("截图.png", png))
    for who in ("employee", "manager", "quality"):
        assert queries.evidence(people[who], pk=row.pk, whose="own").name == "截图.png"
    with pytest.raises(NotVisible):
        queries.evidence(people["employee"], pk=row.pk, whose="deduction")
    with pytest.raises(Refusal, match="图片"):
        disputes.raised(people, sheet, 2, file=SimpleUploadedFile("x.exe", BytesIO(b"MZ90").read()))


def test_a_withdrawn_objection_may_be_raised_again_and_the_sheet_is_read(people, sheet):
    row = disputes.withdrawn(people, sheet)
    sheet.refresh_from_db()
    assert (row.state, sheet.state) == ("withdrawn", "read")
    assert disputes.raised(people, sheet).number == "SS-2026-0002"


# Deciding


@pytest.mark.clause("P-1.0b", "P-4.4.5")
def test_upheld_the_next_edition_counts_and_both_scores_stay(people, sheet, own):
    row = decide(people, disputes.inquired(people, sheet), Outcome.UPHELD)
    first, second = editions(sheet)
    assert (first.state, second.state, second.origin, second.reason) == ("superseded", "read", "objection", row.number)
    assert (second.drafter_name, second.confirmer_name) == ("supervisor", "quality")
    assert second.object_until == first.object_until
    assert [entry.item for entry in first.entries.all()] == ["JA3", "JA4", "XX1"]
    assert [entry.item for entry in second.entries.all()] == ["JA4", "XX1"]
    assert (row.points_before, row.points_after) == (200, 0)
    assert (row.score_before, row.score_after, row.made_id) == (BEFORE, BEFORE + 200, second.pk)
    stored = Sheet.objects.get(number=sheet.number)
    assert Score.objects.get(sheet=stored).base == BEFORE + 200 == second.total
    assert Deduction.objects.filter(sheet=stored).count() == 2
    assert explain(people["manager"], own.number, 2026).account.group(Kind.WEEK_CHECK).total == second.total
    made = {name: signatures_of(people["boss"], name, [str(pk)])[str(pk)] for name, pk in (
        ("appraisal.objection", row.pk), ("appraisal.sheetedition", second.pk))}  # fmt: skip
    assert [one.meaning for one in made["appraisal.objection"]] == [Meaning.OBJECT, Meaning.DECIDE]
    assert [(one.meaning, one.name) for one in made["appraisal.sheetedition"]] == [(Meaning.DECIDE, "quality")]


def test_partly_upheld_the_points_are_lowered_within_the_items_range(people, sheet):
    row = disputes.inquired(people, sheet, 3)
    for points in (300, 49, 9900, None):
        with pytest.raises(Refusal) as refused:
            decide(people, row, Outcome.PARTLY, points=points)
        assert [fault.where for fault in refused.value.faults] == ["points"]
    with pytest.raises(Refusal):
        decide(people, row, Outcome.UPHELD, points=100)
    done = decide(people, row, Outcome.PARTLY, points=100)
    assert (done.points_before, done.points_after, done.score_after) == (300, 100, BEFORE + 200)
    assert [entry.points for entry in editions(sheet)[1].entries.order_by("position")] == [200, 200, 100]


def test_an_item_with_one_value_is_upheld_or_not_but_never_partly(people, sheet):
    row = disputes.inquired(people, sheet, 1)
    with pytest.raises(Refusal, match="固定扣"):
        decide(people, row, Outcome.PARTLY, points=100)


def test_rejected_the_sheet_is_read_again_and_nothing_changes(people, sheet):
    row = decide(people, disputes.inquired(people, sheet), Outcome.REJECTED)
    (only,) = editions(sheet)
    assert (only.state, row.points_after, row.score_after, row.made) == ("read", 200, BEFORE, None)
    with pytest.raises(Conflict, match="SS-2026-0001"):
        disputes.raised(people, sheet)


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.UPHELD])
def test_after_the_term_the_sheet_closes_with_the_decision(people, sheet, outcome):
    row = disputes.inquired(people, sheet)
    with clock.fixed(datetime(2026, 1, 30, 2, 0, tzinfo=UTC)):
        decide(people, row, outcome)
    last = editions(sheet)[-1]
    assert (last.state, last.closed_at is not None) == ("closed", True)


@pytest.mark.clause("P-1.0b")
def test_other_objections_go_over_to_the_new_edition_and_are_decided_there(people, sheet):
    one, two, three = (disputes.inquired(people, sheet, place) for place in (1, 2, 3))
    decide(people, one, Outcome.UPHELD)
    first, second = editions(sheet)
    assert second.state == EditionState.DISPUTED
    moved = [fresh(two), fresh(three)]
    assert {row.edition_id for row in moved} == {second.pk}
    assert [row.entry.item for row in moved] == ["JA4", "XX1"]
    assert fresh(one).edition_id == first.pk
    decide(people, two, Outcome.REJECTED, who="boss")
    # Who decided before is no party: he confirmed that edition for its decision alone.
    last = decide(people, three, Outcome.PARTLY, points=50)
    assert [edition.state for edition in editions(sheet)] == ["superseded", "superseded", "read"]
    assert (last.raised_on, last.score_before, last.score_after) == (1, BEFORE + 200, BEFORE + 450)
    assert Score.objects.get(sheet__number=sheet.number).base == BEFORE + 450


def test_of_several_objections_the_last_one_leads_the_sheet_back(people, sheet):
    one, two = disputes.inquired(people, sheet, 1), disputes.raised(people, sheet, 2)
    decide(people, one, Outcome.REJECTED)
    assert editions(sheet)[0].state == EditionState.DISPUTED
    withdraw_objection(people["employee"], objection=fresh(two), seen=fresh(two).version)
    assert editions(sheet)[0].state == EditionState.READ


@pytest.mark.clause("P-4.4.5")
def test_who_drafted_or_confirmed_does_not_decide(people, sheet):
    row = disputes.inquired(people, sheet)
    with pytest.raises(NotPermitted, match="起草"):
        decide(people, row, Outcome.REJECTED, who="manager")
    with pytest.raises(NotPermitted):
        decide(people, row, Outcome.REJECTED, who="supervisor")


def test_nothing_is_decided_before_the_inquiry_is_written_down(people, sheet):
    row = disputes.accepted(people, sheet)
    with pytest.raises(Conflict, match="调查"):
        decide(people, row, Outcome.REJECTED)


# Beside other acts


def test_a_disputed_sheet_neither_closes_nor_is_corrected(people, sheet):
    disputes.raised(people, sheet)
    sheet.refresh_from_db()
    with clock.fixed(datetime(2026, 2, 10, 2, 0, tzinfo=UTC)):
        close_due_sheets(people["manager"])
        with pytest.raises(Conflict):
            close_sheet(people["manager"], edition=sheet, seen=sheet.version)
    assert blocked([sheet.pk]) == {sheet.pk}
    stored = Sheet.objects.get(number=sheet.number)
    with pytest.raises(Conflict, match="申诉"):
        correct_sheet(people["supervisor"], sheet=stored, seen=stored.version, reason="更正")
    assert editions(sheet)[0].state == EditionState.DISPUTED


def test_a_correction_that_was_begun_before_waits_for_the_decision(people, sheet):
    stored = Sheet.objects.get(number=sheet.number)
    correction = correct_sheet(people["supervisor"], sheet=stored, seen=stored.version, reason="更正")
    row = disputes.inquired(people, sheet)
    with pytest.raises(Conflict, match="更正"):
        decide(people, row, Outcome.UPHELD)
    write_sheets(
        people["supervisor"], sheets=[SheetInput(correction, correction.version, disputes.ENTRIES)], submit=True
    )
    correction.refresh_from_db()
    with pytest.raises(Conflict, match="异议"):
        confirm_sheet(people["manager"], edition=correction, seen=correction.version)
    decide(people, row, Outcome.REJECTED)
    correction.refresh_from_db()
    assert confirm_sheet(people["manager"], edition=correction, seen=correction.version).state == "confirmed"


def test_a_correction_thrown_away_makes_room_for_the_decision(people, sheet):
    stored = Sheet.objects.get(number=sheet.number)
    correction = correct_sheet(people["supervisor"], sheet=stored, seen=stored.version, reason="更正")
    row = disputes.inquired(people, sheet)
    discard_sheet(people["supervisor"], edition=correction, seen=correction.version)
    made = decide(people, row, Outcome.UPHELD).made
    assert made is not None
    assert made.edition == 2


def test_a_year_is_not_published_while_its_sheets_are_disputed_or_wait(people, department, sheet, own):
    disputes.raised(people, sheet)
    month = confirmed_month(people, department, own)
    run = settle_year(SYSTEM, year=2026)
    with pytest.raises(Conflict) as refused:
        publish_year(SYSTEM, run=run)
    assert [fault.where for fault in refused.value.faults] == [month.number, sheet.number]


def confirmed_month(people, department, own):
    made = begin_round(
        people["supervisor"], kind=Kind.MONTH, date=date(2026, 1, 31), unit=department.unit, people=[own.pk]
    )
    edition = made.editions.get()
    write_sheets(people["supervisor"], sheets=[SheetInput(edition, edition.version, [])], submit=True)
    return edition


@pytest.mark.clause("P-1.0b")
def test_in_a_published_year_nothing_is_objected_to(people, sheet):
    publish_year(SYSTEM, run=settle_year(SYSTEM, year=2026))
    with pytest.raises(Conflict, match="2026"):
        disputes.raised(people, sheet)


def test_decisions_are_counted_by_item_and_by_who_drafted(people, sheet):
    decide(people, disputes.inquired(people, sheet, 1), Outcome.UPHELD)
    decide(people, disputes.inquired(people, editions(sheet)[-1], 2), Outcome.REJECTED)
    counted = queries.overturns(people["quality"])
    assert {row.name: (row.decided, row.overturned) for row in counted["items"]} == {"JA3": (1, 1), "JA4": (1, 0)}
    assert [(row.name, row.decided, row.overturned) for row in counted["drafters"]] == [("supervisor", 2, 1)]


def test_what_waits_is_counted_for_whom_it_concerns(people, sheet):
    disputes.raised(people, sheet, 1)
    disputes.accepted(people, sheet, 2)
    waiting = {
        who: queries.waiting_objections(people[who]) for who in ("quality", "boss", "manager", "supervisor", "employee")
    }
    for who in ("quality", "boss"):
        assert (waiting[who].accept, waiting[who].decide, waiting[who].late) == (1, 1, 0)
        assert waiting[who].due == date(2026, 1, 22)
    for who in ("manager", "supervisor"):
        assert (waiting[who].accept, waiting[who].decide, waiting[who].opinion) == (0, 0, 1)
    assert (waiting["employee"].own, waiting["employee"].opinion) == (2, 0)
    with clock.fixed(datetime(2026, 1, 26, 2, 0, tzinfo=UTC)):
        assert queries.waiting_objections(people["quality"]).late == 1

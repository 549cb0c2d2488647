"""A sheet from its draft to its closing, and its correction: who may do what, and what counts when."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock
from huiyin.rooms.appraisal.models import Deduction, Entry, Score, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.editions import edition_page, editions
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.rules.work import EntryDraft, draw
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet, close_due_sheets, close_sheet
from huiyin.rooms.appraisal.usecases.confirm_sheets import (
    add_bonus,
    confirm_round,
    confirm_sheet,
    drop_bonus,
    send_back,
)
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import (
    begin_round,
    discard_sheet,
    submit_round,
    take_back,
    write_sheets,
)
from huiyin.rooms.appraisal.usecases.move_ruling import check_ruling, decide_ruling
from huiyin.rooms.appraisal.usecases.propose_ruling import propose_ruling, withdraw_proposal
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee
from tests.appraisal.conftest import COLLEAGUE, NOW, OWN

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 14)
LATE = DAY.replace(day=13)


def late(**more):
    given: dict[str, Any] = {
        "item": "JA3",
        "fact": "1 月 13 日的回访逾期一天",
        "happened_on": LATE,
        "evidence": "回访单 0113",
    }
    return EntryDraft(**(given | more))


@pytest.fixture
def people(department):
    return {who: department.actor(who) for who in department.accounts}


@pytest.fixture
def own():
    return Employee.objects.get(number=OWN)


def round_of(actors, department, kind=Kind.WEEK_CHECK, day=DAY, **more):
    return begin_round(actors["supervisor"], kind=kind, date=day, unit=department.unit, **more)


@pytest.fixture
def drafted(people, department, own):
    return round_of(people, department, people=[own.pk]).editions.get()


def write(people, edition, *entries, submit=False):
    write_sheets(people["supervisor"], sheets=[SheetInput(edition, edition.version, entries)], submit=submit)
    edition.refresh_from_db()
    return edition


def award(people, person, level, points, on=NOW):
    """An award of a person that was proposed, checked and decided on a day."""
    with clock.fixed(on):
        made = propose_ruling(
            people["supervisor"], employee=person, level=level, facts="拾金不昧", happened_on=date(2025, 12, 20),
            points=points, clause="第 3 条",
        )  # fmt: skip
        if level == "merit":
            made = check_ruling(people["quality"], ruling=made, seen=made.version, check_note="属实")
        return decide_ruling(people["manager"], ruling=made, seen=made.version, decision="同意")


def confirm(people, edition):
    return confirm_sheet(people["manager"], edition=edition, seen=edition.version)


@pytest.mark.clause("P-2.0", "P-4.5.2a")
def test_a_round_drafts_a_sheet_for_everybody_who_owes_one_and_nobody_else(people, department):
    made = round_of(people, department)
    drafts = made.editions.all()
    assert {draft.unit_id for draft in drafts} == {department.unit.pk}
    assert {draft.state for draft in drafts} == {EditionState.DRAFT}
    assert all(draft.number.startswith("ZJ2026W03-") for draft in drafts)
    assert Sheet.objects.filter(period="2026-W03").count() == 0
    with pytest.raises(Refusal, match="没有缺少此类考评单"):
        round_of(people, department)


@pytest.mark.clause("P-4.7a")
def test_a_draft_counts_only_once_it_is_confirmed(people, drafted):
    write(people, drafted, late(), submit=True)
    assert not Sheet.objects.filter(number=drafted.number).exists()
    done = confirm(people, drafted)
    assert done.state == EditionState.CONFIRMED
    sheet = Sheet.objects.get(number=drafted.number)
    assert [d.fact for d in sheet.deductions.all()] == ["1 月 13 日的回访逾期一天"]
    # JA3 costs 2 × 2 on an inspection, in the section 回访 that is its usual one.
    assert sheet.deductions.get().section.name == "回访"
    assert Score.objects.get(sheet=sheet).base == done.base == 10_000 - sheet.deductions.get().points


@pytest.mark.clause("P-3.2")
def test_draft_and_confirmation_are_by_different_people(people, department, own):
    made = begin_round(people["manager"], kind=Kind.WEEK_CHECK, date=DAY, unit=department.unit, people=[own.pk])
    edition = made.editions.get()
    write_sheets(people["manager"], sheets=[SheetInput(edition, 1, [])], submit=True)
    edition.refresh_from_db()
    with pytest.raises(NotPermitted, match="自己填写过的考评单"):
        confirm(people, edition)
    with pytest.raises(NotPermitted):
        confirm_sheet(people["supervisor"], edition=edition, seen=edition.version)
    assert confirm_sheet(people["boss"], edition=edition, seen=edition.version).confirmer_name == "boss"


def test_nobody_drafts_for_a_unit_outside_his_own(people, department):
    with pytest.raises(NotPermitted):
        begin_round(people["supervisor"], kind=Kind.WEEK_CHECK, date=DAY, unit=department.other)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"item": "ZZ9"}, "item"), ({"fact": " "}, "fact"),
        ({"evidence": ""}, "evidence"),
        ({"points": 9900}, "points"),
        ({"happened_on": date(2026, 1, 20)}, "happened_on"), ({"item": "XX1", "points": 600}, "points"),
        ({"section": "没有此栏", "item": "JD1", "points": 150}, "section"),
    ],
    ids=["item", "fact", "evidence", "points", "day", "other", "section"],
)  # fmt: skip
@pytest.mark.clause("P-4.5.2b", "P-4.8")
def test_what_the_standard_does_not_allow_is_refused_at_its_field(people, drafted, entry, field):
    with pytest.raises(Refusal) as refused:
        write(people, drafted, late(), late(**({"fact": "另一件事"} | entry)))
    assert [fault.where for fault in refused.value.faults] == [f"{drafted.pk}.1.{field}"]
    assert Entry.objects.filter(edition=drafted).count() == 0


@pytest.mark.clause("P-4.7a")
def test_one_fact_counts_once_in_an_instrument_and_again_in_another(people, department, drafted, own):
    write(people, drafted, late(), submit=True)
    spot = round_of(people, department, Kind.SPOT_CHECK, people=[own.pk]).editions.get()
    with pytest.raises(Conflict, match=drafted.number):
        write(people, spot, late(fact="1月13日的回访,逾期一天!"))
    month = round_of(people, department, Kind.MONTH, date(2026, 1, 31), people=[own.pk]).editions.get()
    write(people, month, late())
    assert Entry.objects.filter(employee=own, standing=True).count() == 2


def test_the_same_fact_twice_on_one_sheet_is_refused(people, drafted):
    with pytest.raises(Refusal) as refused:
        write(people, drafted, late(), late(evidence="别的证据"))
    assert [fault.where for fault in refused.value.faults] == [f"{drafted.pk}.1.fact"]


def test_a_stale_writer_is_told_and_nothing_is_lost(people, drafted):
    write(people, drafted, late())
    with pytest.raises(Stale):
        write_sheets(people["supervisor"], sheets=[SheetInput(drafted, 1, [])])
    assert Entry.objects.filter(edition=drafted).count() == 1


def test_a_round_is_submitted_and_confirmed_as_a_whole(people, department):
    made = round_of(people, department)
    count = made.editions.count()
    submit_round(people["supervisor"], round=made, seen=made.version)
    made.refresh_from_db()
    confirm_round(people["manager"], round=made, seen=made.version)
    assert Sheet.objects.filter(period="2026-W03").count() == count
    assert {(row.state, row.total) for row in made.editions.all()} == {(EditionState.CONFIRMED, 10_000)}


def test_a_sheet_is_taken_back_sent_back_and_discarded(people, drafted):
    write(people, drafted, submit=True)
    take_back(people["supervisor"], edition=drafted, seen=drafted.version)
    write(people, drafted, submit=True)
    send_back(people["manager"], edition=drafted, seen=drafted.version, reason="漏填证据")
    drafted.refresh_from_db()
    assert (drafted.state, drafted.sent_back) == (EditionState.DRAFT, "漏填证据")
    discard_sheet(people["supervisor"], edition=drafted, seen=drafted.version)
    assert not SheetEdition.objects.filter(number=drafted.number).exists()


@pytest.mark.clause("P-4.9a", "P-4.9b", "P-4.9c")
def test_a_bonus_rests_on_an_award_comes_after_the_normal_appraisal_and_keeps_its_limits(people, department, own):
    first, second = award(people, own, "merit", 6), award(people, own, "merit", 6)
    earlier = award(people, own, "commendation", 3, on=datetime(2025, 12, 30, 2, 0, tzinfo=UTC))
    month = round_of(people, department, Kind.MONTH, date(2026, 1, 31), people=[own.pk]).editions.get()
    with pytest.raises(Conflict):
        add_bonus(people["manager"], edition=month, seen=month.version, points=3, award=first)
    write(people, month, submit=True)
    month = add_bonus(people["manager"], edition=month, seen=month.version, points=4, award=first)
    for points, ground, field in ((3, first, "points"), (1, earlier, "award"), (6, second, None)):
        if field:
            with pytest.raises(Refusal) as refused:
                add_bonus(people["manager"], edition=month, seen=month.version, points=points, award=ground)
            assert [fault.where for fault in refused.value.faults] == [field]
        else:
            month = add_bonus(people["manager"], edition=month, seen=month.version, points=points, award=ground)
    with pytest.raises(Refusal, match="1 至 10 分之间"):
        add_bonus(people["manager"], edition=month, seen=month.version, points=1, award=first)
    month = drop_bonus(people["manager"], edition=month, seen=month.version)
    month = add_bonus(people["manager"], edition=month, seen=month.version, points=3, award=first)
    done = confirm(people, month)
    assert done.total == 10_300
    assert Sheet.objects.get(number=month.number).bonuses.get().ground.startswith(f"{first.number} 记功")


def test_an_award_of_somebody_else_carries_no_bonus(people, department, own):
    colleague = Employee.objects.get(number=COLLEAGUE)
    other = award(people, colleague, "commendation", 2)
    month = round_of(people, department, Kind.MONTH, date(2026, 1, 31), people=[own.pk]).editions.get()
    write(people, month, submit=True)
    with pytest.raises(Refusal, match="嘉奖"):
        add_bonus(people["manager"], edition=month, seen=month.version, points=2, award=other)


@pytest.mark.clause("P-1.0b")
def test_the_person_sees_his_sheet_from_its_confirmation_on_and_no_colleagues(people, drafted, own):
    employee = people["employee"]
    assert not editions(employee).filter(pk=drafted.pk).exists()
    write(people, drafted, late(), submit=True)
    confirm(people, drafted)
    page = edition_page(employee, pk=drafted.pk)
    assert page.account.score == page.edition.total
    drafted.refresh_from_db()
    read = acknowledge_sheet(employee, edition=drafted, seen=drafted.version)
    assert read.state == EditionState.READ


@pytest.mark.clause("P-1.0b")
def test_a_sheet_closes_when_the_term_is_over_and_not_before(people, drafted):
    write(people, drafted, submit=True)
    edition = confirm(people, drafted)
    assert edition.object_until == date(2026, 1, 29)
    with pytest.raises(Conflict, match="2026-01-29"):
        close_sheet(people["manager"], edition=edition, seen=edition.version)
    with clock.fixed(datetime(2026, 1, 29, 12, 0, tzinfo=UTC)):
        close_due_sheets(people["manager"])
        edition.refresh_from_db()
        assert edition.state == EditionState.CONFIRMED
    with clock.fixed(datetime(2026, 1, 30, 1, 0, tzinfo=UTC)):
        close_due_sheets(people["manager"])
    edition.refresh_from_db()
    assert edition.state == EditionState.CLOSED


def test_who_agrees_closes_at_once(people, drafted):
    write(people, drafted, submit=True)
    edition = confirm(people, drafted)
    closed = acknowledge_sheet(people["employee"], edition=edition, seen=edition.version, agrees=True)
    assert closed.state == EditionState.CLOSED
    assert closed.read_at is not None


def closed_sheet(people, drafted, *entries):
    write(people, drafted, *entries, submit=True)
    edition = confirm(people, drafted)
    acknowledge_sheet(people["employee"], edition=edition, seen=edition.version, agrees=True)
    return Sheet.objects.get(number=drafted.number)


@pytest.mark.clause("P-1.0b")
def test_a_correction_is_a_later_edition_and_the_earlier_one_stays_readable(people, drafted, own):
    sheet = closed_sheet(people, drafted, late())
    correction = correct_sheet(people["supervisor"], sheet=sheet, seen=sheet.version, reason="回访单日期看错")
    assert [entry.fact for entry in correction.entries.all()] == [late().fact]
    assert Deduction.objects.filter(sheet=sheet).count() == 1
    with pytest.raises(Conflict):
        correct_sheet(people["supervisor"], sheet=sheet, seen=sheet.version, reason="再来一次")
    write(people, correction, late(item="JA4", fact="预约回复晚了一天"), submit=True)
    confirm(people, correction)
    first, second = SheetEdition.objects.filter(number=sheet.number).order_by("edition")
    assert (first.state, second.state) == (EditionState.SUPERSEDED, EditionState.CONFIRMED)
    assert [entry.item for entry in first.entries.all()] == ["JA3"]
    assert [deduction.item for deduction in Deduction.objects.filter(sheet=sheet)] == ["JA4"]
    assert explain(people["manager"], own.number, 2026).account.group(Kind.WEEK_CHECK).total == second.total
    # The fact that the correction dropped may be written down elsewhere now; the one that it took may not.
    assert Entry.objects.filter(employee=own, standing=True).get().item == "JA4"


def test_a_sheet_that_came_with_a_workbook_is_corrected_likewise(people, own):
    sheet = Sheet.objects.filter(employee=own, kind=Kind.MONTH, deductions__isnull=False)[0]
    facts = list(sheet.deductions.values_list("fact", flat=True))
    correction = correct_sheet(people["supervisor"], sheet=sheet, seen=sheet.version, reason="复核后更正")
    write(people, correction, submit=True)
    confirm(people, correction)
    first = SheetEdition.objects.get(number=sheet.number, edition=1)
    assert (first.state, first.origin) == (EditionState.SUPERSEDED, "import")
    assert list(first.entries.values_list("fact", flat=True)) == facts
    assert Score.objects.get(sheet=sheet).base == 10_000


def test_a_draw_by_lot_can_be_drawn_again(people, department):
    made = round_of(people, department, Kind.SPOT_CHECK, count=2, seed="20260114")
    numbers = sorted(made.editions.values_list("employee__number", flat=True))
    assert numbers == draw("20260114", made.pool, 2)
    assert len(made.pool) > 2


@pytest.mark.clause("P-4.10a", "P-4.10b")
def test_a_serious_violation_takes_the_section_and_holds_the_sheet_open_until_its_sanction_is_decided(
    people, drafted, department, own
):
    write(people, drafted, late(serious=True, fact="推搡客人"), submit=True)
    sanction = drafted.entries.get().ruling
    assert (sanction.state, sanction.facts, sanction.employee) == ("proposed", "推搡客人", own)
    edition = confirm(people, drafted)
    assert edition.base == 10_000 - drafted.form.sections.get(name="回访").maximum
    read = acknowledge_sheet(people["employee"], edition=edition, seen=edition.version, agrees=True)
    assert read.state == EditionState.READ
    with clock.fixed(datetime(2026, 3, 2, tzinfo=UTC)), pytest.raises(Conflict, match="奖惩尚未决定"):
        close_sheet(people["manager"], edition=read, seen=read.version)
    # The same fact on the month appraisal leads to no second sanction.
    month = round_of(people, department, Kind.MONTH, date(2026, 1, 31), people=[own.pk]).editions.get()
    write(people, month, late(serious=True, fact="推搡客人"), submit=True)
    assert month.entries.get().ruling == sanction
    withdraw_proposal(people["supervisor"], ruling=sanction, seen=sanction.version, decision="查无此事")
    with clock.fixed(datetime(2026, 3, 2, tzinfo=UTC)):
        assert close_sheet(people["manager"], edition=read, seen=read.version).state == EditionState.CLOSED

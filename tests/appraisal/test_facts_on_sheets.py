"""Recorded facts on sheets: who drafts takes or refuses each, once in an instrument, and nothing costs before that."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Deduction, Entry, FactUse, SheetEdition
from huiyin.rooms.appraisal.queries.facts import counts_of, facts_of
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import EditionState, FactState, Kind
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.use_facts import refuse_fact, reopen_fact, take_fact
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.evidence.models import Fact
from huiyin.rooms.evidence.usecases import record_fact_by_hand, withdraw_fact
from huiyin.rooms.people.models import Employee
from tests.appraisal.conftest import COLLEAGUE, OWN
from tests.appraisal.test_drafting import fields
from tests.appraisal.test_pages_work import OVER, PAGES, PASSWORD, confirmed, office, post, text

__all__ = ["office"]
pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 14)
API = "/api/v1/appraisal"


def record(what: str = "早班迟到十分钟", kind: str = "late_arrival", number: str = OWN, day: date = DAY) -> Fact:
    person = Employee.objects.get(number=number)
    return record_fact_by_hand(SYSTEM, kind=kind, employee=person, on=day, text=what)


def draft(office: Any, kind: Kind = Kind.MONTH, number: str = OWN, day: date = date(2026, 1, 16)) -> SheetEdition:
    person = Employee.objects.get(number=number)
    made = begin_round(office.actor("supervisor"), kind=kind, date=day, unit=office.unit, people=[person.pk])
    return made.editions.get()


def take(office: Any, edition: SheetEdition, fact: Fact, **more: Any) -> SheetEdition:
    edition.refresh_from_db()
    given = {"item": "" if fact.good else "QA1", **more}
    return take_fact(office.actor("supervisor"), edition=edition, seen=edition.version, fact=fact.pk, **given)


def submit(office: Any, edition: SheetEdition) -> SheetEdition:
    edition.refresh_from_db()
    given = [
        EntryDraft(
            one.item, one.fact, one.happened_on, points=one.points, evidence=one.evidence, source=one.source_id
        )
        for one in edition.entries.all()
    ]  # fmt: skip
    write_sheets(office.actor("supervisor"), sheets=[SheetInput(edition, edition.version, given)], submit=True)
    edition.refresh_from_db()
    return edition


def states(office: Any, edition: SheetEdition) -> list[str]:
    return [line.state for line in facts_of(office.actor("supervisor"), [edition])[edition.pk]]


@pytest.mark.clause("P-4.7a", "P-4.6", "P-1.0b")
def test_a_fact_taken_is_a_deduction_that_leads_back_to_it_and_costs_only_from_the_confirmation_on(office):
    fact, edition = record(), draft(office)
    assert states(office, edition) == ["open"]
    take(office, edition, fact)
    entry = Entry.objects.get(edition=edition)
    assert (entry.source_id, entry.item, entry.points, entry.happened_on) == (fact.pk, "QA1", 50, DAY)
    assert states(office, edition) == ["taken"]
    assert not Deduction.objects.filter(source=fact.pk).exists()
    confirmed(office, submit(office, edition))
    kept = Deduction.objects.get(source=fact.pk)
    assert (kept.item, kept.points) == ("QA1", 50)
    employee = office.client("employee")
    link = f'href="/evidence/facts/{fact.pk}"'
    for page in (f"{PAGES}/{edition.pk}", f"/appraisal/sheets/{kept.sheet_id}", f"/appraisal/people/{OWN}/2026"):
        assert link in employee.get(page).content.decode(), page
    assert f"{PAGES}/{edition.pk}" in employee.get(f"/evidence/facts/{fact.pk}").content.decode()


@pytest.mark.clause("P-4.7a")
def test_a_fact_stands_once_in_the_inspections_and_once_in_the_month(office):
    fact = record()
    week, month, spot = (draft(office, kind) for kind in (Kind.WEEK_CHECK, Kind.MONTH_CHECK, Kind.MONTH))
    take(office, week, fact, section="")
    with pytest.raises(Conflict):
        take(office, month, fact)
    with pytest.raises(Conflict):
        refuse_fact(office.actor("supervisor"), edition=month, fact=fact.pk, reason="x y")
    take(office, spot, fact)
    assert FactUse.objects.filter(fact=fact).count() == 2
    with pytest.raises(Error), transaction.atomic():
        FactUse.objects.create(fact=fact, instrument="check", edition=month, state="taken", by="x", at=week.drafted_at)
    entry = Entry.objects.get(edition=week)
    entry.pk, entry.edition, entry.occurrence = None, month, "another"
    with pytest.raises(Error), transaction.atomic():
        entry.save(force_insert=True)


def test_a_fact_refused_needs_a_reason_is_shown_to_who_confirms_and_may_be_put_back(office):
    fact, edition, actor = record(), draft(office), office.actor("supervisor")
    with pytest.raises(Refusal):
        refuse_fact(actor, edition=edition, fact=fact.pk, reason="  ")
    with pytest.raises(Error), transaction.atomic():
        FactUse.objects.create(
            fact=fact, instrument="month", edition=edition, state="refused", by="x", at=edition.drafted_at
        )
    refuse_fact(actor, edition=edition, fact=fact.pk, reason="已按规定补卡")
    assert states(office, edition) == ["refused"]
    with pytest.raises(Conflict):
        take(office, edition, fact)
    reopen_fact(actor, edition=edition, fact=fact.pk)
    assert states(office, edition) == ["open"]
    refuse_fact(actor, edition=edition, fact=fact.pk, reason="已按规定补卡")
    record("又迟到了", day=date(2026, 1, 15))
    submit(office, edition)
    manager = office.client("manager")
    page = text(manager.get(f"{PAGES}/{edition.pk}"))
    assert "已采用 0 · 不采用 1" in page
    assert "已按规定补卡" in page
    assert "本期有考评依据尚未处理" in page
    assert "待处理 1" in text(manager.get(f"{PAGES}/{edition.pk}/confirm"))
    assert counts_of(office.actor("manager"), [edition]).open == 1
    with pytest.raises(Conflict):
        reopen_fact(actor, edition=edition, fact=fact.pk)


def test_only_facts_of_the_person_and_period_and_of_the_standard_are_taken(office):
    edition = draft(office)
    for fact in (record(day=date(2025, 12, 30)), record(number=COLLEAGUE)):
        with pytest.raises(NotVisible):
            take(office, edition, fact)
    fact = record()
    for fault, given in (("item", {"item": "ZZ9"}), ("points", {"points": 9000}), ("item", {"item": ""})):
        with pytest.raises(Refusal) as refused:
            take(office, edition, fact, **given)
        assert [one.where for one in refused.value.faults] == [fault]
    with pytest.raises(Stale):
        take_fact(office.actor("supervisor"), edition=edition, seen=99, fact=fact.pk, item="QA1")
    with pytest.raises(NotPermitted):
        take_fact(office.actor("employee"), edition=edition, seen=edition.version, fact=fact.pk, item="QA1")
    assert not FactUse.objects.exists()


def test_a_line_taken_off_or_a_draft_thrown_away_leaves_the_fact_open(office):
    fact, edition, actor = record(), draft(office), office.actor("supervisor")
    take(office, edition, fact)
    with pytest.raises(Conflict):
        reopen_fact(actor, edition=edition, fact=fact.pk)
    edition.refresh_from_db()
    write_sheets(actor, sheets=[SheetInput(edition, edition.version, [])])
    assert states(office, edition) == ["open"]
    take(office, edition, fact)
    edition.refresh_from_db()
    answer = post(office.client("supervisor"), f"{PAGES}/{edition.pk}/discard", edition)
    assert answer.status_code == 303
    assert not FactUse.objects.exists()


def test_the_grid_keeps_the_source_of_a_line_and_takes_no_other(office):
    fact, other, edition = record(), record("另一件事", day=date(2026, 1, 15)), draft(office)
    take(office, edition, fact)
    client, page = office.client("supervisor"), f"{PAGES}/{edition.pk}/write"
    sent = fields(client.get(page).content.decode())
    assert sent[f"{edition.pk}.0.source"] == str(fact.pk)
    sent[f"{edition.pk}.0.fact"] = "早班迟到，改了说法"
    assert client.post(page, {**sent, "idempotency_key": "g1"}).status_code == 303
    entry = Entry.objects.get(edition=edition)
    assert (entry.fact, entry.source_id) == ("早班迟到，改了说法", fact.pk)
    sent = fields(client.get(page).content.decode())
    sent[f"{edition.pk}.0.source"] = str(other.pk)
    assert client.post(page, {**sent, "idempotency_key": "g2"}).status_code == 404


@pytest.mark.clause("P-4.9a", "P-4.9b")
def test_praise_is_taken_without_points(office):
    fact, edition = record("住户送来锦旗", "praise"), draft(office)
    take(office, edition, fact)
    assert not edition.entries.exists()
    assert FactUse.objects.get().state == FactState.TAKEN
    reopen_fact(office.actor("supervisor"), edition=edition, fact=fact.pk)
    take(office, edition, fact)
    submit(office, edition)
    assert "住户送来锦旗" in text(office.client("manager").get(f"{PAGES}/{edition.pk}"))
    confirmed(office, edition)
    assert "住户送来锦旗" in text(office.client("employee").get(f"{PAGES}/{edition.pk}"))


def test_a_withdrawn_fact_is_no_proposal_is_flagged_on_a_draft_and_is_not_confirmed(office):
    fact, edition, boss = record(), draft(office), office.actor("boss")
    take(office, edition, fact)
    withdraw_fact(boss, fact=fact, seen=fact.version, reason="考勤机故障")
    assert "考勤机故障" in text(office.client("supervisor").get(f"{PAGES}/{edition.pk}/write"))
    page = office.client("manager").get(f"{PAGES}/{submit(office, edition).pk}").content.decode()
    assert "该事实已撤回" in page
    answer = post(office.client("manager"), f"{PAGES}/{edition.pk}/confirm", edition, password=PASSWORD)
    assert answer.status_code == 409
    gone = record("另一件", day=date(2026, 1, 15))
    withdraw_fact(boss, fact=gone, seen=gone.version, reason="重复")
    assert states(office, edition) == ["taken"]


@pytest.mark.clause("P-1.0b", "P-4.7a")
def test_a_correction_takes_a_withdrawn_fact_off_and_the_uses_go_on_to_it(office):
    fact, kept, praise = record(), record("巡查漏登", "patrol"), record("锦旗", "praise")
    edition = draft(office)
    for one, item in ((fact, "QA1"), (kept, "DC5"), (praise, "")):
        take(office, edition, one, item=item)
    confirmed(office, submit(office, edition))
    withdraw_fact(office.actor("boss"), fact=fact, seen=fact.version, reason="考勤机故障")
    assert "考勤机故障" in text(office.client("employee").get(f"{PAGES}/{edition.pk}"))
    actor = office.actor("supervisor")
    sheet: Any = edition.sheet
    correct_sheet(actor, sheet=sheet, seen=sheet.version, reason="考勤机故障，更正")
    second = SheetEdition.objects.get(edition=2)
    assert {one.source_id for one in second.entries.all()} == {fact.pk, kept.pk}
    second.entries.filter(source=fact.pk).delete()
    confirmed(office, submit(office, second))
    uses = {one.fact_id: one for one in FactUse.objects.all()}
    assert {one.edition_id for one in uses.values()} == {second.pk}
    assert (uses[fact.pk].state, uses[fact.pk].reason) == ("refused", "考勤机故障，更正")
    assert (uses[kept.pk].state, uses[praise.pk].state) == ("taken", "taken")
    edition.refresh_from_db()
    assert edition.state == EditionState.SUPERSEDED
    assert list(Deduction.objects.filter(sheet=edition.sheet_id).values_list("source", flat=True)) == [kept.pk]


def test_the_pages_take_refuse_and_put_back_once(office):
    fact, other, edition = record(), record("另一件事", day=date(2026, 1, 15)), draft(office)
    client = office.client("supervisor")
    round_page = client.get(f"/appraisal/rounds/{edition.round_id}").content.decode()
    assert f"{PAGES}/{edition.pk}/take?fact={fact.pk}&amp;item=QA1" in round_page
    form = client.get(f"{PAGES}/{edition.pk}/take?fact={fact.pk}&item=QA1").content.decode()
    assert "早班迟到十分钟" in form
    given = {"fact": fact.pk, "item": "QA1", "points": "0.5", "idempotency_key": uuid4().hex, "version": 1}
    for _ in range(2):
        answer = client.post(f"{PAGES}/{edition.pk}/take", given)
        assert answer.status_code == 303, answer.content.decode()[:3000]
        assert answer["Location"] == f"/appraisal/rounds/{edition.round_id}#s-{edition.pk}"
    assert Entry.objects.get(edition=edition).points == 50
    again = client.post(f"{PAGES}/{edition.pk}/take", {**given, "version": 2, "idempotency_key": "again"})
    assert again.status_code == 409
    refused = {"fact": other.pk, "reason": "已补卡", "idempotency_key": "r1", "version": 2}
    assert client.post(f"{PAGES}/{edition.pk}/refuse", refused).status_code == 303
    assert states(office, edition) == ["taken", "refused"]
    back = {"fact": other.pk, "idempotency_key": "r2", "version": 2}
    assert client.post(f"{PAGES}/{edition.pk}/reopen", back).status_code == 303
    assert states(office, edition) == ["taken", "open"]


def test_the_api_does_the_same(office):
    fact, edition = record(), draft(office)
    client = office.client("supervisor")

    def send(path: str, key: str, **body: Any) -> Any:
        return client.post(
            f"{API}/editions/{edition.pk}/facts/{path}", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip

    assert [one["state"] for one in client.get(f"{API}/editions/{edition.pk}/facts").json()] == ["open"]
    assert send("refuse", "a", fact=fact.pk, reason="已补卡").status_code == 201
    assert send("reopen", "b", fact=fact.pk).status_code == 201
    assert send("take", "c", version=1, fact=fact.pk, item="QA1").status_code == 200
    assert send("take", "d", version=1, fact=fact.pk, item="QA1").status_code == 409
    [told] = client.get(f"{API}/editions/{edition.pk}/facts").json()
    assert (told["state"], told["edition"]) == ("taken", edition.pk)


def test_pages_with_facts_cost_few_statements_however_many(office, statements):
    supervisor, manager = office.client("supervisor"), office.client("manager")
    edition = draft(office)
    costs = []
    for more in range(2):
        facts = [record(f"第 {more} 批第 {n} 件", day=date(2026, 1, 5 + n)) for n in range(3 + 5 * more)]
        take(office, edition, facts[0])
        pages = (f"{PAGES}/{edition.pk}/write", f"/appraisal/rounds/{edition.round_id}", f"{PAGES}/{edition.pk}")
        costs.append([statements(supervisor, page) for page in pages])
    assert costs[0] == costs[1]
    submit(office, edition)
    costs.append([statements(manager, f"{PAGES}/{edition.pk}{page}") for page in ("", "/confirm")])
    confirmed(office, edition)
    costs.append([statements(office.client("employee"), f"{PAGES}/{edition.pk}")])
    with clock.fixed(OVER):
        costs.append([statements(office.client("boss"), f"{PAGES}/{edition.pk}")])
        costs.append([statements(office.client("boss"), f"/appraisal/people/{OWN}/2026")])
    assert max(map(max, costs)) <= 12, costs

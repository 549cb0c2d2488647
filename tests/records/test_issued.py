"""Who sees which record, and whether it still is what was issued."""

import json

import pytest

from huiyin.kernel import canon
from huiyin.kernel.errors import NotPermitted, NotVisible
from huiyin.platform import trail
from huiyin.platform.actor import STRANGER
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.records import usecases
from huiyin.rooms.records.models import Record, triggers
from huiyin.rooms.records.queries import issued, prints
from huiyin.rooms.records.screens import RECORDS
from tests.conftest import lift_append_only
from tests.records.conftest import PERIOD, draft, issuer, reader


@pytest.mark.clause("P-1.0b")
def test_a_person_sees_the_records_about_himself_alone(issue):
    mine, other = issue(1), issue(2)
    assert list(issued.records(reader(1))) == [mine]
    assert issued.record(reader(1), pk=mine.pk) == mine
    for door in (issued.record, issued.verify_record, prints.pdf_of, prints.workbook_of):
        with pytest.raises(NotVisible):
            door(reader(1), pk=other.pk)


def test_a_reach_ends_at_its_branch(issue):
    near, far = issue(1, unit="/1/4/"), issue(2, unit="/1/5/")
    assert list(issued.records(issuer("/1/4/"))) == [near]
    assert set(issued.records(issuer("/1/"))) == {near, far}
    with pytest.raises(NotVisible):
        issued.record(issuer("/1/4/"), pk=far.pk)
    with pytest.raises(NotPermitted):
        issued.records(STRANGER)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "YKH-202611-0002"}, ["YKH-202611-0002"]),
        ({"q": "E0001"}, ["YKH-202611-0003", "YKH-202611-0001"]),
        ({"standing": "valid"}, ["YKH-202612-0001", "YKH-202611-0003", "YKH-202611-0002"]),
        ({"standing": "replaced"}, ["YKH-202611-0001"]),
        ({"period": "2026-12"}, ["YKH-202612-0001"]),
        ({"period": "2026"}, ["YKH-202612-0001", "YKH-202611-0003", "YKH-202611-0002", "YKH-202611-0001"]),
        ({"type": "year_sheet"}, []),
        ({"unit": "客户"}, ["YKH-202612-0001", "YKH-202611-0003", "YKH-202611-0002", "YKH-202611-0001"]),
        ({"term": "over"}, []),
    ],
)
def test_records_are_found_by_number_person_period_form_and_standing(issue, manager, query, found):
    issue(1)
    issue(2)
    issue(1, goals="新目标")
    issue(3, period="2026-12")
    rows = RECORDS.filtered(manager, query).qs.order_by("-id")
    assert [row.number for row in rows] == found


def test_an_untouched_record_holds_alone_and_among_many(issue, manager):
    alone = issue()
    many = usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=[draft(n) for n in range(2, 12)])
    for pk in (alone.pk, *many.pks):
        check = issued.verify_record(manager, pk=pk)
        assert check.holds
        assert check.digest == Record.objects.get(pk=pk).digest


@pytest.fixture
def forged(issue, manager):
    """Play somebody who has the database's password."""
    record = issue()
    issue(2)
    triggers.lift(triggers.RECORDS)

    def check(**values: object) -> issued.Verification:
        Record.objects.filter(pk=record.pk).update(**values)
        return issued.verify_record(manager, pk=record.pk)

    return check


def test_an_edited_content_is_found(forged):
    content = json.dumps(json.loads(Record.objects.order_by("id")[0].content) | {"goals": "forged"})
    check = forged(content=content)
    assert (check.content, check.holds) == (False, False)


def test_an_edited_content_with_a_forged_digest_is_found_by_the_trail(forged):
    content = {**draft().content, "goals": "forged"}
    check = forged(content=canon.canonical(content), digest=canon.digest(content))
    assert (check.content, check.seal, check.holds) == (True, False, False)


def test_an_exchanged_number_is_found_by_the_trail(forged):
    assert not forged(number="YKH-202611-0009").seal


def test_a_forged_anchor_is_found(forged):
    check = forged(trail_digest="1" * 64)
    assert (check.anchor, check.seal, check.holds) == (False, False, False)


def test_a_seal_that_was_edited_in_the_trail_is_found(forged):
    content = {**draft().content, "goals": "forged"}
    record = Record.objects.order_by("id")[0]
    entry = TrailEntry.objects.get(seq=record.trail_seq + 1)
    seal = canon.digest([[record.number, canon.digest(content)]])
    trail.make_append_only()
    lift_append_only()
    TrailEntry.objects.filter(pk=entry.pk).update(detail=canon.canonical(json.loads(entry.detail) | {"seal": seal}))
    check = forged(content=canon.canonical(content), digest=canon.digest(content))
    assert (check.content, check.seal) == (True, False)

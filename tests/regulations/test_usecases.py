"""Documents, versions, clauses and interpretations, through their doors."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock, trail
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.regulations import queries, usecases
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import Permit, State
from huiyin.site.roles import GRANTS
from tests.regulations.conftest import acting

pytestmark = pytest.mark.django_db


def text_of(edition, number):
    return edition.clauses.get(number=number).text


@pytest.mark.clause("P-0")
def test_the_shipped_procedure_is_taken_over_once(first, procedure):
    assert first.state == State.IN_FORCE
    assert first.clauses.count() == 45
    again = usecases.adopt_document(SYSTEM, effective_from=date(2026, 1, 1))
    assert again == procedure
    assert (Document.objects.count(), Edition.objects.count(), Clause.objects.count()) == (1, 1, 45)
    assert first.effective_from == date(2025, 1, 1)


@pytest.mark.clause("P-0")
def test_a_version_published_in_mid_month_leaves_the_earlier_month_to_the_first(procedure, first, draft, quality):
    clause = draft.clauses.get(number="4.6A")
    usecases.change_clause(quality, clause=clause, seen=1, text="周检和月检占30%。")
    draft.refresh_from_db()
    usecases.publish_edition(quality, edition=draft, seen=draft.version, effective_from=date(2025, 3, 15))

    def ruling(day):
        return queries.in_force(SYSTEM, code=procedure.code, on=day)

    assert ruling(date(2024, 12, 31)) is None
    assert ruling(date(2025, 2, 28)) == first
    assert "20%" in text_of(ruling(date(2025, 2, 28)), "4.6A")
    assert ruling(date(2025, 3, 14)) == first
    assert ruling(date(2025, 3, 15)) == draft
    assert "30%" in text_of(ruling(date(2025, 3, 31)), "4.6A")


@pytest.mark.clause("P-0", "P-4.2a")
def test_publication_seals_the_text_with_who_and_when(first, draft, quality):
    done = usecases.publish_edition(quality, edition=draft, seen=draft.version, effective_from=date(2025, 3, 15))
    done.refresh_from_db()
    assert len(done.digest) == 64
    assert done.digest != first.digest
    assert done.published_by == "李品质"
    assert done.published_at == clock.now()
    assert queries.edition_page(quality, edition=done).intact
    Clause.objects.filter(edition=done, number="4.6B").update(text="另一种文字")
    assert not queries.edition_page(quality, edition=done).intact


def test_publication_today_or_later_but_never_before(draft, quality):
    for day in (date(2025, 3, 9), date(2025, 1, 1), date(2024, 1, 1)):
        with pytest.raises(Refusal) as refused:
            usecases.publish_edition(quality, edition=draft, seen=draft.version, effective_from=day)
        assert refused.value.faults[0].where == "effective_from"
    draft.refresh_from_db()
    assert (draft.state, draft.digest, draft.version) == (State.DRAFT, "", 1)
    usecases.publish_edition(quality, edition=draft, seen=1, effective_from=date(2025, 3, 10))


def test_nobody_publishes_a_text_that_he_has_not_seen(draft, quality, manager):
    seen = draft.version
    usecases.add_clause(manager, edition=draft, number="4.13", text="新条款。")
    with pytest.raises(Stale):
        usecases.publish_edition(quality, edition=draft, seen=seen, effective_from=date(2025, 3, 15))


def test_an_empty_version_is_not_published(quality, db):
    document = usecases.record_document(quality, code="X-1", title="新规程", owner="品质部")
    edition = document.editions.get()
    with pytest.raises(Refusal):
        usecases.publish_edition(quality, edition=edition, seen=1, effective_from=date(2025, 3, 15))


def test_a_draft_is_a_copy_of_the_newest_published_version(first, draft):
    assert draft.number == 2
    assert queries.wordings_of(draft.clauses.all()) == queries.wordings_of(first.clauses.all())
    assert draft.clauses.get(number="4.6C").pk != first.clauses.get(number="4.6C").pk


def test_one_draft_at_a_time(procedure, draft, manager):
    with pytest.raises(Conflict):
        usecases.start_draft(manager, document=procedure, effective_from=date(2025, 5, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(document=procedure, number=9, effective_from=date(2025, 5, 1))


def test_what_is_published_is_never_written_to_again(first, quality):
    clause = first.clauses.get(number="4.6A")
    acts = [
        lambda: usecases.change_clause(quality, clause=clause, seen=1, text="改"),
        lambda: usecases.remove_clause(quality, clause=clause, seen=1),
        lambda: usecases.add_clause(quality, edition=first, number="9.9", text="加"),
        lambda: usecases.change_draft(quality, edition=first, seen=first.version, effective_from=date(2025, 9, 1)),
        lambda: usecases.discard_draft(quality, edition=first, seen=first.version),
        lambda: usecases.publish_edition(quality, edition=first, seen=first.version, effective_from=date(2025, 9, 1)),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert queries.edition_page(quality, edition=first).intact
    assert first.clauses.count() == 45


def test_a_draft_discarded_leaves_its_number_free(procedure, draft, manager):
    usecases.discard_draft(manager, edition=draft, seen=draft.version)
    assert not Clause.objects.filter(edition_id=2).exists()
    again = usecases.start_draft(manager, document=procedure, effective_from=date(2025, 4, 1))
    assert again.number == 2


def test_clauses_are_added_behind_a_number_or_at_the_end(draft, manager):
    usecases.add_clause(manager, edition=draft, after="4.8", number="4.8a", text="一")
    usecases.add_clause(manager, edition=draft, number="6.0", heading="附则")
    numbers = list(draft.clauses.values_list("number", flat=True))
    assert numbers[numbers.index("4.8") + 1] == "4.8a"
    assert numbers[-1] == "6.0"
    with pytest.raises(Refusal) as refused:
        usecases.add_clause(manager, edition=draft, after="7.7", number="7.8", text="一")
    assert refused.value.faults[0].where == "after"


def test_many_insertions_at_one_place_keep_their_order(draft, manager):
    before = list(draft.clauses.values_list("number", flat=True))
    added = [f"4.8-{count}" for count in range(25)]
    for number in added:
        usecases.add_clause(manager, edition=draft, after="4.8", number=number, text=number)
    place = before.index("4.8") + 1
    expected = [*before[:place], *reversed(added), *before[place:]]
    assert list(draft.clauses.values_list("number", flat=True)) == expected


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"number": "4.6A", "text": "一"}, "number"),
        ({"number": "9", "text": "", "heading": ""}, "text"),
        ({"number": "9", "text": "一", "catalogue_ids": ["P-99"]}, "catalogue_ids"),
    ],
    ids=["taken", "empty", "unknown"],
)
def test_a_clause_that_cannot_stand_is_refused(draft, manager, values, where):
    with pytest.raises(Refusal) as refused:
        usecases.add_clause(manager, edition=draft, **values)
    assert refused.value.faults[0].where == where
    assert draft.clauses.count() == 45


def test_a_clause_changed_in_between_is_stale(draft, manager):
    clause = draft.clauses.get(number="4.6A")
    usecases.change_clause(manager, clause=Clause.objects.get(pk=clause.pk), seen=1, text="先改")
    with pytest.raises(Stale) as stale:
        usecases.change_clause(manager, clause=clause, seen=1, text="后改")
    assert stale.value.theirs["text"] == "先改"
    assert text_of(draft, "4.6A") == "先改"


def test_a_version_repealed_before_its_day_was_never_there(procedure, first, draft, quality):
    coming = usecases.publish_edition(quality, edition=draft, seen=1, effective_from=date(2025, 6, 1))
    assert queries.in_force(SYSTEM, code=procedure.code, on=date(2025, 7, 1)) == coming
    usecases.repeal_edition(quality, edition=coming, seen=coming.version, repealed_from=date(2025, 6, 1))
    assert queries.in_force(SYSTEM, code=procedure.code, on=date(2025, 7, 1)) == first
    third = usecases.start_draft(quality, document=procedure, effective_from=date(2025, 6, 1))
    assert third.number == 3
    usecases.publish_edition(quality, edition=third, seen=1, effective_from=date(2025, 6, 1))
    assert queries.in_force(SYSTEM, code=procedure.code, on=date(2025, 7, 1)) == third


def test_a_document_s_name_stays_once_it_was_published(procedure, quality):
    with pytest.raises(Refusal) as refused:
        usecases.change_document(quality, document=procedure, seen=1, title="另一规程", owner="品质部")
    assert refused.value.faults[0].where == "title"
    usecases.change_document(quality, document=procedure, seen=1, title=procedure.title, owner="综合部")
    procedure.refresh_from_db()
    assert procedure.owner == "综合部"


@pytest.mark.clause("P-4.11")
def test_only_the_quality_department_interprets(first, quality):
    holders = {role for role, permits in GRANTS.items() if Permit.INTERPRET in permits}
    assert holders == {"quality"}
    clause = first.clauses.get(number="4.9")
    given = usecases.interpret_clause(quality, clause=clause, text="“嘉奖以上”含嘉奖。")
    assert (given.given_by, given.clause_number, given.edition) == ("李品质", "4.9", first)


@pytest.mark.clause("P-4.11")
@pytest.mark.parametrize("role", sorted(set(GRANTS) - {"quality"}))
def test_nobody_else_interprets(first, role):
    with pytest.raises(NotPermitted):
        usecases.interpret_clause(acting(role), clause=first.clauses.get(number="4.9"), text="另一种理解")
    assert not Interpretation.objects.exists()


@pytest.mark.clause("P-4.11")
def test_an_interpretation_stands_beside_its_clause_in_every_version(first, draft, quality, employee):
    usecases.interpret_clause(quality, clause=first.clauses.get(number="4.9"), text="甲")
    usecases.interpret_clause(quality, clause=first.clauses.get(number="4.9"), text="乙")
    for edition in (first, draft):
        page = queries.edition_page(quality, edition=edition)
        assert [one.text for one in page.interpretations["4.9"]] == ["乙", "甲"]
    assert [one.text for one in queries.edition_page(employee, edition=first).interpretations["4.9"]] == ["乙", "甲"]


def test_a_draft_is_not_interpreted(draft, quality):
    with pytest.raises(Conflict):
        usecases.interpret_clause(quality, clause=draft.clauses.get(number="4.9"), text="甲")


@pytest.mark.clause("P-1.0b")
def test_the_rules_are_open_to_who_is_measured_by_them_and_drafts_are_not(first, draft, employee, manager):
    assert list(queries.editions(employee)) == [first]
    assert queries.clauses(employee).count() == 45
    assert set(queries.editions(manager)) == {first, draft}
    assert queries.clauses(manager).count() == 90
    shown: Any = queries.documents(employee).get()
    assert [edition.number for edition in shown.versions] == [1]


def test_a_document_that_was_never_published_is_seen_by_who_drafts_it(employee, manager, procedure):
    usecases.record_document(manager, code="X-1", title="新规程", owner="品质部")
    assert [row.code for row in queries.documents(employee)] == [procedure.code]
    assert [row.code for row in queries.documents(manager)] == [procedure.code, "X-1"]


def test_every_act_is_in_the_trail_and_reads_as_a_sentence(first, draft, quality, manager):
    clause = draft.clauses.get(number="4.6A")
    usecases.change_clause(manager, clause=clause, seen=1, text="改")
    usecases.remove_clause(manager, clause=draft.clauses.get(number="4.6B"), seen=1)
    draft.refresh_from_db()
    done = usecases.publish_edition(quality, edition=draft, seen=draft.version, effective_from=date(2025, 3, 15))
    sentences = [event.sentence for event in queries.history(quality, edition=done)]
    assert len(sentences) == 5
    assert all("%(" not in sentence and "客户服务部员工绩效考核工作规程" in sentence for sentence in sentences)
    assert trail.verify()[1] == []
    sealed = TrailEntry.objects.get(act="regulations.publish_edition")
    assert done.digest in sealed.detail


def test_compare_through_the_door_wants_one_document(first, draft, quality, manager):
    usecases.change_clause(manager, clause=draft.clauses.get(number="4.6A"), seen=1, text="改")
    changes = queries.compare(quality, older=first, newer=draft)
    assert [one.number for one in changes if one.kind != "same"] == ["4.6A"]
    other = usecases.record_document(manager, code="X-1", title="新规程", owner="品质部").editions.get()
    with pytest.raises(Refusal):
        queries.compare(quality, older=first, newer=other)


def test_a_clause_of_the_catalogue_shows_what_answers_it(procedure, quality):
    shown = queries.demand(quality, clause_id="P-4.11")
    assert shown
    assert [row.number for row in shown.held_by] == ["4.11"]
    assert "interpret_clause" in {one.name for one in shown.executors}
    assert next(one for one in shown.executors if one.name == "interpret_clause").writes
    assert queries.demand(quality, clause_id="P-99") is None
    assert len(queries.demands(quality)) == 230
    assert len(queries.demands(quality, family="S")) == 43

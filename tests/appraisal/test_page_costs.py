"""The pages of an edition, of a sheet that counts and of one's own year ask few statements, whatever they show."""

from datetime import date
from typing import Any

import pytest

from huiyin.platform import clock
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Appraiser, Employee, User
from tests.appraisal.conftest import OWN
from tests.appraisal.test_pages_work import DAY, OVER, PAGES, confirmed, correct, drafted, office

__all__ = ["office"]
pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12
WHO = ("boss", "manager", "supervisor", "quality", "employee")


def costs_of(office: Any, statements: Any, path: str) -> list[int]:
    """What a page costs whoever may open it."""
    clients = [office.client(who) for who in WHO]
    return [statements(client, path) for client in clients if client.get(path).status_code == 200]


def test_the_page_of_an_edition_costs_few_statements_wherever_it_stands(office, statements):
    edition = drafted(office, kind=Kind.MONTH, day=date(2026, 1, 31), submit=False)
    page, seen = f"{PAGES}/{edition.pk}", dict[str, list[int]]()
    seen["draft"] = costs_of(office, statements, page)
    kept = EntryDraft("JA3", "推搡客人", DAY, evidence="回访单 0113", serious=True)
    write_sheets(office.actor("supervisor"), sheets=[SheetInput(edition, edition.version, [kept])], submit=True)
    edition.refresh_from_db()
    # Whoever is to confirm it is named, and a manager who is another person looks for whom he stands in.
    head, other = Employee.objects.filter(unit=office.unit, active=True).exclude(number__in=[OWN])[:2]
    User.objects.filter(pk=office.accounts["manager"].pk).update(employee=other)
    appointed = Appraiser.objects.create(unit=office.unit, employee=head, start=date(2025, 1, 1))
    seen["submitted"] = costs_of(office, statements, page)
    appointed.delete()
    confirmed(office, edition)
    assert edition.entries.exclude(ruling=None).exists()
    seen["confirmed"] = costs_of(office, statements, page)
    seen["sheet"] = costs_of(office, statements, f"/appraisal/sheets/{edition.sheet_id}")
    with clock.fixed(OVER):
        seen["over"] = costs_of(office, statements, page)
    assert max(map(max, seen.values())) <= MOST_STATEMENTS, seen
    assert [len(costs) for costs in seen.values()] == [4, 4, 5, 5, 5]


def test_a_corrected_sheet_that_was_scored_with_others_costs_few_statements(office, statements):
    edition = confirmed(office, drafted(office, kind=Kind.MONTH_CHECK))
    second = correct(office, edition)
    confirmed(office, drafted(office, kind=Kind.SPOT_CHECK))
    pages = [f"{PAGES}/{edition.pk}", f"{PAGES}/{second.pk}", f"/appraisal/sheets/{second.sheet_id}"]
    seen = {page: costs_of(office, statements, page) for page in pages}
    assert max(map(max, seen.values())) <= MOST_STATEMENTS, seen


def test_the_own_page_costs_few_statements_before_and_after_the_year_is_published(office, settled, statements):
    confirmed(office, drafted(office))
    employee = office.client("employee")
    for state in ("draft", "published"):
        type(settled).objects.filter(pk=settled.pk).update(
            state=state, published_at=clock.now() if state == "published" else None
        )
        for year in (2025, 2026):
            assert statements(employee, f"/appraisal/mine/{year}") <= MOST_STATEMENTS

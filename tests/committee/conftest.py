"""An estate with its owners' committee, in the company of the people room."""

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.rooms.committee.models import Committee, CommitteeRequest
from huiyin.rooms.committee.usecases import record_committee, record_request
from tests.people.conftest import NOW, TODAY, Company, _still_clock, browser, company

__all__ = ["NOW", "TODAY", "Company", "_still_clock", "browser", "company"]


@pytest.fixture
def committee(company: Company) -> Committee:
    """In office since the year began."""
    term: dict[str, Any] = {"start": date(2026, 1, 1), "end": date(2028, 12, 31)}
    return record_committee(company.actor("supervisor"), unit=company.estate, name="滨江小区第三届业委会", **term)


@pytest.fixture
def request_(company: Company, committee: Committee) -> CommitteeRequest:
    """Asked for yesterday, to be answered by the clerk."""
    given: dict[str, Any] = {"received_on": TODAY - timedelta(days=1), "owner": company.person("clerk")}
    return record_request(
        company.actor("supervisor"), committee=committee, text="北门加装照明", asked_by="许建国", **given
    )

"""Cases of an estate and of a hotel, in the company of the people room."""

from typing import Any

import pytest

from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.usecases import record_case
from tests.people.conftest import NOW, Company, _still_clock, browser, company

__all__ = ["NOW", "Company", "_still_clock", "browser", "company"]


def take(company: Company, who: str = "supervisor", **more: Any) -> Case:
    """Register a complaint as somebody."""
    given: dict[str, Any] = {
        "kind": "complaint", "unit": company.estate, "text": "电梯又坏了，物业不理", "caller_phone": "13900001234",
    }  # fmt: skip
    return record_case(company.actor(who), **(given | more))


@pytest.fixture
def case(company: Company) -> Case:
    """A complaint that the supervisor took."""
    return take(company)

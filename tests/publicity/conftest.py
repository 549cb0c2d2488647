"""An estate that publishes its complaint office at two places, in the company of the people room."""

from typing import Any

import pytest

from huiyin.rooms.publicity.models import Office, Placement
from huiyin.rooms.publicity.usecases import add_placement, record_office
from tests.people.conftest import NOW, TODAY, Company, _still_clock, browser, company

__all__ = ["NOW", "TODAY", "Company", "_still_clock", "browser", "company"]


@pytest.fixture
def office(company: Company) -> Office:
    """In force from today on."""
    given: dict[str, Any] = {"place": "1 栋一层服务中心", "phone": "0571-88001234", "hours": "8:00–20:00"}
    return record_office(company.actor("manager"), unit=company.estate, start=TODAY, **given)


@pytest.fixture
def places(company: Company, office: Office) -> list[Placement]:
    """A lobby and a receipt."""
    return [
        add_placement(company.actor("supervisor"), unit=company.estate, kind=kind, place=place)
        for kind, place in (("lobby", "1 栋大堂"), ("receipt", "物业费收据背面"))
    ]

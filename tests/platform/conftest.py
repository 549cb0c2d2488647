"""A small company to act in."""

import pytest

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases


@pytest.fixture
def company(db):
    """The top of a unit tree."""
    return usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")

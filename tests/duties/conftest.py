"""Duties in the small company of the people room's tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from huiyin.platform import trail
from huiyin.platform.actor import SYSTEM, Actor
from tests.people.conftest import Company, browser, company

__all__ = ["Company", "browser", "company"]


@pytest.fixture(autouse=True)
def _kinds(settings: Any) -> None:
    settings.DUTY_KINDS = "tests.duties.kinds.kinds"


@contextmanager
def act(actor: Actor = SYSTEM) -> Iterator[None]:
    """Be inside a room's use case."""
    with transaction.atomic(), trail.writing(actor, "cases.test"):
        yield

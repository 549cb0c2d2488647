"""Customers of an estate, of a hotel and of an office, beside the company of the people room."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft, register_party
from tests.people.conftest import NOW, Company, company

__all__ = ["company"]


def register(company: Company, name: str, kind: str = "owner", *numbers: str, **more: Any) -> Party:
    """Register somebody as a dealer, an owner … of the unit that serves such."""
    organisation = kind in {"dealer", "retailer", "factory"}
    unit = {"guest": company.hotel, "owner": company.estate, "tenant": company.estate}.get(kind, company.root)
    given = {
        "kind": "organisation" if organisation else "person", "unit": unit, "profiles": [ProfileDraft(kind)],
        "contacts": [ContactDraft("number", number) for number in numbers],
    }  # fmt: skip
    return register_party(more.pop("actor", SYSTEM), **(given | {"name": name} | more))


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture
def browser(company: Company) -> Callable[[str], Client]:
    """Give a browser in which somebody is signed in."""

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(company.accounts[who], backend="huiyin.rooms.people.web.entrance.Backend")
        return client

    return sign_in

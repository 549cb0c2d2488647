"""Callbacks in the small company of the people room's tests: a hotel that calls its guests back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.callbacks.models import Callback, Policy
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.callbacks.usecases import plan_callback, record_call, record_policy
from huiyin.rooms.customers.models import Consent
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft, register_party
from tests.people.conftest import NOW, Company, _still_clock, browser, company

__all__ = ["Company", "_still_clock", "browser", "company"]

LEFT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # a Sunday at noon in China
PHONE = "13900001234"


@dataclass
class Hotel:
    """The hotel with its policies, a guest, and what tests do with them."""

    company: Company
    departure: Policy
    complaint: Policy
    guest: Any

    def plan(self, subject: str = "1", occasion: str = "departure", **more: Any) -> Callback:
        given = {
            "subject_type": "stays.stay", "unit": self.company.hotel, "party": self.guest,
            "phone_contact": self.guest.contacts.first(), "reference": f"房 {subject}", "happened_at": LEFT,
        }  # fmt: skip
        made = plan_callback(SYSTEM, occasion=occasion, subject_id=subject, **(given | more))
        assert made is not None
        return Callback.objects.select_related("policy", "unit", "caller", "contact").get(pk=made.pk)

    def call(
        self, row: Callback, who: str = "guest_clerk", opinions: tuple[OpinionDraft, ...] = (), **more: Any
    ) -> Callback:
        said: dict[str, Any] = {"satisfaction": "satisfied", "told_phone": True, "told_name": True, "told_offer": True}
        actor = self.company.actor(who)
        return record_call(actor, callback=row, seen=row.version, opinions=opinions, **(said | more))

    def agrees(self) -> None:
        """Let the guest agree to offers."""
        Consent.objects.create(
            party=self.guest, purpose="marketing", basis="consent", channel="front_desk", notice="1", given_at=NOW
        )

    def opinion(self, text: str = "早餐太凉", kind: str = "opinion", **more: Any) -> OpinionDraft:
        given: dict[str, Any] = {"appointed_at": NOW + timedelta(hours=5)} | more
        return OpinionDraft(kind, text, self.company.hotel.pk, **given)


@pytest.fixture
def hotel(company: Company) -> Hotel:
    keeper = company.actor("keeper")
    caller = company.people["guest_clerk"]
    given: dict[str, Any] = {"unit": company.hotel, "start": date(2026, 1, 1), "service_phone": "95588"}
    departure = record_policy(
        keeper, occasion="departure", delay_days=1, window_days=1, rate=100, target=80, confirmed=False,
        caller=caller, tell_three=True, offer="九折", questions="房间是否满意？\n早餐怎么样？", **given,
    )  # fmt: skip
    complaint = record_policy(
        keeper, occasion="complaint", delay_days=0, window_days=3, rate=100, target=100, caller=caller,
        deputy=company.people["keeper"], **given,
    )  # fmt: skip
    guest = register_party(
        SYSTEM, kind="person", name="周小敏", unit=company.hotel, profiles=[ProfileDraft("guest")],
        contacts=[ContactDraft("number", PHONE)],
    )  # fmt: skip
    return Hotel(company, departure, complaint, guest)


@pytest.fixture
def at() -> Callable[..., Any]:
    """Hold the clock at an hour of China's day."""

    def hold(day: int, hour: int, minute: int = 0) -> Any:
        return clock.fixed(datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8))

    return hold

"""Guests of the demo hotel who stay again: October's statement approved, a refund in November, more since."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.commission import queries, usecases
from huiyin.rooms.people import queries as people
from huiyin.site.demo.callbacks import HOTEL, HOTEL_HEAD, RULED, departures, phone_of
from huiyin.site.demo.load import GENERAL_MANAGER, Story

SETTLED = date(2026, 11, 3)
REFUNDED = date(2026, 11, 10)


@dataclass(frozen=True)
class Return:
    """Who stays again: his place among the departures (nobody's: a number that nobody knows), his days, his room."""

    place: int | None
    booked: date
    left: date
    cents: int


RETURNS = (
    Return(0, date(2026, 10, 26), date(2026, 10, 30), 137_600),
    Return(2, date(2026, 10, 27), date(2026, 10, 31), 68_825),
    Return(4, date(2026, 11, 5), date(2026, 11, 8), 206_400),
    Return(None, date(2026, 11, 6), date(2026, 11, 9), 68_800),
)


def tell_commission(story: Story) -> None:
    """Let the hotel pay commission, record who stayed again, and settle October."""
    if story.until < REFUNDED:
        return
    head, unit = story.actor(HOTEL_HEAD), people.units(SYSTEM).get(name=HOTEL)
    with story.on(RULED, 11):
        given: dict[str, Any] = {"start": RULED, "paid": True, "rate": 200, "window_days": 180}
        story.once(head, "commission:rule", usecases.record_rule, unit=unit, reason="按规定试行", **given)
    guests = {one.place: one for one in departures()}
    for number, one in enumerate(RETURNS, 1):
        guest = guests[one.place] if one.place is not None else None
        with story.on(one.left, 15, number):
            booked = datetime.combine(one.booked, time(20, 10), timezone.get_default_timezone())
            said: dict[str, Any] = {
                "number": f"RZ{one.left:%m%d}{number:02d}", "guest": guest.name if guest else "费先生",
                "phone": phone_of(guest) if guest else "13655550000", "booked_at": booked, "checked_in": one.booked,
                "checked_out": one.left, "revenue": one.cents,
            }  # fmt: skip
            story.once(head, f"commission:stay:{number}", usecases.record_stay, unit=unit, **said)
    with story.on(SETTLED, 10):
        row = story.once(head, "commission:draft:10", usecases.draft_statement, unit=unit, month="2026-10")
    if row is not None:
        with story.on(SETTLED, 14):
            approver = story.actor(GENERAL_MANAGER)
            story.once(approver, "commission:approved:10", usecases.approve_statement, statement=row, seen=row.version)
    with story.on(REFUNDED, 9):
        stay = queries.stays(SYSTEM).filter(unit=unit, revenue=RETURNS[1].cents).first()
        back: dict[str, Any] = {"day": REFUNDED, "amount": 20_000, "reason": "空调故障，退部分房费"}
        story.once(head, "commission:refund", usecases.record_refund, stay=stay, **back)

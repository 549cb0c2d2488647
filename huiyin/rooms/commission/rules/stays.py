"""Whose a return stay is; and a row of the workbook of return stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from huiyin.rooms.commission.rules.money import cents_of


@dataclass(frozen=True, slots=True)
class Reached:
    """A callback in which the guest was reached: who called, and when."""

    callback: int
    agent: int
    at: datetime


def owed_to(calls: Iterable[Reached], booked_at: datetime, window_days: int) -> Reached | None:
    """Return the last callback that reached the guest before he booked, within the window (AMB-55); or none.

    The window counts whole days of 24 hours back from the booking; its first moment belongs to it.
    """
    since = booked_at - timedelta(days=window_days)
    within = [one for one in calls if since <= one.at < booked_at]
    return max(within, key=lambda one: (one.at, one.callback), default=None)


@dataclass(frozen=True, slots=True)
class StayDraft:
    """A return stay as it was written down. ``revenue`` is what the room cost, in cents."""

    number: str
    guest: str
    phone: str
    booked_at: datetime
    checked_in: date
    checked_out: date
    revenue: int


def unfit(stay: StayDraft, now: datetime, zone: tzinfo) -> tuple[str, str] | None:
    """Return what is wrong with a stay as (field, reason), or nothing."""
    if stay.booked_at > now:
        return "booked", "ahead"
    if stay.checked_in < stay.booked_at.astimezone(zone).date():
        return "checked_in", "order"
    if stay.checked_out < stay.checked_in:
        return "checked_out", "order"
    return ("checked_out", "ahead") if stay.checked_out > now.astimezone(zone).date() else None


def written(cells: Mapping[str, str], zone: tzinfo, now: datetime) -> StayDraft | list[tuple[str, str]]:
    """Return a stay, or what is wrong with the row as (field, reason).

    A booking of which only the day is known counts as made at its end, or now where that lies ahead.
    """
    needed = ("number", "guest", "phone", "booked", "checked_in", "checked_out", "revenue")
    faults = [(key, "missing") for key in needed if not cells.get(key)]
    day = _day(cells.get("booked", ""))
    read: dict[str, Any] = {
        "booked": _moment(cells.get("booked", ""), zone) or (_end_of(day, zone, now) if day else None),
        "checked_in": _day(cells.get("checked_in", "")), "checked_out": _day(cells.get("checked_out", "")),
        "revenue": cents_of(cells.get("revenue", "")),
    }  # fmt: skip
    faults += [(key, "unreadable") for key, value in read.items() if cells.get(key) and value is None]
    faults += [(key, "long") for key, most in (("number", 40), ("guest", 60)) if len(cells.get(key, "")) > most]
    if faults:
        return faults
    named = (cells["number"], cells["guest"], cells["phone"])
    made = StayDraft(*named, read["booked"], read["checked_in"], read["checked_out"], read["revenue"])
    fault = unfit(made, now, zone)
    return [fault] if fault else made


def _moment(text: str, zone: tzinfo) -> datetime | None:
    plain = text.strip().replace("T", " ").replace("/", "-").replace(".", "-")
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(plain, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _end_of(day: date, zone: tzinfo, now: datetime) -> datetime:
    """Return the end of a day; of today the moment now."""
    end = datetime.combine(day, time.max, zone)
    return now if day == now.astimezone(zone).date() else end


def _day(text: str) -> date | None:
    plain = text.strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        return None

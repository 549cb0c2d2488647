"""The ladder: when each rung fires, and who hears it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from huiyin.rooms.duties.terms import Recipient, Rung

# Role → unit → who holds it over the unit itself.
Holders = Mapping[str, Mapping[int, Sequence[int]]]
# How much later than planned a rung may still fire into quiet hours: what a busy moment takes.
GRACE = timedelta(minutes=15)
_RISING = tuple(str(role) for role in Recipient)


@dataclass(frozen=True, order=True)
class Planned:
    """A rung and the instant for which it is planned."""

    at: datetime
    rung: Rung


def after_quiet(at: datetime, quiet: tuple[time, time], zone: tzinfo) -> datetime:
    """Return the first instant from ``at`` on outside the quiet hours (local times; equal times: none)."""
    start, end = quiet
    local = at.astimezone(zone)
    now = local.time().replace(tzinfo=None)
    overnight = start > end
    quiet_now = (now >= start or now < end) if overnight else start <= now < end
    if not quiet_now:
        return at
    day = local.date() + timedelta(days=1 if overnight and now >= start else 0)
    return datetime.combine(day, end, zone).astimezone(at.tzinfo)


def planned(
    rungs: Iterable[Rung], armed_at: datetime, due_at: datetime, quiet: tuple[time, time], zone: tzinfo
) -> list[Planned]:
    """Return the rungs in the order of their instants; none before the duty is owed, none in quiet hours."""
    found = []
    for rung in rungs:
        at = max(armed_at, due_at + timedelta(minutes=rung.offset))
        found.append(Planned(at if rung.urgent else after_quiet(at, quiet, zone), rung))
    return sorted(found, key=lambda one: (one.at, one.rung.offset, _RISING.index(one.rung.to)))


def effective(plan: Iterable[Planned], now: datetime, quiet: tuple[time, time], zone: tzinfo) -> list[Planned]:
    """Return a plan whose rungs that were left over long before ``now`` (an outage) do not fire in quiet hours."""
    rested = after_quiet(now, quiet, zone)
    return [
        Planned(rested, one.rung) if not one.rung.urgent and now - one.at > GRACE and rested > now else one
        for one in plan
    ]


def next_wake(plan: Iterable[Planned], fired: Iterable[str], due_at: datetime, *, missed: bool) -> datetime | None:
    """Return when the sweep has to look again: the next rung that did not fire, or the moment it is missed."""
    done = set(fired)
    left = [one.at for one in plan if one.rung.key not in done]
    if not missed:
        left.append(due_at + timedelta(microseconds=1))
    return min(left, default=None)


def hearers(
    to: str, owner: int | None, units: Sequence[int], holders: Holders, away: Mapping[int, int | None]
) -> list[int]:
    """Return who hears a rung: its recipients or their deputies, else who stands above.

    ``units`` are the unit and those above it, nearest first. ``away`` maps who is absent to his deputy, if any.
    An absent person without a deputy is passed over, and nobody is told as a superior of what he owes himself, while
    somebody stands above; where nobody does, who stands below is told.
    """
    asked = _RISING.index(to)
    absent: list[int] = []
    for place, role in enumerate([*_RISING[asked:], *reversed(_RISING[:asked])]):
        people = [owner] if role == Recipient.OWNER else _nearest(holders.get(role, {}), units)
        named = [one for one in people if one is not None]
        present = list(dict.fromkeys(stand_in for one in named if (stand_in := away.get(one, one)) is not None))
        below = place >= len(_RISING) - asked
        if present and (role == Recipient.OWNER or below or present != [owner]):
            return present
        absent = absent or present or named
    return absent


def _nearest(held: Mapping[int, Sequence[int]], units: Sequence[int]) -> list[int]:
    return next((list(held[unit]) for unit in units if held.get(unit)), [])

"""Who stands where on a day: role holders over units, who is away and who stands in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.rooms.duties.rules import ladder
from huiyin.rooms.duties.terms import Recipient
from huiyin.rooms.people.queries.answerable import answering_on
from huiyin.rooms.people.queries.people import away_on
from huiyin.rooms.people.rules import climb

ROLES = tuple(str(role) for role in Recipient if role != Recipient.OWNER)


@dataclass(frozen=True)
class Standing:
    """Who holds the ladder's roles on a day, and who is away."""

    holders: Mapping[str, Mapping[int, Sequence[int]]]
    away: Mapping[int, int | None]

    def hearers(self, to: str, owner: int | None, path: str) -> list[int]:
        """Return who hears a rung about a duty of a unit."""
        return ladder.hearers(to, owner, climb(path), self.holders, self.away)

    def bearer(self, role: str, path: str) -> int | None:
        """Return who owes a duty for which nobody was named, or nobody where no role above the unit is held."""
        return next(iter(self.hearers(role, None, path)), None)


def standing_on(day: date, owners: Collection[int] = ()) -> Standing:
    """Return who stands where: three statements, however many units."""
    answering = answering_on(day, ROLES)
    holders = {
        role: {unit: [one for one, _name in people if one is not None] for unit, people in units.items()}
        for role, units in answering.holders.items()
    }
    asked = {one for units in holders.values() for people in units.values() for one in people} | set(owners)
    return Standing(holders, away_on(day, asked))

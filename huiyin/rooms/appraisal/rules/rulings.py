"""The ladder of awards and sanctions, who may move what, terms and accumulation (P-4.9a, P-4.10b, 行政奖罚标准).

No level carries money, an award is never set off against a sanction, and nothing here ever leads to a dismissal by
itself.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from huiyin.rooms.appraisal.terms import RULING_FLOW
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES
from huiyin.rooms.appraisal.terms.rulings import RulingKind as Kind
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as Level
from huiyin.rooms.appraisal.terms.rulings import RulingObstacle as Obstacle
from huiyin.rooms.appraisal.terms.rulings import RulingState as State
from huiyin.rooms.people.terms import Role

FOLDED: Final = 3
"""So many of a level within a calendar year may be proposed as one of the next."""
APPEAL_DAYS: Final = 7
ANSWER_DAYS: Final = 10
LONGEST_MONTHS: Final = 12


@dataclass(frozen=True)
class Rung:
    """A level: the band of its points, who decides, and what has to be done before.

    ``term`` is in months, 0 where the level has none; ``step`` its height, shared by levels that count alike;
    ``following`` what three of it may become, None where nothing may.
    """

    kind: Kind
    step: int
    least: int
    most: int
    approver: Role
    term: int = 0
    heard: bool = False
    checked: bool = False
    union: bool = False
    following: Level | None = None


_AWARD, _SANCTION = Kind.AWARD, Kind.SANCTION
LADDER: Final[Mapping[Level, Rung]] = {
    Level.VERBAL_PRAISE: Rung(_AWARD, 1, 0, 0, Role.MANAGER, following=Level.COMMENDATION),
    Level.PUBLIC_PRAISE: Rung(_AWARD, 1, 0, 0, Role.MANAGER, following=Level.COMMENDATION),
    Level.COMMENDATION: Rung(_AWARD, 2, 1, 3, Role.MANAGER, following=Level.MERIT),
    Level.MERIT: Rung(_AWARD, 3, 4, 6, Role.MANAGER, checked=True, following=Level.GREAT_MERIT),
    Level.GREAT_MERIT: Rung(_AWARD, 4, 7, 10, Role.GENERAL_MANAGER),
    Level.REMINDER: Rung(_SANCTION, 1, 0, 0, Role.SUPERVISOR, following=Level.WARNING),
    Level.WARNING: Rung(_SANCTION, 2, 0, 0, Role.MANAGER, 6, heard=True, following=Level.DEMERIT),
    Level.DEMERIT: Rung(_SANCTION, 3, 0, 0, Role.MANAGER, 12, heard=True, checked=True, following=Level.GREAT_DEMERIT),
    Level.GREAT_DEMERIT: Rung(_SANCTION, 4, 0, 0, Role.GENERAL_MANAGER, 12, heard=True),
    Level.DISMISSAL: Rung(_SANCTION, 5, 0, 0, Role.GENERAL_MANAGER, heard=True, checked=True, union=True),
}
WITH_BONUS: Final = tuple(level for level, rung in LADDER.items() if rung.most)
"""嘉奖 and above: what a bonus may rest on (P-4.9a)."""
INDEPENDENT: Final = frozenset({"uphold", "change", "revoke"})
OF_THE_PERSON: Final = frozenset({"state", "appeal"})
OF_THE_PROPOSER: Final = frozenset({"correct", "withdraw"})


@dataclass(frozen=True)
class Matter:
    """What is known of an award or sanction; the people behind the acts by the ids of their accounts."""

    level: Level
    state: State
    person: int
    proposer: int | None = None
    checker: int | None = None
    decider: int | None = None
    heard: bool = False
    clause: bool = True
    union: bool = False
    delivered_on: date | None = None


@dataclass(frozen=True)
class Who:
    """Who wants to act: account, employee, and the roles in whose place he decides over the unit of the matter."""

    user: int | None = None
    employee: int | None = None
    decides_as: frozenset[Role] = field(default_factory=frozenset)

    def is_(self, account: int | None) -> bool:
        """Tell whether it was this account."""
        return account is not None and account == self.user


def obstacle(move: str, matter: Matter, who: Who, today: date, level: Level | None = None) -> Obstacle | None:
    """Return why somebody who holds the move's permit cannot make it, or None where he can.

    ``level`` is what is to be decided where that is not what was proposed.
    """
    if not RULING_FLOW.can(move, matter.state):
        return Obstacle.STATE
    himself = who.employee == matter.person
    if move in OF_THE_PERSON:
        return Obstacle.NOT_PERSON if not himself else _of_appeal(matter, today) if move == "appeal" else None
    if himself:
        return Obstacle.OWN
    return _of_others(move, matter, who, level or matter.level)


def _of_others(move: str, matter: Matter, who: Who, level: Level) -> Obstacle | None:
    """Return what hinders somebody else than the person; a proposal behind which no account stands is anybody's."""
    if move in OF_THE_PROPOSER:
        return None if matter.proposer is None or who.is_(matter.proposer) else Obstacle.NOT_PROPOSER
    if move in INDEPENDENT:
        involved = (matter.proposer, matter.checker, matter.decider)
        return Obstacle.INVOLVED if any(map(who.is_, involved)) else None
    if move == "check":
        return _of_check(matter, who)
    return _of_decision(move, matter, who, level) if move in {"decide", "dismiss"} else None


def _of_appeal(matter: Matter, today: date) -> Obstacle | None:
    if LADDER[matter.level].kind == Kind.AWARD:
        return Obstacle.NO_APPEAL
    return None if today <= appeal_until(matter.delivered_on or today) else Obstacle.TOO_LATE


def _of_check(matter: Matter, who: Who) -> Obstacle | None:
    rung = LADDER[matter.level]
    if not rung.checked:
        return Obstacle.NO_CHECK
    if who.is_(matter.proposer):
        return Obstacle.PROPOSED_IT
    return Obstacle.HEAR_FIRST if rung.heard and not matter.heard else None


def _of_decision(move: str, matter: Matter, who: Who, level: Level) -> Obstacle | None:
    rung = LADDER[level]
    if rung.kind != LADDER[matter.level].kind:
        return Obstacle.OTHER_KIND
    if rung.approver not in who.decides_as:
        return Obstacle.LOWER
    if who.is_(matter.proposer):
        return Obstacle.PROPOSED_IT
    if who.is_(matter.checker):
        return Obstacle.CHECKED_IT
    return _unprepared(matter, rung) if move == "decide" else None


def _unprepared(matter: Matter, rung: Rung) -> Obstacle | None:
    if rung.heard and not matter.heard:
        return Obstacle.HEAR_FIRST
    if rung.checked and matter.state != State.CHECKED:
        return Obstacle.CHECK_FIRST
    if rung.union and not matter.clause:
        return Obstacle.CLAUSE
    return Obstacle.UNION if rung.union and not matter.union else None


def in_band(level: Level, points: int) -> bool:
    """Tell whether an award of the level may give so many points (AMB-10); a sanction gives none."""
    return LADDER[level].least <= points <= LADDER[level].most


def is_lower(level: Level, than: Level) -> bool:
    """Tell whether a level of the same kind stands lower."""
    return LADDER[level].kind == LADDER[than].kind and LADDER[level].step < LADDER[than].step


def ready_states(level: Level) -> tuple[State, ...]:
    """Return the states in which a matter of the level waits for its decision and for nothing before it."""
    rung = LADDER[level]
    if rung.checked:
        return (State.CHECKED,)
    return (State.STATED, State.CHECKED) if rung.heard else OPEN_STATES


def check_states(level: Level) -> tuple[State, ...]:
    """Return the states in which a matter of the level waits to be checked."""
    rung = LADDER[level]
    if not rung.checked:
        return ()
    return (State.STATED,) if rung.heard else (State.PROPOSED, State.STATED)


def term_end(level: Level, decided_on: date) -> date | None:
    """Return the last day on which a sanction counts: the same calendar day, months later; None without a term."""
    months = LADDER[level].term
    if not months:
        return None
    year, month = divmod(decided_on.month - 1 + months, LONGEST_MONTHS)
    last = calendar.monthrange(decided_on.year + year, month + 1)[1]
    return date(decided_on.year + year, month + 1, min(decided_on.day, last))


def is_expired(end: date | None, today: date) -> bool:
    """Tell whether a sanction no longer counts; it stays in the history."""
    return end is not None and end < today


def appeal_until(delivered_on: date) -> date:
    """Return the last day on which the person may appeal; the day of delivery is not counted."""
    return delivered_on + timedelta(days=APPEAL_DAYS)


def answer_until(appealed_on: date) -> date:
    """Return the day by which an appeal is to be decided."""
    return appealed_on + timedelta(days=ANSWER_DAYS)


@dataclass(frozen=True)
class Standing:
    """A decided award or sanction that counts, and was not counted into a higher one."""

    pk: int
    level: Level
    decided_on: date
    ends: date | None = None


@dataclass(frozen=True)
class Accumulation:
    """Three that may be proposed as one of the next level: never by itself, and never a dismissal."""

    level: Level
    of: tuple[int, ...]


def accumulated(standing: Iterable[Standing], year: int, today: date) -> tuple[Accumulation, ...]:
    """Return what may be proposed of the decisions of a calendar year, the oldest three of a height first.

    Expired sanctions no longer count.
    """
    heights: dict[Level, list[Standing]] = {}
    for one in sorted(standing, key=lambda one: (one.decided_on, one.pk)):
        following = LADDER[one.level].following
        if following is not None and one.decided_on.year == year and not is_expired(one.ends, today):
            heights.setdefault(following, []).append(one)
    return tuple(
        Accumulation(level, tuple(one.pk for one in three))
        for level, found in heights.items()
        for three in _threes(found)
    )


def _threes(found: Sequence[Standing]) -> Iterable[Sequence[Standing]]:
    return (found[at : at + FOLDED] for at in range(0, len(found) - FOLDED + 1, FOLDED))

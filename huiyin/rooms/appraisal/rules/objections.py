"""Decisions about objections (申诉): until when, who may do what, what a decision may do to a deduction.

Plain values in, values out; points in hundredths.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from huiyin.rooms.appraisal.rules.work import DECISION_DAYS
from huiyin.rooms.appraisal.terms import EditionState, ObjectionState

ACCEPT_DAYS = 2
"""Working days in which an objection is accepted."""
ALARM_PERCENT, ALARM_LEAST = 30, 3
_BEHIND_ALL_OPEN = 10_000_000
IN_TIME, SOON, OVERDUE = "", "soon", "bad"
SOON_DAYS = 2


def decide_by(day: date) -> date:
    """Return the last day for deciding an objection raised on a day: ten days later."""
    return day + timedelta(days=DECISION_DAYS)


def urgency(due: date, ended: date | None) -> int:
    """Return the place in a list: open ones by the day that is due next, behind them what is over, newest first."""
    return due.toordinal() if ended is None else _BEHIND_ALL_OPEN - ended.toordinal()


def tone(due: date, today: date) -> str:
    """Return how an open objection looks: overdue, due soon, or in time. Nothing acts by itself on one that is late."""
    if due < today:
        return OVERDUE
    return SOON if due <= today + timedelta(days=SOON_DAYS) else IN_TIME


@dataclass(frozen=True, slots=True)
class Party:
    """Who had a hand in a deduction: a member of staff, or somebody who is known by name alone."""

    employee: int | None
    name: str


def is_party(parties: Iterable[Party], employee: int | None, name: str) -> bool:
    """Tell whether somebody is one of the parties: by his row where both have one, else by name."""
    return any(
        one.employee == employee
        if one.employee is not None and employee is not None
        else bool(name) and one.name == name
        for one in parties
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to an objection: it is his own; he decides here, and independently; he appraised."""

    own: bool = False
    decides: bool = False
    independent: bool = False
    appraised: bool = False


def possible(state: str, standing: Standing, *, inquired: bool) -> frozenset[str]:
    """Return the acts that are open to somebody: the page's buttons, and what the use cases let pass.

    ``inquired`` tells whether it was written down what the inquiry found; nothing is decided before that.
    """
    acts: set[str] = set()
    if state not in {ObjectionState.RAISED, ObjectionState.INQUIRY}:
        return frozenset()
    inquiry = state == ObjectionState.INQUIRY
    if standing.own:
        acts |= {"withdraw"} | ({"answer"} if inquiry else set())
    if standing.appraised and not standing.own and inquiry:
        acts.add("opinion")
    if standing.decides and standing.independent and not standing.own:
        acts |= {"record"} if inquiry else {"accept"}
        acts |= {"decide"} if inquiry and inquired else set()
    return frozenset(acts)


def may_cost(points: int, *, old: int, serious: bool, least: int, most: int) -> bool:
    """Tell whether a decision may set a deduction to some points: fewer than it cost, within the item's range.

    What was a serious violation took its whole section; without that mark any points of the range are fewer.
    """
    return least <= points <= most and (serious or points < old)


def settled_state(*, still_open: bool, over: bool) -> EditionState:
    """Return where a sheet stands after an objection ended: disputed while another is open, else read or closed."""
    if still_open:
        return EditionState.DISPUTED
    return EditionState.CLOSED if over else EditionState.READ


def is_alarming(decided: int, overturned: int) -> bool:
    """Tell whether so many decisions went against an item or appraiser that the clause should be looked at."""
    return decided >= ALARM_LEAST and overturned * 100 > decided * ALARM_PERCENT

"""The one definition, in plain values, of what a sheet loses and gains: single accounts and simulations rest on it.

The other definition is the set-based one in SQL (``queries.scoring``); tests hold the two against each other. Points
are hundredths, awards whole points.
"""

from collections.abc import Iterable

from huiyin.kernel.points import HUNDRED


def lost_in(maximum: int, points: int, *, serious: bool) -> int:
    """Return what a section loses: at most its marks (P-4.5.2a), all of them after a serious violation (P-4.10a)."""
    return maximum if serious or points > maximum else points


def lost_to_other(cap: int, points: int) -> int:
    """Return what 其它 takes: at most the cap (P-4.8)."""
    return min(cap, points)


def left_of(marks: int, lost: int) -> int:
    """Return what the deductions leave of a sheet's marks; never below 0."""
    return max(0, marks - lost)


def gained(awards: Iterable[int]) -> int:
    """Return what awards add, in hundredths (P-4.9c)."""
    return HUNDRED * sum(awards)


def allowed(awards: Iterable[int], least: int, most: int) -> list[int]:
    """Return awards as far as a scheme allows them on one sheet: each of at least ``least``, together at most ``most``.

    What lies within the limits comes back as it is.
    """
    found: list[int] = []
    for points in awards:
        room = most - sum(found)
        if points >= least and room > 0:
            found.append(min(points, room))
    return found

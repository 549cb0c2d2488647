"""What cases are found by beside their words."""

FIRST_FINDS = 5_000
"""Finds among which the first page lies, and its capped count: a list shows 50 and counts to 1,000."""


def mark_of(unit: int) -> str:
    """Return the token of a unit's cases; its sign is no letter, so nobody can type it."""
    return f"§{unit}"

"""The lot: random, exact in every block, and the same again for the same seed."""

from hashlib import sha256
from math import gcd


def block_of(rate: int) -> tuple[int, int]:
    """Return (size, drawn): of so many candidates in a row exactly so many are drawn. 30 % → 3 of 10."""
    shared = gcd(rate, 100)
    return 100 // shared, rate // shared


def _ticket(seed: str, place: int) -> bytes:
    return sha256(f"{seed}:{place}".encode()).digest()


def is_drawn(seed: str, place: int, rate: int) -> bool:
    """Tell whether the candidate at a place (from 0) is drawn. Who comes next cannot be told without the seed."""
    size, drawn = block_of(rate)
    first = place - place % size
    ranked = sorted(range(first, first + size), key=lambda one: _ticket(seed, one))
    return place in ranked[:drawn]

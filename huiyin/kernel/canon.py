"""One canonical byte form of a value, and its digest: what the trail, records and runs are sealed with."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any


def _plain(value: object) -> Any:
    match value:
        case datetime():
            plain: Any = value.isoformat(timespec="microseconds")
        case date():
            plain = value.isoformat()
        case Enum():
            plain = value.value
        case set() | frozenset():
            plain = sorted(value)
        case bytes():
            plain = hashlib.sha256(value).hexdigest()
        case _:  # numbers without a JSON form (Decimal, Fraction), lazy texts, paths
            plain = str(value)
    return plain


def canonical(value: object) -> str:
    """Return the JSON text with sorted keys, no spaces and plain UTF-8: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest_bytes(parts: Iterable[bytes]) -> str:
    """Return the SHA-256 over a stream of byte strings, 64 hex digits."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()

"""How the pages of two sizes compare: the same statements at both, and no more than twelve."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_STATEMENTS = 12


def kind(address: str) -> str:
    """Return what an address opens: its keys left out, and of its questions only what they ask."""
    path, _, question = address.partition("?")
    return "/".join("#" if any(sign.isdigit() for sign in part) else part for part in path.split("/")) + question[:4]


def report(few: Sequence[Mapping[str, Any]], many: Sequence[Mapping[str, Any]]) -> int:
    """Print both sizes beside each other and return how many pages ask more often with more people, or too often."""
    before = {kind(page["address"]): page for page in few}
    off = 0
    for page in many:
        small = before.get(kind(page["address"]), page)
        holds = small["statements"] == page["statements"] <= MOST_STATEMENTS
        off += not holds
        print(
            f"{page['address'][:44]:44} {small['statements']:3} / {small['milliseconds']:7.1f} ms   "
            f"{page['statements']:3} / {page['milliseconds']:7.1f} ms   floor {page['floor']:6.1f} ms   "
            f"{'within' if holds else 'ABOVE'} {MOST_STATEMENTS}",
            flush=True,
        )
    return off

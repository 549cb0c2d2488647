"""How two versions of the standard differ, line by line: plain contents in (``queries.schemes.content_of``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MARKS: Final = "marks"
ORDER: Final = "order"


@dataclass(frozen=True)
class Difference:
    """One line in which two versions differ; None on the side that lacks it.

    ``part`` is "weights", "forms" or "items"; ``place`` names the weight, the form ("month/operational") or the item;
    ``line`` the section of a form; ``field`` what differs there, empty where the whole line is new or gone.
    """

    part: str
    place: str
    line: str
    field: str
    before: Any
    after: Any

    @property
    def change(self) -> str:
        """Tell whether the line is new, gone, or says something else."""
        if self.field:
            return CHANGED
        return ADDED if self.before is None else REMOVED


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every line in which two contents differ; none exactly where they are equal."""
    found = [
        Difference("weights", name, "", name, old["weights"].get(name), new["weights"].get(name))
        for name in dict.fromkeys((*old["weights"], *new["weights"]))
        if old["weights"].get(name) != new["weights"].get(name)
    ]
    for place in dict.fromkeys((*old["forms"], *new["forms"])):
        found += _form(place, old["forms"].get(place, ()), new["forms"].get(place, ()))
    for code in dict.fromkeys((*old["items"], *new["items"])):
        found += _item(code, old["items"].get(code), new["items"].get(code))
    return found


def _form(place: str, old: Sequence[Sequence[Any]], new: Sequence[Sequence[Any]]) -> list[Difference]:
    """Compare a form by the names of its sections: new, gone, other marks, another dimension, another order."""
    before, after = ({line[1]: line for line in side} for side in (old, new))
    found = []
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            found.append(Difference("forms", place, name, "", one and one[2], other and other[2]))
            continue
        for at, field in ((2, MARKS), (0, "dimension"), (3, "is_other")):
            if one[at] != other[at]:
                found.append(Difference("forms", place, name, field, one[at], other[at]))
    orders = [[name for name in side if name in before and name in after] for side in (before, after)]
    if orders[0] != orders[1]:
        found.append(Difference("forms", place, "", ORDER, "、".join(orders[0]), "、".join(orders[1])))
    return found


def _item(code: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Difference]:
    if old is None or new is None:
        return [Difference("items", code, "", "", old, new)]
    return [
        Difference("items", code, "", name, old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]

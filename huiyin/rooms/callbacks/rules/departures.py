"""A row of the workbook of departures: what it says, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FURTHEST_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Departure:
    """A guest who left. ``occasion`` says what he is called back for."""

    name: str
    phone: str
    room: str
    departed: date
    occasion: str

    @property
    def key(self) -> str:
        """Return what tells a departure from every other: the same guest leaves a room once a day."""
        return f"{self.departed.isoformat()}:{self.room}:{self.name}"


def written(cells: Mapping[str, str], kinds: Mapping[str, str], today: date) -> Departure | list[tuple[str, str]]:
    """Return a departure, or what is wrong as (field, reason)."""
    faults = [(key, "missing") for key in ("name", "room", "departed") if not cells.get(key)]
    day = _day(cells.get("departed", ""))
    if cells.get("departed") and day is None:
        faults.append(("departed", "unreadable"))
    if day is not None and not today - FURTHEST_BACK <= day <= today:
        faults.append(("departed", "range"))
    kind = cells.get("kind", "")
    if kind not in kinds:
        faults.append(("kind", "unknown"))
    if len(cells.get("name", "")) > 40 or len(cells.get("room", "")) > 20:  # noqa: PLR2004 - the columns' lengths
        faults.append(("name", "long"))
    if faults or day is None:
        return faults
    return Departure(cells["name"], cells.get("phone", ""), cells["room"], day, kinds[kind])


def _day(text: str) -> date | None:
    plain = text.strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        return None

"""Paging by key: the next page begins after the last row's values, so page 10,000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal

Row = TypeVar("Row", bound=models.Model)

COUNT_CAP = 1000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows and the keys of its neighbours."""

    rows: Sequence[Row]
    next_key: str
    previous_key: str


def _value(row: models.Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value.isoformat() if isinstance(value, date | datetime) else value


def encode(row: models.Model, order: Sequence[str]) -> str:
    """Write a row's place in the order as an opaque key."""
    values = [_value(row, name.lstrip("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(key: str, order: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, binascii.Error):
        values = None
    simple = (str, int, bool, float)
    if not isinstance(values, list) or len(values) != len(order) or not all(isinstance(v, simple) for v in values):
        raise Refusal.at("after", _("This page key is not valid; start from the first page."))
    return values


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    condition = Q()
    for depth, name in enumerate(order):
        step = Q(**{f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}": values[depth]})
        for before in range(depth):
            step &= Q(**{order[before].lstrip("-"): values[before]})
        condition |= step
    return condition


def turned(order: Sequence[str]) -> list[str]:
    """Return the order backwards."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def page(
    rows: models.QuerySet[Row], order: Sequence[str], *, size: int, after: str = "", before: str = ""
) -> Page[Row]:
    """Return the page after or before a key. ``order`` ends in a unique column and names no nullable one."""
    back = bool(before) and not after
    asked = turned(order) if back else list(order)
    key = before if back else after
    narrowed = rows
    if key:
        first = asked[0].lstrip("-")
        values = _decode(key, order)
        bound = "lte" if asked[0].startswith("-") else "gte"
        try:
            # The first column's own bound lets the index seek; the rest of the condition only drops ties.
            narrowed = rows.filter(**{f"{first}__{bound}": values[0]}).filter(_beyond(asked, values))
        except (ValueError, TypeError) as fault:
            raise Refusal.at("after", _("This page key is not valid; start from the first page.")) from fault
    try:
        found = list(narrowed.order_by(*asked)[: size + 1])
    except (ValueError, TypeError, OverflowError) as fault:
        raise Refusal.at("after", _("This page key is not valid; start from the first page.")) from fault
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_next, has_previous = (bool(key), more) if back else (more, bool(key))
    return Page(
        found,
        encode(found[-1], order) if found and has_next else "",
        encode(found[0], order) if found and has_previous else "",
    )


def capped_count(rows: models.QuerySet[Any]) -> tuple[int, bool]:
    """Count rows up to ``COUNT_CAP``; the second value tells that there are more."""
    found = rows.order_by()[: COUNT_CAP + 1].count()
    return min(found, COUNT_CAP), found > COUNT_CAP

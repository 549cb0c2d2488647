"""Tables of what was reckoned just now, which no queryset holds, as CSV and XLSX like those of the lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy
from django_filters import FilterSet

from huiyin.platform.doors import Door
from huiyin.platform.screens import EXPORTS, Listing
from huiyin.platform.tables import Table

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"))


class _Rows(tuple[Any, ...]):
    """Rows in memory, read as the exports read a queryset."""

    __slots__ = ()

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        """Give them one by one."""
        return iter(self)


def file_of(wanted: str, door: Door[..., Any], table: type[Table], rows: Iterable[Any]) -> HttpResponseBase | None:
    """Return some rows as the file that was wanted, named after the door; None where none was."""
    if wanted not in EXPORTS:
        return None
    listing = Listing(title=gettext_lazy("Export"), door=door, table=table, filters=FilterSet, order=())
    known: Any = _Rows(rows)
    return EXPORTS[wanted](listing, known)

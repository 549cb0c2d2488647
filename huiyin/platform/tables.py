"""One table is the page, the CSV, the XLSX and the API's fields. Columns say what they hold."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import django_tables2 as tables2
from django.db.models import Choices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tables2.utils import A, OrderByTuple
from pydantic import BaseModel, create_model

from huiyin.kernel.points import show_points

__all__ = [
    "A",
    "ChoiceColumn",
    "Column",
    "DateColumn",
    "FlagColumn",
    "NumberColumn",
    "PointsColumn",
    "Table",
    "TimeColumn",
]


class Column(tables2.Column):
    """A column of text. ``holds`` is what the API and the export carry."""

    holds: type = str
    css = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Order is by key over indexed columns only, so the listing says what can be ordered."""
        kwargs.setdefault("orderable", False)
        attrs = dict(kwargs.pop("attrs", {}))
        if self.css:
            attrs.setdefault("td", {"class": self.css})
            attrs.setdefault("th", {"class": self.css})
        super().__init__(*args, attrs=attrs, **kwargs)

    def value(self, **kwargs: Any) -> Any:
        """Return what the API and the export carry."""
        raw = kwargs["value"]
        return None if raw is None else self.plain(raw)

    def plain(self, raw: Any) -> Any:
        """Turn the stored value into what ``holds`` says."""
        return str(raw)


class NumberColumn(Column):
    """Whole numbers, right-aligned."""

    holds = int
    css = "num"

    def plain(self, raw: Any) -> Any:
        """Keep the number."""
        return int(raw)


class PointsColumn(Column):
    """Points in hundredths, shown with two decimals, right-aligned; the API carries the same text."""

    css = "num"

    def render(self, value: int) -> str:
        """Show 9137 as 91.37."""
        return show_points(value)

    def plain(self, raw: Any) -> Any:
        """Carry 9137 as "91.37"."""
        return show_points(int(raw))


class DateColumn(Column):
    """Days, shown as 2026-11-23 周一."""

    holds = date
    css = "date"

    def render(self, value: date) -> str:
        """Show the day with its weekday."""
        return format_html(
            '<time datetime="{}">{} <span class="weekday">{}</span></time>',
            value.isoformat(),
            value.isoformat(),
            date_format(value, "D"),
        )

    def plain(self, raw: Any) -> Any:
        """Keep the day."""
        return raw


class TimeColumn(Column):
    """Instants, shown to the minute in the department's time zone."""

    holds = datetime
    css = "date"

    def render(self, value: datetime) -> str:
        """Show to the minute."""
        return format_html(
            '<time datetime="{}">{}</time>', value.isoformat(), date_format(timezone.localtime(value), "Y-m-d H:i")
        )

    def plain(self, raw: Any) -> Any:
        """Keep the instant."""
        return raw


class FlagColumn(Column):
    """Yes or no, in words."""

    holds = bool

    def render(self, value: bool) -> str:  # noqa: FBT001 - django-tables2 calls it by name
        """Show in words."""
        return _("yes") if value else _("no")

    def plain(self, raw: Any) -> Any:
        """Keep the flag."""
        return bool(raw)


class ChoiceColumn(Column):
    """One of a closed set: people read its label, the API carries its code."""

    def __init__(self, choices: type[Choices], **kwargs: Any) -> None:
        """Keep the set (a Django ``TextChoices`` or ``IntegerChoices``)."""
        super().__init__(**kwargs)
        self.choices = choices
        self.holds = int if issubclass(choices, int) else str

    def render(self, value: Any) -> str:
        """Show the label."""
        return str(self.choices(value).label) if value in self.choices.values else str(value)

    def value(self, **kwargs: Any) -> Any:
        """Carry the code; django-tables2 hands over the label of a model's choices."""
        raw = kwargs["bound_column"].accessor.resolve(kwargs["record"])
        return None if raw in {None, ""} else self.holds(raw)


class Table(tables2.Table):
    """A table of the house: every column is one of ours, and the first one links to the thing."""

    class Meta:
        """The house's look."""

        template_name = "parts/table.html"
        orderable = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let columns take their titles from the table's model, also where rows come as a list."""
        super().__init_subclass__(**kwargs)
        known = {field.name: field for field in cls._meta.model._meta.fields} if cls._meta.model else {}
        for name, column in cls.base_columns.items():
            if column.verbose_name is None and name in known:
                column.verbose_name = capfirst(known[name].verbose_name)

    def __init__(self, *args: Any, order_by: str | None = None, **kwargs: Any) -> None:
        """Carry what the columns hold: a ``render_`` of the table is for the page, though django-tables2 takes both.

        Rows come as they are to be shown; ``order_by`` only marks the column, django-tables2 would sort and cut them.
        """
        super().__init__(*args, **kwargs)
        self._order_by = OrderByTuple([order_by] if order_by else [])
        for name, bound in self.columns.items():
            if not hasattr(self, f"value_{name}"):
                bound.value = bound.column.value

    @classmethod
    def carried(cls) -> Mapping[str, Column]:
        """Return the columns that the API and the exports carry."""
        return {name: column for name, column in cls.base_columns.items() if isinstance(column, Column)}

    def values(self, *, coded: bool) -> Iterator[dict[str, Any]]:
        """Yield each row as the API (``coded``) or an export for people carries it."""
        columns = self.carried()
        labelled = {name for name, column in columns.items() if isinstance(column, ChoiceColumn) and not coded}
        for row in self.rows:
            yield {name: str(row.get_cell(name)) if name in labelled else row.get_cell_value(name) for name in columns}

    @classmethod
    def titles(cls) -> list[str]:
        """Return the column titles of an export."""
        return [str(column.verbose_name or name) for name, column in cls.carried().items()]

    @classmethod
    def schema(cls, name: str) -> type[BaseModel]:
        """Return the API's shape of a row."""
        fields: dict[str, Any] = {key: (column.holds | None, None) for key, column in cls.carried().items()}
        return create_model(name, **fields)

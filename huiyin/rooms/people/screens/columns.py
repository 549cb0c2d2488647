"""Columns that several lists of the room share."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import mask
from huiyin.platform.tables import Column
from huiyin.rooms.people.terms import Permit

_SPACE = "\u3000"


class YesNoFilter(django_filters.BooleanFilter):
    """Yes, no or both."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the two words."""
        choices = [("", _("All")), ("true", _("yes")), ("false", _("no"))]
        super().__init__(widget=forms.Select(choices=choices), **kwargs)


def keeper_link(route: str) -> Callable[..., str | None]:
    """Lead to the form that changes the row, for who keeps people; to others it would be a closed door."""

    def link(record: Any, table: Any) -> str | None:
        actor = getattr(getattr(table, "request", None), "actor", None)
        return reverse(route, args=[record.pk]) if actor is not None and actor.may(Permit.KEEP_PEOPLE) else None

    return link


class MaskedColumn(Column):
    """Personal data: masked on the page, in exports and in the API."""

    css = "quiet desk"

    def render(self, value: Any) -> str:
        """Hide the middle."""
        return mask(str(value))

    def plain(self, raw: Any) -> Any:
        """Hide the middle."""
        return mask(str(raw))


class TreeColumn(Column):
    """A unit's name, set in as deep as it stands in the tree."""

    css = "main"

    def render(self, record: Any) -> str:
        """Set the name in by one ideographic space a level."""
        return _SPACE * (str(record.path).count("/") - 2) + str(record.name)

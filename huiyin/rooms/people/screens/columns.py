"""Columns that several lists of the room share."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import mask
from huiyin.platform.tables import Column

_SPACE = "\u3000"


class YesNoFilter(django_filters.BooleanFilter):
    """Yes, no or both."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the two words."""
        choices = [("", _("All")), ("true", _("yes")), ("false", _("no"))]
        super().__init__(widget=forms.Select(choices=choices), **kwargs)


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

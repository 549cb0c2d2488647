"""What may be typed in about regulations."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.rooms.regulations.models import Clause, Document
from huiyin.rooms.regulations.terms import MOST_NUMBER, Obstacle, catalogue


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class CatalogueField(forms.CharField):
    """IDs of the clause catalogue, separated by commas or spaces; clean values are lists."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Clauses of the catalogue"))
        kwargs.setdefault("help_text", _("The obligations that the text gives rise to, for example P-4.6A, P-4.6B."))
        super().__init__(required=False, max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as it is typed."""
        return value if value is None or isinstance(value, str) else ", ".join(value)

    def clean(self, value: Any) -> Any:
        """Return the list; refuse what the catalogue does not know."""
        found = [part for part in re.split(r"[\s,，、;；]+", super().clean(value) or "") if part]
        for one in found:
            if one not in catalogue():
                raise ValidationError(str(Obstacle.UNKNOWN.label) % {"id": one})
        return found


class DocumentForm(DoorModelForm):
    """A document."""

    class Meta:
        """Of the table of documents."""

        model = Document
        fields: ClassVar[Sequence[str]] = ["code", "title", "family", "owner"]


class ClauseForm(DoorModelForm):
    """A clause of a draft."""

    catalogue_ids = CatalogueField()

    class Meta:
        """Of the table of clauses."""

        model = Clause
        fields: ClassVar[Sequence[str]] = ["number", "heading", "text", "note", "catalogue_ids"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 8})}


class NewClauseForm(ClauseForm):
    """A clause that a draft does not have yet."""

    after = forms.CharField(
        label=_("Behind clause"),
        required=False,
        max_length=MOST_NUMBER,
        help_text=_("The number of the clause before it. Left empty, it stands at the end."),
    )
    field_order = ("after", "number")


class DraftForm(DoorForm):
    """A draft's data."""

    effective_from = day_field(_("Effective from"), help_text=_("May be changed until the version is published."))
    change_note = forms.CharField(label=_("What changed"), required=False, max_length=200)

    def narrow(self, actor: Actor) -> None:
        """Begin with today."""
        self.fields["effective_from"].initial = clock.today


class PublishForm(DoorForm):
    """From when a version is to rule."""

    effective_from = day_field(
        _("Effective from"), help_text=_("Not before today, and after the versions published before.")
    )


class RepealForm(DoorForm):
    """From when a version is to rule no longer."""

    repealed_from = day_field(
        _("Repealed from"), help_text=_("The first day on which it no longer applies; not before today.")
    )


class InterpretationForm(DoorForm):
    """How a clause is to be read."""

    text = forms.CharField(
        label=_("Interpretation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It stands beside the clause for everybody. It cannot be changed, only followed by another one."),
    )


class AdoptForm(DoorForm):
    """Since when the shipped document has been in force."""

    effective_from = day_field(_("Effective from"), help_text=_("The first version of a document may date back."))

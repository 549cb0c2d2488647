"""Fields that several forms of the room share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.queries import parties
from huiyin.rooms.customers.terms import Permit
from huiyin.rooms.people.queries import open_units


class CustomerInput(forms.TextInput):
    """A text input that suggests customers while one types name, pinyin, initials or telephone."""

    template_name = "customers/customer_input.html"


class CustomerField(forms.CharField):
    """A customer chosen by what people call it: typed as number or name, carried by the API as the number.

    ``rows`` are what the actor may choose from; a form's ``narrow`` sets it.
    """

    rows: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, widget=CustomerInput(), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the row, or refuse what names none or several."""
        typed = super().clean(value)
        if not typed:
            return None
        found = list(self.rows.filter(code=typed.split(maxsplit=1)[0].upper())) or list(
            self.rows.filter(name=typed)[:2]
        )
        if len(found) == 1:
            return found[0]
        raise ValidationError(
            _("Several customers have this name. Write the number.")
            if found
            else _("No customer with this number or name is open to you.")
        )


def offer_customers(form: Any, actor: Actor, name: str) -> None:
    """Let a field choose among the customers that the actor sees."""
    form.fields[name].rows = SimpleLazyObject(  # a form in which nobody is named asks nothing
        lambda: parties(actor).prefetch_related(None) if actor.may(Permit.READ_CUSTOMERS) else Party.objects.none()
    )


def offer_units(form: Any, actor: Actor) -> None:
    """Offer the open units whose customers the actor keeps; where there is one, it is chosen."""
    field = form.fields["unit"]
    field.queryset = open_units(actor.reach(Permit.KEEP_CUSTOMERS)).order_by("path")
    field.empty_label = None

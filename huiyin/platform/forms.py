"""Forms check what may be typed in, for the page, the API and the spreadsheet row alike; storing is the use case's."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.platform.actor import Actor


class PasswordField(forms.CharField):
    """A password typed again: a page never shows it, and no idempotency key seals it (its name is ``password``)."""

    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class DoorForm(forms.Form):
    """A form that knows who fills it in, so that choices are narrowed to what he may choose."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Keep the actor, then let ``narrow`` cut the choices."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.narrow(actor)

    def narrow(self, actor: Actor) -> None:
        """Cut the choices to what the actor may choose; rooms override it."""

    def faults(self) -> list[Fault]:
        """Return every fault at its field."""
        return [
            Fault("" if name == NON_FIELD_ERRORS else name, str(error))
            for name, errors in self.errors.items()
            for error in errors
        ]

    def accept(self) -> dict[str, Any]:
        """Return the clean values as keyword arguments of the use case, or refuse with every fault at its field."""
        if not self.is_valid():
            raise Refusal(_("Some of what was entered cannot be used."), faults=self.faults())
        return dict(self.cleaned_data)

    def blame(self, refusal: Refusal) -> None:
        """Show a use case's refusal at the fields that it names."""
        for fault in refusal.faults:
            self.add_error(fault.where if fault.where in self.fields else None, fault.reason)
        if not refusal.faults:
            self.add_error(None, refusal.reason)


class DoorModelForm(DoorForm, forms.ModelForm):  # type: ignore[type-arg]
    """A form whose fields, labels and limits come from a table; used to check only."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Refuse: only use cases write."""
        msg = "forms check, use cases write"
        raise TypeError(msg)

"""What is signed: a form that asks for the person's own password once more (签名口令)."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, PasswordField
from huiyin.rooms.people.models import User


def _asked() -> HttpRequest:
    """Return the request in hand; a form that is filled in outside one counts as typed on this machine."""
    asked: HttpRequest | None = context.request
    if asked is None:
        asked = HttpRequest()
        asked.method = "POST"
        asked.META.update(SERVER_NAME="localhost", SERVER_PORT="80", REMOTE_ADDR="127.0.0.1")
    return asked


def check_password(actor: Actor, password: str) -> None:
    """Refuse (ValidationError) whatever is not the password of the actor's account.

    A wrong one counts towards the same lock-out as at sign-in, in the database, so for all processes together; an
    account that is locked out is refused without looking. Call it outside a transaction: what is rolled back is not
    counted.
    """
    account = User.objects.filter(pk=actor.user_id or 0, is_active=True).first()
    if account is None:
        raise ValidationError(_("Only a person with an account can sign."))
    asked = _asked()
    found = get_adapter(asked).authenticate(asked, username=account.get_username(), password=password)
    if found is None or found.pk != account.pk:
        raise ValidationError(_("This is not your password. Nothing was signed."))


class SignedForm(DoorForm):
    """A form whose use case signs: its last field is the password of who is signed in, for page and API alike.

    The password is checked here and goes no further: the use case, the trail, keys and logs never see it. It is looked
    at only when everything above it is in order.
    """

    password = PasswordField(
        label=_("Your password, as your signature"),
        max_length=128,
        strip=False,
        help_text=_("Type the password of your account: it stands for your signature."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the signature below everything that is signed."""
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "password"), "password"])

    def clean_password(self) -> str:
        """Check the password and forget it."""
        typed = str(self.cleaned_data["password"])
        if not self.errors:
            check_password(self.actor, typed)
        return ""

    def accept(self) -> dict[str, Any]:
        """Return what was signed, without the password."""
        values = super().accept()
        del values["password"]
        return values

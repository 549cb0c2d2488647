"""How a customer is received who calls or comes: the steps that stand beside the registration (H-3a)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReceptionStep:
    """A step, and what one does in it."""

    name: Any
    words: Any


RECEPTION = (
    ReceptionStep(_("Greet"), _("Say the unit's name and your own; offer a seat to who comes in person.")),
    ReceptionStep(_("Ask"), _("Ask what it is about, and how the customer may be called and reached.")),
    ReceptionStep(_("Listen"), _("Let him finish. Do not argue and do not cut in.")),
    ReceptionStep(
        _("Explain"), _("Explain the rule and its reason with patience; a rule he does not accept is recorded.")
    ),
    ReceptionStep(_("Record"), _("Repeat what you wrote and have it confirmed.")),
    ReceptionStep(_("Promise"), _("Say who answers by when, thank him and say goodbye.")),
)

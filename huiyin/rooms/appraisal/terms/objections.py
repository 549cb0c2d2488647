"""The words of objections (申诉)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectionState(models.TextChoices):
    """Where an objection (申诉) stands: accepted into an inquiry, then decided; or withdrawn by the person."""

    RAISED = "raised", _("Raised, to be accepted")
    INQUIRY = "inquiry", _("Under inquiry")
    DECIDED = "decided", _("Objection decided")
    WITHDRAWN = "withdrawn", _("Objection withdrawn")


OPEN_OBJECTIONS = frozenset({ObjectionState.RAISED, ObjectionState.INQUIRY})


class Outcome(models.TextChoices):
    """What the decision of an objection is: the deduction goes, costs fewer points, or stands."""

    UPHELD = "upheld", _("Upheld: the deduction is dropped")
    PARTLY = "partly", _("Partly upheld: fewer points")
    REJECTED = "rejected", _("Not upheld: the deduction stands")

"""What a customer reads about his complaint: in what phase it is, in his words, and nothing else."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.cases.terms.words import State


class Phase(models.TextChoices):
    """How far a complaint is, as its customer sees it."""

    RECEIVED = "received", _("Complaint received")
    LOOKED_INTO = "looked_into", _("Being looked into")
    HANDLED = "handled", _("Being handled")
    ANSWERED = "answered", _("You were answered")
    CLOSED = "closed", _("Done and closed")


PHASE_OF: Mapping[str, Phase] = {
    State.REGISTERED: Phase.RECEIVED,
    State.INVESTIGATING: Phase.LOOKED_INTO,
    State.HANDLING: Phase.HANDLED,
    State.ESCALATED: Phase.HANDLED,
    State.REPORTING: Phase.HANDLED,
    State.ANSWERING: Phase.HANDLED,
    State.AWAITING_CALLBACK: Phase.ANSWERED,
    State.ARCHIVED: Phase.CLOSED,
    State.WITHDRAWN: Phase.CLOSED,
    State.UNREACHABLE: Phase.CLOSED,
    State.NOT_OURS: Phase.CLOSED,
}
_WORKING = _("We are working on it, and you will get an answer.")
SAID: Mapping[str, Promise] = {
    State.REGISTERED: _("Somebody is responsible for it and looks into it the same day."),
    State.INVESTIGATING: _("We are finding out what happened."),
    State.HANDLING: _WORKING,
    State.ESCALATED: _WORKING,
    State.REPORTING: _WORKING,
    State.ANSWERING: _WORKING,
    State.AWAITING_CALLBACK: _("We will call you and ask whether you are satisfied."),
    State.ARCHIVED: _("If something is still not right, call us or file it again."),
    State.WITHDRAWN: _("It was closed because you withdrew it."),
    State.UNREACHABLE: _("It was closed because we could not reach you. Call us, or file it again."),
    State.NOT_OURS: _("It does not belong to us. If you do not know whom to turn to, call us."),
}

COMPLAINT_NOTICE = "2026-11"
"""The version of the notice that the customer agrees to (PIPL 14, 17)."""
MOST_WRONG, LOCKED_HOURS = 5, 24
"""After so many wrong numbers nobody sees the progress for so many hours."""
PROVED_MINUTES = 30
"""How long a browser that proved the number may look again."""
LONGEST_COMPLAINT, LONGEST_NAME = 2000, 40

"""The words of the approvals room, and what a kind of approval is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_APPROVALS = "approvals.read_approvals", _("read approvals")
    ASK_REQUESTS = "approvals.ask_requests", _("file requests for approval")
    DECIDE_REQUESTS = "approvals.decide_requests", _("decide on requests")


class ApprovalState(models.TextChoices):
    """Where an approval stands."""

    OPEN = "open", _("Waiting for the decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Not granted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class ApprovalKind:
    """A kind of approval, declared by the room that asks (``APPROVAL_KINDS`` in its terms)."""

    key: str
    label: Any
    clause: str = ""


REQUEST = "approvals.request"
APPROVAL_KINDS: tuple[ApprovalKind, ...] = (ApprovalKind(REQUEST, _("Request")),)
REQUEST_SERIES = "QS"

# Where another kind asks for another permit, that one stands in place of ``DECIDE_REQUESTS``.
APPROVAL_FLOW = Workflow(
    ApprovalState.OPEN,
    (
        Move("grant", frozenset({ApprovalState.OPEN}), ApprovalState.GRANTED, Permit.DECIDE_REQUESTS),
        Move("refuse", frozenset({ApprovalState.OPEN}), ApprovalState.REFUSED, Permit.DECIDE_REQUESTS),
        Move("withdraw", frozenset({ApprovalState.OPEN}), ApprovalState.WITHDRAWN, Permit.ASK_REQUESTS),
    ),
)

LONGEST_REASON = 500

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "file_request": _("asked for approval: %(subject)s"),
    "decide_request": _("decided on %(subject)s: %(outcome)s"),
    "withdraw_request": _("withdrew %(subject)s: %(reason)s"),
}

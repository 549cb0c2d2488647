"""The table of approvals."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.approvals.terms import LONGEST_REASON, ApprovalState


class Approval(Versioned):
    """What one person asks and another decides. ``permit`` over ``unit`` decides it, on the page ``url``.

    ``asker`` and ``decider`` are employees, kept beside their accounts: neither may be the same on both sides.
    """

    kind = models.CharField(_("kind of approval"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.OPEN.value)
    subject_type = models.CharField(max_length=60, editable=False)
    subject_id = models.CharField(max_length=40, editable=False)
    label = models.CharField(_("matter to approve"), max_length=200)
    url = models.CharField(_("where it is decided"), max_length=300, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    permit = models.CharField(_("permit that decides"), max_length=60)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    asker_account = models.BigIntegerField(null=True, editable=False)
    asker = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, related_name="+", verbose_name=_("who asks")
    )
    asked_by = models.CharField(_("asked by"), max_length=80)
    asked_at = models.DateTimeField(_("asked at"))
    decider_account = models.BigIntegerField(null=True, editable=False)
    decider = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("who decided")
    )
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    answer = models.CharField(_("words of the decision"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        """One open per subject and kind; an end has its moment; nobody decides on what he asked; a refusal says why."""

        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"], condition=Q(state="open"), name="approval_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="approval_ended",
            ),
            models.CheckConstraint(condition=~Q(asker=F("decider")), name="approval_other_person"),
            models.CheckConstraint(condition=~Q(asker_account=F("decider_account")), name="approval_other_account"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="approval_refused_why"),
        )
        indexes = (
            models.Index(fields=["permit", "asked_at"], condition=Q(state="open"), name="approval_waiting"),
            models.Index(fields=["asker", "-asked_at"], name="approval_asker"),
            models.Index(fields=["unit", "-asked_at"], name="approval_unit"),
            models.Index(fields=["subject_type", "subject_id"], name="approval_subject"),
        )

    def __str__(self) -> str:
        """Return what it is about."""
        return self.label

"""Tables of duties: facts about who owes what by when, never one status."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.duties.models.policies import Policy
from huiyin.rooms.duties.terms import DueRule, How, Recipient

OPEN = Q(done_at__isnull=True, waived_at__isnull=True)


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties as an actor sees them."""

    def visible_to(self, reach: Reach) -> "DutyQuerySet":
        """Keep the duties of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="owner_id"))

    def open(self) -> "DutyQuerySet":
        """Keep what is neither done nor waived."""
        return self.filter(OPEN)


class Duty(Versioned):
    """Somebody owes something by a time.

    ``role`` owes where no owner could be named. ``how``, ``amount``, ``at`` repeat the rule it was reckoned by,
    ``given_at`` keeps what a caller promised, so that it can be reckoned again. ``wake_at`` is when the sweep has to
    look at it next.
    """

    # Put on by queries: why it is due when it is.
    explanation: Any

    kind = models.CharField(_("kind of duty"), max_length=60)
    clause = models.CharField(_("clause"), max_length=20)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("thing"), max_length=60)
    sequence = models.PositiveIntegerField(_("number"), default=0)
    label = models.CharField(_("duty"), max_length=200)
    url = models.CharField(_("page"), max_length=200, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    owner = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    role = models.CharField(_("role"), max_length=20, choices=Recipient.choices, default=Recipient.MANAGER)
    armed_at = models.DateTimeField(_("owed since"))
    due_at = models.DateTimeField(_("due at"))
    given_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=80, blank=True)
    missed_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    waived_reason = models.CharField(_("why it was waived"), max_length=200, blank=True)
    waived_by = models.CharField(_("waived by"), max_length=80, blank=True)
    how = models.CharField(_("reckoned in"), max_length=20, choices=How.choices)
    amount = models.IntegerField(_("amount"), default=0)
    at = models.TimeField(_("at"), null=True, blank=True)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy")
    )
    policy_version = models.PositiveIntegerField(_("policy edition"), default=0)
    calendar_version = models.PositiveIntegerField(_("calendar version"), default=0)
    wake_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        """One open duty per subject, kind and sequence; lists go by due time, the sweep by wake time."""

        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "sequence"], condition=OPEN, name="one_open_duty"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(waived_at__isnull=True), name="duty_done_or_waived"
            ),
            models.CheckConstraint(condition=Q(waived_at__isnull=True) | ~Q(waived_reason=""), name="duty_waived_why"),
        )
        indexes = (
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="duty_wake"),
            models.Index(fields=["owner", "due_at"], condition=OPEN, name="duty_mine"),
            models.Index(fields=["unit", "due_at"], name="duty_team"),
            models.Index(fields=["subject_type", "subject_id"], name="duty_subject"),
            models.Index(fields=["clause", "due_at"], name="duty_clause"),
        )

    def __str__(self) -> str:
        """Return the label."""
        return self.label

    @property
    def rule(self) -> DueRule:
        """Return the rule that it was reckoned by."""
        return DueRule(self.how, self.amount, self.at)

    @property
    def is_open(self) -> bool:
        """Tell whether it is neither done nor waived."""
        return self.done_at is None and self.waived_at is None


class Pause(models.Model):
    """An interval in which a duty's time stands still, with its reason, approver and promised end.

    It ends at the promised end by itself: waiting is no hiding place.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="pauses")
    start = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("promised end"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    approver = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("approved by"))
    paused_by = models.CharField(_("paused by"), max_length=80)

    class Meta:
        """One running pause per duty."""

        verbose_name = _("pause")
        ordering = ("start",)
        constraints = (
            models.UniqueConstraint(fields=["duty"], condition=Q(ended_at__isnull=True), name="one_running_pause"),
            models.CheckConstraint(condition=Q(until__gt=F("start")), name="pause_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_why"),
        )

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class Handover(models.Model):
    """A duty that went from one person to another."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="handovers")
    before = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from")
    )
    after = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"))

    class Meta:
        """In their order."""

        verbose_name = _("handover")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        """Return from whom to whom."""
        return f"{self.before or ''} → {self.after}"


class Shift(models.Model):
    """A due time that moved because a policy or a calendar changed."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="shifts")
    at = models.DateTimeField(_("at"))
    before = models.DateTimeField(_("due before"))
    after = models.DateTimeField(_("due after"))
    why = models.CharField(_("reason"), max_length=200)
    by = models.CharField(_("by"), max_length=80)

    class Meta:
        """In their order."""

        verbose_name = _("moved due time")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        """Return the reason."""
        return self.why


class Fired(models.Model):
    """A rung that fired: once per duty and rung, whatever happens to workers and clocks."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="fired")
    rung = models.CharField(_("rung"), max_length=40)
    planned_at = models.DateTimeField(_("planned for"))
    fired_at = models.DateTimeField(_("fired at"))
    late_minutes = models.PositiveIntegerField(_("late by minutes"), default=0)
    recipients = models.JSONField(_("told"), default=list)
    channels = models.JSONField(_("channels"), default=list)
    urgent = models.BooleanField(_("urgent"), default=False)

    class Meta:
        """Exactly once."""

        verbose_name = _("fired rung")
        ordering = ("fired_at", "pk")
        constraints = (models.UniqueConstraint(fields=["duty", "rung"], name="rung_fired_once"),)

    def __str__(self) -> str:
        """Return duty and rung."""
        return f"{self.duty_id} {self.rung}"

"""Tables of policies: how long a kind of duty takes, and who is told when. A new edition is a new dated row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.duties.terms import Channel, DueRule, How, Recipient, Rung


class Policy(Versioned):
    """One edition of a kind's policy, in force from a day on until the next. Never overwritten."""

    kind = models.CharField(_("kind of duty"), max_length=60)
    edition = models.PositiveIntegerField(_("edition"))
    start = models.DateField(_("from"))
    how = models.CharField(_("reckoned in"), max_length=20, choices=How.choices)
    amount = models.IntegerField(_("amount"), default=0)
    at = models.TimeField(_("at"), null=True, blank=True)
    quiet_from = models.TimeField(_("quiet from"))
    quiet_to = models.TimeField(_("quiet until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.CharField(_("made by"), max_length=80)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        """Newest first; one edition a day."""

        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ("kind", "-edition")
        constraints = (
            models.UniqueConstraint(fields=["kind", "edition"], name="policy_edition"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="policy_amount"),
        )

    def __str__(self) -> str:
        """Return kind and edition."""
        return f"{self.kind} {self.edition}"

    @property
    def rule(self) -> DueRule:
        """Return when a duty under it is due."""
        return DueRule(self.how, self.amount, self.at)


class PolicyRung(models.Model):
    """A rung of a policy's ladder."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="rungs")
    place = models.PositiveIntegerField(_("place"))
    offset = models.IntegerField(_("minutes after the due time"))
    to = models.CharField(_("tells"), max_length=20, choices=Recipient.choices)
    channels = models.JSONField(_("channels"), default=list)
    urgent = models.BooleanField(_("ignores quiet hours"), default=False)

    class Meta:
        """In their order; one rung per recipient and moment."""

        verbose_name = _("rung")
        ordering = ("policy", "place")
        constraints = (models.UniqueConstraint(fields=["policy", "to", "offset"], name="policy_rung_once"),)

    def __str__(self) -> str:
        """Return recipient and offset."""
        return self.rung.key

    @property
    def rung(self) -> Rung:
        """Return it as a plain value."""
        return Rung(self.offset, self.to, tuple(self.channels) or (Channel.APP,), self.urgent)

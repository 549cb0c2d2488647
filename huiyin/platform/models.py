"""The platform's own tables."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TrailEntry(models.Model):
    """One act, sealed to the one before it. Rows are only ever added; triggers refuse the rest."""

    seq = models.BigIntegerField(_("sequence"), unique=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("account"), null=True)
    actor_name = models.CharField(_("who"), max_length=80)
    act = models.CharField(_("act"), max_length=80)
    subject_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    subject_id = models.CharField(_("thing"), max_length=60, blank=True)
    detail = models.TextField(_("detail"))
    previous = models.CharField(_("previous digest"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        """Found by subject for timelines and by time for the trail page."""

        verbose_name = _("trail entry")
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "-seq"], name="trail_subject"),
            models.Index(fields=["act", "-seq"], name="trail_act"),
            models.Index(fields=["actor_id", "-seq"], name="trail_actor"),
        )

    def __str__(self) -> str:
        """Return number and act."""
        return f"{self.seq} {self.act}"


class TrailHead(models.Model):
    """The chain's last link; its row lock puts writers in one order."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        """Return number and digest."""
        return f"{self.seq} {self.digest}"


class IdempotencyKey(models.Model):
    """A key that a caller chose for one act, and what the act made."""

    key = models.CharField(max_length=120)
    user_id = models.BigIntegerField(default=0)
    act = models.CharField(max_length=80)
    request = models.CharField(max_length=64)
    result_type = models.CharField(max_length=60, blank=True)
    result_id = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        """One act per account and key."""

        constraints = (models.UniqueConstraint(fields=["user_id", "key"], name="one_act_per_key"),)

    def __str__(self) -> str:
        """Return the key."""
        return self.key


class Counter(models.Model):
    """The last number given out in a series; taken in the transaction that uses it, so no gap and no duplicate."""

    series = models.CharField(max_length=120, unique=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Return series and value."""
        return f"{self.series} {self.value}"


class StoredFile(models.Model):
    """A file that somebody handed in or a job made; its bytes lie beside the database under their digest."""

    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(_("size"))
    digest = models.CharField(max_length=64, db_index=True)
    owner_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Job(models.Model):
    """A piece of long work: who asked, how far it is, what came of it."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=60)
    slot = models.CharField(max_length=40, blank=True)
    args = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)

    class Meta:
        """A periodic job runs once per slot, however many workers race for it."""

        verbose_name = _("job")
        constraints = (
            models.UniqueConstraint(fields=["kind", "slot"], condition=~models.Q(slot=""), name="one_run_per_slot"),
        )
        indexes = (models.Index(fields=["state", "lease_until"], name="job_lease"),)

    def __str__(self) -> str:
        """Return kind and number."""
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int:
        """Return how far the work is, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def over(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.REFUSED, self.State.FAILED}

"""The table of signatures (签名)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Signature(models.Model):
    """What somebody confirmed with his password: which content, what he meant by it, in which role, when.

    ``digest`` seals the canonical content that was signed; ``words`` are what the meaning was called then. ``proof`` is
    the house's Ed25519 signature over all of that (``rules.statement``), made with the key whose public part is
    ``key``. ``seal`` chains every signature to the one before it; ``trail_…`` is the last link of the trail before the
    act, and the link after it names the act's signatures. Rows are only ever added; triggers refuse the rest.
    """

    seq = models.BigIntegerField(_("sequence"), primary_key=True)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("thing"), max_length=60)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    meaning = models.CharField(_("meaning"), max_length=30)
    words = models.CharField(_("signed as"), max_length=40)
    account_id = models.BigIntegerField(_("account"))
    employee_id = models.BigIntegerField(_("employee"), null=True)
    name = models.CharField(_("signed by"), max_length=80)
    role = models.CharField(_("role"), max_length=80, blank=True)
    behalf_id = models.BigIntegerField(null=True)
    behalf_name = models.CharField(_("on behalf of"), max_length=80, blank=True)
    digest = models.CharField(_("content digest"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"))
    key = models.CharField(_("house key"), max_length=44)
    proof = models.CharField(_("house signature"), max_length=88)
    previous = models.CharField(max_length=64)
    seal = models.CharField(_("seal"), max_length=64)
    trail_seq = models.BigIntegerField()
    trail_digest = models.CharField(max_length=64)

    class Meta:
        """Nobody signs the same content with the same meaning twice."""

        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("-seq",)
        constraints = (
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "edition", "meaning", "account_id", "digest"],
                name="signature_once",
            ),
        )
        indexes = (
            models.Index(fields=["employee_id", "-seq"], name="signature_employee"),
            models.Index(fields=["trail_seq"], name="signature_trail"),
        )

    def __str__(self) -> str:
        """Return number, meaning and name."""
        return f"{self.seq} {self.words} {self.by}"

    @property
    def by(self) -> str:
        """Return who signed, as it stands on paper: "林晓东", or "沈星 代 林晓东"."""
        return f"{self.name} 代 {self.behalf_name}" if self.behalf_name else self.name

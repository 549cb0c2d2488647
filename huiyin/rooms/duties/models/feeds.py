"""The table of calendar feeds."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned


class Feed(Versioned):
    """A secret address under which a calendar program reads a person's duties; only its hash is kept."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"hashed"})
    shown_once: dict[str, str]

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+", verbose_name=_("account"))
    name = models.CharField(_("what it is for"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=12)
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        """Return what it is for."""
        return self.name

"""The table of what became of facts on sheets: each is taken or refused once in an instrument (AMB-74)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.appraisal.models.work import SheetEdition
from huiyin.rooms.appraisal.terms import FactState, Instrument


class FactUse(models.Model):
    """That a fact was taken on a sheet, or refused there with the reason; it goes with a draft that is thrown away.

    A fact that speaks against the person stands on the sheet as an entry, whose ``source`` it is. ``edition`` is the
    one that counts, or will.
    """

    fact = models.ForeignKey("evidence.Fact", models.PROTECT, related_name="+", verbose_name=_("fact"))
    instrument = models.CharField(_("instrument"), max_length=6, choices=Instrument.choices)
    edition = models.ForeignKey(SheetEdition, models.CASCADE, related_name="uses", verbose_name=_("sheet"))
    state = models.CharField(_("state"), max_length=8, choices=FactState.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"))

    class Meta:
        """Once in an instrument, whoever is quicker; refused with a reason."""

        verbose_name = _("use of a fact")
        verbose_name_plural = _("uses of facts")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["fact", "instrument"], name="use_once_an_instrument"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="use_refused_why"),
        )

    def __str__(self) -> str:
        """Return the state and the sheet."""
        return f"{self.get_state_display()} {self.edition}"

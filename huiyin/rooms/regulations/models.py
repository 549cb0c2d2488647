"""Tables of controlled documents, their versions, clauses and interpretations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.regulations.terms import State


class Document(Versioned):
    """A regulation as a controlled document (P-0); ``family`` is the letter of its clauses in the catalogue."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=80)
    family = models.CharField(_("catalogue"), max_length=2, blank=True)
    owner = models.CharField(_("owning department"), max_length=40)

    class Meta:
        """By code."""

        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("code",)

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Edition(Versioned):
    """One version of a document; in force from a day on, until the next or its repeal."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name=_("document"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    effective_from = models.DateField(_("effective from"))
    repealed_from = models.DateField(_("repealed from"), null=True, blank=True)
    change_note = models.CharField(_("what changed"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.CharField(_("published by"), max_length=80, blank=True, editable=False)

    class Meta:
        """One version number per document; one published version begins on a day."""

        verbose_name = _("version")
        ordering = ("document", "-number")
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="edition_number"),
            models.UniqueConstraint(
                fields=["document", "effective_from"], condition=~Q(state="draft"), name="edition_one_a_day"
            ),
        )

    def __str__(self) -> str:
        """Return document and version."""
        return f"{self.document} v{self.number}"


class Clause(models.Model):
    """A clause of an edition: its number in the text, the text, and the catalogue IDs that it gives rise to."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(_("number"), max_length=12)
    text = models.TextField(_("text"))
    catalogue_ids = models.JSONField(default=list)

    class Meta:
        """In the order of the text."""

        verbose_name = _("clause")
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "position"], name="clause_position"),)

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Interpretation(models.Model):
    """How 品质部 reads a clause (P-4.11); never changed, only followed by another."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="interpretations")
    clause_number = models.CharField(_("clause"), max_length=12)
    text = models.TextField(_("interpretation"), max_length=2000)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.CharField(_("given by"), max_length=80)

    class Meta:
        """Newest first."""

        verbose_name = _("interpretation")
        ordering = ("-given_at",)

    def __str__(self) -> str:
        """Return the clause."""
        return self.clause_number

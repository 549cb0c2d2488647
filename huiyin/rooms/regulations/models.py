"""Tables of controlled documents, their versions, clauses and interpretations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.regulations.terms import MOST_NUMBER, MOST_TEXT, Family, State


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents as a reader sees them."""

    def visible_to(self, *, drafts: bool) -> "DocumentQuerySet":
        """Keep what has been published; who drafts or publishes sees the rest too."""
        return self if drafts else self.filter(editions__in=Edition.objects.published()).distinct()


class Document(Versioned):
    """A regulation as a controlled document (P-0); ``family`` is the letter of its clauses in the catalogue.

    ``catalogue_ids`` are the obligations that the document as a whole gives rise to.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=80)
    family = models.CharField(_("catalogue"), max_length=2, blank=True, choices=Family.choices)
    owner = models.CharField(_("owning department"), max_length=40)
    catalogue_ids = models.JSONField(_("clauses of the catalogue"), default=list, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        """By code."""

        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("code",)

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class EditionQuerySet(models.QuerySet["Edition"]):
    """Versions as a reader sees them."""

    def published(self) -> "EditionQuerySet":
        """Keep what has been published, whether in force or repealed."""
        return self.exclude(state=State.DRAFT)

    def visible_to(self, *, drafts: bool) -> "EditionQuerySet":
        """Keep what has been published; who drafts or publishes sees drafts too."""
        return self if drafts else self.published()


class Edition(Versioned):
    """One version of a document; in force from a day on, until the next or its repeal.

    ``repealed_from`` is the first day on which it no longer rules. ``digest`` seals number, day and every clause.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name=_("document"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    effective_from = models.DateField(_("effective from"))
    repealed_from = models.DateField(_("repealed from"), null=True, blank=True)
    change_note = models.CharField(_("what changed"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.CharField(_("published by"), max_length=80, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        """One number and one draft at a time; one version begins on a day, unless it was withdrawn before."""

        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("document", "-number")
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="edition_number"),
            models.UniqueConstraint(fields=["document"], condition=Q(state="draft"), name="edition_one_draft"),
            models.UniqueConstraint(
                fields=["document", "effective_from"],
                condition=~Q(state="draft") & (Q(repealed_from=None) | Q(repealed_from__gt=F("effective_from"))),
                name="edition_one_a_day",
            ),
        )

    def __str__(self) -> str:
        """Return document and version."""
        return f"{self.document} v{self.number}"


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses as a reader sees them."""

    def visible_to(self, *, drafts: bool) -> "ClauseQuerySet":
        """Keep the clauses of published versions; who drafts or publishes sees drafts too."""
        return self if drafts else self.exclude(edition__state=State.DRAFT)


class Clause(Versioned):
    """A clause of an edition: its number in the text, the wording, and the catalogue IDs that it gives rise to.

    ``note`` is the editor's: what was put right against the source, and why. Positions leave gaps for insertions.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="clauses", verbose_name=_("version"))
    position = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=MOST_NUMBER)
    heading = models.CharField(_("heading"), max_length=60, blank=True)
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    note = models.CharField(_("editor's note"), max_length=200, blank=True)
    catalogue_ids = models.JSONField(_("clauses of the catalogue"), default=list, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        """In the order of the text; a number once."""

        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("edition", "position")
        constraints = (
            models.UniqueConstraint(fields=["edition", "position"], name="clause_position"),
            models.UniqueConstraint(fields=["edition", "number"], name="clause_number"),
        )

    def __str__(self) -> str:
        """Return version and number."""
        return f"{self.edition} {self.number}"


class Interpretation(models.Model):
    """How 品质部 reads a clause (P-4.11); never changed, only followed by another.

    It holds for the clause number in every version; ``edition`` is the one whose text it was given on.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="interpretations", verbose_name=_("document"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("version"))
    clause_number = models.CharField(_("clause"), max_length=MOST_NUMBER)
    text = models.TextField(_("interpretation"), max_length=2000)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.CharField(_("given by"), max_length=80)

    class Meta:
        """Newest first."""

        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        ordering = ("-given_at", "-id")
        indexes = (models.Index(fields=["document", "clause_number"], name="interpretation_clause"),)

    def __str__(self) -> str:
        """Return version and number of the clause."""
        return f"{self.edition} {self.clause_number}"

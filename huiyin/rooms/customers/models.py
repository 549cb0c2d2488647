"""Tables of customers: the party, as what it is served, how it is reached, what it agreed to, what was merged."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.customers.terms import (
    Basis,
    ConsentChannel,
    ContactKind,
    CustomerClass,
    PartyKind,
    ProfileKind,
    Purpose,
)
from huiyin.rooms.people.terms import Business

_PRESENT = Q(survivor=None, erased_at=None)


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties as an actor sees them."""

    def visible_to(self, reach: Reach) -> "PartyQuerySet":
        """Keep the parties of the units in the reach; an employee's own reach opens none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Party(Versioned):
    """Somebody whom the department serves. ``grams`` are the tokens it is found by.

    ``merged_into`` is the party that took this one in; ``survivor`` the one at the end of a chain of them. What rooms
    above hang on a party stays there: they ask ``queries.ids_of``, so a merge moves nothing of theirs.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "pinyin", "initials"})
    SECRET: ClassVar[frozenset[str]] = frozenset({"grams", "note"})
    shown_once: dict[str, str]

    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind.choices)
    code = models.CharField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(
        _("pinyin"),
        max_length=240,
        blank=True,
        help_text=_("Filled in from the name; correct it where a character has several readings."),
    )
    initials = models.CharField(max_length=40, blank=True, editable=False)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    business = models.CharField(_("business"), max_length=10, choices=Business.choices)
    note = models.CharField(_("remark"), max_length=500, blank=True)
    registered_at = models.DateTimeField(_("registered at"), editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, db_index=False, related_name="+")
    survivor = models.ForeignKey("self", models.PROTECT, null=True, editable=False, db_index=False, related_name="+")
    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)
    grams = models.TextField(blank=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        """By pinyin."""

        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ("pinyin", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="party_not_into_itself"),
            models.CheckConstraint(
                condition=Q(merged_into=None, survivor=None) | Q(merged_into__isnull=False, survivor__isnull=False),
                name="party_merged_or_not",
            ),
        )
        indexes = (
            models.Index(fields=["pinyin", "id"], name="party_order", condition=_PRESENT),
            models.Index(fields=["business", "pinyin", "id"], name="party_business_order", condition=_PRESENT),
            models.Index(fields=["kind", "pinyin", "id"], name="party_kind_order", condition=_PRESENT),
            # Not one over all rows: most have no survivor, and a list would be read through it and then sorted.
            models.Index(fields=["survivor"], name="party_survivor", condition=Q(survivor__isnull=False)),
            models.Index(fields=["unit", "pinyin", "id"], name="party_unit_order", condition=_PRESENT),
        )

    def __str__(self) -> str:
        """Return name and number."""
        return f"{self.name} {self.code}"


class Profile(Versioned):
    """As what a party is served. ``facts`` are what ``terms.FACTS`` names for the kind; rules check them."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"facts"})

    party = models.ForeignKey(Party, models.CASCADE, related_name="profiles")
    kind = models.CharField(_("customer kind"), max_length=10, choices=ProfileKind.choices)
    grade = models.CharField(_("class"), max_length=1, choices=CustomerClass.choices, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        """Once a kind."""

        verbose_name = _("profile")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["party", "kind"], name="profile_once"),)
        indexes = (models.Index(fields=["kind", "grade", "party"], name="profile_kind"),)

    def __str__(self) -> str:
        """Return the kind."""
        return str(self.get_kind_display())


class Grading(models.Model):
    """A change of a customer's class: what it was, what it became, why, since when (M-4.1a)."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="gradings")
    before = models.CharField(_("class before"), max_length=1, choices=CustomerClass.choices, blank=True)
    after = models.CharField(_("class after"), max_length=1, choices=CustomerClass.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("who"), max_length=80)

    class Meta:
        """Newest first."""

        verbose_name = _("class of a customer")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        """Return both classes."""
        return f"{self.before or '-'} → {self.after or '-'}"


class Contact(Versioned):
    """How a party is reached. ``value`` is shown masked; ``digits`` and, backwards, ``turned`` find a number."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"value"})
    SECRET: ClassVar[frozenset[str]] = frozenset({"digits", "turned"})
    shown_once: dict[str, str]

    party = models.ForeignKey(Party, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    value = models.CharField(_("contact"), max_length=200)
    digits = models.CharField(max_length=20, blank=True, editable=False)
    turned = models.CharField(max_length=20, blank=True, editable=False)
    label = models.CharField(_("what it is"), max_length=40, blank=True)
    primary = models.BooleanField(_("first choice"), default=False)

    class Meta:
        """The first choice first."""

        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("-primary", "id")
        constraints = (
            models.UniqueConstraint(fields=["party", "kind", "value"], name="contact_once"),
            models.UniqueConstraint(fields=["party"], condition=Q(primary=True), name="contact_first"),
        )
        indexes = (
            models.Index(fields=["digits"], name="contact_digits", condition=Q(digits__gt="")),
            models.Index(fields=["turned"], name="contact_turned", condition=Q(digits__gt="")),
        )

    def __str__(self) -> str:
        """Return the kind: a contact's value is told to nobody by the way."""
        return str(self.get_kind_display())


class Consent(Versioned):
    """For what a party's data may be used, on which basis, since when, and until when (PIPL 13 to 16)."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=ConsentChannel.choices)
    notice = models.CharField(_("version of the notice"), max_length=20)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by way of"), max_length=12, choices=ConsentChannel.choices, blank=True)

    class Meta:
        """One in force for each purpose."""

        verbose_name = _("consent")
        ordering = ("-given_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["party", "purpose"], condition=Q(withdrawn_at=None), name="consent_in_force_once"
            ),
        )

    def __str__(self) -> str:
        """Return the purpose."""
        return str(self.get_purpose_display())


class Merge(Versioned):
    """Two parties found to be one. ``moved`` names the rows that went over, so that it can be undone."""

    kept = models.ForeignKey(
        Party, models.CASCADE, related_name="merges", verbose_name=_("kept customer"), editable=False
    )
    gone = models.ForeignKey(
        Party, models.CASCADE, related_name="merged_by", verbose_name=_("merged customer"), editable=False
    )
    reason = models.CharField(_("reason"), max_length=200)
    moved = models.JSONField(default=dict, editable=False)
    at = models.DateTimeField(_("at"), editable=False)
    by = models.CharField(_("who"), max_length=80, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        """A party is merged once at a time."""

        verbose_name = _("merge")
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_in_force_once"),
        )

    def __str__(self) -> str:
        """Return both numbers."""
        return f"{self.gone.code} → {self.kept.code}"

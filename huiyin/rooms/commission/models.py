"""Tables of the commission room: rules, return stays, refunds, statements of a month and their lines."""

from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.commission.terms import RATE, WINDOW_DAYS, Basis, LineKind, State

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"}


def _unit() -> Any:
    return models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))


class Rule(models.Model):
    """Whether and how much is paid in a unit and all below it from a day on; the next row takes over (H-11c)."""

    unit = _unit()
    start = models.DateField(_("from"))
    paid = models.BooleanField(_("commission is paid"), default=True)
    rate = models.PositiveSmallIntegerField(_("rate, in hundredths of a per cent"), default=RATE)
    window_days = models.PositiveSmallIntegerField(_("days between callback and booking"), default=WINDOW_DAYS)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        """One a unit and day."""

        verbose_name = _("commission rule")
        verbose_name_plural = _("commission rules")
        ordering = ("unit", "-start")
        constraints = (
            models.UniqueConstraint(fields=["unit", "start"], name="commission_rule_once"),
            models.CheckConstraint(condition=Q(rate__lte=10_000), name="commission_rule_rate"),
        )

    def __str__(self) -> str:
        """Return the day from which it holds."""
        return self.start.isoformat()


class Stay(models.Model):
    """A guest who stayed again, and whom that is owed to (H-11b); it is never changed. ``revenue`` is in cents.

    Of the number only what is shown is kept: it found the customer, and is no longer needed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"guest"})

    unit = _unit()
    number = models.CharField(_("stay number"), max_length=40)
    party = models.ForeignKey(
        "customers.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer card")
    )
    guest = models.CharField(_("guest"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20)
    booked_at = models.DateTimeField(_("booked at"))
    checked_in = models.DateField(_("checked in"))
    checked_out = models.DateField(_("checked out"))
    revenue = models.BigIntegerField(_("room revenue in cents"))
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices)
    callback = models.ForeignKey("callbacks.Callback", null=True, blank=True, verbose_name=_("callback"), **_PERSON)
    called_at = models.DateTimeField(_("reached at"), null=True, blank=True)
    agent = models.ForeignKey("people.Employee", null=True, blank=True, verbose_name=_("owed to"), **_PERSON)
    window_days = models.PositiveSmallIntegerField(_("days between callback and booking"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        """A number once a unit; owed to somebody exactly by a callback; days in their order."""

        verbose_name = _("return stay")
        verbose_name_plural = _("return stays")
        ordering = ("-checked_out", "-id")
        constraints = (
            models.UniqueConstraint(fields=["unit", "number"], name="commission_stay_once"),
            models.CheckConstraint(condition=Q(checked_out__gte=F("checked_in")), name="commission_stay_order"),
            models.CheckConstraint(condition=Q(revenue__gte=0), name="commission_stay_revenue"),
            models.CheckConstraint(
                condition=Q(basis=Basis.CALLBACK, callback__isnull=False, agent__isnull=False, called_at__isnull=False)
                | (~Q(basis=Basis.CALLBACK) & Q(callback=None, agent=None, called_at=None)),
                name="commission_stay_basis",
            ),
        )
        indexes = (models.Index(fields=["-checked_out", "-id"], name="commission_stay_out"),)

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Refund(models.Model):
    """What was given back of a return stay, in cents; it is never changed."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="refunds", verbose_name=_("return stay"))
    day = models.DateField(_("day"))
    amount = models.BigIntegerField(_("amount in cents"))
    reason = models.CharField(_("reason"), max_length=200)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        """Some money."""

        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("day", "id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="commission_refund_amount"),)

    def __str__(self) -> str:
        """Return the stay's number and the day."""
        return f"{self.stay} {self.day.isoformat()}"


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements as an actor sees them."""

    def visible_to(self, reach: Reach) -> "StatementQuerySet":
        """Keep the statements of the units in the reach; for who sees himself alone, none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Statement(Versioned):
    """What a unit's agents are owed for a month (H-11c); base and commission in cents.

    A draft has no lines of its own: ``digest`` seals those that the stays gave when it was drafted. Approval writes
    them down.
    """

    unit = _unit()
    month = models.CharField(_("month"), max_length=7)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    base = models.BigIntegerField(_("base in cents"))
    commission = models.BigIntegerField(_("commission in cents"))
    digest = models.CharField(_("digest"), max_length=64)
    author = models.ForeignKey("people.Employee", null=True, blank=True, verbose_name=_("author"), **_PERSON)
    drafted_by = models.CharField(_("drafted by"), max_length=80)
    drafted_at = models.DateTimeField(_("drafted at"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        """Once a unit and month; who approved is known."""

        verbose_name = _("commission statement")
        verbose_name_plural = _("commission statements")
        ordering = ("-month", "unit")
        constraints = (
            models.UniqueConstraint(fields=["unit", "month"], name="commission_statement_once"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, approved_at=None)
                | (Q(state=State.APPROVED, approved_at__isnull=False) & ~Q(approved_by="")),
                name="commission_statement_approved",
            ),
        )

    def __str__(self) -> str:
        """Return the month."""
        return self.month


class Line(models.Model):
    """A line of an approved statement: base, rate, commission of a stay, or what a refund takes back; never changed."""

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="lines", verbose_name=_("commission statement")
    )
    agent = models.ForeignKey("people.Employee", verbose_name=_("owed to"), **_PERSON)
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices)
    stay = models.ForeignKey(Stay, verbose_name=_("return stay"), **_PERSON)
    refund = models.ForeignKey(Refund, null=True, blank=True, verbose_name=_("refund"), **_PERSON)
    day = models.DateField(_("day"))
    base = models.BigIntegerField(_("base in cents"))
    rate = models.PositiveSmallIntegerField(_("rate, in hundredths of a per cent"))
    commission = models.BigIntegerField(_("commission in cents"))

    class Meta:
        """A stay is paid once, a refund taken back once."""

        verbose_name = _("commission line")
        verbose_name_plural = _("commission lines")
        ordering = ("statement", "id")
        constraints = (
            models.UniqueConstraint(fields=["stay"], condition=Q(refund=None), name="commission_stay_paid_once"),
            models.UniqueConstraint(
                fields=["refund"], condition=Q(refund__isnull=False), name="commission_refund_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=LineKind.STAY, refund=None, base__gte=0, commission__gte=0)
                | Q(kind=LineKind.REFUND, refund__isnull=False, base__lt=0, commission__lte=0),
                name="commission_line_kind",
            ),
        )
        indexes = (models.Index(fields=["agent", "-id"], name="commission_line_agent"),)

    def __str__(self) -> str:
        """Return the kind and the day."""
        return f"{self.get_kind_display()} {self.day.isoformat()}"


_KEPT = ("commission_line", "commission_refund")


def make_immutable(*_: object) -> None:
    """Keep lines and refunds from being changed or removed (called by the migration)."""
    with connection.cursor() as cursor:
        for table in _KEPT:
            for statement in _statements(table):
                cursor.execute(statement)


def lift() -> None:
    """Drop the triggers that refuse removal, so that tests may flush their database."""
    on = {"sqlite": "", "postgresql": " ON {table}"}[connection.vendor]
    with connection.cursor() as cursor:
        for table in _KEPT:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete{on.format(table=table)}")


def _statements(table: str) -> list[str]:
    words = "this never changes"
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for verb in ("update", "delete")
        ]
    refusal = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        for verb in ("update", "delete")
    ]
    return [refusal, *triggers]

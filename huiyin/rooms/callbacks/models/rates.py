"""The table of frozen rates: what a month's callbacks came to, as it was on the day of freezing."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.rooms.callbacks.terms import Occasion


class FrozenRateQuerySet(models.QuerySet["FrozenRate"]):
    """Frozen rates as an actor sees them."""

    def visible_to(self, reach: Reach) -> "FrozenRateQuerySet":
        """Keep the rates of the units in the reach; for who sees himself alone, none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class FrozenRate(models.Model):
    """A month's rate of one policy and unit: it never changes, and its digest seals the rows behind it.

    Rate = reached in time / (due − exempt − refused).
    """

    month = models.CharField(_("month"), max_length=7)
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    policy = models.ForeignKey("callbacks.Policy", models.PROTECT, related_name="+", verbose_name=_("callback policy"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    due = models.PositiveIntegerField(_("had to be called"))
    exempt = models.PositiveIntegerField(_("exempt"))
    refused = models.PositiveIntegerField(_("refused the call"))
    denominator = models.PositiveIntegerField(_("denominator"))
    numerator = models.PositiveIntegerField(_("reached in time"))
    late = models.PositiveIntegerField(_("reached late"))
    unreachable = models.PositiveIntegerField(_("tried, not reached"))
    open = models.PositiveIntegerField(_("still open"))
    target = models.PositiveSmallIntegerField(_("target rate, per cent"))
    confirmed = models.BooleanField(_("target confirmed"))
    cut_off = models.DateTimeField(_("cut-off"))
    rows = models.JSONField(_("rows"), default=list, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    frozen_by = models.CharField(_("frozen by"), max_length=80)

    objects = FrozenRateQuerySet.as_manager()

    class Meta:
        """Once per month, policy and unit."""

        verbose_name = _("frozen rate")
        verbose_name_plural = _("frozen rates")
        ordering = ("-month", "unit", "occasion")
        constraints = (models.UniqueConstraint(fields=["month", "policy", "unit"], name="callback_rate_frozen_once"),)

    def __str__(self) -> str:
        """Return month and occasion."""
        return f"{self.month} {self.get_occasion_display()}"


_TABLE = "callbacks_frozenrate"
_ATTEMPTS = "callbacks_attempt"
_YEARS = ("callbacks_summary", "callbacks_summaryline")


def make_immutable(*_: object) -> None:
    """Keep frozen rates and attempts from being changed or removed (called by the migration)."""
    _seal((_TABLE, _ATTEMPTS))


def seal_years(*_: object) -> None:
    """Keep signed annual summaries from being changed or removed (called by the migration)."""
    _seal(_YEARS)


def _seal(tables: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for statement in _statements(table):
                cursor.execute(statement)


def lift() -> None:
    """Drop the triggers that refuse removal, so that tests may flush their database."""
    on = {"sqlite": "", "postgresql": " ON {table}"}[connection.vendor]
    with connection.cursor() as cursor:
        for table in (_TABLE, _ATTEMPTS, *_YEARS):
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

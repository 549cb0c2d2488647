"""The use of 其它, counted for 品质部 (P-4.8, AMB-13): by unit, evaluator and month, and the deductions behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from huiyin.kernel.period import year_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Deduction
from huiyin.rooms.appraisal.terms import Permit


@dataclass(frozen=True, slots=True)
class OtherUse:
    """How often and for how many points an evaluator used 其它 about people of a unit in a month."""

    unit: str
    evaluator: str
    evaluator_no: str
    month: str
    count: int
    sheets: int
    points: int


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.8",))
def others(actor: Actor) -> QuerySet[Deduction]:
    """List the deductions under 其它 on the sheets that count, of the units whose statistics the actor reads."""
    reach = actor.reach(Permit.READ_STATISTICS).narrow(unit_path="sheet__unit__path", employee="")
    rows = Deduction.objects.filter(reach, section__is_other=True)
    return rows.select_related("sheet__employee", "sheet__unit", "sheet__evaluator")


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.8",))
def other_use(actor: Actor, *, year: int, path: str = "") -> list[OtherUse]:
    """Count the use of 其它 in a year by unit, evaluator and month: one statement."""
    span = year_span(year)
    rows: Any = (
        others(actor)
        .filter(sheet__date__range=(span.start, span.end), sheet__unit__path__startswith=path)
        .order_by()
        .values(
            "sheet__unit__path", "sheet__unit__name", "sheet__evaluator__name", "sheet__evaluator__number",
            "sheet__evaluator_words", month=ExtractMonth("sheet__date"),
        )
        .annotate(n=Count("pk"), sheets=Count("sheet", distinct=True), cost=Sum("points"))
        .order_by("-month", "sheet__unit__path", "sheet__evaluator__number", "sheet__evaluator_words")
    )  # fmt: skip
    return [
        OtherUse(
            row["sheet__unit__name"], row["sheet__evaluator__name"] or row["sheet__evaluator_words"],
            row["sheet__evaluator__number"] or "", f"{year:04d}-{row['month']:02d}", row["n"], row["sheets"],
            row["cost"],
        )
        for row in rows
    ]  # fmt: skip

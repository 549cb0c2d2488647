"""What was said on sheets and signed: remarks, goals, who confirmed and who read, for the printed forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from huiyin.rooms.appraisal.layouts.content import Confirmation, Signature
from huiyin.rooms.appraisal.models import SelfSummary, SheetEdition
from huiyin.rooms.appraisal.queries.forms_content.heads import unconfirmed, unsigned
from huiyin.rooms.appraisal.terms import STANDING_EDITIONS, EditionState, Kind, Origin


@dataclass(frozen=True)
class Said:
    """What stands on a person's sheet beside its points; all empty where it came with a workbook."""

    self_remark: str
    remark: str
    goals: str
    confirmer: str
    manager: Signature
    confirmation: Confirmation

    @property
    def remark_and_goals(self) -> str:
        """The appraiser's remark with the goals below it, for a form that has one field for both."""
        goals = f"下年目标：{self.goals}" if self.goals else ""
        return "\n".join(filter(None, (self.remark, goals)))


NOTHING = Said("", "", "", "", unsigned(), unconfirmed())


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).date().isoformat() if at else ""


def said_on(kind: Kind, period: str, people: Any) -> Mapping[int, Said]:
    """Return what was said on the sheets that count, by person; ``people`` are ids or a query for them.

    One statement.
    """
    rows = SheetEdition.objects.filter(
        kind=kind, period=period, employee__in=people, state__in=STANDING_EDITIONS
    ).exclude(origin=Origin.IMPORT)
    return {row.employee_id: _of(row) for row in rows.select_related("employee")}


def _of(row: SheetEdition) -> Said:
    confirmation = unconfirmed()
    if row.state == EditionState.DISPUTED or row.read_at:
        opinion: Any = "有异议" if row.state == EditionState.DISPUTED else "已阅"
        confirmation = {"opinion": opinion, "name": row.employee.name, "date": _day(row.read_at)}
    name = f"{row.confirmer_name}（代{row.acted_for}）" if row.acted_for else row.confirmer_name
    manager: Signature = {"name": name, "date": _day(row.confirmed_at)}
    return Said(row.self_remark, row.remark, row.goals, row.confirmer_name, manager, confirmation)


def summaries_of(year: int, people: Any) -> dict[int, str]:
    """Return what people wrote about their year: one statement."""
    return dict(SelfSummary.objects.filter(year=year, employee__in=people).values_list("employee_id", "text"))

"""The forms that cases leave on record."""

from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.cases.layouts import paper
from huiyin.rooms.records.terms import RecordType

_LAYOUTS = Path(__file__).parent.parent / "layouts"
GUEST_FORM, OWNER_FORM, VIOLATION_FORM = "guest_complaint", "owner_complaint", "violation_notice"
EVENT_FORM = "event_report"

RECORD_TYPES = (
    RecordType(
        key=GUEST_FORM, title=paper.GUEST_TITLE, prefix="KRTS", years=3, layout=_LAYOUTS / "complaint.typ",
        clauses=("H-5c", "H-5d", "H-5e"), paper=paper.complaint, code="KF-TS-01",
    ),
    RecordType(
        key=OWNER_FORM, title=paper.OWNER_TITLE, prefix="YZTS", years=3, layout=_LAYOUTS / "complaint.typ",
        clauses=("R-5a", "R-5b", "S-4a"), paper=paper.complaint, code="KF-TS-02",
    ),
    RecordType(
        key=VIOLATION_FORM, title=paper.VIOLATION_TITLE, prefix="WZTZ", years=3, layout=_LAYOUTS / "violation.typ",
        clauses=("R-9a", "R-9c", "S-4b"), paper=paper.violation, code="KF-WZ-01",
    ),
    RecordType(
        key=EVENT_FORM, title=paper.EVENT_TITLE, prefix="TFSJ", years=5, layout=_LAYOUTS / "event.typ",
        clauses=("R-8c",), paper=paper.event, code="KF-TF-01",
    ),
)  # fmt: skip


class Stopped(models.TextChoices):
    """What was done at once about a violation: one of the two (S-4b)."""

    ON_THE_SPOT = "on_the_spot", _("Stopped on the spot")
    BY_THE_RULES = "by_the_rules", _("Handled by the rules")

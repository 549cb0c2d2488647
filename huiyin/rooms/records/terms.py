"""The words of the records room, and what a record type is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow
from huiyin.rooms.records.layouts import disposal_list
from huiyin.rooms.records.layouts.paper import Paper

PAPER_LANGUAGE = "zh-hans"
"""What stands on paper is Chinese, whatever language the pages are read in."""


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "records.read", _("read issued records")
    ISSUE = "records.issue", _("issue records")
    READ_RETENTION = "records.read_retention", _("see what is due for disposal, holds and disposals")
    HOLD = "records.hold", _("put holds on records and lift them")
    DRAFT_DISPOSAL = "records.draft_disposal", _("draft and withdraw disposals")
    APPROVE_DISPOSAL = "records.approve_disposal", _("approve disposals and carry them out")


class HoldKind(models.TextChoices):
    """Why a record is held beyond its term (AMB-14)."""

    DISPUTE = "dispute", _("Dispute")
    AUDIT = "audit", _("Audit")
    OTHER = "other", _("Other ground")


class DisposalState(models.TextChoices):
    """Where a disposal stands."""

    DRAFTED = "drafted", _("Drafted")
    APPROVED = "approved", _("Approved")
    EXECUTED = "executed", _("Carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DISPOSAL_FLOW = Workflow(
    DisposalState.DRAFTED,
    (
        Move("approve", frozenset({DisposalState.DRAFTED}), DisposalState.APPROVED, Permit.APPROVE_DISPOSAL),
        Move("carry_out", frozenset({DisposalState.APPROVED}), DisposalState.EXECUTED, Permit.APPROVE_DISPOSAL),
        Move(
            "withdraw",
            frozenset({DisposalState.DRAFTED, DisposalState.APPROVED}),
            DisposalState.WITHDRAWN,
            Permit.DRAFT_DISPOSAL,
        ),
    ),
)


class Fate(models.TextChoices):
    """What becomes of a record whose term is over."""

    DUE = "due", _("Due for disposal")
    HELD = "held", _("Held")
    NEEDED = "needed", _("Still needed")
    LISTED = "listed", _("On a disposal")


class Meaning(models.TextChoices):
    """What is signed in this room."""

    APPROVE_DISPOSAL = "approve_disposal", _("Disposal approved")


MOST_DISPOSED = 5_000
"""Records that one disposal lists."""
DISPOSAL_SERIES = "XH"


@dataclass(frozen=True)
class RecordType:
    """A form that a regulation names.

    ``key`` is stored; ``title`` is the form's name, verbatim; ``prefix`` begins its numbers; ``years`` is the retention
    term in calendar years from archiving (P-4.12, AMB-14); ``layout`` prints it; ``clauses`` ask for it. ``paper``
    draws a content as rows of cells for the page and the worksheet; ``code`` is the form's own number (表号).
    """

    key: str
    title: str
    prefix: str
    years: int
    layout: Path
    clauses: tuple[str, ...]
    paper: Callable[[Mapping[str, Any]], Paper]
    code: str


@dataclass(frozen=True)
class Draft:
    """A form that is ready to be issued.

    ``subject`` is what it is about, as (type, id): one record per type, subject and period is in force at a time.
    ``unit_path`` and ``unit_name`` say for which unit it is issued; ``about_…``, whom a personal form concerns.
    """

    subject: tuple[str, str]
    unit_path: str
    unit_name: str
    content: Mapping[str, Any]
    about_id: int | None = None
    about_number: str = ""
    about_name: str = ""


# The certificate outlives what it lists: it is kept as long as accounts are.
DISPOSAL_LIST = "disposal_list"
RECORD_TYPES = (
    RecordType(
        key=DISPOSAL_LIST,
        title=disposal_list.TITLE,
        prefix="XHQD",
        years=5,
        layout=Path(__file__).parent / "layouts" / "disposal_list.typ",
        clauses=("P-4.12",),
        paper=disposal_list.paper,
        code="KF-ZL-01",
    ),
)

# What follows a person's name in the trail.
SENTENCES = {
    "issue_record": _("issued record %(first)s (%(title)s, %(period)s)"),
    "issue_records": _("issued %(fresh)s of %(asked)s records (%(title)s, %(period)s): %(first)s to %(last)s"),
    "place_hold": _("put a hold on record %(record)s: %(reason)s"),
    "lift_hold": _("lifted a hold on record %(record)s: %(reason)s"),
    "draft_disposal": _("drafted disposal %(subject)s of %(count)s records"),
    "withdraw_disposal": _("withdrew disposal %(subject)s: %(reason)s"),
    "approve_disposal": _("approved disposal %(subject)s of %(count)s records"),
    "ask_disposal": _("asked for disposal %(subject)s to be carried out"),
    "carry_out_disposal": _("disposed of %(count)s records under %(subject)s"),
    "keep_print": _("stored a print of %(count)s records: %(name)s"),
}

"""The words of the evidence room, and what a kind of fact is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_EVIDENCE = "evidence.read_evidence", _("read facts about people's work")
    ANSWER_EVIDENCE = "evidence.answer_evidence", _("comment on facts about oneself")
    RECORD_EVIDENCE = "evidence.record_evidence", _("record facts about people's work")
    WITHDRAW_EVIDENCE = "evidence.withdraw_evidence", _("withdraw facts that were wrong")


class Standing(models.TextChoices):
    """How a fact stands: it never changes, and a wrong one stays readable as withdrawn."""

    STANDS = "stands", _("Stands")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of fact, declared by the room in which such facts happen (``EVIDENCE_KINDS`` in its terms).

    ``items`` are the codes of the standard's items that usually fit, most likely first; ``by_hand`` tells whether a
    superior may record one himself.
    """

    key: str
    label: Any
    good: bool
    clause: str
    items: tuple[str, ...] = ()
    by_hand: bool = False


MISSED_DUTY, COMPLAINT, PRAISE, THIRD_TRANSFER = "missed_duty", "complaint", "praise", "third_transfer"

EVIDENCE_KINDS: tuple[EvidenceKind, ...] = (
    EvidenceKind(MISSED_DUTY, _("Missed duty"), good=False, clause="P-4.5.2b", items=("JA2", "JA1", "JA3", "JA4")),
    EvidenceKind(COMPLAINT, _("Verified complaint"), good=False, clause="R-5b", items=("JC1", "DB7"), by_hand=True),
    EvidenceKind(PRAISE, _("Praise"), good=True, clause="P-4.9a", by_hand=True),
    EvidenceKind(THIRD_TRANSFER, _("Third transfer"), good=False, clause="H-5b", items=("DB3", "QC2")),
    EvidenceKind("failed_exam", _("Failed exam"), good=False, clause="P-4.5.2b", items=("NA1", "JB1"), by_hand=True),
    EvidenceKind("patrol", _("Patrol finding"), good=False, clause="S-1b", items=("JC8", "DC8"), by_hand=True),
    EvidenceKind("late_arrival", _("Late arrival"), good=False, clause="P-4.5.2b", items=("QA1", "QA2"), by_hand=True),
    EvidenceKind("manner", _("Manner and dress"), good=False, clause="P-4.5.2b", items=("DC1", "DB1"), by_hand=True),
    EvidenceKind("other_fault", _("Other shortcoming"), good=False, clause="P-4.5.2b", by_hand=True),
    EvidenceKind("other_merit", _("Other merit"), good=True, clause="P-4.9a", by_hand=True),
)

# What a missed duty usually is in the standard, by its kind, or by the room that declares the kind.
ITEM_OF_DUTY: Mapping[str, str] = {
    "cases.verify": "JA1", "cases.promise": "JA4", "cases": "JA2", "callbacks": "JA3", "appraisal": "NC3",
    "visits": "JA5", "roster": "NC4", "reports": "JA6",
}  # fmt: skip

LONGEST_TEXT = 500

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "record_fact_by_hand": _("recorded %(subject)s"),
    "withdraw_fact": _("withdrew %(subject)s: %(reason)s"),
    "comment_on_fact": _("commented on %(subject)s"),
    "hear_missed_duty": _("recorded a missed duty as a fact"),
    "hear_withdrawn_miss": _("withdrew the fact of a duty that was not missed"),
    "hear_of_case": _("recorded what became of a case as a fact"),
}

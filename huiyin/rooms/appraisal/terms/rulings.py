"""The words of awards and sanctions (奖惩), the levels of 《行政奖罚标准工作规程》 among them."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RulingKind(models.TextChoices):
    """Whether it honours or punishes."""

    AWARD = "award", _("Award")
    SANCTION = "sanction", _("Sanction")


class RulingLevel(models.TextChoices):
    """The levels of awards and of sanctions, each from the lowest up. None carries money."""

    VERBAL_PRAISE = "verbal_praise", _("Verbal praise")
    PUBLIC_PRAISE = "public_praise", _("Public praise")
    COMMENDATION = "commendation", _("Commendation")
    MERIT = "merit", _("Merit")
    GREAT_MERIT = "great_merit", _("Great merit")
    REMINDER = "reminder", _("Verbal reminder")
    WARNING = "warning", _("Warning")
    DEMERIT = "demerit", _("Demerit")
    GREAT_DEMERIT = "great_demerit", _("Great demerit")
    DISMISSAL = "dismissal", _("Dismissal")


# What stands on paper, verbatim in every language of the product.
RULING_KIND_WORDS: Final[Mapping[str, str]] = {RulingKind.AWARD: "奖励", RulingKind.SANCTION: "处分"}
RULING_WORDS: Final[Mapping[str, str]] = {
    RulingLevel.VERBAL_PRAISE: "口头表扬", RulingLevel.PUBLIC_PRAISE: "通报表扬", RulingLevel.COMMENDATION: "嘉奖",
    RulingLevel.MERIT: "记功", RulingLevel.GREAT_MERIT: "记大功", RulingLevel.REMINDER: "口头提醒",
    RulingLevel.WARNING: "警告", RulingLevel.DEMERIT: "记过", RulingLevel.GREAT_DEMERIT: "记大过",
    RulingLevel.DISMISSAL: "辞退",
}  # fmt: skip


class RulingState(models.TextChoices):
    """Where an award or a sanction stands."""

    PROPOSED = "proposed", _("Proposed")
    STATED = "stated", _("Person heard")
    CHECKED = "checked", _("Checked")
    DECIDED = "decided", _("Decided")
    DISMISSED = "dismissed", _("Not pursued")
    DELIVERED = "delivered", _("Delivered")
    APPEALED = "appealed", _("Under appeal")
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed on appeal")
    REVOKED = "revoked", _("Revoked on appeal")


OPEN_STATES: Final = (RulingState.PROPOSED, RulingState.STATED, RulingState.CHECKED)
"""Nothing is decided yet; a sheet that waits for a sanction waits while it stands here (P-4.10b)."""
STANDING_STATES: Final = (
    RulingState.DECIDED, RulingState.DELIVERED, RulingState.APPEALED, RulingState.UPHELD, RulingState.CHANGED,
)  # fmt: skip
"""It was decided and stands."""


class Delivery(models.TextChoices):
    """How a decision reached the person."""

    HANDED = "handed", _("Handed over")
    LEFT = "left", _("Left with the person before witnesses")
    POSTED = "posted", _("Sent by post")


DELIVERY_WORDS: Final[Mapping[str, str]] = {
    Delivery.HANDED: "直接送达", Delivery.LEFT: "留置送达", Delivery.POSTED: "邮寄送达",
}  # fmt: skip


class AppealResult(models.TextChoices):
    """What an appeal may come to; the values are the moves of the workflow."""

    UPHOLD = "uphold", _("The decision stands")
    CHANGE = "change", _("A lower level takes its place")
    REVOKE = "revoke", _("The decision is revoked")


class RulingObstacle(models.TextChoices):
    """Why a move cannot be made by somebody, though the state would allow it."""

    STATE = "state", _("This cannot be done in the state “%(state)s”.")
    OWN = "own", _("Nobody acts in a matter of his own, except by his statement and appeal.")
    NOT_PERSON = "not_person", _("Only the person whom it concerns can do this.")
    NOT_PROPOSER = "not_proposer", _("Only who proposed it can do this.")
    PROPOSED_IT = "proposed_it", _("You proposed it; somebody else has to do this.")
    CHECKED_IT = "checked_it", _("You checked it; somebody else has to decide.")
    INVOLVED = "involved", _("You proposed, checked or decided it; somebody independent decides on the appeal.")
    LOWER = "lower", _("“%(level)s” is decided by %(who)s.")
    HEAR_FIRST = "hear_first", _("The person has to be heard first: record the statement, or that it was refused.")
    CHECK_FIRST = "check_first", _("“%(level)s” has to be checked by the quality department first.")
    NO_CHECK = "no_check", _("“%(level)s” needs no check.")
    CLAUSE = "clause", _("A dismissal has to name the clause of the rules that it rests on.")
    UNION = "union", _("The union has to be told first: the check records the day.")
    NO_APPEAL = "no_appeal", _("One appeals against a sanction.")
    TOO_LATE = "too_late", _("The term for an appeal ended on %(day)s.")
    OTHER_KIND = "other_kind", _("An award stays an award, a sanction a sanction.")
    NOT_LOWER = "not_lower", _("On appeal only a lower level may take its place.")
    BAND = "band", _("“%(level)s” gives %(least)s to %(most)s points.")

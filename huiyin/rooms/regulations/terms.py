"""The words of the regulations room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "regulations.read", _("read regulations")
    DRAFT = "regulations.draft", _("draft regulations")
    PUBLISH = "regulations.publish", _("publish regulations")
    INTERPRET = "regulations.interpret", _("interpret regulations")


class State(models.TextChoices):
    """Where a version of a document stands (P-0)."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    REPEALED = "repealed", _("Repealed")


FLOW = Workflow(
    State.DRAFT,
    (
        Move("publish", frozenset({State.DRAFT}), State.IN_FORCE, Permit.PUBLISH),
        Move("repeal", frozenset({State.IN_FORCE}), State.REPEALED, Permit.PUBLISH),
    ),
)

"""The kinds of duty that the rooms declare, and the policy in force for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.rooms.duties.models import Policy
from huiyin.rooms.duties.terms import QUIET, DueRule, DutyKind, How, Rung


@dataclass(frozen=True)
class Ruling:
    """What rules a kind of duty on a day: the department's policy, or the regulation's default (edition 0)."""

    kind: DutyKind
    rule: DueRule
    rungs: Sequence[Rung]
    quiet: tuple[time, time]
    policy: int | None = None
    edition: int = 0


def duty_kinds() -> dict[str, DutyKind]:
    """Return every room's kinds of duty by key."""
    kinds: dict[str, DutyKind] = import_string(settings.DUTY_KINDS)()
    return kinds


def duty_kind(key: str) -> DutyKind:
    """Return a kind of duty. Raises NotVisible where no room declares it."""
    kind = duty_kinds().get(key)
    if kind is None:
        raise NotVisible(_("There is no such kind of duty: %(kind)s.") % {"kind": key})
    return kind


def kind_or_former(key: str, clause: str = "") -> DutyKind:
    """Return a kind of duty; one that no room declares any more keeps its key as its name."""
    former = DutyKind(key, key, clause, "", DueRule(How.GIVEN))
    return duty_kinds().get(key, former)


def ruling_on(kind: DutyKind, day: date) -> Ruling:
    """Return what rules a kind on a day: at most two statements."""
    policy = Policy.objects.filter(kind=kind.key, start__lte=day).order_by("-start", "-edition").first()
    return ruled_by(kind, policy)


def ruled_by(kind: DutyKind, policy: Policy | None) -> Ruling:
    """Return a policy with its rungs as a plain value."""
    if policy is None:
        return Ruling(kind, kind.rule, kind.rungs, QUIET)
    rungs = tuple(one.rung for one in policy.rungs.all())
    return Ruling(kind, policy.rule, rungs, (policy.quiet_from, policy.quiet_to), policy.pk, policy.edition)

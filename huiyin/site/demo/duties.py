"""The deadlines of the demo company: the regulation's own, kept as its first edition by the general manager."""

from collections.abc import Iterator

from huiyin.rooms.duties.queries.kinds import duty_kinds
from huiyin.rooms.duties.queries.policies import unheld
from huiyin.rooms.duties.terms import QUIET, DutyKind, Rung
from huiyin.rooms.duties.usecases.policies import keep_policy
from huiyin.site.demo.load import GENERAL_MANAGER, RULES_FROM, Story


def keep_policies(story: Story) -> None:
    """Keep the default of every kind of duty as edition 1; who is told are the roles that somebody holds."""
    with story.on(RULES_FROM, 9):
        actor = story.actor(GENERAL_MANAGER)
        for kind in duty_kinds().values():
            story.once(
                actor, f"policy:{kind.key}", keep_policy, kind=kind.key, edition=0, start=RULES_FROM,
                how=kind.rule.how, amount=kind.rule.amount, at=kind.rule.at, quiet=QUIET, rungs=list(_told(kind)),
                reason="沿用规程的时限和提醒。",
            )  # fmt: skip


def _told(kind: DutyKind) -> Iterator[Rung]:
    nobody = set(unheld({rung.to for rung in kind.rungs}))
    yield from (rung for rung in kind.rungs if rung.to not in nobody)

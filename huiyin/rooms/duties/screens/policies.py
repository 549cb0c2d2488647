"""The page of policies, and the form that keeps a new edition."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen
from huiyin.platform.web import PageRequest
from huiyin.rooms.duties import forms
from huiyin.rooms.duties.queries.explain import in_words
from huiyin.rooms.duties.queries.kinds import Ruling, duty_kinds
from huiyin.rooms.duties.queries.policies import KindPolicy, keeps_whole, policy_of
from huiyin.rooms.duties.terms import Channel, Recipient, Rung
from huiyin.rooms.duties.usecases import policies as usecases

_HOUR, _DAY = 60, 24 * 60


def when_in_words(offset: int) -> str:
    """Say when a rung fires: "1 小时前", "到期时", "1 天后"."""
    size = abs(offset)
    for unit, before, after in (
        (_DAY, _("%(n)s d before"), _("%(n)s d after")),
        (_HOUR, _("%(n)s h before"), _("%(n)s h after")),
        (1, _("%(n)s min before"), _("%(n)s min after")),
    ):
        if size and size % unit == 0:
            return (before if offset < 0 else after) % {"n": size // unit}
    return _("when it is due")


def rung_in_words(rung: Rung) -> dict[str, Any]:
    """Return a rung as the pages show it."""
    return {
        "when": when_in_words(rung.offset),
        "who": Recipient(rung.to).label,
        "how": "、".join(str(Channel(one).label) for one in rung.channels),
        "urgent": rung.urgent,
    }


def ruling_shown(ruling: Ruling) -> dict[str, Any]:
    """Return what rules a kind as the pages and the API show it."""
    kind = ruling.kind
    return {
        "kind": kind.key,
        "label": str(kind.label),
        "clause": kind.clause,
        "clause_url": reverse("regulations:demand", args=[kind.clause]) if kind.clause else "",
        "rule": in_words(ruling.rule),
        "rungs": [rung_in_words(rung) for rung in ruling.rungs],
        "quiet": f"{ruling.quiet[0]:%H:%M}–{ruling.quiet[1]:%H:%M}",
        "edition": ruling.edition,
        "url": reverse("duties:policy", args=[kind.key]),
    }


def edit_action(actor: Actor, kind: str) -> list[Action]:
    """Return the way to a new edition, for who may keep policies; who keeps a part of the company reads why not."""
    if not actor.may(usecases.keep_policy.permit):
        return []
    url = f"{reverse('duties:keep_policy')}?{urlencode({'kind': kind})}"
    refused = "" if keeps_whole(actor) else _("A policy rules the whole company; your permit covers only a part of it.")
    return [Action(_("Change it"), url, primary=True, refused=refused)]


def history(found: KindPolicy) -> list[dict[str, Any]]:
    """Return a kind's editions, the newest first."""
    return [
        {
            "edition": one.edition,
            "start": one.start,
            "rule": in_words(one.rule),
            "rungs": [rung_in_words(row.rung) for row in one.rungs.all()],
            "quiet": f"{one.quiet_from:%H:%M}–{one.quiet_to:%H:%M}",
            "reason": one.reason,
            "made_by": one.made_by,
            "made_at": one.made_at,
            "current": one.pk == found.ruling.policy,
        }
        for one in found.editions
    ]


@dataclass(frozen=True)
class PolicyScreen(FormScreen):
    """Begins with what rules the kind that the address names."""

    def initial(self, request: PageRequest, row: Any) -> dict[str, Any]:
        """Return the ruling in force, and the newest edition as the one that was seen."""
        kind = request.GET.get("kind", "") or next(iter(duty_kinds()), "")
        if kind not in duty_kinds():
            return {"edition": 0}
        found = policy_of(request.actor, kind=kind)
        newest = max((one.edition for one in found.editions), default=0)
        return forms.shown_policy(found.ruling, newest)


KEEP_POLICY = PolicyScreen(
    title=gettext_lazy("A new edition of the policy"),
    form=forms.PolicyForm,
    door=usecases.keep_policy,
    done=lambda row: reverse("duties:policy", args=[row.kind]),
    submit=gettext_lazy("Keep the new edition"),
    said=gettext_lazy("The new edition is kept; open duties are reckoned anew."),
    template="duties/policy_form.html",
)

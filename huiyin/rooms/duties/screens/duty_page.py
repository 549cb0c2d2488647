"""The page of a duty: its facts, why it is due when it is, what happened to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.platform.actor import Actor
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.explain import Explanation, explain
from huiyin.rooms.duties.screens.lists import TONES, due_in_words, may_act, what_of
from huiyin.rooms.duties.terms import Permit, Recipient, State


def duty_context(actor: Actor, duty: Any, names: Mapping[int, str]) -> dict[str, Any]:
    """Return what the page of a duty shows; ``names`` are of the people who were told."""
    explained = explain(duty)
    return {
        "page_title": duty.label,
        "crumbs": [(_("Duties"), reverse("duties:duties"))],
        "thing": _head(duty, explained),
        "facts": list(_facts(actor, duty)),
        "actions": list(_actions(actor, duty)),
        "explained": explained,
        "explained_clause_url": clause_url(duty.clause),
        "timeline": timeline(duty, names),
        "body_template": "duties/explained.html",
    }


def _head(duty: Any, explained: Explanation) -> dict[str, Any]:
    state = State(duty.state)
    due = {
        "label": f"{what_of(duty)} · {due_in_words(duty.due_at)}", "tone": "bad" if state == State.OVERDUE else "",
        "why": explained.rule, "clause": duty.clause, "clause_url": clause_url(duty.clause),
    }  # fmt: skip
    return {
        "number": f"№ {duty.pk}",
        "name": duty.label,
        "state": state.label,
        "tone": TONES[state],
        "owner": duty.owner.name if duty.owner else Recipient(duty.role).label,
        "hint": duty.unit.name,
        "due": due if duty.is_open else None,
    }


def clause_url(clause: str) -> str:
    """Return the address of a clause's demand."""
    return reverse("regulations:demand", args=[clause]) if clause else ""


def _facts(actor: Actor, duty: Any) -> Iterator[tuple[Any, ...]]:
    yield (_("To do"), what_of(duty), duty.url if may_act(actor, duty) else "")
    yield (_("Owner"), f"{duty.owner.name} {duty.owner.number}" if duty.owner else Recipient(duty.role).label)
    yield (_("Owed since"), {"at": duty.armed_at})
    yield (_("Due at"), due_in_words(duty.due_at))
    if duty.done_at:
        yield (_("Done at"), {"at": duty.done_at})
        yield (_("Done by"), duty.done_by)
    if duty.missed_at:
        yield (_("Missed at"), {"at": duty.missed_at})
    if duty.waived_at:
        yield (_("Waived at"), {"at": duty.waived_at})
        yield (_("Waived by"), duty.waived_by)
        yield (_("Why it was waived"), duty.waived_reason)


def _actions(actor: Actor, duty: Any) -> Iterator[dict[str, Any]]:
    if not duty.is_open:
        return
    if may_act(actor, duty):
        yield {"label": what_of(duty), "url": duty.url, "primary": True}
    if actor.may(Permit.REASSIGN) and actor.reach(Permit.REASSIGN).covers(duty.unit.path):
        yield {"label": _("Hand it over"), "url": reverse("duties:reassign", args=[duty.pk])}
    if actor.may(Permit.PAUSE) and actor.reach(Permit.PAUSE).covers(duty.unit.path):
        yield _hold(actor, duty)
    if actor.may(Permit.WAIVE) and actor.reach(Permit.WAIVE).covers(duty.unit.path):
        own = duty.owner_id is not None and duty.owner_id == actor.employee_id
        yield {
            "label": _("Waive it"), "url": reverse("duties:waive", args=[duty.pk]), "danger": True,
            "refused": _("Nobody waives what he owes himself. Ask who stands above you.") if own else "",
        }  # fmt: skip


def _hold(actor: Actor, duty: Any) -> dict[str, Any]:
    """Return the way to pause a duty or to let it go on, or why it cannot be paused."""
    if duty.state == State.PAUSED:
        return {"label": _("Let its time go on"), "url": reverse("duties:resume", args=[duty.pk])}
    refused = ""
    if duty.state == State.OVERDUE:
        refused = _("Its time is over: it cannot stand still any more.")
    elif actor.employee_id is None:
        refused = _("An account without a person approves no pause.")
    elif duty.owner_id == actor.employee_id:
        refused = _("Nobody pauses what he owes himself. Ask who stands above you.")
    return {"label": _("Pause it"), "url": reverse("duties:pause", args=[duty.pk]), "refused": refused}


def timeline(duty: Duty, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return what happened to a duty, newest first."""
    found = [*_begun_and_over(duty), *_held(duty), *_told(duty, names)]
    return sorted(found, key=lambda one: one["at"], reverse=True)


def _line(at: Any, who: str, sentence: str, kind: str) -> dict[str, Any]:
    name = who if who != "system" else _("the system")
    return {"at": at, "who": name, "sentence": sentence, "kind": kind, "url": "", "changes": []}


def _begun_and_over(duty: Any) -> Iterator[dict[str, Any]]:
    system = _("the system")
    yield _line(duty.armed_at, system, _("began to count the time"), "begun")
    if duty.missed_at:
        yield _line(duty.missed_at, system, _("marked it as missed"), "missed")
    if duty.done_at:
        yield _line(duty.done_at, duty.done_by, _("did it"), "done")
    if duty.waived_at:
        yield _line(duty.waived_at, duty.waived_by, _("waived it: %(reason)s") % {"reason": duty.waived_reason}, "done")


def _held(duty: Any) -> Iterator[dict[str, Any]]:
    for one in duty.pauses.all():
        said = _("paused it until %(until)s, approved by %(approver)s: %(reason)s")
        facts = {"until": _moment(one.until), "approver": one.approver.name, "reason": one.reason}
        yield _line(one.start, one.paused_by, said % facts, "pause")
        if one.ended_at:
            yield _line(one.ended_at, _("the system"), _("let its time go on"), "pause")
    for one in duty.handovers.all():
        facts = {"before": one.before.name if one.before else "—", "after": one.after.name, "reason": one.reason}
        yield _line(one.at, one.by, _("handed it from %(before)s to %(after)s: %(reason)s") % facts, "handover")
    for one in duty.shifts.all():
        facts = {"before": _moment(one.before), "after": _moment(one.after), "reason": one.why}
        yield _line(one.at, one.by, _("moved it from %(before)s to %(after)s: %(reason)s") % facts, "shift")


def _told(duty: Any, names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for one in duty.fired.all():
        people = "、".join(names.get(pk, f"№ {pk}") for pk in one.recipients) or "—"
        said = _("told %(people)s") % {"people": people}
        if one.late_minutes:
            late = ngettext("%(said)s (%(n)s minute late)", "%(said)s (%(n)s minutes late)", one.late_minutes)
            said = late % {"said": said, "n": one.late_minutes}
        yield _line(one.fired_at, _("the system"), said, "told")


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")

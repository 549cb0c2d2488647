"""What every act on a case has in common: the lock, the move, what is owed before and after, the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.jobs import tell
from huiyin.rooms.cases.events import CaseClosed
from huiyin.rooms.cases.models import Case, Step
from huiyin.rooms.cases.queries.reports import reported
from huiyin.rooms.cases.rules.flow import CASE_FLOW, KEEPS_EARLIER, duty_of, fits, lacks_report, lacks_result
from huiyin.rooms.cases.terms import FINAL, Kind, Permit, StepKind
from huiyin.rooms.duties.queries import duties, next_due_of
from huiyin.rooms.duties.queries.kinds import duty_kind
from huiyin.rooms.duties.queries.standing import standing_on
from huiyin.rooms.duties.terms import Recipient
from huiyin.rooms.duties.usecases import fulfil, owe, waive

SUBJECT = "cases.case"


@dataclass(frozen=True)
class Bearer:
    """Somebody who owes something, by his key."""

    pk: int


def locked(actor: Actor, case: Case, permit: str = Permit.KEEP_CASES) -> Case:
    """Check the reach and lock the case, so that two acts on it come one after the other."""
    stored = Case.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=case.pk).first()
    if stored is None:
        raise NotVisible(_("There is no such case, or it is not open to you."))
    if not actor.reach(permit).covers(stored.unit.path):
        raise NotPermitted(_("This case belongs to a unit outside what you handle."))
    trail.about(case)
    trail.note(subject=stored.number)
    return stored


def still_open(case: Case) -> None:
    """Refuse what can only be done before a case is over."""
    if case.state in FINAL:
        raise Conflict(_("This case is over."))


def answering(unit: Any) -> int:
    """Return who answers for a unit where nobody was named: its supervisor, or who stands above."""
    standing = standing_on(clock.today())
    for role in (Recipient.SUPERVISOR, Recipient.MANAGER, Recipient.GENERAL_MANAGER):
        found = standing.bearer(role, unit.path)
        if found is not None:
            return found
    raise Refusal.at("unit", _("Nobody answers for this unit. Give somebody the role of its supervisor or manager."))


def deciding(unit: Any, *, asks: int | None, owner: int) -> int:
    """Return who decides about a unit's cases: who stands above it and is not who asks; else who owns the case."""
    standing = standing_on(clock.today())
    for role in (Recipient.MANAGER, Recipient.GENERAL_MANAGER):
        for one in standing.hearers(role, None, unit.path):
            if one != asks:
                return one
    return owner


def label_of(case: Case, kind: str) -> str:
    """Return what a person reads of a duty: "投诉 TS-20261123-004 · 调查核实"."""
    return f"{case.get_kind_display()} {case.number} · {duty_kind(kind).label}"


def owe_about(actor: Actor, case: Case, kind: str, owner: int, **more: Any) -> Any:
    """Let somebody owe something about a case, and return the duty."""
    given = {"url": reverse("cases:case", args=[case.pk]), "label": label_of(case, kind)} | more
    return owe(actor, kind, case, unit=case.unit, owner=Bearer(owner), **given)


def line(actor: Actor, case: Case, kind: str, *, text: str = "", move: str = "") -> Step:
    """Append to the timeline of a case."""
    return store.add(
        Step(case=case, kind=kind, move=move, state=case.state, text=text, at=clock.now(), by=actor.name)
    )  # fmt: skip


def due_again(case: Case) -> Any:
    """Return when something about a case is due next."""
    return next_due_of(SUBJECT, [case.pk])[str(case.pk)].due_at


def move(actor: Actor, case: Case, stored: Case, seen: int | None, name: str, *, text: str = "", **values: Any) -> Case:
    """Move a case: end what the state owed, owe what the next one asks for, change it, write the line.

    ``owner`` among the values names who has it from now on; without it, who handles it.
    """
    before, owner = stored.state, values.pop("owner", None) or stored.worker_id
    store.check_seen(stored, seen, state=CASE_FLOW.moves[name].target, **values)
    target = CASE_FLOW.target(name, before)
    if not fits(name, stored.kind):
        raise Conflict(_("This kind of matter does not take this step."))
    if target in FINAL:
        _may_end(stored, target, values)
    due = duty_of(target, stored.kind)
    if name not in KEEPS_EARLIER and duty_of(before, stored.kind) != due:
        fulfil(actor, duty_of(before, stored.kind), case)
    case.state = stored.state
    if target in FINAL:
        _give_up(actor, case)
        values |= {"next_due_at": None, "closed_at": clock.now()}
    else:
        owe_about(actor, stored, due, owner)
        values |= {"next_due_at": due_again(case), "owner_id": owner}
    _store(case, seen, state=target, **values)
    line(actor, case, StepKind.MOVE, text=text, move=name)
    if target in FINAL:
        _tell_closed(case)
    return case


def _may_end(case: Case, target: str, values: Mapping[str, Any]) -> None:
    """Refuse that an emergency ends without its final report, a representation without a result."""
    if case.kind == Kind.EMERGENCY and lacks_report(case.kind, target, reported=reported(case)):
        raise Conflict(_("An emergency ends with its final report. Write it first."))
    if lacks_result(case.kind, target, result=values.get("result", case.result)):
        raise Conflict(_("A representation closes only with a result."))


def _store(case: Case, seen: int | None, **values: Any) -> None:
    """Change a case; keys of people are written by key."""
    keys = {name.removesuffix("_id"): value for name, value in values.items() if name.endswith("_id")}
    plain = {name: value for name, value in values.items() if not name.endswith("_id")}
    for name, key in keys.items():
        related: Any = Case._meta.get_field(name).related_model
        plain[name] = related(pk=key)
    store.change(case, seen=seen, **plain)


def keep(case: Case, seen: int | None, **values: Any) -> Case:
    """Change a case and bring its next due time up to date."""
    _store(case, seen, **values, next_due_at=due_again(case))
    return case


def _give_up(actor: Actor, case: Case) -> None:
    """Waive what else was owed about a case that is over."""
    about = {"subject_type": SUBJECT, "subject_id": str(case.pk)}
    for duty in duties(SYSTEM).filter(**about, done_at=None, waived_at=None):
        if duty.is_open:
            waive(actor, duty.kind, case, reason=_("The case is over."), sequence=duty.sequence)


def _tell_closed(case: Case) -> None:
    tell(
        CaseClosed(
            case=case.pk, number=case.number, kind=case.kind, unit=case.unit_id, party=case.party_id,
            state=case.state, closed_at=case.closed_at.isoformat() if case.closed_at else "",
        )
    )  # fmt: skip


def decides_not_his_own(actor: Actor, case: Case) -> None:
    """Refuse that somebody decides what he asked for himself."""
    if actor.employee_id is not None and actor.employee_id == case.handler_id:
        raise NotPermitted(_("Nobody decides what he asked for himself. Ask who stands above you."))

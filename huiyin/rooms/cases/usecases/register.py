"""A matter comes in: registered with its number, its owner and what is due."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, Refusal
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.rules import suggest
from huiyin.rooms.cases.rules.flow import duty_of
from huiyin.rooms.cases.rules.found import mark_of
from huiyin.rooms.cases.terms import (
    EMERGENCY,
    FIRST_REPORT,
    PREFIX,
    PROMISE,
    CaseChannel,
    Category,
    Kind,
    Level,
    Permit,
    Severity,
    State,
    StepKind,
)
from huiyin.rooms.cases.usecases.moving import answering, line, owe_about
from huiyin.rooms.customers.rules.grams import grams
from huiyin.rooms.duties.queries.ahead import ahead


@usecase(permit=Permit.KEEP_CASES, clauses=("R-5a", "R-6", "R-8c", "H-3a", "H-4a", "S-4a", "S-4b", "M-3.3.1"))
def record_case(  # noqa: PLR0913 - what a form asks, each by name
    actor: Actor,
    *,
    kind: str,
    channel: str = CaseChannel.TELEPHONE,
    unit: Any,
    text: str,
    party: Any = None,
    caller_name: str = "",
    caller_phone: str = "",
    category: str = "",
    department: Any = None,
    severity: str = Severity.ORDINARY,
    level: str = "",
    promised_at: Any = None,
) -> Case:
    """Register a matter; whoever takes it has it, until it is answered or somebody accepts it."""
    _check(actor, unit, kind, level, promised_at)
    owner = actor.employee_id or answering(unit)
    now = clock.now()
    category = category or suggest.category_of(text) or Category.OTHER
    level = level or (Level.THIRD if kind == Kind.EMERGENCY else "")
    asked = _asked(kind, level, promised_at)
    rules = ahead(unit, list(asked), now)
    first = min(rules.due_at(one, more.get("due_at")) for one, more in asked.items())
    number = _number(unit, kind)
    case = store.add(
        Case(
            number=number, kind=kind, channel=channel, unit=unit, department=department or unit, party=party,
            caller_name=caller_name or (party.name if party else ""), caller_phone=caller_phone, text=text,
            category=category, severity=severity, level=level,
            state=State.REGISTERED, owner_id=owner, handler_id=owner, taken_by=actor.name, registered_at=now,
            next_due_at=first, promised_at=promised_at, promises=1 if promised_at else 0,
            grams=f"{grams([number, caller_name or (party.name if party else ''), text])} {mark_of(unit.pk)}",
        )
    )  # fmt: skip
    trail.note(subject=number)
    for one, more in asked.items():
        owe_about(actor, case, one, owner, ahead=rules, **more)
    line(actor, case, StepKind.MOVE, move="record_case")
    return case


def _asked(kind: str, level: str, promised_at: Any) -> dict[str, dict[str, Any]]:
    """Return the kinds of duty that a new case asks for, with what is said of each."""
    asked: dict[str, dict[str, Any]] = {duty_of(State.REGISTERED, kind): {}}
    if promised_at:
        asked[PROMISE] = {"due_at": promised_at, "sequence": 1}
    if level:
        asked |= {EMERGENCY[level]: {}, FIRST_REPORT: {}}
    return asked


def _check(actor: Actor, unit: Any, kind: str, level: str, promised_at: Any) -> None:
    if not actor.reach(Permit.KEEP_CASES).covers(unit.path):
        raise NotPermitted(_("This unit lies outside what you handle."))
    if unit.closed:
        raise Refusal.at("unit", _("This unit is closed."))
    if level and kind != Kind.EMERGENCY:
        raise Refusal.at("level", _("Only an emergency has a level."))
    if promised_at and promised_at <= clock.now():
        raise Refusal.at("promised_at", _("An appointed reply lies ahead."))


def _number(unit: Any, kind: str) -> str:
    """Take the next number of the unit, the kind and the day, as the last statement before the insert."""
    day = timezone.localdate(clock.now())
    series = f"{PREFIX[Kind(kind)]}-{unit.code}-{day:%Y%m%d}"
    return f"{series}-{numbering.take_one(f'case:{series}'):03d}"

"""The page of an award or sanction, and that of all of a person's."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.queries.rulings import PersonRulings
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.screens.rulings import RULINGS, TONES, RulingTable
from huiyin.rooms.appraisal.terms import RULING_FLOW, Permit
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES, RulingKind, RulingLevel, RulingState
from huiyin.rooms.appraisal.terms.rulings import RulingObstacle as Obstacle
from huiyin.rooms.records.queries.issued import records
from huiyin.rooms.records.terms import Permit as Records

# Move → its page, in the order of the buttons; the first that can be made is the primary one.
_PAGES = (
    ("state", "state_ruling"), ("appeal", "appeal_ruling"), ("decide", "decide_ruling"), ("uphold", "answer_ruling"),
    ("check", "check_ruling"), ("deliver", "deliver_ruling"), ("hear", "hear_ruling"), ("correct", "correct_ruling"),
    ("dismiss", "dismiss_ruling"), ("withdraw", "withdraw_ruling"),
)  # fmt: skip
_TOLD = frozenset({
    Obstacle.LOWER, Obstacle.PROPOSED_IT, Obstacle.CHECKED_IT, Obstacle.INVOLVED, Obstacle.HEAR_FIRST,
    Obstacle.CHECK_FIRST, Obstacle.CLAUSE, Obstacle.UNION, Obstacle.TOO_LATE,
})  # fmt: skip
"""Obstacles that a disabled button explains; where another one stands, there is no button."""
_QUIET = frozenset({"dismiss", "withdraw"})


def _labels() -> Mapping[str, str]:
    return {
        "state": _("Give your statement"), "appeal": _("Appeal"), "decide": _("Decide"),
        "uphold": _("Decide on the appeal"), "check": _("Check"), "deliver": _("Record the delivery"),
        "hear": _("Record the hearing"), "correct": _("Correct the proposal"), "dismiss": _("Do not pursue"),
        "withdraw": _("Withdraw the proposal"),
    }  # fmt: skip


def actions(actor: Actor, row: Ruling) -> list[dict[str, Any]]:
    """Return what the actor may do now; what only waits for something, or for somebody else, says so."""
    matter, who, labels = queries.matter_of(row), queries.who_is(actor, row.unit.path), _labels()
    found: list[dict[str, Any]] = []
    for name, page in _PAGES:
        permit = RULING_FLOW.moves[name].permit
        if not actor.may(permit):
            continue
        obstacle = rules.obstacle(name, matter, who, clock.today())
        if obstacle is not None and (obstacle not in _TOLD or name in _QUIET):
            continue
        refused = queries.say(obstacle, row) if obstacle else ""
        ready = any(not one["refused"] for one in found)
        found.append({
            "label": labels[name], "url": reverse(f"appraisal:{page}", args=[row.pk]), "refused": refused,
            "primary": not refused and not ready and name not in _QUIET, "danger": name in _QUIET,
        })  # fmt: skip
    return [*found, *_issuing(actor, row)]


def _issuing(actor: Actor, row: Ruling) -> Iterable[dict[str, Any]]:
    decided = row.state not in {*OPEN_STATES, RulingState.DISMISSED}
    mine = row.employee_id == actor.employee_id
    if decided and not mine and actor.reach(Permit.ISSUE_FORMS).covers(row.unit.path):
        yield {"label": _("Issue the paper"), "url": reverse("appraisal:issue_ruling", args=[row.pk]), "icon": "print"}


def _day(day: Any) -> dict[str, Any]:
    return {"at": day, "date_only": True}


def _facts(actor: Actor, row: Ruling) -> list[tuple[Any, ...]]:
    person = reverse("appraisal:person_rulings", args=[row.employee.number])
    facts: list[tuple[Any, ...]] = [
        (_("Employee"), f"{row.employee.name} {row.employee.number}", person),
        (_("Department"), row.unit.name),
        (_("Happened on"), _day(row.happened_on)),
        (_("Place"), row.place),
        (_("Clause of the rules"), row.clause),
        (_("Standard item"), row.item),
        (_("Proposed by"), _by(row.proposed_by, row.proposed_on)),
    ]
    if row.points:
        facts.insert(2, (_("Points"), row.points))
    if row.checked_on:
        facts.append((_("Checked by"), _by(row.checked_by, row.checked_on)))
    if row.union_told_on:
        facts.append((_("Union told on"), _day(row.union_told_on)))
    if row.decided_on:
        facts.append((_("Decided by"), _by(row.decided_by, row.decided_on)))
    if row.term_end:
        over = f" {_('expired')}" if queries.is_expired(row) else ""
        facts.append((_("Counts until"), f"{row.term_end.isoformat()}{over}"))
    if row.folded_into:
        folded = reverse("appraisal:ruling", args=[row.folded_into_id])
        facts.append((_("Counted into"), row.folded_into.number, folded))
    return [*facts, *_papers(actor, row)]


def _papers(actor: Actor, row: Ruling) -> Iterable[tuple[Any, ...]]:
    if actor.may(Records.READ):
        found = records(actor).filter(subject_type="appraisal.ruling", subject_id=str(row.pk)).first()
        if found is not None:
            yield (_("Issued paper"), found.number, reverse("records:record", args=[found.pk]))


def _by(who: str, day: Any) -> str:
    return f"{who} {day.isoformat()}" if day else who


def parts(row: Ruling) -> list[dict[str, str]]:
    """Return the texts of the matter in the order in which they came: [{title, text, line}]."""
    found = [
        {"title": _("The facts"), "text": row.facts, "line": ""},
        {"title": _("The evidence"), "text": row.evidence, "line": ""},
        {"title": _("Statement of the person"), "text": row.statement, "line": _hearing(row)},
        {"title": _("Result of the check"), "text": row.check_note, "line": _by(row.checked_by, row.checked_on)},
        {"title": _first(row), "text": row.decision, "line": _by(row.decided_by, row.decided_on)},
        {"title": _("Delivery"), "text": row.receipt, "line": _by(row.get_delivery_display(), row.delivered_on)},
        {"title": _("Appeal"), "text": row.appeal, "line": row.appealed_on.isoformat() if row.appealed_on else ""},
        {"title": _answered(row), "text": row.answer, "line": _by(row.answered_by, row.answered_on)},
    ]
    return [part for part in found if part["text"] or part["line"]]


def _hearing(row: Ruling) -> str:
    if row.heard_on is None:
        return ""
    said = _("Refused to state anything; witnesses: %(names)s") % {"names": row.witnesses} if row.refused else ""
    return f"{said} {row.heard_on.isoformat()}".strip()


def _first(row: Ruling) -> str:
    if not row.decided_level:
        return _("Reason for not pursuing it")
    level = RulingLevel(row.decided_level).label
    points = f" +{row.decided_points}" if row.decided_points else ""
    return _("Decision: %(level)s") % {"level": f"{level}{points}"}


def _answered(row: Ruling) -> str:
    if row.state == RulingState.CHANGED:
        return _("Decision on the appeal: %(level)s instead") % {"level": row.get_level_display()}
    return _("Decision on the appeal: %(result)s") % {"result": row.get_state_display()}


def ruling_context(actor: Actor, row: Ruling) -> dict[str, Any]:
    """Return what the page of an award or sanction shows."""
    return {
        "page_title": f"{row.get_level_display()} {row.number}",
        "crumbs": [(str(RULINGS.title), reverse("appraisal:rulings"))],
        "thing": {
            "name": f"{row.get_level_display()} · {row.employee.name}", "number": row.number,
            "state": row.get_state_display(), "tone": TONES.get(RulingState(row.state), ""),
            "hint": row.get_kind_display(), "due": _due(row),
        },
        "facts": _facts(actor, row),
        "actions": actions(actor, row),
        "parts": parts(row),
        "folded": list(row.folded.order_by("pk")),
        "body_template": "appraisal/ruling_body.html",
    }  # fmt: skip


def _due(row: Ruling) -> dict[str, Any] | None:
    """Return what is due next: an appeal within its term, or the answer to one."""
    if row.state == RulingState.APPEALED and row.appealed_on:
        day = rules.answer_until(row.appealed_on)
        late = "bad" if day < clock.today() else ""
        return {"label": _("decision on the appeal by %(day)s") % {"day": day.isoformat()}, "tone": late}
    if row.state == RulingState.DELIVERED and row.kind == RulingKind.SANCTION and row.delivered_on:
        day = rules.appeal_until(row.delivered_on)
        if day >= clock.today():
            return {"label": _("an appeal, if any, by %(day)s") % {"day": day.isoformat()}, "tone": ""}
    return None


def person_context(actor: Actor, found: PersonRulings, request: Any) -> dict[str, Any]:
    """Return what the page of a person's awards and sanctions shows."""
    person = found.employee
    return {
        "page_title": _("Awards and sanctions of %(name)s") % {"name": person.name},
        "crumbs": [(str(RULINGS.title), reverse("appraisal:rulings"))],
        "person": person,
        "table": RulingTable(found.rows, request=request) if found.rows else None,
        "accumulations": [_accumulation(actor, found, one) for one in found.accumulations],
        "propose_url": _propose_url(actor, person, "propose_ruling"),
    }


def _accumulation(actor: Actor, found: PersonRulings, one: rules.Accumulation) -> dict[str, Any]:
    numbers = {row.pk: row.number for row in found.rows}
    return {
        "numbers": [numbers[pk] for pk in one.of], "level": one.level.label, "year": found.year,
        "url": _propose_url(actor, found.employee, "accumulate_rulings", level=one.level.value),
    }  # fmt: skip


def _propose_url(actor: Actor, person: Any, route: str, **more: str) -> str:
    if person.pk == actor.employee_id or not actor.reach(Permit.PROPOSE_RULING).covers(person.unit.path):
        return ""
    return f"{reverse(f'appraisal:{route}')}?{urlencode({'employee': person.number, **more})}"

"""Doors and what stands on them: who may do what, what can be done, states, the API."""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps

from huiyin.kernel.workflow import Workflow
from huiyin.platform.doors import DOORS, Door
from huiyin.rooms.people.terms import Role
from huiyin.site.api import api
from huiyin.site.roles import BRANCH, GRANTS, OWN
from tools.docs import HOUSE, ROOT, first_line, page, table
from tools.docs.words import both, chinese, english, terms

PERMITS_INTRO = """● over the unit at which the role is held and everything below it · ○ only what concerns the person
himself. The table is `huiyin/site/roles.py`; the page “Who may do what” shows it with the people who hold each role."""
DOORS_INTRO = """Every read and every write goes through a door. It holds the permit; a write door also opens the
transaction, takes the idempotency key and seals the trail entry. Pages, the API, imports and jobs call the same
doors."""
STATES_INTRO = """The use case, the buttons and the exhaustive test of every (state, move) pair read the same table:
the `Workflow` in a room's `terms`."""
API_INTRO = """A running house shows the whole reference at `/api/v1/docs` and gives the OpenAPI document at
`/api/v1/openapi.json`. Sign in with `Authorization: Bearer TOKEN`; a token carries the permits of the person who made
it. What makes a thing or does something to it wants an `Idempotency-Key`, a change wants the `version` that was seen.
Every refusal is `application/problem+json` with the faults at their fields."""


@cache
def doors() -> list[Door[Any, Any]]:
    """Return every door of the house, also those that no page opens."""
    for path in sorted(HOUSE.rglob("*.py")):
        if any(mark in path.read_text("utf-8") for mark in ("@query(", "@usecase(")) and "doors" not in path.stem:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    # Tests make doors of their own.
    ours = [door for door in DOORS.values() if door.call.__module__.startswith("huiyin.")]
    return sorted(ours, key=lambda door: (door.room, door.name))


def permits() -> str:
    """Return the table of roles and permits."""
    marks = {BRANCH: "●", OWN: "○"}
    roles = list(Role)
    parts = []
    for room, module in terms():
        rows = [
            [f"`{permit.value}`", both(permit.label), *(marks.get(GRANTS[role].get(permit, ""), "") for role in roles)]
            for permit in module.Permit
        ]
        parts.append(f"## {both(apps.get_app_config(room).verbose_name)}")
        parts.append(table(["Permit", "What it allows", *(chinese(role.label) for role in roles)], rows))
    named = " · ".join(f"{chinese(role.label)} {english(role.label)}" for role in roles)
    return page("Who may do what", PERMITS_INTRO, named, *parts)


def usecases() -> str:
    """Return every read and write of the house."""
    parts = []
    rooms = [room for room, _module in terms()]
    for room in (*rooms, *sorted({door.room for door in doors()} - set(rooms))):
        parts.append(f"## {both(apps.get_app_config(room).verbose_name)}")
        for kind, title in (("usecase", "Writes"), ("query", "Reads")):
            rows = [
                (f"`{door.name}`", f"`{door.permit}`", ", ".join(door.clauses), first_line(door.call.__doc__))
                for door in doors()
                if door.room == room and door.kind == kind
            ]
            if rows:
                parts.append(f"### {title}")
                parts.append(table(["Door", "Permit", "Clauses", "What it does"], rows))
    return page("Doors: what can be done", DOORS_INTRO, *parts)


def _flows() -> Iterator[tuple[str, str, Workflow]]:
    for room, module in terms():
        for name, value in vars(module).items():
            if isinstance(value, Workflow):
                yield room, name, value


def _state(flow: Workflow, name: str) -> Any:
    return next(state for state in flow.states if state == name)


def _diagram(flow: Workflow) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [
        f"    {state}: {chinese(getattr(state, 'label', state)) or english(getattr(state, 'label', state))}"
        for state in sorted(flow.states)
    ]
    lines.append(f"    [*] --> {flow.start}")
    for move in flow.moves.values():
        lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
    return "\n".join([*lines, "```"])


def states() -> str:
    """Return every workflow as a table and a diagram."""
    parts = []
    for room, name, flow in _flows():
        parts.append(f"## {both(apps.get_app_config(room).verbose_name)}: `{name}`")
        rows = [
            (
                f"`{move.name}`",
                ", ".join(sorted(both(getattr(source, "label", source)) for source in move.sources)),
                both(getattr(_state(flow, move.target), "label", move.target)),
                f"`{move.permit}`",
            )
            for move in flow.moves.values()
        ]
        parts.append(table(["Move", "From", "To", "Permit"], rows))
        parts.append(_diagram(flow))
    return page("States", STATES_INTRO, *parts)


def operations() -> str:
    """Return the operations of the API."""
    schema = api.get_openapi_schema(path_prefix="")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["api"])[0]
            sentence = first_line(operation.get("description"))
            found.setdefault(tag, []).append((f"`{method.upper()} {path}`", f"`{operation['operationId']}`", sentence))
    parts = []
    for tag, rows in found.items():
        parts += [f"## {tag}", table(["Operation", "Name", "What it does"], rows)]
    return page("API", API_INTRO, *parts)

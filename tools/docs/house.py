"""The map of the house, from the sentences that stand at the top of each file."""

import ast
import configparser
import re
from pathlib import Path

from tools.docs import HOUSE, ROOT, first_line, page, table

FLOORS = ("site", "rooms", "platform", "kernel")
PURPOSE = {
    "site": "Settings, addresses, wiring, the command line: the only place that knows every room.",
    "rooms": "One Django app for each part of the department's work.",
    "platform": "Thin glue over public packages: doors, trail, jobs, screens, files. Knows no room.",
    "kernel": "Plain Python: points, periods, workflows, digests. No Django, no clock, no database.",
}
ROOMS = """## Rooms

Built rooms are in bold; the others have their place in the plan (`.importlinter`) and are not written yet. Rooms of
one floor do not import each other."""
INSIDE = """Inside a room the names are fixed and look one way: `web` `api` `jobs` → `screens` → `forms` → `usecases`
→ `queries` → `rules` | `models` → `events` → `terms`."""
INTRO = """Four floors; a floor knows only the floors below it, a room only the rooms below it. import-linter enforces
the map, `tests/house` the rest. The reasons are in [decisions](decisions)."""


def _sentence(path: Path) -> str:
    return first_line(ast.get_docstring(ast.parse(path.read_text("utf-8"))))


def _files(folder: Path) -> str:
    """Return the files and folders of a package, one line each."""
    rows = []
    for path in sorted(folder.iterdir()):
        inside = path / "__init__.py"
        if path.name in {"migrations", "formats"} or path.name.startswith("_"):
            continue
        if path.suffix == ".py":
            rows.append((f"[`{path.name}`](../{path.relative_to(ROOT).as_posix()})", _sentence(path)))
        elif inside.exists():
            rows.append((f"[`{path.name}/`](../{path.relative_to(ROOT).as_posix()})", _sentence(inside)))
    return table(["File", "What it holds"], rows)


def _planned(built: set[str]) -> list[list[str]]:
    """Return the rooms of the plan by layer, top first, built ones in bold."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    layers = contracts["importlinter:contract:rooms"]["layers"].strip().splitlines()
    return [[f"**{room}**" if room in built else room for room in re.findall(r"\w+", layer)] for layer in layers]


def house() -> str:
    """Return the map of the house."""
    rooms = sorted(path.parent for path in (HOUSE / "rooms").glob("*/__init__.py"))
    built = {room.name for room in rooms}
    layers = _planned(built)
    heights = range(len(layers) - 1, -1, -1)
    parts = [
        table(["Floor", "What stands on it"], [(f"`{floor}`", PURPOSE[floor]) for floor in FLOORS]),
        ROOMS,
        table(["Floor", "Rooms"], [(height, ", ".join(row)) for height, row in zip(heights, layers, strict=True)]),
        INSIDE,
    ]
    for room in rooms:
        readme = room / "README.md"
        link = f" ([README](../{readme.relative_to(ROOT).as_posix()}))" if readme.exists() else ""
        parts += [f"### {room.name}{link}", _sentence(room / "__init__.py"), _files(room)]
    for floor in ("site", "platform", "kernel"):
        parts += [f"## {floor}", _sentence(HOUSE / floor / "__init__.py"), _files(HOUSE / floor)]
    return page("The house", INTRO, *parts)


def index(titles: dict[str, str]) -> str:
    """Return the list of documents."""
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    heads = [(path, path.read_text("utf-8").partition("\n")[0].removeprefix("# ")) for path in decisions]
    listed = "\n".join(f"- [{title}]({name})" for name, title in titles.items())
    decided = "\n".join(f"- [{head}](decisions/{path.name})" for path, head in heads)
    made = "Made from the code, so that they cannot go stale:"
    measured = "Measured by `make mutants`, when it was last run:"
    return page("Documents", made, listed, measured, "- [Mutants](mutants.md)", "Decisions:", decided)

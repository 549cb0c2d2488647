"""The clause catalogue: what in the code executes each clause, and what shows it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from huiyin.rooms.regulations.terms import Family, catalogue
from huiyin.site.wiring import record_types
from tools.docs import ROOT, page, table
from tools.docs.doors import doors

TESTS = ROOT / "tests"
INTRO = """The catalogue numbers every obligation of the five regulations: %(all)s clauses, of which %(settled)s are
claimed by a door (or a record type) and shown by a test. Everything else is open. What each clause demands stands in
`huiyin/rooms/regulations/data/clauses.json` and on its page in the product."""


@dataclass
class Claim:
    """What answers a clause: doors, record types, tests (file::name)."""

    doors: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    @property
    def open(self) -> str:
        """Say what is missing; empty where the clause is claimed and shown."""
        missing = [name for name, there in (("door", self.doors or self.records), ("test", self.tests)) if not there]
        return f"open: no {', no '.join(missing)}" if missing else ""


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the IDs of `pytest.mark.clause(…)` anywhere below a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "pytest.mark.clause":
            yield from (str(one.value) for one in inner.args if isinstance(one, ast.Constant))


def marked() -> Iterator[tuple[str, str]]:
    """Yield (test, clause) for every marker in the suite: on a test, on its class, or on a whole file."""
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        file = path.relative_to(ROOT).as_posix()
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for decorated in ast.walk(node):
                    for decorator in getattr(decorated, "decorator_list", ()):
                        yield from ((f"{file}::{decorated.name}", one) for one in _named(decorator))  # type: ignore[attr-defined]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                yield from ((file, one) for one in _named(node))


@cache
def claims() -> dict[str, Claim]:
    """Return what answers each clause that anything names."""
    found: dict[str, Claim] = {}
    for door in doors():
        for one in door.clauses:
            found.setdefault(one, Claim()).doors.append(f"{door.room}.{door.name}")
    kinds: Iterable[Any] = record_types().values()
    for kind in kinds:
        for one in kind.clauses:
            found.setdefault(one, Claim()).records.append(kind.title)
    for test, one in marked():
        found.setdefault(one, Claim()).tests.append(test)
    return found


def _tests(claim: Claim) -> str:
    files: dict[str, int] = {}
    for test in claim.tests:
        name = test.partition("::")[0]
        files[name] = files.get(name, 0) + 1
    return ", ".join(f"[{name.removeprefix('tests/')}](../{name}) {count}" for name, count in sorted(files.items()))


def clauses() -> str:
    """Return every clause of the catalogue with what claims it and what shows it, or open."""
    parts, settled = [], 0
    listed = list(catalogue().values())
    for letter in ("P", "M", "R", "H", "S", "G"):
        rows = []
        for one in (clause for clause in listed if clause.family == letter):
            claim = claims().get(one.id, Claim())
            settled += not claim.open
            answered = [*(f"`{name}`" for name in claim.doors), *(f"《{title}》" for title in claim.records)]
            rows.append((one.id, one.title_zh, ", ".join(answered), _tests(claim), claim.open or "kept"))
        title = Family(letter).label if letter in Family.values else "Text of a web page that crept into the source"
        done = sum(row[-1] == "kept" for row in rows)
        parts.append(f"## {letter} · {title} ({done} of {len(rows)})")
        parts.append(table(["Clause", "中文", "Executed by", "Shown by tests", "State"], rows))
    intro = INTRO % {"all": len(listed), "settled": settled}
    return page("Clauses", intro, *parts)

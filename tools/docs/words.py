"""Words: labels in both languages, the glossary, the settings."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.models import Choices
from django.utils import translation

from tools import messages
from tools.docs import HOUSE, ROOT, first_line, page, table

GLOSSARY = """The code is English, the product Chinese first. Names of forms (《员工月绩效考核记录表》) and of the
sections of a sheet (工作出勤) are data of the regulations and stay Chinese in every language. Permits are in
[permits.md](permits.md)."""
SETTINGS = """Everything a department may set is an environment variable; nothing needs to be set to begin. What
belongs to the work itself (units, roles, schemes, regulations) is data and is kept in the pages."""
ROOMS = (
    "people",
    "regulations",
    "records",
    "duties",
    "evidence",
    "approvals",
    "notices",
    "customers",
    "callbacks",
    "cases",
    "roster",
    "commission",
    "committee",
    "publicity",
    "appraisal",
)


@cache
def _catalogue() -> dict[str, str]:
    found, _quarrels = messages.entries()
    return {text: messages.translations_of(entry)[0] for (_context, text), entry in found.items()}


def english(label: object) -> str:
    """Return a label in English, which is the language of the code."""
    with translation.override("en"):
        return str(label)


def chinese(label: object) -> str:
    """Return a label in Chinese, from the catalogue; a name that is Chinese in every language stays."""
    plain = english(label)
    return _catalogue().get(plain, "") or (plain if not plain.isascii() else "")


def both(label: object) -> str:
    """Return a label in both languages."""
    one, other = english(label), chinese(label)
    return one if other in {"", one} else f"{one} {other}"


def terms() -> Iterator[tuple[str, ModuleType]]:
    """Yield each room with its words."""
    for room in ROOMS:
        yield room, importlib.import_module(f"huiyin.rooms.{room}.terms")


def choices(module: ModuleType) -> Iterator[type[Choices]]:
    """Yield the enumerations that a room defines."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Choices) and value.__module__.startswith(module.__name__):
            yield value


def glossary() -> str:
    """Return the words of the house in both languages: what things are called, and the values that they take."""
    parts = []
    for room, module in terms():
        config = apps.get_app_config(room)
        things = [
            (english(model._meta.verbose_name), chinese(model._meta.verbose_name), first_line(model.__doc__))
            for model in config.get_models()
        ]
        parts.append(f"## {both(config.verbose_name)}")
        parts.append(table(["English", "中文", "What it is"], things))
        for kind in choices(module):
            labels = [(english(label), chinese(label)) for label in kind.labels]
            if kind.__name__ == "Permit" or any(one.endswith(".") for one, _other in labels):
                continue
            parts.append(f"**{kind.__name__}**: {first_line(kind.__doc__)}")
            parts.append(table(["English", "中文"], labels))
    return page("Glossary 术语", GLOSSARY, *parts)


def _comment_above(lines: list[str], line: int) -> str:
    found: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.strip().startswith("#"):
            break
        found.insert(0, text.strip().removeprefix("#").strip())
    return " ".join(found)


def _asked(call: ast.Call) -> tuple[str, str] | None:
    """Return the name and the default of a variable where a call reads one from the environment."""
    reads = ast.unparse(call.func) in {"os.environ.get", "_flag"}
    if not (reads and call.args and isinstance(call.args[0], ast.Constant)):
        return None
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    default = ast.unparse(given[0]) if given else "''"
    plain = {"''": "", "False": "0", "True": "1", "Path.cwd() / 'var'": "`var` in the working folder"}
    return str(call.args[0].value), plain.get(default, f"`{default.strip(chr(39))}`")


def variables(path: Path) -> list[tuple[str, str, str]]:
    """Return (name, default, meaning) of every environment variable that the settings read; each is explained above."""
    source = path.read_text("utf-8")
    lines, found = source.splitlines(), {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (asked := _asked(node)):
            name, default = asked
            meaning = _comment_above(lines, node.lineno)
            if not meaning:
                msg = f"{path.relative_to(ROOT)}:{node.lineno}: say in a comment above what {name} does"
                raise SystemExit(msg)
            found[name] = (node.lineno, default, meaning)
    ordered = sorted(found, key=lambda name: found[name][0])
    return [(f"`{name}`", found[name][1], found[name][2]) for name in ordered]


def settings() -> str:
    """Return the settings that an installation may make."""
    rows = variables(HOUSE / "site" / "settings.py")
    return page("Settings", SETTINGS, table(["Variable", "Default", "What it does"], rows))

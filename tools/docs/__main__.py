"""Writes the generated documents, or with `--check` names those that are not current (exit code 1)."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module

import django

from tools.docs import ROOT

# File → module of this package and function that makes it.
DOCUMENTS = {
    "house.md": ("house", "house"),
    "usecases.md": ("doors", "usecases"),
    "permits.md": ("doors", "permits"),
    "states.md": ("doors", "states"),
    "clauses.md": ("clauses", "clauses"),
    "glossary.md": ("words", "glossary"),
    "settings.md": ("words", "settings"),
    "api.md": ("doors", "operations"),
}


def documents() -> dict[str, str]:
    """Return every generated document by its name in docs/."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    django.setup()
    made: dict[str, str] = {}
    for name, (module, function) in DOCUMENTS.items():
        make: Callable[[], str] = getattr(import_module(f"tools.docs.{module}"), function)
        made[name] = make()
    titles = {name: text.partition("\n")[0].removeprefix("# ") for name, text in made.items()}
    made["README.md"] = import_module("tools.docs.house").index(titles)
    return made


def stale() -> list[str]:
    """Return the names of the documents whose file is not what the code says."""
    folder = ROOT / "docs"
    return [
        name
        for name, text in documents().items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != text
    ]


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        names = stale()
        print("\n".join(f"docs/{name} is not current: run `make docs`" for name in names) or "documents are current")
        return int(bool(names))
    for name, text in documents().items():
        (ROOT / "docs" / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

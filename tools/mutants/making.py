"""Makes the mutants: of functions by mutmut, of the table of permits cell by cell."""

import difflib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from mutmut.mutation import trampoline
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

ROOT = Path(__file__).resolve().parents[2]
RULES = "huiyin.rooms.appraisal.rules"
ACTOR, DOORS, TABLE = "huiyin.platform.actor", "huiyin.platform.doors", "huiyin.site.roles"
PARTS = {
    DOORS: {
        "x_query",
        "x_usecase",
        "xǁDoorǁ__post_init__",
        "xǁDoorǁ__call__",
        "xǁWriteDoorǁ__call__",
        "xǁWriteDoorǁonce",
    }
}
"""Of a module named here these functions alone: what makes a door and asks for its permit; the rest is transactions."""


@dataclass
class Mutant:
    """One mistake: where it is, how it is switched on, what it changes, and how it ended."""

    module: str
    name: str
    function: str
    switch_on: Callable[[], object]
    change: Callable[[], str]
    end: str = "survived"


def functions_of(words: Sequence[str]) -> list[str]:
    """Return the modules whose functions are to be mutated: all, or those that one of the words names."""
    rules = [f"{RULES}.{path.stem}" for path in sorted((ROOT / RULES.replace(".", "/")).glob("[a-z]*.py"))]
    every = [*rules, ACTOR, DOORS]
    return [name for name in every if not words or any(word in name or name in word for word in words)]


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with the mutants of its functions beside them."""

    def __init__(self, name: str, path: str, made: dict[str, MutatedFile]) -> None:
        """Keep in ``made`` what mutmut makes of the file."""
        super().__init__(name, path)
        self.made = made

    def get_code(self, fullname: str) -> CodeType:
        """Compile what mutmut made of the source."""
        path = str(self.path)
        self.made[fullname] = mutate_file_contents(path, Path(path).read_text("utf-8"))
        return compile(self.made[fullname].code, path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that are to be mutated, before anybody else does."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take their names."""
        self.names = names
        self.made: dict[str, MutatedFile] = {}

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """Point to the mutating loader."""
        if name not in self.names:
            return None
        file = str(ROOT / f"{name.replace('.', '/')}.py")
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, file, self.made))

    def mutants(self) -> Iterator[Mutant]:
        """Load the modules and give the mutants of their functions."""
        for module in self.names:
            importlib.import_module(module)
            for name in self.made[module].mutant_names:
                bare = name.partition("__mutmut_")[0]
                if bare not in PARTS.get(module, {bare}):
                    continue
                function = f"{module}.{bare}"
                switch_on = partial(trampoline.set_mutant_under_test, f"{module}.{name}")
                yield Mutant(module, f"{module}.{name}", function, switch_on, partial(self.change, module, name))

    def change(self, module: str, mutant: str) -> str:
        """Return what a mutant changes, as lines with - and +."""
        made = self.made[module]
        lines = made.code.splitlines()

        def side(name: str) -> list[str]:
            span = made.line_span_by_function_name[name]
            return [line.replace(name, mutant) for line in lines[span.start - 1 : span.end]]

        original = side(f"{mutant.partition('__mutmut_')[0]}__mutmut_orig")
        return "\n".join(line for line in difflib.ndiff(original, side(mutant)) if line[0] in "+-")


def table_mutants() -> Iterator[Mutant]:
    """Give every single mistake in the table of permits: one taken away, one given, one that reaches otherwise."""
    roles = importlib.import_module(TABLE)
    table: dict[str, dict[str, str]] = roles.GRANTS
    permits = dict.fromkeys(permit for grants in table.values() for permit in grants)
    for role, grants in table.items():
        for permit in permits:
            for extent in (None, roles.BRANCH, roles.OWN):
                now = grants.get(permit)
                if now != extent:
                    change = f"{role}: {permit}: {now} → {extent}".__str__
                    yield Mutant(
                        TABLE, f"{TABLE}.{role}.{permit}.{extent}", TABLE, partial(give, grants, permit, extent), change
                    )


def give(grants: dict[str, str], permit: str, extent: str | None) -> None:
    """Change one cell of the table."""
    if extent is None:
        del grants[permit]
    else:
        grants[permit] = extent

"""Mutation testing of the rules and the permits: `make mutants`, or `python -m tools.mutants [WORD …]`.

A mutant is the code with one small mistake in it. A good suite notices (kills) it. The tests are collected once, with
the mutants of every function already beside it; then each mutant gets a fork of this process, in which the tests run
that reach its function, quickest first, until one fails. Only tests without a database take part, and property tests
take few, fixed examples (profile `mutants` in tests/conftest.py), so that a run is quick and says the same twice.

Without words everything is judged. With words only mutants whose name contains one of them are, and every survivor is
shown. The rows of modules that were judged whole are written into docs/mutants.md with their day; the others stay. The
exit code is 1 where less than nine in ten of a module are killed.
"""

import gc
import json
import os
import re
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation import trampoline

from tools.mutants.making import ROOT, TABLE, Finder, Mutant, functions_of, table_mutants

TESTS = ("appraisal/test_rules_*.py", "appraisal/test_issue_figures.py", "appraisal/test_scheme_comparison.py")
PERMITS = "tests/permits/"
LANES = int(os.environ.get("HUIYIN_LANES", "0")) or min(4, os.cpu_count() or 1)
WANTED = 90
ENDS = ("killed", "timeout", "survived")
ROW = re.compile(r"\| (`[\w.]+`) \| \d+ \| (\d+ \| \d+ \| \d+) \| [\d.]+ % \| ([\d-]+) \|")
SECONDS, FACTOR, ROOM = 3, 10, 1 << 30
"""A fork may take so many seconds of a processor beside so many times what its tests take, and so much more memory."""
PAGE = """# Mutants

<!-- Made by `make mutants`. Run it again instead of editing. -->

A mutant is the code with one small mistake in it, made by mutmut and judged by tests without a database; it is killed
where a test fails, and timed out where its tests do not end in {seconds} s of a processor and {factor} times what they
take without it, which counts as noticed. Each row says on which day its module was judged whole. mutmut makes mistakes
in functions and methods but not in decorated ones (properties) nor in constants of a module. Of `platform.doors` only
what makes a door and asks for its permit is mutated. The table of permits (`site.roles`) is mistaken cell by cell: a
permit taken from a role, given to one, or reaching otherwise.

| Module | Mutants | Killed | Timed out | Survived | Score | Judged |
|---|--:|--:|--:|--:|--:|---|
{rows}
"""


@dataclass
class Baseline:
    """What the tests do without a mistake: which reach a function, how long each takes, which fail."""

    reach: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def run(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, bool]]:
    """Run tests one after another and give each with whether it passed."""
    items[0].session._setupstate.teardown_exact(items[0])  # noqa: SLF001 - what `prepare` left for another test
    for item, following in zip(items, [*items[1:], None], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=following)
        yield item, not any(report.failed for report in reports)


def prepare(session: pytest.Session) -> None:
    """Set up, once for all forks, what stands for the whole session, by a test that is not called."""
    session.config.option.setuponly = True
    runtestprotocol(session.items[0], log=False, nextitem=session.items[0])
    session.config.option.setuponly = False
    gc.collect()
    gc.freeze()


def forked(act: Callable[[], int]) -> int:
    """Do something in a silent fork, whose exit code is the answer; return the fork's id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        code = act()
    finally:
        os._exit(code)


def measured(items: Sequence[pytest.Item]) -> Baseline:
    """Run all tests once in a fork, so that nothing they leave in memory hides a mutant, and take down what they do."""
    read, write = os.pipe()

    def act() -> int:
        found, here = Baseline(), set[str]()
        trampoline.set_mutant_under_test("stats")
        began = time.process_time()
        with mock.patch.object(trampoline, "record_trampoline_hit", lambda name, **_of: here.add(name)):
            for test, passed in run(items):
                found.seconds[test.nodeid] = time.process_time() - began
                found.failed += [] if passed else [test.nodeid]
                for function in (*here, *([TABLE] if test.nodeid.startswith(PERMITS) else [])):
                    found.reach.setdefault(function, []).append(test.nodeid)
                here.clear()
                began = time.process_time()
        with os.fdopen(write, "w") as pipe:
            json.dump(vars(found), pipe)
        return 0

    child = forked(act)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return Baseline(**json.loads(told)) if told else Baseline(failed=["the whole run"])


def judge(mutant: Mutant, items: Sequence[pytest.Item], seconds: float) -> int:
    """Start the fork in which a mutant meets its tests; it ends with 1 where one of them fails."""

    def act() -> int:
        limit = int(SECONDS + FACTOR * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        taken = int(Path("/proc/self/statm").read_text("utf-8").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, taken + ROOM))
        signal.alarm(100 * limit)
        mutant.switch_on()
        return int(not all(passed for _item, passed in run(items)))

    return forked(act)


class Judge:
    """The pytest plugin that runs mutants instead of tests."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take the words by which mutants are chosen."""
        self.words = words
        self.finder = Finder(functions_of(words))
        self.mutants: list[Mutant] = []
        self.whole: set[str] = set()
        self.baseline = Baseline()
        self.items: dict[str, pytest.Item] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what needs a database, and let no property test have more examples than the profile says."""
        plugins = config.pluginmanager.get_plugins()
        asks = next(plugin.uses_the_database for plugin in plugins if hasattr(plugin, "uses_the_database"))
        items[:] = [item for item in items if not asks(item)]
        profile = hypothesis.settings.get_profile("mutants")
        for test in (getattr(item, "function", None) for item in items):
            own = getattr(test, "_hypothesis_internal_use_settings", None)
            if own is not None:
                few = hypothesis.settings(own, max_examples=min(own.max_examples, profile.max_examples))
                vars(test)["_hypothesis_internal_use_settings"] = few

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure the tests, see that they pass as they will be run, then judge every mutant that was asked for."""
        every = [*self.finder.mutants(), *table_mutants()]
        mutants = [one for one in every if not self.words or any(word in one.name for word in self.words)]
        prepare(session)
        self.items = {item.nodeid: item for item in session.items}
        self.baseline = measured(session.items)
        functions = dict.fromkeys(one.function for one in mutants)
        controls = [Mutant("", function, function, bool, str) for function in functions]
        self.judge_all(controls)
        wrong = self.baseline.failed + [one.name for one in controls if one.end != "survived"]
        if wrong:
            raise pytest.UsageError("These fail without a mutant: " + ", ".join(wrong))
        print(f"{len(self.items)} tests, {len(mutants)} mutants of {len(functions)} functions", flush=True)
        self.judge_all(mutants)
        self.mutants = mutants
        judged = {one.name for one in mutants}
        self.whole = {one.module for one in mutants} - {one.module for one in every if one.name not in judged}
        return True

    def judge_all(self, mutants: Sequence[Mutant]) -> None:
        """Keep as many forks at work as there are lanes. What no test reaches survives."""
        waiting, working = list(reversed(mutants)), dict[int, Mutant]()
        while waiting or working:
            while waiting and len(working) < LANES:
                mutant = waiting.pop()
                names = sorted(self.baseline.reach.get(mutant.function, []), key=self.baseline.seconds.__getitem__)
                if names:
                    seconds = sum(self.baseline.seconds[name] for name in names)
                    working[judge(mutant, [self.items[name] for name in names], seconds)] = mutant
            if working:
                child, status = os.wait()
                mutant = working.pop(child)
                if os.WIFSIGNALED(status):
                    out_of_time = os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL}
                    mutant.end = "timeout" if out_of_time else "killed"
                elif os.WEXITSTATUS(status):
                    mutant.end = "killed"
                if waiting and len(waiting) % 500 == 0:
                    print(f"{len(mutants) - len(waiting)} of {len(mutants)}", flush=True)


def share(ends: Mapping[str, int]) -> float:
    """Return how many in a hundred were noticed; one that did not end was."""
    return 100 - 100 * ends["survived"] / max(1, sum(ends.values()))


def counted(mutants: Iterable[Mutant]) -> dict[str, Counter[str]]:
    """Count by module how the mutants ended."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mutant in mutants:
        found[f"`{mutant.module.removeprefix('huiyin.')}`"][mutant.end] += 1
    return dict(found)


def row(name: str, here: Mapping[str, int], day: str = "") -> str:
    """Return a row of the table of results."""
    figures = (sum(here.values()), *(here[end] for end in ENDS))
    return f"| {name} | {' | '.join(map(str, figures))} | {share(here):.1f} % | {day} |"


def page(known: str, ends: Mapping[str, Mapping[str, int]], day: str) -> str:
    """Return the document: the rows that it has, those judged now in their place, and their sum."""
    found = {
        name: (dict(zip(ENDS, map(int, figures.split(" | ")), strict=True)), when)
        for name, figures, when in ROW.findall(known)
    } | {name: ({end: here[end] for end in ENDS}, day) for name, here in ends.items()}
    rows = [row(name, here, when) for name, (here, when) in sorted(found.items())]
    whole = {end: sum(here[end] for here, _when in found.values()) for end in ENDS}
    return PAGE.format(seconds=SECONDS, factor=FACTOR, rows="\n".join([*rows, row("**All**", whole)]))


def main(words: list[str]) -> int:
    """Judge the mutants and say how they ended."""
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    os.chdir(ROOT)
    plugin = Judge(words)
    sys.meta_path.insert(0, plugin.finder)
    files = sorted(
        str(path) for pattern in (*TESTS, "permits/test_rules_*.py") for path in (ROOT / "tests").glob(pattern)
    )
    began = time.monotonic()
    code = pytest.main([*files, "-qq", "--capture=no", "--assert=plain", "--tb=no", "-p", "no:cacheprovider"], [plugin])
    if not plugin.mutants:
        return int(code) or 1
    for mutant in plugin.mutants if words else ():
        if mutant.end == "survived":
            print(f"── {mutant.name}\n{mutant.change()}")
    seconds = round(time.monotonic() - began)
    ends = counted(plugin.mutants)
    print(*(row(name, here) for name, here in ends.items()), f"{seconds} s", sep="\n")
    path = ROOT / "docs" / "mutants.md"
    whole = counted(one for one in plugin.mutants if one.module in plugin.whole)
    known = path.read_text("utf-8") if path.exists() else ""
    path.write_text(page(known, whole, time.strftime("%Y-%m-%d")), "utf-8")
    return int(any(share(here) < WANTED for here in ends.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

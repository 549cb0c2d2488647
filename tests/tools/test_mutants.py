"""The mutants of the rules and the permits: which there are, and how their ends are counted."""

from collections import Counter

from huiyin.site.roles import BRANCH, OWN
from tools.mutants import __main__ as judging
from tools.mutants import making
from tools.mutants.making import Mutant


def ended(module, *ends):
    found = [Mutant(module, f"{module}.{place}", module, bool, str) for place, _end in enumerate(ends)]
    for mutant, end in zip(found, ends, strict=True):
        mutant.end = end
    return found


def test_a_mutant_that_does_not_end_counts_as_noticed_and_one_that_nothing_reaches_as_not():
    mutants = [*ended("huiyin.a", "killed", "killed", "timeout", "survived"), *ended("huiyin.b", "killed")]
    ends = judging.counted(mutants)
    assert [judging.share(here) for here in ends.values()] == [75, 100]
    first = judging.page("", ends, "2026-01-05")
    assert first.splitlines()[-3:] == [
        "| `a` | 4 | 2 | 1 | 1 | 75.0 % | 2026-01-05 |",
        "| `b` | 1 | 1 | 0 | 0 | 100.0 % | 2026-01-05 |",
        "| **All** | 5 | 3 | 1 | 1 | 80.0 % |  |",
    ]
    # A later run of one module leaves the rows of the others.
    later = judging.page(first, judging.counted(ended("huiyin.b", "killed", "survived")), "2026-01-07")
    assert later.splitlines()[-3:] == [
        "| `a` | 4 | 2 | 1 | 1 | 75.0 % | 2026-01-05 |",
        "| `b` | 2 | 1 | 0 | 1 | 50.0 % | 2026-01-07 |",
        "| **All** | 6 | 3 | 1 | 2 | 66.7 % |  |",
    ]
    assert judging.share(Counter()) == 100


def test_the_table_of_permits_is_mistaken_once_in_every_cell_and_in_each_way():
    mutants = list(making.table_mutants())
    changes = {mutant.change() for mutant in mutants}
    assert len(changes) == len(mutants)
    cells = Counter(change.partition(" → ")[0] for change in changes)
    assert set(cells.values()) == {2}
    assert "employee: records.read: own → branch" in changes
    assert "employee: records.read: own → None" in changes
    assert "employee: records.issue: None → own" in changes


def test_a_mistake_changes_one_cell():
    grants = {"a": OWN, "b": BRANCH}
    making.give(grants, "a", None)
    making.give(grants, "b", OWN)
    making.give(grants, "c", BRANCH)
    assert grants == {"b": OWN, "c": BRANCH}


def test_every_module_of_the_rules_and_the_actor_is_mutated():
    names = making.functions_of([])
    assert {path.stem for path in (making.ROOT / "huiyin/rooms/appraisal/rules").glob("*.py")} - {"__init__"} == {
        name.rpartition(".")[2] for name in names if name.startswith(making.RULES)
    }
    assert names[-2:] == ["huiyin.platform.actor", "huiyin.platform.doors"]
    assert making.functions_of(["rules.losses"]) == ["huiyin.rooms.appraisal.rules.losses"]
    assert making.functions_of(["huiyin.rooms.appraisal.rules.losses.x_gained__mutmut_1"]) == making.functions_of(
        ["rules.losses"]
    )

"""Code that executes a clause names it; what it names exists; and every clause is kept or stands as open."""

import ast
import re
from pathlib import Path

import pytest

from huiyin.rooms.regulations.terms import catalogue
from tools.docs.clauses import Claim, _named, claims
from tools.docs.clauses import clauses as written

ROOT = Path(__file__).parents[2]
PROCEDURE = [one for one in catalogue() if one.startswith("P-")]
# A clause as comments and docstrings name it: an ID, or the number in the text that several IDs share (P-4.9).
MENTION = re.compile(r"\b[PMRHS]-\d+(?:\.\d+)*(?:-[德勤能绩])?[A-Za-zΣ]?\b")


def listed() -> dict[str, str]:
    """What docs/clauses.md says of each clause."""
    lines = (ROOT / "docs" / "clauses.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return {row[0]: row[-1] for row in rows if row[0] in catalogue()}


def test_every_clause_that_a_door_a_record_type_or_a_test_names_exists():
    assert {one: claim for one, claim in claims().items() if one not in catalogue()} == {}


def exists(name: str) -> bool:
    """Tell whether a name is an ID of the catalogue, or a number in the text that IDs begin with."""
    return any(one.startswith(name) for one in catalogue())


def test_every_clause_that_a_comment_names_exists():
    wrong = []
    for path in [*(ROOT / "huiyin").rglob("*.py"), *(ROOT / "huiyin").rglob("*.md"), *(ROOT / "huiyin").rglob("*.typ")]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in MENTION.findall(line):
                wrong += [] if exists(found) else [f"{path.relative_to(ROOT)}:{number}: {found}"]
    assert wrong == []


@pytest.mark.parametrize("clause", PROCEDURE)
def test_a_clause_of_the_procedure_is_kept_or_listed_as_open(clause):
    claim = claims().get(clause, Claim())
    state = listed()[clause]
    if (claim.doors or claim.records) and claim.tests:
        assert state == "kept"
    else:
        assert state.startswith("open")


def test_every_clause_of_the_catalogue_is_listed():
    assert set(listed()) == set(catalogue())
    assert "230 clauses" in written()


def test_markers_are_found_on_tests_classes_and_files():
    source = 'import pytest\n@pytest.mark.clause("P-0", "P-1.0a")\ndef test_one(): ...\n'
    assert list(_named(ast.parse(source))) == ["P-0", "P-1.0a"]
    assert any("test_rules.py::" in test for test in claims()["P-0"].tests)


def test_the_search_finds_a_clause_that_does_not_exist():
    assert not exists("P-9.9")
    assert exists("P-4.9")
    assert MENTION.findall("as P-4.6A and P-9.9 say, P-4.5.1-德, P-4.6Σ") == ["P-4.6A", "P-9.9", "P-4.5.1-德", "P-4.6Σ"]

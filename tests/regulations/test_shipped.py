"""What is shipped: the procedure, word for word, and the catalogue of obligations."""

import json

import pytest

from huiyin.rooms.regulations.terms import DATA, Family, ambiguities, catalogue

SHIPPED = json.loads((DATA / "procedure_p.json").read_text("utf-8"))
CLAUSES = {row["number"]: row for row in SHIPPED["clauses"]}


@pytest.mark.clause("P-0")
def test_every_clause_of_the_catalogue_stands_somewhere_in_the_procedure():
    named = [one for row in SHIPPED["clauses"] for one in row["catalogue_ids"]] + SHIPPED["catalogue_ids"]
    assert set(named) == {one for one in catalogue() if one.startswith("P-")}
    assert len(set(named)) == 58


def test_numbers_are_unique_and_every_clause_says_something():
    assert len(CLAUSES) == len(SHIPPED["clauses"]) == 45
    assert all(row["heading"] or row["text"] for row in SHIPPED["clauses"])


def test_what_the_source_lost_is_put_right_and_says_so():
    assert "招商" not in CLAUSES["1.0"]["text"]
    assert "AMB-06" in CLAUSES["1.0"]["note"]
    assert CLAUSES["4.6C"]["text"] == "员工的年终考评结果占50%。"
    assert "AMB-01" in CLAUSES["4.6C"]["note"]
    assert CLAUSES["5.4"]["text"] == "《年度员工绩效考核情况统计表》"
    assert "AMB-07" in CLAUSES["5.4"]["note"]
    assert [number for number, row in CLAUSES.items() if row["note"]] == ["1.0", "4.6C", "5.4"]


def test_the_text_is_the_source_s():
    assert CLAUSES["4.6A"]["text"] == "周检和月检的考评结果经加权平均后占员工年终考评总分的20%;"
    assert CLAUSES["4.11"]["text"] == "本规程的解释权在公司品质部。"
    assert "加1~10分" in CLAUSES["4.9"]["text"]


def test_the_catalogue_is_whole():
    families = [one.family for one in catalogue().values()]
    counts = {letter: families.count(letter) for letter in sorted(set(families))}
    assert counts == {"G": 1, "H": 40, "M": 57, "P": 58, "R": 31, "S": 43}
    assert set(Family.values) == set(counts) - {"G"}
    assert len(ambiguities()) == 74
    for one in catalogue().values():
        assert one.title
        assert one.title_zh
        assert one.must
        assert one.check
        assert one.check_zh
        assert one.must_zh
        assert bool(one.resolution_zh) == bool(one.resolution)
    assert all(one.resolution_zh for one in ambiguities().values())


def test_every_ambiguity_that_a_clause_names_is_resolved():
    named = {found.id for one in catalogue().values() for found in one.ambiguities}
    assert named <= set(ambiguities())
    assert catalogue()["P-4.6C"].ambiguities[0].resolution.startswith("50%")

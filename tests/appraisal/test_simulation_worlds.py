"""A year under another version: exactly what importing the same sheets under it would have settled."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries.schemes import content_of, in_force_on
from huiyin.rooms.appraisal.queries.settle import scheme_of_year, settle
from huiyin.rooms.appraisal.queries.simulation import Alternative, alternative_of, simulate, terms_of
from huiyin.rooms.appraisal.queries.trial_schemes import trial_schemes, with_head
from huiyin.rooms.appraisal.rules.cells import EARLIEST
from huiyin.rooms.appraisal.rules.losses import allowed
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.draft_scheme import fill_scheme, next_number
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from tests.appraisal import oracle
from tests.appraisal.worlds import Rows, World

pytestmark = pytest.mark.django_db
PEOPLE = 120


def results(lines):
    return [result_of(line) for line in lines]


def other_worlds(count):
    """Schemes of other worlds: as the oracle takes them, and as rows of 方案."""
    found: list[tuple[Any, Any]] = []
    seed = 0
    while len(found) < count:
        world = World(7_000 + seed, 0, year=2025)
        seed += 1
        if world.settings:
            found.append((world.scheme, world.settings))
    return found


@pytest.mark.clause("P-4.2a", "P-4.6Σ")
@pytest.mark.parametrize("seed", range(6))
def test_the_scheme_in_force_gives_the_settled_year_itself(seed):
    world = World(300 + seed, PEOPLE)
    with transaction.atomic():
        adopt_default_scheme(SYSTEM)
        import_sheets(SYSTEM, world.source())
        found = simulate(SYSTEM, alternatives=[alternative_of(scheme_of_year(world.year))], year=world.year)[0]
        settled = settle(world.year)
        transaction.set_rollback(True)
    assert [one.before for one in found.people] == settled
    assert [one.after for one in found.people] == settled
    assert (found.unused, found.cut_sheets) == ((), 0)
    assert {one.crosses for one in found.people} == {""}
    assert found.before == found.after


@pytest.mark.clause("P-4.2a", "P-4.5.3a", "P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ")
@pytest.mark.parametrize("seed", range(4))
def test_other_schemes_side_by_side_give_what_the_oracle_makes_of_the_same_sheets(seed):
    world = World(400 + seed, PEOPLE)
    schemes = other_worlds(9)
    with transaction.atomic():
        adopt_default_scheme(SYSTEM)
        import_sheets(SYSTEM, Rows({name: rows for name, rows in world.tables.items() if name != "方案"}))
        base: Any = in_force_on(EARLIEST.replace(year=2010))
        named = [(str(place), with_head(rows)) for place, (_scheme, rows) in enumerate(schemes)]
        tried = simulate(SYSTEM, alternatives=trial_schemes(named, base), year=world.year)
        transaction.set_rollback(True)
    for (scheme, _rows), found in zip(schemes, tried, strict=True):
        assert results(one.after for one in found.people) == oracle.settle(world.tables, world.year, scheme)
        assert results(one.before for one in found.people) == oracle.settle(world.tables, world.year)
    assert any(one.change for found in tried for one in found.people)
    assert any(one.crosses for found in tried for one in found.people)


def strange_content(content):
    """Other forms throughout: a section gone, one more, marks moved; a lower cap and tighter bonus limits."""
    changed = deepcopy(content)
    changed["weights"] |= {
        "checks_share": 3000, "months_share": 3000, "year_share": 4000, "week_weight": 2500, "month_weight": 7500,
        "other_cap": 300, "bonus_least": 2, "bonus_most": 6, "rounding": "half_even",
    }  # fmt: skip
    hotel = changed["forms"]["check/hotel"]
    changed["forms"]["check/hotel"] = [line for line in hotel if line[1] != "关怀活动"] + [["", "客人生日", 500, False]]
    for line in changed["forms"]["check/property"]:
        line[2] = {"回访": 500, "投诉受理与处理": 2500}.get(line[1], line[2])
    for line in changed["forms"]["month/operational"]:
        line[2] = {"服务态度": 900, "人际关系": 100}.get(line[1], line[2])
    for line in changed["forms"]["year/managerial"]:
        line[2] = {"业务能力": 100, "组织能力": 1500}.get(line[1], line[2])
    return changed


def allowed_under(world, content):
    """The sheets as they could have been handed in under a content: without what its forms and limits refuse."""
    tables = {name: list(rows) for name, rows in world.tables.items() if name != "方案"}
    kinds = {row[0]: row[2] for row in tables["考评单"]}
    dropped = [row for row in tables["扣分明细"] if row[1] == "关怀活动" and kinds[row[0]] in {"周检", "月检", "抽检"}]
    tables["扣分明细"] = [row for row in tables["扣分明细"] if row not in dropped]
    awards: dict[str, list[int]] = {}
    for number, points, _ground in tables["加分"]:
        awards.setdefault(number, []).append(points)
    limits = content["weights"]["bonus_least"], content["weights"]["bonus_most"]
    given = {number: sum(allowed(found, *limits)) for number, found in awards.items()}
    tables["加分"] = [[number, points, "受嘉奖"] for number, points in given.items() if points]
    return Rows(tables), dropped


@pytest.mark.clause("P-4.2a", "P-4.8", "P-4.9c", "P-4.10a")
@pytest.mark.parametrize("seed", range(4))
def test_other_forms_caps_and_limits_give_what_importing_under_them_settles(seed):
    world = World(500 + seed, PEOPLE)
    with transaction.atomic():
        base = adopt_default_scheme(SYSTEM)
        content = strange_content(content_of(base))
        import_sheets(SYSTEM, Rows({name: rows for name, rows in world.tables.items() if name != "方案"}))
        alternatives = [Alternative("X", terms_of(content)), alternative_of(base)]
        found = simulate(SYSTEM, alternatives=alternatives, year=world.year)[0]
        transaction.set_rollback(True)
    book, dropped = allowed_under(world, content)
    with transaction.atomic():
        weights = content["weights"]
        scheme = Scheme.objects.create(
            number=next_number(), name="X", effective_from=EARLIEST, state="published", **weights
        )
        fill_scheme(scheme, content)
        import_sheets(SYSTEM, book)
        settled = settle(world.year)
        transaction.set_rollback(True)
    assert results(one.after for one in found.people) == results(settled)
    assert [(one.after.sums, one.after.exact) for one in found.people] == [(line.sums, line.exact) for line in settled]
    listed = sum(Fraction(one.points, 100) for one in found.unused)
    assert {(one.form, one.section) for one in found.unused} == {("check/hotel", "关怀活动")}
    assert listed == sum(oracle.exact(row[3]) for row in dropped)
    assert found.cut_sheets > 0


def test_terms_that_differ_in_weights_alone_are_counted_once_and_weighed_apart():
    world = World(77, 60)
    with transaction.atomic():
        base = adopt_default_scheme(SYSTEM)
        import_sheets(SYSTEM, world.source())
        terms = alternative_of(base).terms
        others = [
            replace(terms, weights=replace(terms.weights, months_share=3000 + step, year_share=5000 - step))
            for step in (0, 1, 2500)
        ]
        together = simulate(SYSTEM, alternatives=[Alternative("x", one) for one in others], year=world.year)
        alone = [simulate(SYSTEM, alternatives=[Alternative("x", one)], year=world.year)[0] for one in others]
        transaction.set_rollback(True)
    assert [one.people for one in together] == [one.people for one in alone]
    assert len({str(results(line.after for line in one.people)) for one in together}) == 3

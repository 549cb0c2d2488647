"""A hundred thousand random years of people, under random schemes, against exact fractions in plain loops."""

import os
from fractions import Fraction

import pytest
from django.db import connection, transaction

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.settle import settle, unlike_scores
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from tests.appraisal.worlds import World

PEOPLE = 4_000
# How many times four thousand. HUIYIN_BATCHES=25 makes the hundred thousand; every run of the suite takes the worlds in
# turns, so that the two databases together see sixteen thousand and the run stays within its minutes.
EVERY_RUN = (0, 2) if connection.vendor == "sqlite" else (2, 4)
BATCHES = range(int(os.environ["HUIYIN_BATCHES"])) if "HUIYIN_BATCHES" in os.environ else range(*EVERY_RUN)
MANY_TIES = 50

pytestmark = pytest.mark.django_db


def differences(world):
    """Import a world, settle its year and return what differs from the oracle, with the exact lines."""
    with transaction.atomic():
        adopt_default_scheme(SYSTEM)
        import_sheets(SYSTEM, world.source())
        lines = settle(world.year)
        recounted = unlike_scores(world.year)
        transaction.set_rollback(True)
    expected = world.expected()
    assert len(expected) == len(lines)
    assert recounted == []
    found = [result_of(line) for line in lines]
    return [(a, b) for a, b in zip(expected, found, strict=True) if a != b], lines


@pytest.mark.parametrize("seed", range(3))
def test_a_few_hundred_random_years_settle_exactly(seed):
    wrong, lines = differences(World(900 + seed, 150))
    assert wrong == []
    assert any(line.total is not None for line in lines)


@pytest.mark.slow
@pytest.mark.clause("P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ", "P-4.8", "P-4.9d", "P-4.10a")
@pytest.mark.parametrize("seed", BATCHES)
def test_four_thousand_random_years_settle_exactly(seed):
    world = World(seed, PEOPLE)
    wrong, lines = differences(world)
    assert wrong == []
    # The worlds must hold what is easy to get wrong, or agreeing with them shows little.
    totals = [line.exact.total for line in lines if line.exact.total is not None]
    assert len(totals) > PEOPLE // 2
    if world.scheme["shares"] == (20, 30, 50):
        assert sum(total.denominator == 2 for total in totals) > MANY_TIES
    assert any(line.excellent for line in lines)
    assert len({line.rank for line in lines if line.complete}) < sum(line.complete for line in lines)
    assert any(line.checks is None for line in lines)
    assert any(isinstance(total, Fraction) and total.denominator > 2 for total in totals)

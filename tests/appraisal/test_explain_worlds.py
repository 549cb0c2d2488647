"""Random departments are explained to what was settled, by the independent account of every single deduction."""

import pytest

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries import explain
from huiyin.rooms.appraisal.screens.explanation import document
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from tests.appraisal.worlds import World

pytestmark = pytest.mark.django_db
SHOWN = ("checks", "monthly", "annual", "total", "excellent", "rank")


@pytest.mark.clause("P-4.5.2a", "P-4.6A", "P-4.6Σ", "P-4.8", "P-4.9d", "P-4.10a")
@pytest.mark.parametrize("seed", range(6))
def test_random_departments_are_explained_to_what_was_settled(db, seed):
    """Every oddity of the format: transfers, returns, other schemes, serious violations, spot checks without a 月检."""
    world = World(seed, 12, year=2025)
    adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, world.source())
    settle_year(SYSTEM, year=world.year)
    for line in world.expected():
        made = document(explain(SYSTEM, line["employee_no"], world.year))
        assert {key: made[key] for key in SHOWN} == {key: line[key] for key in SHOWN}, line["employee_no"]

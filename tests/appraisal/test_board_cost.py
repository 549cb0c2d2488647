"""What the board, the year's end and their lists cost: as many statements for three people as for thirty."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client

from huiyin.platform import clock
from huiyin.rooms.people.models import RoleHolding, Unit, User
from huiyin.rooms.people.terms import Role
from tests.appraisal import small_year

pytestmark = pytest.mark.django_db
PATHS = {
    "/appraisal/board?month=2025-11": 12, "/appraisal/board/owed?kind=4&period=2025-11": 12,
    "/appraisal/others?year=2025": 12, "/appraisal/others/texts": 12, "/appraisal/honours": 12,
    "/appraisal/self-summaries?year=2025": 12, "/appraisal/year-end/next-scheme?year=2025": 12,
    "/appraisal/year-end?year=2025": 12, "/appraisal/year-end/results?year=2025": 12,
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_cost_does_not_grow_with_the_people(path, statements):
    counted = []
    for count in (3, 30):
        with transaction.atomic(), clock.fixed(datetime(2026, 1, 20, 2, 0, tzinfo=UTC)):
            small_year.build(small_year.crowd(count))
            small_year.publish()
            user = User.objects.create(username="chief")
            top = Unit.objects.get(parent=None)
            RoleHolding.objects.create(user=user, role=Role.GENERAL_MANAGER, unit=top, start=date(2020, 1, 1))
            client = Client()
            client.force_login(user)
            counted.append(statements(client, path))
            transaction.set_rollback(True)
    assert counted[0] == counted[1] <= PATHS[path]

"""Every page of the house, as the links lead to it: axe finds nothing, and nothing is wider than the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.looks import BOTH, faults
from tools import axe
from tools.stage import DESKTOP, PHONE, Stage, sign_in, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not axe.SOURCE.exists(), reason="no axe-core: `make setup` brings it"),
]
# The chief sees most of the house; an employee's pages are looked at again, for they are others under the same routes.
# Of everybody else, home and what he sees beside these.
ACCOUNTS = ("zongjingli", "HY0010", "guanliyuan", "HY0001", "pinzhibu")
AFRESH = frozenset({"HY0010"})


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The routes that were looked at, account by account."""
    return set()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    stage: Stage, visit: Callable[..., Page], known: set[str], account: str
) -> None:
    page = visit()
    sign_in(page, stage, account)
    found: list[str] = []
    for at, (route, url) in enumerate(walk(page, stage, set() if account in AFRESH else known)):
        known.add(route)
        # Bars and home at both sizes; then the chief's pages as on his desk and the employee's as on his telephone. The
        # journeys look at their own pages at both.
        sizes = BOTH if at == 0 else (PHONE,) if account in AFRESH else (DESKTOP,)
        found += faults(page, url.removeprefix(stage.url), framed=at == 0, sizes=sizes)
    assert found == []

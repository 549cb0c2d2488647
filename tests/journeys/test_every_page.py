"""Every page of the house, as the links lead to it: axe finds nothing, and nothing is wider than the window."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

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


def faults(page: Page, address: str, *, framed: bool) -> Iterator[str]:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from (f"{address} {size['width']}: {fault}" for fault in axe.violations(page, framed=framed))
        if wider := axe.overflow(page):
            yield f"{address} {size['width']}: {wider} px wider than the window"


@pytest.mark.parametrize("account", ACCOUNTS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    stage: Stage, visit: Callable[..., Page], known: set[str], account: str
) -> None:
    page = visit()
    sign_in(page, stage, account)
    found: list[str] = []
    for at, (route, url) in enumerate(walk(page, stage, set() if account in AFRESH else known)):
        known.add(route)
        found += faults(page, url.removeprefix(stage.url), framed=at == 0)
    assert found == []

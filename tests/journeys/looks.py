"""What every page of a journey is held to at both sizes: axe finds nothing, and nothing is wider than the window."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from tools import axe
from tools.stage import DESKTOP, PHONE

BOTH = (DESKTOP, PHONE)
# A folder in which each page that is looked at leaves its photographs, for whoever wants to look as well.
SHOTS = os.environ.get("HUIYIN_SHOTS", "")


def faults(
    page: Page, address: str, name: str = "", *, framed: bool = False, sizes: Collection[object] = BOTH
) -> Iterator[str]:
    """Yield what is wrong with the page as it stands, at the size of a desk and of a telephone.

    The bars around it are looked at where ``framed``: once an account, in the walk over every page. ``sizes`` are those
    at which axe runs; contrasts are reckoned at the first.
    """
    size = page.viewport_size
    for wanted in BOTH:
        page.set_viewport_size(wanted)  # type: ignore[arg-type]
        if wanted in sizes:
            found = axe.violations(page, framed=framed, colours=wanted == next(iter(sizes)))
            yield from (f"{address} {wanted['width']}: {fault}" for fault in found)
        if wider := axe.overflow(page):
            yield f"{address} {wanted['width']}: {wider} px wider than the window"
        if SHOTS and name:
            page.screenshot(path=Path(SHOTS) / f"{name}-{wanted['width']}.png", full_page=True)
    if size:
        page.set_viewport_size(size)


def look(page: Page, heading: str, name: str) -> None:
    """Hold the page of that heading to it; ``name`` is what it is called in the journey."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.evaluate("scrollTo(0, 0)")  # what a sticky head half covers is no small target
    assert list(faults(page, page.url, name)) == []

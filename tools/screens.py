"""Photographs every screen of the demo company, desktop and phone: `python -m tools.screens FOLDER [PATTERN]`."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
os.environ.setdefault("HUIYIN_HOME", tempfile.mkdtemp(prefix="huiyin-"))

import django

django.setup()

from playwright.sync_api import Browser, Page  # noqa: E402 - after Django is set up

from tools import chromium as found_chromium  # noqa: E402
from tools.stage import DESKTOP, PHONE, Stage, chromium, context_of, route_of, sign_in, walk  # noqa: E402

# Whose screens: the chief's first, then what each of the others sees beside them.
PEOPLE = ("zongjingli", "pinzhibu", "guanliyuan", "HY0001", "HY0004", "HY0010")
TALLEST = 3000


def name_of(url: str) -> str:
    """Return a file name for an address."""
    parts = urlsplit(url)
    plain = re.sub(r"[^\w.-]+", "-", f"{parts.path}-{parts.query}".strip("/-")).strip("-")
    return plain or "home"


def tour(browser: Browser, stage: Stage) -> Iterator[tuple[str, str, Page]]:
    """Yield (account, address, page) of every screen, one address for each route and each home page."""
    known: set[str] = set()
    for username in PEOPLE:
        context = context_of(browser)
        page = context.new_page()
        sign_in(page, stage, username)
        found = dict(walk(page, stage, known))
        known |= set(found)
        for url in found.values():
            yield username, url, page
        context.close()


def photograph(page: Page, url: str, folder: Path, name: str) -> None:
    """Save a screen at both widths, as long as it is up to a limit."""
    for size, width in ((DESKTOP, "desktop"), (PHONE, "phone")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(url)
        page.wait_for_load_state("networkidle")
        tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": size["width"], "height": max(tall, size["height"])}
        (folder / width).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / width / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def main(folder: Path, pattern: str) -> None:
    """Load, serve, walk, photograph."""
    path = found_chromium.find()
    if not path:
        sys.exit(found_chromium.ENABLE)
    kept = os.environ.get("HUIYIN_STAGE")
    stage = Stage(Path(kept or tempfile.mkdtemp(prefix="huiyin-stage-")))
    if not (stage.folder / "huiyin.sqlite3").exists():
        stage.load()
    stage.start()
    try:
        with chromium(path) as browser:
            for username, url, page in tour(browser, stage):
                if re.search(pattern, urlsplit(url).path):
                    print(f"{username} {route_of(url)} {url.removeprefix(stage.url)}", flush=True)
                    photograph(page, url, folder, f"{username}-{name_of(url)}")
    finally:
        stage.stop()


if __name__ == "__main__":
    if len(sys.argv) < 2:  # noqa: PLR2004 - the folder
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")  # noqa: PLR2004 - the pattern

"""The demo company, served once for all journeys, and a browser in which no page may complain."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from tools.stage import ROOT, Stage, context_of

BOOKS = (
    "from pathlib import Path; from tools import props; home = Path({folder!r}); "
    "[(home / name).write_bytes(b''.join(book().chunks())) for name, book in "
    "(('good.xlsx', props.good_book), ('bad.xlsx', props.bad_book))]"
)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("stage"))
    made.load()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def books(stage: Stage) -> Path:
    """A folder with a workbook that is right and one with faults."""
    code = BOOKS.format(folder=str(stage.folder))
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=stage.environment, check=True, capture_output=True)
    return stage.folder


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; at the end nothing may stand on its console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refusal is an answer: the browser itself notes every 4xx on the console.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            complaints.append(message.text)

    def fell(error: Error) -> None:
        complaints.append(str(error))

    def open_page(**more: object) -> Page:
        context = context_of(browser, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", fell)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []

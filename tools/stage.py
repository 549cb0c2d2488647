"""The demo company on a stage: loaded on a fixed day and served, for journeys and for photographs of its screens."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from huiyin.site.demo.company import PASSWORD
from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
CLOCK = "2026-11-23T09:05:00+08:00"
START_SECONDS = 240.0
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
# Addresses that hand out bytes or end the visit, so that a walk along the links passes them by.
NO_PAGE = re.compile(
    r"[?&]format=|[?&]show=|/pdf$|/xlsx$|\.json$|/refused$|^/files/|^/health$|^/language$|/export($|\?)|^/api/|^/static/"
    r"|/logout/|/download/|/json$|/evidence/\d+$|/file$|/attachments/\d+$"
)


class StageError(RuntimeError):
    """The demo company could not be loaded or served."""


@dataclass
class Stage:
    """A home with the demo company, and the server in front of it."""

    folder: Path
    port: int = 0
    clock: str = CLOCK
    extra: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The address that browsers open."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment without its own installation, with the stage's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUIYIN_", "DATABASE_URL"))}
        own = {"HUIYIN_HOME": str(self.folder), "HUIYIN_CLOCK": self.clock, "HUIYIN_LANGUAGE": "zh-hans"}
        django = {"DJANGO_SETTINGS_MODULE": "huiyin.site.settings", "PYTHONUNBUFFERED": "1"}
        return {**kept, **own, **django, **self.extra}

    def load(self, *, dressed: bool = True) -> None:
        """Load the company as it stands on the day, `dressed` with what no screen should lack (tools.props)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._run("huiyin.site", "demo", "--load-only")
        if dressed:
            self._run("tools.props")

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StageError(done.stderr or done.stdout)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        self.port = self.port or free_port()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "huiyin.site", "serve", "--port", str(self.port), "--web-workers", "1"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise StageError((self.folder / "server.log").read_text("utf-8"))
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310 - our own server
                return bool(answer.status)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Stop the server and everything it started."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@contextlib.contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Run the browser for a block."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        try:
            yield started
        finally:
            started.close()


def sign_in(page: Page, stage: Stage, username: str, password: str = PASSWORD) -> None:
    """Sign in as a person does."""
    page.goto(f"{stage.url}/account/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    page.click("form.hy-form button[type=submit]")
    page.wait_for_url(f"{stage.url}/")


def context_of(browser: Browser, **more: Any) -> BrowserContext:
    """Open a context as the department's browsers are set up."""
    return browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP, **more})


def route_of(url: str) -> str:
    """Return the route of an address ("people/units/<int:pk>"), empty where there is none."""
    try:
        return resolve(urlsplit(url).path).route
    except Resolver404:
        return ""


def walk(page: Page, stage: Stage, known: Container[str], starts: Iterable[str] = ("/",)) -> Iterator[tuple[str, str]]:
    """Follow the links from some addresses on, one address a route that is not known.

    Yields (route, address) with the page standing there; it may be resized, but must not be left meanwhile.
    """
    found: set[str] = set()
    waiting = [urljoin(stage.url, start) for start in starts]
    first, met = set(waiting), set(waiting)
    while waiting:
        url = waiting.pop(0)
        route = route_of(url)
        if route in found or (route in known and url not in first):
            continue
        answer = page.goto(url)
        if answer is None or not answer.ok:
            msg = f"{url} answered {answer.status if answer else 'nothing'}"
            raise StageError(msg)
        found.add(route)
        for address in links(page, stage):
            if address not in met:
                met.add(address)
                waiting.append(address)
        yield route, url


def links(page: Page, stage: Stage) -> list[str]:
    """Return the addresses of pages of the house that a page links to, in order."""
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    inside = [link.partition("#")[0] for link in found if link.startswith(f"{stage.url}/")]
    pages = [link for link in dict.fromkeys(inside) if not NO_PAGE.search(link.removeprefix(stage.url))]
    return [link for link in pages if known_page(link)]


def known_page(url: str) -> bool:
    """Tell whether an address belongs to a page of the house."""
    return bool(route_of(url)) or urlsplit(url).path == "/"

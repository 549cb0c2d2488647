"""Real installations to start, kill and look at: each with its own home and database, run as people run it."""

import contextlib
import http.client
import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tools.postgres import free_port

ROOT = Path(__file__).parents[2]
# How long a hang is waited for on a machine that is busy with other suites; no measure.
START_SECONDS = 240.0


def wait_for(condition: Any, seconds: float = START_SECONDS, *, what: str = "") -> Any:
    """Return the condition's first true value."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(what or "it did not happen in time")


def answers(port: int, path: str = "/health") -> int:
    """Return the status that a server gives, 0 where none answers."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asking.request("GET", path)
        return asking.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        asking.close()


def health(port: int) -> dict[str, str]:
    """Return what a server says of its health."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        found: dict[str, str] = json.load(answer)
        return found


def runs(pid: int) -> bool:
    """Tell whether a process runs (Linux)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@dataclass
class Home:
    """A home folder and its database."""

    folder: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("HUIYIN_", "DATABASE_URL", "COV_"))
        }
        return {
            **kept,
            "HUIYIN_HOME": str(self.folder),
            "DATABASE_URL": self.database_url,
            "HUIYIN_LANGUAGE": "en",
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }

    def run(self, *arguments: str | Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "huiyin.site", *map(str, arguments)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=seconds,
        )  # fmt: skip

    def inside(self, code: str) -> str:
        """Run Python with the house loaded, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); __name__ = 'huiyin.drill'\n{code}"],
            cwd=ROOT, env={**self.environment, "DJANGO_SETTINGS_MODULE": "huiyin.site.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command in a group of its own; its output lies in the home."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "output.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "huiyin.site", *arguments],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                text=True, start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        return (self.folder / "output.log").read_text("utf-8")

    @contextlib.contextmanager
    def serving(self, *options: str) -> Iterator["Server"]:
        """Serve for a block; whatever still runs afterwards is killed."""
        server = Server(self, free_port())
        server.start(*options)
        try:
            yield server
        finally:
            server.kill()

    def select(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """Read rows past the house, on a connection of our own; "?" stands for each given value."""
        if self.database_url:
            with psycopg.connect(self.database_url) as link:
                return list(link.execute(statement.replace("?", "%s").encode(), given or None).fetchall())
        with contextlib.closing(sqlite3.connect(self.folder / "huiyin.sqlite3", timeout=60)) as link:
            return list(link.execute(statement, given).fetchall())

    def execute(self, statement: str) -> None:
        """Write rows past the house: what an intruder would do."""
        if self.database_url:
            with psycopg.connect(self.database_url) as link:
                link.execute(statement)
            return
        with contextlib.closing(sqlite3.connect(self.folder / "huiyin.sqlite3", timeout=60)) as link:
            link.executescript(statement)


def pid_of(home: Home, name: str) -> int:
    """Return the process that the supervisor started last under a name."""
    return int(re.findall(rf"{name} started \(pid (\d+)\)", home.output)[-1])


@dataclass
class Server:
    """A served home; ``command`` is "serve" for all of it, "web" for the web server alone."""

    home: Home
    port: int
    command: str = "serve"
    process: "subprocess.Popen[str] | None" = None

    def start(self, *options: str) -> None:
        """Start and wait until it answers."""
        self.process = self.home.start(self.command, "--port", str(self.port), *options)
        try:
            wait_for(lambda: answers(self.port) or self._ended(), what="no answer")
        except AssertionError:
            raise AssertionError(self.home.output) from None

    def _ended(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(self.home.output)
        return False

    def kill(self) -> None:
        """Kill -9 the whole group, and wait until nobody answers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        wait_for(lambda: not answers(self.port), 10, what="somebody still answers")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process = None
        return code


def copy_home(source: Home, folder: Path) -> Home:
    """Copy a home with its database: cheaper than migrating anew."""
    folder.mkdir(parents=True)
    shutil.copytree(source.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.log", "run"))
    if not source.database_url:
        return Home(folder)
    name = f"home_{uuid.uuid4().hex[:12]}"
    parts = urllib.parse.urlsplit(source.database_url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{parts.path.lstrip("/")}"'.encode())
    return Home(folder, parts._replace(path=f"/{name}").geturl())


def new_database(cluster_url: str) -> str:
    """Make an empty database beside the one that a URL names, and return its URL."""
    name = f"home_{uuid.uuid4().hex[:12]}"
    parts = urllib.parse.urlsplit(cluster_url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"'.encode())
    return parts._replace(path=f"/{name}").geturl()


class Refused(Exception):  # noqa: N818 - a fact, not a programming error
    """Nobody answered, or not to the end: whether the request was carried out is not known."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: where the server leads on is its acknowledgement."""

    def redirect_request(self, *given: Any) -> None:
        return None


class Browser:
    """A person at a browser without scripts: cookies, forms, redirects."""

    def __init__(self, port: int, *, follow: bool = True) -> None:
        """Begin without cookies."""
        self.base = f"http://127.0.0.1:{port}"
        self.at = self.location = ""
        self.jar = http.cookiejar.CookieJar()
        handlers = [urllib.request.HTTPCookieProcessor(self.jar), *([] if follow else [_Stay()])]
        self.opener = urllib.request.build_opener(*handlers)
        self.opener.addheaders = [("Accept-Language", "en")]

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, path)))  # noqa: S310 - our own server

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=120) as answer:
                self.at = answer.url
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as fault:
            self.location = fault.headers.get("Location", "")
            return fault.code, fault.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as fault:
            raise Refused(str(fault)) from None

    def post(self, path: str, fields: dict[str, str], upload: tuple[str, str, bytes] | None = None) -> tuple[int, str]:
        """Send a form with the hidden fields of its page; ``upload`` is (field, file name, bytes)."""
        _status, page = self.get(path)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        return self.send(path, {**hidden, **fields}, upload)

    def send(self, path: str, fields: dict[str, str], upload: tuple[str, str, bytes] | None = None) -> tuple[int, str]:
        """Send a form as given."""
        border = uuid.uuid4().hex
        cookies = {cookie.name: cookie.value or "" for cookie in self.jar}
        fields = {"csrfmiddlewaretoken": cookies.get("csrftoken", ""), **fields}
        body = b"".join(
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        if upload:
            named = f'Content-Disposition: form-data; name="{upload[0]}"; filename="{upload[1]}"'
            body += f"--{border}\r\n{named}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
            body += upload[2] + b"\r\n"
        body += f"--{border}--\r\n".encode()
        url = urllib.parse.urljoin(self.base, path)
        request = urllib.request.Request(  # noqa: S310 - our own server
            url, body, {"Content-Type": f"multipart/form-data; boundary={border}", "Referer": url}
        )
        return self._open(request)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in, or fail loudly."""
        status, page = self.post("/account/login/", {"login": username, "password": password})
        assert status in {http.HTTPStatus.OK, http.HTTPStatus.FOUND}, page
        assert any(cookie.name == "sessionid" for cookie in self.jar), page


def as_json(done: "subprocess.CompletedProcess[str]") -> Any:
    """Return what a command answered in JSON."""
    return json.loads(done.stdout)

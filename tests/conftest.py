"""What every test stands on: the database that DATABASE_URL names, files of its own, no network beyond this machine."""

import base64
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser

from huiyin.platform import trail
from huiyin.platform.models import TrailEntry
from huiyin.rooms.callbacks.models.rates import lift as lift_callbacks
from huiyin.rooms.commission.models import lift as lift_commission
from huiyin.rooms.evidence.models import triggers as evidence_triggers
from huiyin.rooms.records.models import triggers
from tools import chromium, stage

STARTS_PROCESSES = {"site", "crash", "journeys", "fuzz"}
DATABASE = {"db", "transactional_db"}
LOOPBACK = ("127.", "::1", "localhost")
# Times differ between machines, so no example fails for being slow; the figures found are what counts.
# Each run draws other examples, so sixty of them each time find as much in two runs as the usual hundred in one.
hypothesis_settings.register_profile(
    "house", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# For tools/mutants.py: few examples, the same ones each time, and no search for a smaller one that fails as well.
hypothesis_settings.register_profile(
    "mutants",
    hypothesis_settings.get_profile("house"),
    max_examples=20,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


class NetworkUsedError(RuntimeError):
    """A test tried to leave this machine."""


def refuse_outside(host: object) -> None:
    """Raise unless `host` is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name and not name.startswith(LOOPBACK):
        message = f"A test reached for {name}; tests use nothing beyond this machine."
        raise NetworkUsedError(message)


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Let sockets connect to this machine only, and look no other name up."""

    def guarded(method: str) -> Any:
        original = getattr(socket.socket, method)

        def call(self: socket.socket, *arguments: Any) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                refuse_outside(arguments[-1][0])
            return original(self, *arguments)

        return call

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        refuse_outside(host)
        return look_up(host, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, guarded(method))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep files and house key apart from the installation's, collect no static files, and hash passwords fast."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        HUIYIN_HOUSE_KEY=base64.b64encode(bytes(range(32))).decode(),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's test database in a file: threads share it there under the same locks as in service."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder: Path = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


def lift_append_only() -> list[str]:
    """Drop the trail's triggers and return their names, as somebody with the database's password could."""
    names = list(trail.APPEND_ONLY[connection.vendor])
    table = f" ON {TrailEntry._meta.db_table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{table}")
    return names


@pytest.fixture(scope="session")
def append_only_triggers(django_db_setup: None, django_db_blocker: Any) -> list[str]:
    """The trail's triggers as the migrations installed them, lifted so that tests may flush their database."""
    with django_db_blocker.unblock():
        triggers.lift(triggers.SIGNATURES, "delete")
        triggers.lift(triggers.RECORDS, "delete")
        lift_callbacks()
        lift_commission()
        evidence_triggers.lift("delete")
        return lift_append_only()


@pytest.fixture(autouse=True, scope="session")
def flushable(request: pytest.FixtureRequest) -> None:
    """Lift the triggers before the first test that uses the database."""
    if any(item.get_closest_marker("django_db") or "db" in _fixtures(item) for item in request.session.items):
        request.getfixturevalue("append_only_triggers")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program that browser journeys drive."""
    path = chromium.find()
    if not path:
        pytest.skip(chromium.ENABLE)
    return path


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The browser of a module's journeys.

    Playwright keeps an event loop running in this thread: a second browser beside it, or a test that uses the database
    while it stands, is refused. So there is one fixture for all, and it ends with its module.
    """
    with stage.chromium(chromium_path) as started:
        yield started


def pytest_report_header() -> str:
    """Say which database this run is on."""
    engine = str(settings.DATABASES["default"]["ENGINE"])
    return f"database: {engine.rpartition('.')[2]}"


def uses_the_database(item: pytest.Item) -> bool:
    """Tell whether a test reads or writes the database of this run, itself or through a process that it starts."""
    here = item.path.relative_to(Path(__file__).parent).parts[0]
    return bool(here in STARTS_PROCESSES or item.get_closest_marker("django_db") or DATABASE & set(_fixtures(item)))


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what no database can change; skip journeys where there is no browser, and say how."""
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not uses_the_database(item)])
        items[:] = [item for item in items if uses_the_database(item)]
    if not chromium.find():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=chromium.ENABLE))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name every test that did not run, and why, at the end of the run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("not run")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.write_line(f"NOT RUN {report.nodeid}: {reason.removeprefix('Skipped: ')}")

"""An installation of its own for each drill, on a database that keeps its promises when the power is cut."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.homes import Home, new_database
from tools import postgres
from tools.postgres import Cluster


@contextlib.contextmanager
def _database() -> Iterator[tuple[str, Cluster | None]]:
    """SQLite, or a PostgreSQL of our own that writes through to the disk."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield "", None
    elif os.environ.get("DATABASE_URL_TEST"):
        yield new_database(given), None
    else:
        with postgres.server(durable=True) as cluster:
            yield new_database(cluster.url), cluster


@pytest.fixture
def empty_home(tmp_path: Path) -> Iterator[tuple[Home, Cluster | None]]:
    """A migrated home without rows, and the database server where it is the drill's to cut off."""
    with _database() as (url, cluster):
        home = Home(tmp_path / "home", url)
        done = home.run("migrate")
        assert done.returncode == 0, done.stderr
        yield home, cluster

"""An installation of its own for each drill, on a database that keeps its promises when the power is cut."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.homes import Home, copy_home, new_database
from tools import postgres
from tools.postgres import Cluster


@contextlib.contextmanager
def _database() -> Iterator[tuple[str, Cluster | None]]:
    """A PostgreSQL of our own that writes through to the disk."""
    given = os.environ.get("DATABASE_URL", "")
    if os.environ.get("DATABASE_URL_TEST"):
        yield new_database(given), None
    else:
        with postgres.server(durable=True) as cluster:
            yield new_database(cluster.url), cluster


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Home | None:
    """A migrated home to copy; on PostgreSQL each drill migrates a server of its own."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return None
    home = Home(tmp_path_factory.mktemp("migrated"))
    done = home.run("migrate")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def empty_home(migrated: Home | None, tmp_path: Path) -> Iterator[tuple[Home, Cluster | None]]:
    """A migrated home without rows, and the database server where it is the drill's to cut off."""
    if migrated is not None:
        yield copy_home(migrated, tmp_path / "home"), None
        return
    with _database() as (url, cluster):
        home = Home(tmp_path / "home", url)
        done = home.run("migrate")
        assert done.returncode == 0, done.stderr
        yield home, cluster

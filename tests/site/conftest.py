"""A migrated home to copy, on the database of this run."""

import os

import pytest

from tests.site.homes import Home, copy_home, new_database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation that was set up and nothing more."""
    url = os.environ.get("DATABASE_URL", "")
    home = Home(tmp_path_factory.mktemp("migrated"), new_database(url) if url.startswith("postgres") else "")
    done = home.run("migrate")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(migrated, tmp_path):
    """A fresh copy of it."""
    return copy_home(migrated, tmp_path / "home")

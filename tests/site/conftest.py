"""A migrated home to copy, on the database of this run."""

import os

import pytest

from tests.site.homes import Home, copy_home, new_database

# What does not differ between the databases is shown once, on SQLite; the matrix of permits opens every page on both.
ON_SQLITE = ["test_cli.py", "test_supervisor.py", "test_damaged_backup.py", "test_demo_files.py", "test_pages.py"]
collect_ignore = ON_SQLITE if os.environ.get("DATABASE_URL", "").startswith("postgres") else []


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation that was set up and nothing more."""
    url = os.environ.get("DATABASE_URL", "")
    home = Home(tmp_path_factory.mktemp("migrated"), new_database(url) if url.startswith("postgres") else "")
    done = home.run("migrate")
    assert done.returncode == 0, done.stderr
    home.extra["HUIYIN_STATIC"] = "collected"
    home.inside("from huiyin.site.serve import prepare_static; prepare_static()")
    return home


@pytest.fixture
def home(migrated, tmp_path):
    """A fresh copy of it."""
    return copy_home(migrated, tmp_path / "home")


KEEP = """
from huiyin.platform import files
from huiyin.platform.actor import SYSTEM
from huiyin.platform.doors import usecase
from huiyin.rooms.people import usecases

@usecase(permit="x")
def keep(actor):
    return files.put(actor, "表.xlsx", [b"0123456789" * 1000], "text/csv")

keep(SYSTEM)
for number in range(5):
    usecases.record_unit(SYSTEM, code=f"U{number}", name=f"部门{number}", parent=None, business="company")
"""


@pytest.fixture(scope="session")
def kept(migrated, tmp_path_factory):
    """A home with a trail and a stored file; not to be changed."""
    home = copy_home(migrated, tmp_path_factory.mktemp("kept") / "home")
    home.inside(KEEP)
    return home


@pytest.fixture(scope="session")
def backup(kept, tmp_path_factory):
    """A backup of it."""
    path = tmp_path_factory.mktemp("backup") / "b.tar"
    done = kept.run("backup", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def demo(migrated, tmp_path_factory):
    """A loaded demo home, on the last day of January 2026."""
    home = copy_home(migrated, tmp_path_factory.mktemp("demo") / "home")
    home.extra["HUIYIN_CLOCK"] = "2026-01-31T12:00:00+08:00"
    done = home.run("demo", "--load-only")
    assert done.returncode == 0, done.stderr
    home.said = done.stdout + done.stderr
    return home

"""A backup comes back whole, on either database."""

import json

import pytest

from tests.site.homes import Home, copy_home, new_database

pytestmark = pytest.mark.slow

ONE_MORE = """
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
usecases.record_unit(SYSTEM, code="NEW", name="新", parent=None, business="company")
"""
UNITS = "SELECT code, name, path, version FROM people_unit ORDER BY code"


def another(home: Home, folder: str) -> Home:
    """An empty home on the same kind of database."""
    return Home(home.folder.parent / folder, new_database(home.database_url) if home.database_url else "")


def test_a_backup_comes_back_whole(kept, tmp_path):
    done = kept.run("backup", tmp_path / "b.tar.gz")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    other = another(kept, "other")
    back = other.run("restore", tmp_path / "b.tar.gz")
    assert back.returncode == 0, back.stderr
    assert "The trail holds: 6 entries" in back.stderr
    assert other.select(UNITS) == kept.select(UNITS)
    stored = [path.relative_to(kept.folder) for path in (kept.folder / "files").glob("*/*")]
    assert len(stored) == 1
    assert all((other.folder / path).read_bytes() == (kept.folder / path).read_bytes() for path in stored)
    findings = {item["what"]: item["good"] for item in json.loads(other.run("check", "--json").stdout)}
    assert findings["stored files"]
    assert findings["database"]


def test_the_house_key_comes_back_for_this_account_alone(migrated, kept, tmp_path):
    home = copy_home(kept, tmp_path / "home")
    home.run("check")
    assert home.run("backup", tmp_path / "b.tar").returncode == 0
    other = copy_home(migrated, tmp_path / "other")
    other.run("check")
    mine, theirs = home.folder / "house-key", other.folder / "house-key"
    before = theirs.read_bytes()
    assert other.run("restore", tmp_path / "b.tar", "--force").returncode == 0
    assert theirs.read_bytes() == mine.read_bytes() != before
    assert theirs.stat().st_mode & 0o077 == 0
    assert [path.read_bytes() for path in other.folder.glob("house-key.*")] == [before], "the other one is kept"


def test_data_is_overwritten_only_when_told(kept, backup, tmp_path):
    home = copy_home(kept, tmp_path / "home")
    home.inside(ONE_MORE)
    refused = home.run("restore", backup)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert len(home.select(UNITS)) == 6
    done = home.run("restore", backup, "--force")
    assert done.returncode == 0, done.stderr
    assert len(home.select(UNITS)) == 5


def test_a_backup_is_taken_and_a_restore_refused_while_the_server_runs(kept, backup, tmp_path):
    with copy_home(kept, tmp_path / "home").serving() as server:
        assert server.home.run("backup", tmp_path / "b.tar").returncode == 0
        refused = server.home.run("restore", backup, "--force")
    assert refused.returncode == 1
    assert "Stop it" in refused.stderr


def test_an_edited_trail_is_found_after_the_restore(kept, tmp_path):
    home = copy_home(kept, tmp_path / "home")
    edit = "UPDATE platform_trailentry SET actor_name = 'nobody' WHERE seq = 3"
    for (name,) in home.select(TRIGGERS["postgres" if home.database_url else "sqlite"]):
        home.execute(f"DROP TRIGGER {name} ON platform_trailentry" if home.database_url else f"DROP TRIGGER {name}")
    home.execute(edit)
    home.run("backup", tmp_path / "b.tar")
    back = another(home, "other").run("restore", tmp_path / "b.tar")
    assert back.returncode == 1
    assert "does not hold" in back.stderr


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'platform_trailentry'",
    "postgres": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'platform_trailentry'::regclass AND NOT tgisinternal",
}

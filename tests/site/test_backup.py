"""A backup comes back whole, or is refused."""

import io
import json
import tarfile

import pytest

from tests.site.homes import Home, new_database

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(home):
    """A home with a trail and a stored file."""
    made = """
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
    home.inside(made)
    return home


def another(home: Home, folder: str) -> Home:
    """An empty home on the same kind of database."""
    return Home(home.folder.parent / folder, new_database(home.database_url) if home.database_url else "")


ONE_MORE = """
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
usecases.record_unit(SYSTEM, code="NEW", name="新", parent=None, business="company")
"""
UNITS = "SELECT code, name, path, version FROM people_unit ORDER BY code"


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz"], ids=["plain", "packed"])
def test_a_backup_comes_back_whole(kept, tmp_path, name):
    done = kept.run("backup", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    other = another(kept, "other")
    back = other.run("restore", tmp_path / name)
    assert back.returncode == 0, back.stderr
    assert "The trail holds: 6 entries" in back.stderr
    assert other.select(UNITS) == kept.select(UNITS)
    stored = [path.relative_to(kept.folder) for path in (kept.folder / "files").glob("*/*")]
    assert len(stored) == 1
    assert all((other.folder / path).read_bytes() == (kept.folder / path).read_bytes() for path in stored)
    findings = {item["what"]: item["good"] for item in json.loads(other.run("check", "--json").stdout)}
    assert findings["stored files"]
    assert findings["database"]


def test_a_folder_gets_a_dated_file_and_nothing_is_overwritten(kept, tmp_path):
    (tmp_path / "backups").mkdir()
    assert kept.run("backup", tmp_path / "backups").returncode == 0
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".tar"]
    taken = next((tmp_path / "backups").iterdir())
    again = kept.run("backup", taken)
    assert again.returncode == 1
    assert "overwrites nothing" in again.stderr


def test_data_is_overwritten_only_when_told(kept, tmp_path):
    kept.run("backup", tmp_path / "b.tar")
    kept.inside(ONE_MORE)
    refused = kept.run("restore", tmp_path / "b.tar")
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert len(kept.select(UNITS)) == 6
    assert kept.run("restore", tmp_path / "b.tar", "--force").returncode == 0
    assert len(kept.select(UNITS)) == 5


def test_a_backup_is_taken_and_a_restore_refused_while_the_server_runs(kept, tmp_path):
    with kept.serving():
        assert kept.run("backup", tmp_path / "b.tar").returncode == 0
        refused = kept.run("restore", tmp_path / "b.tar", "--force")
    assert refused.returncode == 1
    assert "Stop it" in refused.stderr


def _rewrite(source, target, change):
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = old.extractfile(member)
            change(new, member, content)


def _flip(new, member, content):
    data = bytearray(content.read())
    if member.name.startswith("files/"):
        data[5] ^= 1
    new.addfile(member, io.BytesIO(bytes(data)))


def _drop(new, member, content):
    if not member.name.startswith("files/"):
        new.addfile(member, content)


def _cut(new, member, content):
    if member.name != "manifest.json":
        new.addfile(member, content)


def _climb(new, member, content):
    if member.name.startswith("files/"):
        member.name = "files/../evil"
    new.addfile(member, content)


@pytest.mark.parametrize("change", [_flip, _drop, _cut, _climb], ids=["changed", "missing", "cut", "escaping"])
def test_a_damaged_backup_is_refused_and_changes_nothing(kept, tmp_path, change):
    kept.run("backup", tmp_path / "b.tar")
    _rewrite(tmp_path / "b.tar", tmp_path / "bad.tar", change)
    before = kept.select(UNITS)
    refused = kept.run("restore", tmp_path / "bad.tar", "--force")
    assert refused.returncode == 1, refused.stderr
    assert kept.select(UNITS) == before
    assert list((kept.folder / "files").glob("*/*"))
    assert not (kept.folder.parent / "evil").exists()


def test_a_truncated_file_is_refused(kept, tmp_path):
    kept.run("backup", tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    assert another(kept, "other").run("restore", tmp_path / "half.tar.gz").returncode == 1


def test_an_edited_trail_is_found_after_the_restore(kept, tmp_path):
    drop = (
        "DROP TRIGGER platform_trailentry_no_UPDATE;"
        if not kept.database_url
        else "DROP TRIGGER platform_trailentry_append_only ON platform_trailentry;"
    )
    kept.execute(drop)
    kept.execute("UPDATE platform_trailentry SET actor_name = 'nobody' WHERE seq = 3")
    kept.run("backup", tmp_path / "b.tar")
    back = another(kept, "other").run("restore", tmp_path / "b.tar")
    assert back.returncode == 1
    assert "does not hold" in back.stderr


def test_another_kind_of_database_is_refused(kept, tmp_path):
    kept.run("backup", tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        content = tar.extractfile("manifest.json")
        assert content is not None
        manifest = json.load(content)
    assert manifest["database"] == ("postgresql" if kept.database_url else "sqlite")
    assert manifest["format"] == 1

"""A backup that is not whole is refused, and changes nothing."""

import io
import json
import tarfile

import pytest

from tests.site.homes import Home, copy_home

pytestmark = pytest.mark.slow

UNITS = "SELECT code, name, path, version FROM people_unit ORDER BY code"


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
def test_a_damaged_backup_is_refused_and_changes_nothing(kept, backup, tmp_path, change):
    with tarfile.open(backup) as old, tarfile.open(tmp_path / "bad.tar", "w") as new:
        for member in old:
            change(new, member, old.extractfile(member))
    home = copy_home(kept, tmp_path / "home")
    refused = home.run("restore", tmp_path / "bad.tar", "--force")
    assert refused.returncode == 1, refused.stderr
    assert home.select(UNITS) == kept.select(UNITS)
    assert list((home.folder / "files").glob("*/*"))
    assert not (tmp_path / "evil").exists()


def test_a_truncated_file_is_refused(backup, tmp_path):
    whole = backup.read_bytes()
    (tmp_path / "half.tar").write_bytes(whole[: len(whole) // 2])
    assert Home(tmp_path / "other").run("restore", tmp_path / "half.tar").returncode == 1


def test_another_kind_of_database_is_refused(backup, tmp_path):
    def rename(new, member, content):
        data = content.read()
        if member.name == "manifest.json":
            data = json.dumps(json.loads(data) | {"database": "postgresql"}).encode()
            member.size = len(data)
        new.addfile(member, io.BytesIO(data))

    with tarfile.open(backup) as old, tarfile.open(tmp_path / "other.tar", "w") as new:
        for member in old:
            rename(new, member, old.extractfile(member))
    refused = Home(tmp_path / "other").run("restore", tmp_path / "other.tar")
    assert refused.returncode == 1
    assert "DATABASE_URL names sqlite" in refused.stderr


def test_a_folder_gets_a_dated_file_and_nothing_is_overwritten(kept, tmp_path):
    (tmp_path / "backups").mkdir()
    assert kept.run("backup", tmp_path / "backups").returncode == 0
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".tar"]
    again = kept.run("backup", next((tmp_path / "backups").iterdir()))
    assert again.returncode == 1
    assert "overwrites nothing" in again.stderr

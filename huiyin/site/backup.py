"""Backup and restore: one file with the database, the stored files and a manifest of digests that restore checks.

The archive is a tar: ``database.sqlite3`` or ``database.pgdump``, ``files/…``, ``house-key``, ``manifest.json``. The
database is taken first and a stored file is written before its row, so every row of the backup finds its file.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.rooms.records.queries.house_key import FILE
from huiyin.site import lifeline

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
# The house's private key, where it lies in the data folder; one from the environment is not ours to keep.
KEY = FILE
CHUNK = 1 << 20

Say = Callable[[str], None]


@dataclass
class _Archive:
    """A tar being written, which keeps the digest of all that goes in."""

    tar: tarfile.TarFile
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, path: Path) -> None:
        """Write a file; what grows meanwhile is cut at the size it began with."""
        size = path.stat().st_size
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(clock.now().timestamp())
        with path.open("rb") as source:
            reader = _Digesting(source)
            self.tar.addfile(info, reader)
        self.entries[name] = {"size": size, "sha256": reader.total.hexdigest()}

    def close(self, facts: dict[str, Any]) -> None:
        """Write the manifest, last."""
        content = json.dumps({**facts, "entries": self.entries}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode, info.mtime = len(content), 0o600, int(clock.now().timestamp())
        self.tar.addfile(info, io.BytesIO(content))


class _Digesting:
    """A reader that digests what passes."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.total = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.total.update(chunk)
        return chunk


def target_file(target: Path) -> Path:
    """Return the file to write: the target itself, or a dated one in a folder."""
    stamp = clock.now().astimezone().strftime("%Y%m%d-%H%M%S")
    return target / f"huiyin-{stamp}.tar" if target.is_dir() else target


def backup(target: Path, say: Say) -> Path:
    """Write a backup and return its path; it appears under its name only when it is complete.

    A running server is not disturbed. A name ending in ".gz" or ".tgz" is compressed.
    """
    final = target_file(target)
    if final.exists():
        raise Refusal(_("%(path)s exists already; a backup overwrites nothing.") % {"path": final})
    if not final.parent.is_dir():
        raise Refusal(_("There is no folder %(path)s.") % {"path": final.parent})
    mode = "w:gz" if final.suffix in {".gz", ".tgz"} else "w"
    draft = final.with_name(f".{final.name}.{os.getpid()}")
    try:
        with (
            tempfile.TemporaryDirectory(dir=final.parent, prefix=".huiyin-") as scratch,
            draft.open("xb") as target_stream,
        ):
            draft.chmod(0o600)
            say(_("Copying the database"))
            copied = Path(scratch) / DATABASES[connection.vendor]
            _DUMPS[connection.vendor](copied)
            with tarfile.open(fileobj=target_stream, mode=mode, format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
                archive = _Archive(tar)
                archive.add(copied.name, copied)
                say(_("Copying stored files"))
                for name, path in _stored():
                    archive.add(name, path)
                if _key().is_file():
                    archive.add(KEY, _key())
                archive.close(
                    {
                        "format": FORMAT,
                        "huiyin": version("huiyin"),
                        "database": connection.vendor,
                        "made_at": clock.now().isoformat(),
                    }
                )
            target_stream.flush()
            os.fsync(target_stream.fileno())
        draft.rename(final)
    finally:
        draft.unlink(missing_ok=True)
    return final


def _stored() -> Iterator[tuple[str, Path]]:
    """Yield the stored files, not the drafts of those being written: a stored file lies in a folder of its digest."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.glob("*/*")):
        if path.is_file() and path.name.startswith(path.parent.name):
            yield f"files/{path.parent.name}/{path.name}", path


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _program(name: str) -> str:
    """Return the path of a PostgreSQL client program, or refuse with what to install."""
    found = shutil.which(name)
    if not found:
        versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
        found = str(versions[-1]) if versions else None
    if not found:
        raise Refusal(
            _(
                "“%(name)s” is not installed. Install PostgreSQL's client programs "
                "(Debian and Ubuntu: postgresql-client) and try again."
            )
            % {"name": name}
        )
    return found


def _client(name: str, *arguments: str) -> None:
    """Run a PostgreSQL client program on our database; what it says on failure is shown."""
    given = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"],
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 - found above, arguments are ours
        [_program(name), *arguments],
        env={key: value for key, value in environment.items() if value},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal(f"{name}: {done.stderr.strip()[-1000:]}")


def _dump_postgresql(target: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    _client("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", f"--dbname={name}")


_DUMPS: dict[str, Callable[[Path], None]] = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}


def restore(source: Path, say: Say, *, force: bool = False) -> None:
    """Put a backup's database and files in place of what is here, after all of it was checked.

    Refuses a damaged or incomplete archive, another kind of database, a running server, and, without ``force``,
    data that would be overwritten. What stood here before is kept until everything is in place.
    """
    home = Path(settings.HOME)
    try:
        with lifeline.lock(home, "home"), tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as scratch:
            say(_("Checking the backup"))
            manifest = _unpack(source, Path(scratch))
            _check_fits(manifest, force=force)
            say(_("Restoring the database"))
            _PUTS[connection.vendor](Path(scratch) / DATABASES[connection.vendor])
            say(_("Restoring stored files"))
            _put_files(Path(scratch) / "files", Path(settings.MEDIA_ROOT), Path(scratch) / "replaced")
            _put_key(Path(scratch) / KEY)
    except lifeline.InUseError:
        raise Refusal(_("The server or a worker is running. Stop it, then restore.")) from None


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    """Unpack into a scratch folder and compare every entry with the manifest."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise Refusal(_("“%(name)s” does not belong into a backup.") % {"name": member.name})
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = _write(content, scratch / member.name)
    except (OSError, EOFError, tarfile.TarError, json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(_("The backup cannot be read: %(fault)s") % {"fault": fault}) from None
    if manifest.get("format") != FORMAT:
        raise Refusal(_("The backup is incomplete, or of another format: it has no manifest that this version knows."))
    wrong = sorted(name for name in {*found, *manifest["entries"]} if found.get(name) != manifest["entries"].get(name))
    if wrong:
        raise Refusal(_("The backup is damaged: %(names)s") % {"names": ", ".join(wrong[:5])})
    return manifest


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    plain = all(part not in {"", ".", ".."} for part in parts)
    return plain and (name in {MANIFEST, KEY, *DATABASES.values()} or (parts[0] == "files" and len(parts) == 3))  # noqa: PLR2004 - files/ab/abcd…


def _write(content: Any, path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    total, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while chunk := content.read(CHUNK):
            total.update(chunk)
            size += target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return {"size": size, "sha256": total.hexdigest()}


def _check_fits(manifest: dict[str, Any], *, force: bool) -> None:
    if manifest["database"] != connection.vendor:
        raise Refusal(
            _("The backup is of %(theirs)s, and DATABASE_URL names %(ours)s.")
            % {"theirs": manifest["database"], "ours": connection.vendor}
        )
    if not force and not is_empty():
        raise Refusal(_("There is data here already. Take a backup of it first; --force overwrites it."))


def is_empty() -> bool:
    """Tell whether there is neither a table nor a stored file."""
    tables = connection.introspection.table_names()
    connection.close()
    return not tables and not any(Path(settings.MEDIA_ROOT).glob("*/*"))


def _check_sqlite(path: Path) -> None:
    found = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        said = found.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        said = str(fault)
    finally:
        found.close()
    if said != "ok":
        raise Refusal(_("The database in the backup is damaged: %(fault)s") % {"fault": said})


def _put_sqlite(copied: Path) -> None:
    """Check the copy, then put it in place in one step; the old write-ahead log is emptied first, not to meet it."""
    _check_sqlite(copied)
    target = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if target.exists():
        old = sqlite3.connect(target)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.close()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    copied.replace(target)


def _put_postgresql(copied: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    _client(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", f"--dbname={name}", str(copied),
    )  # fmt: skip


_PUTS: dict[str, Callable[[Path], None]] = {"sqlite": _put_sqlite, "postgresql": _put_postgresql}


def _put_files(fresh: Path, target: Path, aside: Path) -> None:
    fresh.mkdir(exist_ok=True)
    if target.exists():
        target.rename(aside)
    fresh.rename(target)


def _key() -> Path:
    return Path(settings.HOME) / KEY


def _put_key(fresh: Path) -> None:
    """Put the backup's key in place, for this account alone; one that stood here and differs is kept beside it."""
    if not fresh.is_file():
        return
    if _key().is_file() and _key().read_bytes() != fresh.read_bytes():
        _key().replace(_key().with_name(f"{KEY}.{clock.now():%Y%m%d%H%M%S}"))
    fresh.chmod(0o600)
    fresh.replace(_key())

"""A PostgreSQL server of our own, for as long as a command or a `with` block runs.

`python -m tools.postgres COMMAND …` runs COMMAND with DATABASE_URL set to it; `cluster()` does it for a block.
DATABASE_URL_TEST, where given, names a server to use instead; its role must be allowed to create databases.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import debian

# The oldest that Django 5.2 accepts.
OLDEST = 14
ENABLE = (
    f"install PostgreSQL {OLDEST} or newer (Debian and Ubuntu: `apt-get install postgresql`), "
    "or set DATABASE_URL_TEST to a server whose role may create databases"
)
# What a server that is thrown away need not do. Tests roll back what they write: a vacuum that looks meanwhile finds
# empty tables, and the plans made from that have taken a minute where they take a moment.
RECKLESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class NoPostgresError(RuntimeError):
    """No usable PostgreSQL was found; the message says how to enable one."""


def version_of(folder: Path) -> int:
    """Return the major version of the server in `folder`, 0 where there is none that runs."""
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found and (folder / "initdb").exists() else 0


def look() -> Path | None:
    """Return the folder of the newest usable server binaries on this machine."""
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    if config := shutil.which("pg_config"):
        bindir = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.add(Path(bindir))
    if postgres := shutil.which("postgres"):
        folders.add(Path(postgres).resolve().parent)
    newest, folder = max(((version_of(folder), folder) for folder in folders), default=(0, Path()))
    return folder if newest >= OLDEST else None


def find() -> Path:
    """Return the folder of server binaries, installing them where allowed; raises NoPostgresError."""
    folder = look()
    if not folder and debian.install("postgresql"):
        folder = look()
    if not folder:
        message = f"No PostgreSQL found: {ENABLE}."
        raise NoPostgresError(message)
    return folder


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Cluster:
    """One data folder and its server; start and stop may be repeated, the rows stay."""

    binaries: Path
    folder: Path
    options: Mapping[str, str]
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address in the form of DATABASE_URL."""
        return f"postgresql://huiyin:{self.password}@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run a server program in our folder, as the user `postgres` when we are root: it refuses root."""
        user = server_user()
        with (self.folder / f"{program}.log").open("ab") as log:
            done = subprocess.run(
                [self.binaries / program, *arguments],
                cwd=self.folder,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            logs = "\n".join(path.read_text("utf-8", "replace")[-2000:] for path in self.folder.glob("*.log"))
            message = f"{program} failed:\n{logs}"
            raise NoPostgresError(message)

    def create(self) -> None:
        """Make the data folder, with UTF-8 and byte order, as SQLite sorts."""
        word = self.folder / "password"
        word.write_text(self.password, "utf-8")
        word.chmod(0o600)
        if user := server_user():
            for path in (self.folder, word):
                shutil.chown(path, user)
        self.run(
            "initdb",
            *("--pgdata=data", "--username=huiyin", "--pwfile=password", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        word.unlink()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            **self.options,
        }
        told = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=server.log", "--options", told)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; mode `immediate` is the power cut."""
        self.run("pg_ctl", "stop", "--wait", "--pgdata=data", f"--mode={mode}")


def server_user() -> str | None:
    """Return whom the server must run as: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextlib.contextmanager
def server(*, durable: bool = False, options: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Run a new cluster for a block; `durable` keeps every promise to the disk, for tests that kill it."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-pg-"))
    settings = {**({} if durable else RECKLESS), **(options or {})}
    try:
        cluster = Cluster(find(), folder, settings, free_port(), secrets.token_hex(12))
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def cluster(*, durable: bool = False, options: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the URL of a PostgreSQL server: the one DATABASE_URL_TEST names, else a new one for the block."""
    if given := os.environ.get("DATABASE_URL_TEST"):
        yield given
    else:
        with server(durable=durable, options=options) as own:
            yield own.url


def main() -> int:
    """Run the command given on the command line and return its exit code."""
    try:
        with cluster(durable="HUIYIN_TEST_DURABLE" in os.environ) as url:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NoPostgresError as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())

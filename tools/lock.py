"""Renews every lock: `python -m tools.lock`, with `--upgrade` to move to newer versions.

requirements/dev.txt is resolved first and holds everything; the others are cut from it, so that no two locks
can name different versions. No lock may name a package host: a mirror must serve as well as the original.
"""

import json
import subprocess
import sys
from pathlib import Path

from tools.assets import npm

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--no-header"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-strip-extras"),
]


def compile_lock(name: str, *sources: str) -> None:
    """Resolve `sources` into requirements/`name`.txt; uv keeps the versions already there unless upgrading."""
    subprocess.run([UV, *COMPILE, *sources, "--output-file", f"requirements/{name}.txt"], cwd=ROOT, check=True)


def lock_python(*, upgrade: bool) -> None:
    """Write the four requirements files."""
    newer = ["--upgrade"] if upgrade else []
    within = ["--constraint", "requirements/dev.txt", *newer]
    compile_lock("dev", "pyproject.toml", "--group", "dev", *newer)
    compile_lock("app", "pyproject.toml", *within)
    compile_lock("build", "--group", "pyproject.toml:build", *within)
    compile_lock("bootstrap", "--group", "pyproject.toml:bootstrap", *within)


def lock_front_end() -> None:
    """Write package-lock.json, without the addresses that npm adds for donations."""
    npm("install", "--package-lock-only")
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    lock_python(upgrade="--upgrade" in sys.argv[1:])
    lock_front_end()

"""The contract file is itself tried: on a house of stubs, every import that it should refuse is refused."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.conftest import ROOMS

ROOT = Path(__file__).parents[2]
FILES = ("terms", "events", "models", "rules", "queries", "usecases", "forms", "screens", "web", "api", "jobs", "urls")


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    return parser


def every_room() -> list[str]:
    return re.findall(r"\w+", contracts()["importlinter:contract:rooms"]["layers"])


def build_stubs(folder: Path) -> Path:
    """All rooms that the plan names, whether built yet or not, each with every file it may have."""
    house = folder / "huiyin"
    for floor in ("kernel", "platform", "rooms", "site"):
        (house / floor).mkdir(parents=True)
        (house / floor / "__init__.py").touch()
    (house / "__init__.py").touch()
    for room in every_room():
        for name in ("migrations", "."):
            (house / "rooms" / room / name).mkdir(parents=True, exist_ok=True)
            (house / "rooms" / room / name / "__init__.py").touch()
        for name in (*FILES, "apps"):
            (house / "rooms" / room / f"{name}.py").touch()
    shutil.copy(ROOT / ".importlinter", folder)
    return house


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_plan_has_every_room_once():
    rooms = every_room()
    assert len(rooms) == len(set(rooms)) == 22


def test_a_house_without_sins_passes_with_all_rooms_built(tmp_path):
    build_stubs(tmp_path)
    done = lint(tmp_path)
    assert "0 broken" in done.stdout, done.stdout + done.stderr


# What is written where, and the contract that must break.
SINS = [
    ("kernel/__init__.py", "import huiyin.platform", "floors"),
    ("platform/__init__.py", "import huiyin.rooms.people.terms", "floors"),
    ("rooms/people/usecases.py", "import huiyin.site", "floors"),
    ("rooms/people/usecases.py", "import huiyin.rooms.appraisal.terms", "rooms"),
    ("rooms/records/usecases.py", "import huiyin.rooms.regulations.queries", "rooms"),
    ("rooms/cases/usecases.py", "import huiyin.rooms.callbacks.usecases", "rooms"),
    ("rooms/cellar/__init__.py", "", "rooms"),
    ("rooms/people/helpers.py", "", "inside"),
    ("rooms/people/usecases.py", "import huiyin.rooms.people.web", "inside"),
    ("rooms/people/rules.py", "import huiyin.rooms.people.models", "inside"),
    ("rooms/people/queries.py", "import huiyin.rooms.people.usecases", "inside"),
    ("rooms/people/forms.py", "import huiyin.rooms.people.screens", "inside"),
    ("kernel/__init__.py", "import django", "pure"),
    ("rooms/people/rules.py", "import sqlite3", "pure"),
    ("rooms/people/web.py", "import huiyin.rooms.people.models", "doors"),
    ("rooms/people/jobs.py", "import huiyin.rooms.people.models", "doors"),
    *(
        (
            f"rooms/{'appraisal' if room != 'appraisal' else 'reports'}/queries.py",
            f"import huiyin.rooms.{room}.models",
            f"tables-{room}",
        )
        for room in ROOMS
    ),
]


@pytest.mark.parametrize(("file", "line", "contract"), SINS, ids=[f"{c}-{f}-{n}" for n, (f, _, c) in enumerate(SINS)])
def test_a_sin_is_refused(tmp_path, file, line, contract):
    house = build_stubs(tmp_path)
    target = house / file
    target.parent.mkdir(exist_ok=True)
    target.write_text(line + "\n", "utf-8")
    done = lint(tmp_path)
    name = contracts()[f"importlinter:contract:{contract}"]["name"]
    assert f"{name} BROKEN" in done.stdout, done.stdout + done.stderr


def test_every_room_that_is_built_guards_its_tables():
    built = {path.name for path in (ROOT / "huiyin" / "rooms").iterdir() if (path / "__init__.py").exists()}
    guarded = {
        name.removeprefix("importlinter:contract:tables-") for name in contracts().sections() if ":tables-" in name
    }
    assert guarded == built

"""The command line: quick, in two languages, refusing in words and exit codes."""

import subprocess
import sys
import time

import pytest

from huiyin.site import language
from tests.site.homes import Home, as_json


def test_help_loads_no_django_and_answers_at_once(tmp_path):
    code = (
        "import sys, huiyin.site.cli as cli\n"
        "try: cli.app(['--help'])\n"
        "except SystemExit: pass\n"
        "print('django' in sys.modules)"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.rstrip().endswith("False")
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("arguments", "environment", "chosen"),
    [
        ([], {}, "zh-hans"),
        ([], {"LANG": "C.UTF-8"}, "zh-hans"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "HUIYIN_LANGUAGE": "zh-hans"}, "zh-hans"),
        (["--language", "en"], {"HUIYIN_LANGUAGE": "zh-hans"}, "en"),
        (["--language=zh"], {"LANG": "en_US"}, "zh-hans"),
    ],
    ids=["nothing", "plain", "english", "own-setting", "option", "joined-option"],
)
def test_the_language_is_chinese_unless_english_is_said(arguments, environment, chosen):
    assert language.choose(arguments, environment) == chosen


def test_migrate_says_what_it_did_and_does_nothing_twice(tmp_path):
    home = Home(tmp_path / "new")
    first, second = home.run("migrate"), home.run("migrate")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "migrations were applied" in first.stderr
    assert "up to date" in second.stderr
    assert (home.folder / "huiyin.sqlite3").stat().st_mode & 0o077 == 0, "others may not read the data"


def test_verify_trail_holds_on_a_fresh_installation(home):
    done = home.run("verify-trail", "--json")
    assert (done.returncode, as_json(done)) == (
        0,
        {"entries": 0, "anchors": 0, "breaks": [], "signatures": 0, "signature_breaks": []},
    )


def test_check_names_what_is_missing(home):
    done = home.run("check", "--json")
    findings = {item["what"]: item["good"] for item in as_json(done)}
    assert done.returncode == 1
    assert findings["database"]
    assert findings["audit trail"]
    assert findings["signatures"]
    assert not findings["worker"]


def test_serve_refuses_a_database_of_an_older_version(home):
    home.execute(
        "DELETE FROM django_migrations WHERE app = 'appraisal' "
        "AND name = (SELECT max(name) FROM django_migrations WHERE app = 'appraisal')"
    )
    done = home.run("serve", "--port", "1")
    assert done.returncode == 1

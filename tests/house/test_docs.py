"""Documents made from the code are current, and say what they should."""

import subprocess
import sys
from pathlib import Path

import pytest

from huiyin.site.demo.company import ACCOUNTS, PASSWORD
from tools.docs import words
from tools.docs.__main__ import DOCUMENTS, documents

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made():
    return documents()


@pytest.mark.parametrize("name", [*DOCUMENTS, "README.md"])
def test_a_document_is_current(made, name):
    """Run `make docs` where this fails."""
    assert (ROOT / "docs" / name).read_text("utf-8") == made[name]


def test_nothing_else_in_docs_pretends_to_be_made():
    marked = {path.name for path in (ROOT / "docs").glob("*.md") if "Made by `make docs`" in path.read_text("utf-8")}
    assert marked == {*DOCUMENTS, "README.md"}


def test_the_check_finds_a_stale_document(tmp_path):
    """The command that `make check` runs fails where a file was edited by hand."""
    script = (
        "import tools.docs.__main__ as docs\n"
        f"docs.ROOT = docs.ROOT.__class__({str(tmp_path)!r})\n"
        "docs.documents = lambda: {'one.md': 'as made', 'two.md': 'as made'}\n"
        "print(docs.stale())\n"
    )
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "one.md").write_text("edited", "utf-8")
    (folder / "two.md").write_text("as made", "utf-8")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['one.md']"


def test_a_setting_without_a_sentence_stops_the_build(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "ROOT", tmp_path)
    file = tmp_path / "settings.py"
    file.write_text('import os\n# What it does.\nA = os.environ.get("A", "1")\n', "utf-8")
    assert words.variables(file) == [("`A`", "`1`", "What it does.")]
    file.write_text('import os\nA = os.environ.get("A", "1")\n', "utf-8")
    with pytest.raises(SystemExit, match="say in a comment above what A does"):
        words.variables(file)


def test_every_variable_of_the_settings_is_described(made):
    for name in ("HUIYIN_HOME", "DATABASE_URL", "HUIYIN_SECRET_KEY", "HUIYIN_HOSTS", "HUIYIN_UPLOAD_MOST_MB"):
        assert f"`{name}`" in made["settings.md"]


def test_the_glossary_speaks_both_languages(made):
    lines = [line.split("|") for line in made["glossary.md"].splitlines() if line.startswith("| ")]
    silent = [line[1].strip() for line in lines if line[1].strip() not in {"English", "---"} and not line[2].strip()]
    assert silent == []


def test_readmes_name_the_two_commands():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "make demo" in text
        assert "make test" in text


def test_readmes_name_the_demo_s_accounts():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert f"`{PASSWORD}`" in text
        assert [one for one in ACCOUNTS if f"`{one.username}`" not in text or one.name not in text] == []


def test_links_between_documents_lead_somewhere():
    lost = []
    for path in [
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "README.md",
        ROOT / "README.zh-CN.md",
        ROOT / "CONTRIBUTING.md",
    ]:
        for piece in path.read_text("utf-8").split("](")[1:]:
            target = piece.partition(")")[0].partition("#")[0]
            if target and "://" not in target and not (path.parent / target).exists():
                lost.append(f"{path.relative_to(ROOT)}: {target}")
    assert lost == []

"""The command line on the demo company: what it writes, settles and explains agrees with itself."""

import pytest

from tests.site.homes import Home, as_json

pytestmark = pytest.mark.slow


def test_what_is_exported_comes_back_unchanged_and_settles_the_same(demo: Home, tmp_path):
    stored = demo.run("settle", "--stored", "--year", "2025", "--json").stdout
    assert demo.run("export", "--out", tmp_path / "x.xlsx").returncode == 0
    preview = as_json(demo.run("import", tmp_path / "x.xlsx", "--preview", "--json"))
    assert {name: (found["new"], found["changed"]) for name, found in preview.items() if "new" in found} == {
        "员工": (0, 0),
        "考评单": (0, 0),
    }
    assert demo.run("settle", tmp_path / "x.xlsx", "--year", "2025", "--json").stdout == stored
    written = demo.run("demo", "--write-workbook", tmp_path / "w.xlsx")
    assert written.returncode == 0, written.stderr
    assert demo.run("settle", tmp_path / "w.xlsx", "--year", "2025", "--json").stdout == stored


def test_settling_a_workbook_leaves_no_trace(demo: Home, tmp_path):
    demo.run("export", "--out", tmp_path / "x.xlsx", "--year", "2025")
    nowhere = Home(tmp_path / "nowhere", "postgresql://nobody@127.0.0.1:1/none")
    done = nowhere.run("settle", tmp_path / "x.xlsx", "--year", "2025", "--json")
    assert done.returncode == 0, done.stderr
    assert len(as_json(done)) == 59
    assert not nowhere.folder.exists()


def test_an_explanation_is_written_out_as_text_json_and_pdf(demo: Home, tmp_path):
    text = demo.run("explain", "HY0038", "--year", "2025")
    assert text.returncode == 0, text.stderr
    told = as_json(demo.run("explain", "HY0038", "--year", "2025", "--json", "--pdf", str(tmp_path / "e.pdf")))
    results = as_json(demo.run("settle", "--stored", "--year", "2025", "--json"))
    total = next(one["total"] for one in results if one["employee_no"] == "HY0038")
    assert told["result"] == total
    assert total in text.stdout
    assert (tmp_path / "e.pdf").read_bytes().startswith(b"%PDF-")
    assert demo.run("explain", "HY9999", "--year", "2025").returncode == 1

"""A simulation on the page, over the API and from the command line: narrowed to the reach, and nothing stored."""

import csv
import io
import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from huiyin.kernel.errors import NotPermitted, Refusal
from huiyin.platform import workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.forms import SimulationForm
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries.schemes import in_force_on
from huiyin.rooms.appraisal.queries.simulation import Ground, alternative_of, simulate
from huiyin.rooms.appraisal.queries.trial_schemes import trial_schemes, with_head
from huiyin.rooms.appraisal.screens.simulation import ORDERS, PAGE_SIZE, pager
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.people.models import Employee
from huiyin.site import trials
from tests.appraisal.conftest import BY_NUMBER, EXPECTED
from tests.appraisal.test_pages_schemes import changed, with_marks

pytestmark = pytest.mark.django_db
YEAR = 2025


@pytest.fixture
def scheme(department):
    return Scheme.objects.get(is_default_pack=True)


@pytest.fixture
def draft(scheme):
    made = drafting.draft_scheme(SYSTEM, base=scheme, name="下一版", effective_from=date(2026, 2, 1))
    made = changed(made, checks_share=1000, months_share=2000, year_share=7000)
    return with_marks(made, "check", "hotel", 回访=None, 档案与登记=3500)


def tried(client, pk, **asked):
    answer = client.get(f"/api/v1/appraisal/schemes/{pk}/simulation", {"year": YEAR, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.clause("P-4.2a", "P-4.6Σ")
def test_the_scheme_in_force_changes_nothing(boss, scheme):
    found = tried(boss, scheme.pk)
    assert [row["number"] for row in found["people"]] == [line["employee_no"] for line in EXPECTED]
    for row in found["people"]:
        line = BY_NUMBER[row["number"]]
        assert (row["before"], row["rank_before"]) == (line["total"], line["rank"])
        assert (row["after"], row["rank_after"], row["crosses"]) == (line["total"], line["rank"], None)
    assert (found["unused"], found["before"]) == ([], found["after"])
    assert found["before"]["above_100"] == sum(line["excellent"] for line in EXPECTED)
    assert found["before"]["totals"] == sum(line["total"] is not None for line in EXPECTED)


def test_a_draft_says_what_changes_and_what_counts_nothing(boss, draft):
    found = tried(boss, draft.pk, sort="-change")
    changes = [row["change"] for row in found["people"] if row["change"] is not None]
    assert changes == sorted(changes, key=float, reverse=True)
    assert len(set(changes)) > 5
    assert [(one["form"], one["section"]) for one in found["unused"]] == [("check/hotel", "回访")]
    assert float(found["unused"][0]["points"]) > 0
    assert found["before"]["mean"] != found["after"]["mean"]


def test_the_page_shows_chart_table_and_what_counts_nothing(boss, draft):
    page = boss.get(f"/appraisal/schemes/{draft.pk}/simulate?year={YEAR}").content.decode()
    for word in ("总分分布", "不计的扣分", "回访", "逐人对照", "其中超过 100", "升过 100", "下一版 v2"):
        assert word in page
    assert page.count("<tr") > PAGE_SIZE
    falling = boss.get(f"/appraisal/schemes/{draft.pk}/simulate?year={YEAR}&sort=-change").content.decode()
    assert 'aria-sort="descending"' in falling
    assert {name for name in ORDERS if f'id="hy-sort-{name}"' in page} == set(ORDERS)
    assert boss.get(f"/appraisal/schemes/{draft.pk}/simulate?year=1999").status_code == 422
    assert boss.get(f"/appraisal/schemes/{draft.pk}/simulate?sort=name").status_code == 422
    assert boss.get(f"/appraisal/schemes/{draft.pk}/simulate?page=x").status_code == 422


def test_the_field_shows_the_year_that_is_tried(department, scheme):
    """Where no year is asked for it is the youngest that is over, not the first one in the list."""
    actor = department.actor("boss")
    asked = SimulationForm({}, actor=actor, ground=Ground(schemes=[scheme], years=[2026, 2025, 2024]))
    assert (asked.accept()["year"], asked["year"].value()) == (2025, "2025")
    first = SimulationForm({"level": ""}, actor=actor, ground=Ground(schemes=[scheme], years=[2026]))
    assert (first.accept()["year"], first["year"].value()) == (2026, "2026")
    assert SimulationForm({}, actor=actor, ground=Ground(schemes=[scheme], years=[])).accept()["year"] is None


def test_the_table_is_exported_whole(boss, draft):
    url = f"/appraisal/schemes/{draft.pk}/simulate?year={YEAR}&sort=number&format="
    rows = list(csv.reader(io.StringIO(b"".join(boss.get(f"{url}csv").streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == sorted(line["employee_no"] for line in EXPECTED)
    sheet = CalamineWorkbook.from_object(io.BytesIO(b"".join(boss.get(f"{url}xlsx").streaming_content)))
    assert len(sheet.get_sheet_by_index(0).to_python()) == len(EXPECTED) + 1


def test_many_people_come_in_pages():
    query = {"year": "2025", "sort": "change"}
    rows: Any = [None] * (2 * PAGE_SIZE + 1)
    first, second, last = (pager(rows, page, query) for page in (1, 2, 3))
    assert (first["previous_url"], first["next_url"]) == ("", "?year=2025&sort=change&page=2")
    assert (second["previous_url"], second["next_url"]) == (
        "?year=2025&sort=change&page=1",
        "?year=2025&sort=change&page=3",
    )
    assert (last["next_url"], last["count_label"]) == ("", "101")


def test_a_difference_is_exported_too(boss, scheme, draft):
    url = f"/appraisal/schemes/{draft.pk}/compare?with={scheme.pk}&format="
    rows = list(csv.reader(io.StringIO(b"".join(boss.get(f"{url}csv").streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 6, "three shares, a section gone, one with other marks, and the head"
    assert any("回访" in row and "已删" in row for row in rows)
    sheet = CalamineWorkbook.from_object(io.BytesIO(b"".join(boss.get(f"{url}xlsx").streaming_content)))
    assert len(sheet.get_sheet_by_index(0).to_python()) == len(rows)


def test_people_are_narrowed_to_the_reach_but_ranked_among_all(department, draft):
    every = {row["number"]: row for row in tried(department.client("boss"), draft.pk)["people"]}
    found = tried(department.client("manager"), draft.pk)
    assert 0 < len(found["people"]) < len(every)
    assert {row["unit"] for row in found["people"]} == {department.unit.name}
    assert all(every[row["number"]] == row for row in found["people"])
    assert found["before"]["people"] == len(found["people"])
    page = department.client("manager").get(f"/appraisal/schemes/{draft.pk}/simulate?year={YEAR}").content.decode()
    others = Employee.objects.exclude(unit=department.unit).values_list("name", flat=True)
    assert [name for name in others if name in page] == []


def test_only_who_may_draft_may_simulate(department, draft, scheme):
    for who in ("supervisor", "employee", "quality", "admin"):
        assert department.client(who).get(f"/appraisal/schemes/{scheme.pk}/simulate").status_code == 403
        assert department.client(who).get(f"/api/v1/appraisal/schemes/{scheme.pk}/simulation").status_code == 403
        with pytest.raises(NotPermitted):
            simulate(department.actor(who), alternatives=[alternative_of(scheme)], year=YEAR)


def test_nothing_is_stored_and_the_statements_are_always_as_many(boss, scheme, draft):
    one = CaptureQueriesContext(connection)
    with one:
        simulate(SYSTEM, alternatives=[alternative_of(scheme)], year=YEAR)
    many = CaptureQueriesContext(connection)
    with many:
        rows = [("检查占比", "", 10.0), ("月考核占比", "", 30.0), ("年终占比", "", 60.0)]
        named = [(f"{place}", with_head(rows)) for place in range(20)]
        base: Any = in_force_on(date(2025, 12, 31))
        simulate(SYSTEM, alternatives=trial_schemes(named, base), year=YEAR)
    assert abs(len(many) - len(one)) <= 1
    words = {query["sql"].split()[0] for query in [*one.captured_queries, *many.captured_queries]}
    assert words <= {"SELECT", "WITH"}


def test_the_page_and_its_file_cost_twelve_statements(department, scheme, draft, statements):
    for row in (scheme, draft):
        url = f"/appraisal/schemes/{row.pk}/simulate?year={YEAR}"
        for more in ("", f"&unit={department.unit.pk}&sort=change", "&format=csv"):
            assert statements(department.client("boss"), url + more) <= 12
    assert statements(department.client("manager"), f"/appraisal/schemes/{draft.pk}/simulate?year={YEAR}") <= 12


def test_a_version_without_a_form_that_the_year_needs_is_refused(scheme, draft):
    draft.forms.filter(kind="check", audience="hotel").delete()
    with pytest.raises(Refusal):
        simulate(SYSTEM, alternatives=[alternative_of(draft)], year=YEAR)
    with pytest.raises(Refusal):
        simulate(SYSTEM, alternatives=[alternative_of(scheme)], year=2019)


GRID = {
    "重年终": {"检查占比": 10, "月考核占比": 30, "年终占比": 60},
    "重出勤": {"满分:工作出勤": {"操作层": 9}, "满分:参与性": {"操作层": 3}},
}


def printed(capfd, *arguments, code=0, **more):
    assert trials.run(*arguments, **({"as_json": True, "xlsx": None} | more)) == code
    return json.loads(capfd.readouterr().out)


def test_the_command_line_tries_stored_versions_and_a_grid_side_by_side(capfd, tmp_path, scheme, draft):
    path = tmp_path / "grid.json"
    path.write_text(json.dumps(GRID, ensure_ascii=False), "utf-8")
    found = printed(capfd, ["1", f"v{draft.number}"], YEAR, path, None)
    assert [(one["name"], one["version"]) for one in found["schemes"]] == [
        (str(scheme), 1), (str(draft), 2), ("重年终", None), ("重出勤", None),
    ]  # fmt: skip
    first = found["schemes"][0]
    assert [one["after"] for one in first["people"]] == [line["total"] for line in EXPECTED]
    assert {one["change"] for one in first["people"]} <= {"0.00", None}
    assert [one["section"] for one in found["schemes"][1]["unused"]] == ["回访"]
    assert len({str([row["after"] for row in one["people"]]) for one in found["schemes"]}) == 4

    sheets = [
        ("重年终", ("项目", "层级", "值"), [("检查占比", "", 10), ("月考核占比", "", 30), ("年终占比", "", 60)]),
        ("重出勤", ("项目", "层级", "值"), [("满分:工作出勤", "操作层", 9), ("满分:参与性", "操作层", 3)]),
    ]
    book = tmp_path / "grid.xlsx"
    workbooks.write(book, sheets)
    again = printed(capfd, [], YEAR, book, None)
    assert again["schemes"] == found["schemes"][2:]

    out = tmp_path / "out.xlsx"
    assert trials.run(["1"], YEAR, book, None, as_json=False, xlsx=out) == 0
    written = CalamineWorkbook.from_path(out)
    assert written.sheet_names == ["汇总", "总分", "名次"]
    totals = written.get_sheet_by_name("总分").to_python()
    assert totals[0] == ["工号", "姓名", "层级", "现行", str(scheme), "重年终", "重出勤"]
    assert len(totals) == len(EXPECTED) + 1
    capfd.readouterr()
    assert trials.run(["1", "2"], YEAR, None, None, as_json=False, xlsx=None) == 0
    shown = capfd.readouterr()
    assert "现行" in shown.out
    assert "回访" in shown.err


@pytest.mark.parametrize(
    ("grid", "row"),
    [
        ({"A": {"检查占比": 10, "月考核占比": 30, "年终占比": 50}}, 2),
        ({"A": {"满分:工作出勤": {"操作层": 9}}}, 2),
        ({"A": {"检查占比": 20, "无此项": 1}}, 3),
        ([1], 0),
    ],
    ids=["shares", "maxima", "unknown", "shape"],
)
def test_a_grid_that_is_wrong_is_refused_by_scheme_and_row(capfd, tmp_path, scheme, grid, row):
    path = tmp_path / "grid.json"
    path.write_text(json.dumps(grid, ensure_ascii=False), "utf-8")
    faults = printed(capfd, [], YEAR, path, None, code=1)
    assert (faults[0]["sheet"], faults[0]["row"]) == ("A" if row else "", row)
    assert faults[0]["reason"]


def test_unknown_versions_and_files_are_refused(capfd, tmp_path, scheme):
    path = tmp_path / "grid.json"
    path.write_text("{", "utf-8")
    assert printed(capfd, [], YEAR, path, None, code=1)
    for number in ("99", "x"):
        assert number in printed(capfd, [number], YEAR, None, None, code=1)[0]["reason"]
    assert printed(capfd, ["1"], 2019, None, None, code=1)
    path.write_text(json.dumps(GRID), "utf-8")
    assert printed(capfd, [], YEAR, path, 77, code=1)
    assert re.search(r"\d", printed(capfd, [], YEAR, path, 1)["schemes"][0]["after"]["mean"])

"""The pages of a settled year: results, a person's year, statistics; every figure opens to its rows."""

import json
import re
from collections import Counter
from fractions import Fraction
from urllib.parse import urlencode

import pytest

from huiyin.kernel.points import round_half_up, show_points
from huiyin.platform.models import Job
from huiyin.rooms.appraisal import jobs
from huiyin.rooms.appraisal.models import Deduction, Line, Run, Score, Sheet
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from tests.appraisal.conftest import BY_NUMBER, COLLEAGUE, EXPECTED, OWN, found_in, quiet

pytestmark = pytest.mark.django_db
API = "/api/v1/appraisal"


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def every_line(client, **query):
    found = []
    while True:
        body = client.get(f"{API}/lines?{urlencode(query)}").json()
        found += body["items"]
        if body["next"] is None:
            return found
        query["after"] = body["next"]


@pytest.mark.clause("P-4.6Σ", "P-4.9e")
def test_the_results_list_shows_everybody_by_class_and_rank(boss, settled):
    found = {row["number"]: row for row in every_line(boss, run=settled.pk)}
    assert len(found) == 60
    for number, line in BY_NUMBER.items():
        row = found[number]
        assert (row["rank"], row["checks"], row["months"], row["annual"], row["total"], row["excellent"]) == (
            line["rank"], line["checks"], line["monthly"], line["annual"], line["total"], line["excellent"],
        )  # fmt: skip
        assert row["missing"] == "、".join(line["missing"])
    page = text(boss.get(f"/appraisal/runs/{settled.pk}?sort=number"))
    for number in ("E0001", "E0002", "E0003"):
        assert BY_NUMBER[number]["total"] in page
    assert "优秀员工" in page


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"level": "managerial"}, lambda line: line["level"] == "管理层"),
        ({"excellent": True}, lambda line: line["excellent"]),
        ({"complete": False}, lambda line: not line["complete"]),
        ({"least": 99}, lambda line: line["total"] is not None and float(line["total"]) >= 99),
        ({"below": 90}, lambda line: line["total"] is not None and float(line["total"]) < 90),
        ({"q": "E0003"}, lambda line: line["employee_no"] == "E0003"),
        ({"year": 2025, "excellent": True}, lambda line: line["excellent"]),
    ],
    ids=str,
)
def test_results_are_filtered(boss, settled, query, kept):
    found = {row["number"] for row in every_line(boss, **({} if "year" in query else {"run": settled.pk}), **query)}
    assert found == {line["employee_no"] for line in EXPECTED if kept(line)}
    assert found


@pytest.mark.parametrize(("sort", "key"), [("total", "total"), ("-total", "total"), ("number", "number")])
def test_results_are_ordered_by_what_an_index_or_little_serves(boss, settled, sort, key):
    rows = every_line(boss, run=settled.pk, sort=sort)
    values = [float(row[key]) if key == "total" and row[key] else row[key] or -1 for row in rows]
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_results_are_exported_and_given_as_the_command_line_gives_them(boss, settled):
    answer = boss.get(f"/appraisal/runs/{settled.pk}/results.json")
    assert json.loads(answer.content) == EXPECTED
    assert boss.get(f"{API}/years/2025/results").json() == EXPECTED
    lines = b"".join(boss.get(f"/appraisal/runs/{settled.pk}?format=csv").streaming_content).decode("utf-8-sig")
    assert len(lines.strip().splitlines()) == 61
    assert "108.00" in lines


def test_a_year_leads_to_the_run_that_speaks_for_it(boss, settled):
    assert boss.get("/appraisal/years/2025")["Location"] == f"/appraisal/runs/{settled.pk}"
    assert boss.get("/appraisal/years/1999").status_code == 404
    assert "2025" in text(boss.get("/appraisal/years"))


def hidden(client, url, action):
    page = client.get(url).content.decode()
    form = found_in(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_a_year_is_settled_and_published_from_the_pages(department):
    client, boss = department.client("boss"), department.actor("boss")
    page = client.get("/appraisal/years").content.decode()
    assert "<option>2025</option>" in page
    asked = client.post(
        "/appraisal/years/settle", {**hidden(client, "/appraisal/years", "/appraisal/years/settle"), "year": 2025}
    )
    work = Job.objects.get(kind="appraisal.settle_year")
    assert asked["Location"] == f"/jobs/{work.pk}"
    made = jobs.settle_year(boss, quiet, key=f"job:{work.pk}", **work.args)
    run = Run.objects.get(pk=made["run"])
    url, act = f"/appraisal/runs/{run.pk}", f"/appraisal/runs/{run.pk}/publish"
    client.post(act, hidden(client, url, act))
    work = Job.objects.get(kind="appraisal.publish_year")
    jobs.publish_year(boss, quiet, key=f"job:{work.pk}", **work.args)
    shown = client.get(url)
    assert "已公布" in text(shown)
    assert act not in shown.content.decode()
    refused = client.post(act, {"idempotency_key": "later", "version": "2"}, follow=True)
    assert "已经公布" in text(refused)


def test_a_wrong_year_is_refused_where_it_was_asked(boss, department):
    for year in ("", "abc", "99"):
        answer = boss.post("/appraisal/years/settle", {"idempotency_key": "k" + year, "year": year})
        assert answer.status_code == 303
    assert not Job.objects.exists()
    assert department.client("supervisor").post("/appraisal/years/settle", {"year": 2025}).status_code == 403


def test_who_sees_a_part_of_the_company_is_not_offered_to_settle_it(boss, settled, department):
    part = department.client("manager")
    for path in ("/appraisal/years", f"/appraisal/runs/{settled.pk}"):
        assert "/appraisal/years/settle" in boss.get(path).content.decode()
        assert "/appraisal/years/settle" not in part.get(path).content.decode()
    before = Job.objects.count()
    part.post("/appraisal/years/settle", {"year": 2025, "idempotency_key": "part"})
    assert Job.objects.count() == before


@pytest.mark.clause("P-1.0b")
def test_an_employee_finds_his_own_year_on_the_pages(settled, department):
    client = department.client("employee")
    assert client.get(f"/appraisal/runs/{settled.pk}").status_code == 404
    publish_year(department.actor("boss"), run=settled)
    page = text(client.get(f"/appraisal/runs/{settled.pk}"))
    assert BY_NUMBER[OWN]["total"] in page
    assert COLLEAGUE not in page
    own = client.get(f"/appraisal/people/{OWN}/2025")
    assert BY_NUMBER[OWN]["total"] in text(own)
    assert client.get(f"/appraisal/people/{COLLEAGUE}/2025").status_code == 404
    assert client.get("/appraisal/statistics").status_code == 403
    assert [line["employee_no"] for line in client.get(f"{API}/years/2025/results").json()] == [OWN]


def test_a_persons_page_shows_figures_calendar_and_tree(boss, settled):
    page = boss.get("/appraisal/people/E0003/2025")
    shown = text(page)
    line = BY_NUMBER["E0003"]
    for figure in (line["total"], line["checks"], line["monthly"], line["annual"]):
        assert figure in shown
    links = set(re.findall(r'href="/appraisal/sheets/(\d+)"', page.content.decode()))
    assert links >= {str(pk) for pk in Sheet.objects.filter(employee__number="E0003").values_list("pk", flat=True)}
    assert "P-4.6Σ" in shown
    assert len(page.content) < 300_000


def test_statistics_count_what_the_results_say(boss, settled):
    body = boss.get(f"{API}/statistics?run={settled.pk}").json()
    totals = [Fraction(line["total"]) for line in EXPECTED if line["total"] is not None]
    assert (body["people"], body["complete"]) == (60, sum(line["complete"] for line in EXPECTED))
    assert body["excellent"] == sum(line["excellent"] for line in EXPECTED)
    assert body["mean"] == show_points(round_half_up(sum(totals, Fraction(0)) * 100 / len(totals)))
    assert (body["highest"], body["lowest"]) == (f"{float(max(totals)):.2f}", f"{float(min(totals)):.2f}")
    bands = [sum(low <= total < high for total in totals) for low, high in ((90, 1000), (80, 90), (60, 80), (0, 60))]
    assert [band["count"] for band in body["bands"]] == bands
    assert sum(band["count"] for band in body["bins"]) == len(totals)
    assert sum(unit["people"] for unit in body["units"]) == 60


def test_the_month_trend_the_dimensions_and_the_top_items_are_counted_from_the_sheets(boss, settled):
    body = boss.get(f"{API}/statistics").json()
    assert [month["key"] for month in body["months"]] == [f"2025-{month:02d}" for month in range(1, 13)]
    march = Score.objects.filter(year=2025, kind=4, month=3)
    assert body["months"][2]["count"] == march.count()
    mean = Fraction(sum(score.base + score.bonus for score in march), march.count())
    assert body["months"][2]["mean"] == show_points(round_half_up(mean))
    assert [one["key"] for one in body["dimensions"]] == ["德", "勤", "能", "绩"]
    assert all(one["count"] == Score.objects.filter(year=2025, kind=4).count() for one in body["dimensions"])
    points: Counter[tuple[str, str]] = Counter()
    for item, section, cost in Deduction.objects.values_list("item", "section__name", "points"):
        points[item, section] += cost
    top = [(item["key"], item["points"]) for item in body["items"]]
    assert top[0][1] == show_points(points.most_common(1)[0][1])
    assert [float(cost) for _key, cost in top] == sorted((float(cost) for _key, cost in top), reverse=True)


def test_statistics_are_narrowed_by_unit_and_class(boss, settled, department):
    body = boss.get(f"{API}/statistics?run={settled.pk}&unit={department.unit.pk}&level=operational").json()
    lines = Line.objects.filter(run=settled, unit=department.unit, level="operational")
    assert body["people"] == lines.count()
    assert [unit["name"] for unit in body["units"]] == [department.unit.name]
    page = text(boss.get(f"/appraisal/statistics?run={settled.pk}&unit={department.unit.pk}&level=operational"))
    assert department.other.name not in page.split("按部门和层级")[1]


def test_every_figure_of_the_statistics_opens_to_as_many_rows(boss, settled):
    page = boss.get("/appraisal/statistics").content.decode()
    bands = re.findall(r'<a href="(/appraisal/runs/\d+\?[^"]*)">(\d+)</a>', page)
    assert len(bands) >= 4
    for url, count in bands:
        shown = text(boss.get(url.replace("&amp;", "&")))
        assert f"共 {count} 条" in shown or count == "0", url
    months = re.findall(r'<a href="(/appraisal/sheets\?month=[^"]*)">(\d+)</a>', page)
    assert len(months) == 12
    url, count = months[4]
    assert f"共 {count} 条" in text(boss.get(url.replace("&amp;", "&")))


def test_a_chart_has_its_table(boss, settled):
    page = boss.get("/appraisal/statistics").content.decode()
    assert page.count("data-chart") >= 4
    assert page.count('class="hy-table hy-table--small"') >= 4
    assert "<style" not in page
    assert " style=" not in page


def test_a_manager_counts_his_unit_alone(settled, department):
    body = department.client("manager").get(f"{API}/statistics").json()
    assert {unit["name"] for unit in body["units"]} == {department.unit.name}
    other = department.client("manager").get(f"{API}/statistics?unit={department.other.pk}")
    assert other.status_code == 422


def test_without_a_settled_year_the_statistics_say_so(boss):
    Run.objects.all().delete()
    assert "统计以已结算的年度为依据" in text(boss.get("/appraisal/statistics"))
    assert boss.get(f"{API}/statistics").status_code == 404


URLS = [
    "/appraisal/years",
    "/appraisal/runs/{run}",
    "/appraisal/runs/{run}?level=operational&sort=-total",
    "/appraisal/people/E0003/2025",
    "/appraisal/statistics",
    "/appraisal/statistics?run={run}&level=operational",
]


@pytest.mark.parametrize("url", URLS)
def test_a_page_costs_few_statements(boss, settled, statements, url):
    assert statements(boss, url.format(run=settled.pk)) <= 12


def test_the_acts_of_the_api_take_a_key_and_answer_once(department):
    client = department.client("boss")
    body = json.dumps({"year": 2025})
    post = {"data": body, "content_type": "application/json"}
    assert client.post(f"{API}/settlements", **post).status_code == 422
    first = client.post(f"{API}/settlements", headers={"Idempotency-Key": "a1"}, **post)
    again = client.post(f"{API}/settlements", headers={"Idempotency-Key": "a1"}, **post)
    assert (first.status_code, first.json()) == (202, again.json())
    assert Job.objects.count() == 1
    other = client.post(
        f"{API}/settlements", headers={"Idempotency-Key": "a1"}, **post | {"data": json.dumps({"year": 2024})}
    )
    assert other.status_code == 409
    assert other["Content-Type"] == "application/problem+json"
    work = client.get(f"{API}/jobs/{first.json()['id']}").json()
    assert (work["kind"], work["state"]) == ("appraisal.settle_year", "waiting")
    assert department.client("manager").get(f"{API}/jobs/{first.json()['id']}").status_code == 404
    made = jobs.settle_year(department.actor("boss"), quiet, key="job:1", year=2025)
    wrong = client.post(
        f"{API}/runs/{made['run']}/publish", data=json.dumps({"version": 7}), content_type="application/json",
        headers={"Idempotency-Key": "a2"},
    )  # fmt: skip
    assert wrong.status_code == 409
    right = client.post(
        f"{API}/runs/{made['run']}/publish", data=json.dumps({"version": 1}), content_type="application/json",
        headers={"Idempotency-Key": "a3"},
    )  # fmt: skip
    assert right.status_code == 200

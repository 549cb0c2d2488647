"""Sheets are read by person, by unit and month, and by evaluator; one sheet is written out to its deductions."""

import re
from urllib.parse import urlencode

import pytest
from django.db.models import Count, F, Q

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.models import Bonus, Deduction, Score, Sheet
from huiyin.rooms.appraisal.terms import Kind
from tests.appraisal.conftest import COLLEAGUE, OWN

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


def rows(client, path="sheets", **query):
    """All rows of a list over the API, page by page."""
    found = []
    while True:
        answer = client.get(f"/api/v1/appraisal/{path}?{urlencode(query)}")
        assert answer.status_code == 200, answer.content
        body = answer.json()
        found += body["items"]
        if body["next"] is None:
            return found
        query["after"] = body["next"]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_pages_by_key_and_shows_every_sheet_once(boss):
    found = rows(boss, kind="4")
    assert len(found) == Sheet.objects.filter(kind=Kind.MONTH).count() > 600
    assert len({row["id"] for row in found}) == len(found)
    days = [row["date"] for row in found]
    assert days == sorted(days, reverse=True)
    kept = {score.sheet_id: show_points(score.base + score.bonus) for score in Score.objects.filter(kind=Kind.MONTH)}
    assert all(row["score"] == kept[row["id"]] for row in found)


def test_many_sheets_are_counted_up_to_a_thousand(boss):
    body = boss.get("/api/v1/appraisal/sheets").json()
    assert (body["count"], body["more"]) == (1000, True)
    assert "1,000+" in boss.get("/appraisal/sheets").content.decode()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"kind": "5"}, Q(kind=5)),
        ({"month": "2025-03", "kind": "2"}, Q(date__range=("2025-03-01", "2025-03-31"), kind=2)),
        ({"year": 2025, "kind": "5"}, Q(kind=5, date__year=2025)),
        ({"year": 2024}, Q(date__year=2024)),
        ({"person": OWN}, Q(employee__number=OWN)),
        ({"q": OWN}, Q(employee__number=OWN)),
        ({"q": "K2025000222"}, Q(number="K2025000222")),
        ({"q": "曾怡"}, Q(employee__name="曾怡")),
        ({"q": "zengyi"}, Q(employee__name="曾怡")),
        ({"q": "没有这个人"}, Q(pk=0)),
        ({"evaluator": "E0017", "month": "2025-12"}, Q(evaluator__number="E0017", date__month=12)),
        ({"own": True, "kind": "4"}, Q(evaluator=F("employee"), kind=4)),
        ({"own": False, "kind": "5"}, ~Q(evaluator=F("employee")) & Q(kind=5)),
    ],
    ids=str,
)
def test_filters_keep_what_they_say(boss, query, kept):
    found = {row["id"] for row in rows(boss, **query)}
    assert found == set(Sheet.objects.filter(kept).values_list("pk", flat=True))


def test_a_unit_filter_keeps_the_unit(boss, department):
    found = rows(boss, unit=department.unit.pk, month="2025-05")
    assert {row["unit"] for row in found} == {department.unit.name}
    assert len(found) == Sheet.objects.filter(unit=department.unit, date__range=("2025-05-01", "2025-05-31")).count()


def test_sheets_with_a_deduction_item_are_found(boss):
    item = Deduction.objects.values_list("item").annotate(count=Count("pk")).order_by("-count")[0][0]
    expected = Sheet.objects.filter(deductions__item=item).distinct()
    assert {row["id"] for row in rows(boss, item=item)} == set(expected.values_list("pk", flat=True)) != set()


@pytest.mark.parametrize("query", ["month=2025-13", "kind=9", "unit=999999", "year=12", "after=nonsense", "sort=score"])
def test_a_filter_that_cannot_be_read_is_refused(boss, query):
    assert boss.get(f"/appraisal/sheets?{query}").status_code == 422


def test_the_page_says_what_was_merged_and_who_appraised_himself(boss):
    merged = Sheet.objects.filter(kind=Kind.SPOT_CHECK, score=None)[0]
    page = text(boss.get(f"/appraisal/sheets?q={merged.number}"))
    assert "已合并" in page
    own = text(boss.get("/appraisal/sheets?own=true"))
    assert "自评" in own


def test_exports_hold_all_rows_of_the_filter(boss):
    answer = boss.get("/appraisal/sheets?kind=5&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + Sheet.objects.filter(kind=Kind.YEAR).count()
    assert "得分" in lines[0]
    assert "年终考评" in lines[1]


@pytest.mark.clause("P-4.7a", "P-4.9c")
def test_a_sheet_is_written_out_with_sections_deductions_and_bonus(boss):
    row = Sheet.objects.filter(kind=Kind.MONTH, bonuses__isnull=False, deductions__isnull=False)[0]
    page = boss.get(f"/appraisal/sheets/{row.pk}")
    shown = text(page)
    assert show_points(row.score.base + row.score.bonus) in shown
    for deduction in row.deductions.all():
        assert deduction.fact in shown
        assert deduction.item in shown
        assert f"−{show_points(deduction.points)}" in shown
    for bonus in Bonus.objects.filter(sheet=row):
        assert f"+{bonus.points}.00" in shown
        assert bonus.ground in shown
    assert row.evaluator is not None
    assert row.evaluator.name in shown
    assert "员工绩效考核标准 v1" in shown


@pytest.mark.clause("P-4.5.2b")
def test_an_inspection_shows_under_each_section_of_the_standard_what_was_deducted_and_its_item(boss):
    row = Sheet.objects.filter(kind=Kind.WEEK_CHECK).annotate(lost=Count("deductions")).order_by("-lost", "pk")[0]
    body = boss.get(f"/api/v1/appraisal/sheets/{row.pk}").json()
    shown = [(part["name"], one["item"], one["fact"]) for part in body["sections"] for one in part["deductions"]]
    shown += [("其它", one["item"], one["fact"]) for one in body["other"]]
    assert sorted(shown) == sorted(row.deductions.values_list("section__name", "item", "fact"))
    names = row.form.sections.filter(is_other=False).values_list("name", flat=True)
    assert [part["name"] for part in body["sections"]] == list(names)
    page = boss.get(f"/appraisal/sheets/{row.pk}").content.decode()
    for name, item, _fact in shown:
        section = page.partition(f"{name}</th>")[2].partition("<th ")[0]
        assert f'<span class="hy-quiet">{item}</span>' in section


@pytest.mark.clause("P-4.10a")
def test_a_serious_violation_shows_that_it_took_the_section(boss):
    row = Sheet.objects.filter(deductions__serious=True, kind=Kind.MONTH)[0]
    shown = text(boss.get(f"/appraisal/sheets/{row.pk}"))
    assert "严重违规，扣完本项" in shown
    assert "P-4.10a" in shown


@pytest.mark.clause("P-4.8")
def test_other_shows_what_it_took_and_its_cap(boss):
    row = Sheet.objects.filter(deductions__section__is_other=True)[0]
    body = boss.get(f"/api/v1/appraisal/sheets/{row.pk}").json()
    listed = sum(Deduction.objects.filter(sheet=row, section__is_other=True).values_list("points", flat=True))
    if body["merged_into"] is None and not body["scored_with"]:
        assert body["other_deducted"] == show_points(min(500, listed))
    assert body["other"]


@pytest.mark.clause("P-4.6")
def test_a_merged_spot_check_leads_to_its_month_and_back(boss):
    spot = Sheet.objects.filter(kind=Kind.SPOT_CHECK, score=None, deductions__isnull=False)[0]
    body = boss.get(f"/api/v1/appraisal/sheets/{spot.pk}").json()
    head = boss.get(f"/api/v1/appraisal/sheets/{body['merged_into']}").json()
    assert (body["score"], head["merged_into"]) == (None, None)
    assert spot.pk in head["scored_with"]
    facts = [loss["fact"] for section in head["sections"] for loss in section["deductions"]]
    facts += [loss["fact"] for loss in head["other"]]
    assert set(spot.deductions.values_list("fact", flat=True)) <= set(facts)
    page = text(boss.get(f"/appraisal/sheets/{spot.pk}"))
    assert head["number"] in page


def test_the_sections_of_every_sheet_add_up_to_its_score(boss):
    """A walk over one sheet of each kind and form: what the page shows adds up."""
    some = {(row.kind, row.form_id): row.pk for row in Sheet.objects.exclude(score=None).order_by("pk")}
    assert len(some) >= 9
    for pk in some.values():
        body = boss.get(f"/api/v1/appraisal/sheets/{pk}").json()
        kept = sum(float(section["score"]) for section in body["sections"])
        bonus = sum(float(one["points"]) for one in body["bonuses"])
        assert max(0, kept - float(body["other_deducted"])) + bonus == pytest.approx(float(body["score"]), abs=1e-9)


def test_by_person_counts_each_kind_with_its_mean(boss):
    row = next(one for one in rows(boss, "people", year=2025) if one["number"] == OWN)
    scores = Score.objects.filter(employee__number=OWN, year=2025)
    assert (row["weeks"], row["months"]) == (scores.filter(kind=1).count(), scores.filter(kind=4).count())
    total = sum(score.base + score.bonus for score in scores.filter(kind=4))
    assert abs(float(row["months_mean"]) * 100 - total / scores.filter(kind=4).count()) <= 0.5
    assert row["annual"] is not None


def test_by_unit_and_month_shows_scores_and_gaps(boss, department):
    gone = Sheet.objects.get(employee__number=COLLEAGUE, kind=Kind.MONTH, period="2025-04")
    gone.deductions.all().delete()
    gone.delete()
    found = {row["number"]: row for row in rows(boss, "months", month="2025-04", unit=department.unit.pk)}
    assert found[COLLEAGUE]["missing"] == "月考核"
    assert found[COLLEAGUE]["appraisal"] is None
    assert found[OWN]["missing"] is None
    kept = Score.objects.get(employee__number=OWN, kind=Kind.MONTH, year=2025, month=4)
    assert found[OWN]["appraisal"] == show_points(kept.base + kept.bonus)
    weeks = Sheet.objects.filter(employee__number=OWN, kind=1, date__range=("2025-04-01", "2025-04-30")).count()
    assert len(found[OWN]["weeks"].split()) == weeks
    assert {row["unit"] for row in found.values()} == {department.unit.name}


@pytest.mark.clause("P-4.4.5")
def test_by_evaluator_counts_alike_scores_and_flags_who_appraised_himself(boss):
    found = {row["number"]: row for row in rows(boss, "evaluators", month="2025-12")}
    person = found["E0017"]
    sheets = Sheet.objects.filter(evaluator__number="E0017", date__range=("2025-12-01", "2025-12-31"))
    assert person["count"] == sheets.count()
    assert person["own"] == sheets.filter(employee__number="E0017").count() > 0
    scores = [score.base + score.bonus for score in Score.objects.filter(sheet__in=sheets)]
    assert abs(float(person["average"]) * 100 - sum(scores) / len(scores)) <= 0.5
    commonest = max(scores.count(score) for score in scores)
    assert person["alike"] == f"{100 * commonest // len(scores)} %"


def test_the_views_begin_with_the_youngest_month_and_show_it(boss):
    page = boss.get("/appraisal/sheets/month").content.decode()
    assert 'value="2025-12"' in page
    assert "W51" in page


URLS = [
    "/appraisal/sheets",
    "/appraisal/sheets?kind=4&month=2025-03&evaluator=E0017",
    "/appraisal/sheets?q=曾",
    "/appraisal/sheets/people",
    "/appraisal/sheets/month",
    "/appraisal/sheets/evaluators",
]


@pytest.mark.parametrize("url", URLS)
def test_a_list_costs_few_statements(boss, statements, url):
    assert statements(boss, url) <= MOST_STATEMENTS


def test_a_sheet_costs_the_same_whatever_it_holds(boss, statements):
    spare = Sheet.objects.filter(kind=Kind.MONTH, deductions=None, bonuses=None)[0]
    many = Sheet.objects.filter(kind=Kind.MONTH).annotate(n=Count("deductions")).order_by("-n")[0]
    costs = {statements(boss, f"/appraisal/sheets/{row.pk}") for row in (spare, many)}
    assert len(costs) == 1
    assert costs.pop() <= MOST_STATEMENTS


@pytest.mark.clause("P-1.0b")
def test_an_employee_reads_his_own_sheets_alone(department):
    client = department.client("employee")
    assert {row["employee_no"] for row in rows(client, kind="4")} == {OWN}
    assert [row["number"] for row in rows(client, "people")] == [OWN]
    own = Sheet.objects.filter(employee__number=OWN)[0]
    other = Sheet.objects.filter(employee__number=COLLEAGUE)[0]
    assert client.get(f"/appraisal/sheets/{own.pk}").status_code == 200
    assert client.get(f"/appraisal/sheets/{other.pk}").status_code == 404
    for page in ("month", "evaluators"):
        assert client.get(f"/appraisal/sheets/{page}").status_code == 403


def test_a_supervisor_reads_the_sheets_of_his_unit(department):
    client = department.client("supervisor")
    assert {row["unit"] for row in rows(client, kind="4")} == {department.unit.name}
    other = Sheet.objects.filter(unit=department.other)[0]
    assert client.get(f"/appraisal/sheets/{other.pk}").status_code == 404
    counted = sum(row["count"] for row in rows(client, "evaluators", month="2025-12"))
    visible = Sheet.objects.filter(
        unit=department.unit, evaluator__unit=department.unit, date__range=("2025-12-01", "2025-12-31")
    )
    assert counted == visible.count()


def test_who_reads_no_scores_is_refused_and_strangers_sign_in(department, client):
    admin = department.client("admin")
    assert admin.get("/appraisal/sheets").status_code == 403
    assert admin.get("/appraisal/people/E0002/2025").status_code == 403
    assert client.get("/appraisal/sheets").status_code == 302
    assert client.get("/api/v1/appraisal/sheets").status_code == 401

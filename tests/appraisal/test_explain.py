"""An explanation reaches the shown figures from single deductions, or is not shown."""

import logging
import re
from datetime import date
from fractions import Fraction

import pytest
from django.db.models import F

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible
from huiyin.kernel.points import show_points
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Deduction, Line, Score, Sheet
from huiyin.rooms.appraisal.queries import explain
from huiyin.rooms.appraisal.queries.sheet import accounts, sheet_page
from huiyin.rooms.appraisal.rules.account import Gain, Loss, account_sheet
from huiyin.rooms.appraisal.rules.account import Line as Section
from huiyin.rooms.appraisal.screens.explanation import as_lines, document, fraction, points, tree
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from tests.appraisal.conftest import BY_NUMBER, COLLEAGUE, EXPECTED, OWN

pytestmark = pytest.mark.django_db


@pytest.mark.clause("P-1.0b", "P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ")
def test_everybody_is_explained_to_the_expected_figures(settled):
    for line in EXPECTED:
        made = document(explain(SYSTEM, line["employee_no"], 2025))
        assert {key: made[key] for key in ("checks", "monthly", "annual", "total", "excellent", "rank")} == {
            key: line[key] for key in ("checks", "monthly", "annual", "total", "excellent", "rank")
        }
        assert [gap["word"] for gap in made["missing"]] == line["missing"]
        assert made["steps"]["result"] == line["total"]


def leaves(step):
    yield step
    for inner in step["steps"]:
        yield from leaves(inner)


def worth(step):
    """The exact value of a step: its fraction, else its shown result."""
    return Fraction(step["exact"]) if step["exact"] else Fraction(step["result"])


def test_the_tree_adds_up_when_it_is_read_by_somebody_else(settled):
    """Only the words of the tree are used: means from the sheets' results, the total from A, B, C."""
    for number in ("E0001", "E0003", "E0004", "E0033"):
        top = document(explain(SYSTEM, number, 2025))["steps"]
        a, b, c = top["steps"][:3]
        kinds = [worth(kind) for kind in a["steps"]]
        for kind in a["steps"]:
            sheets = [Fraction(sheet["result"]) for sheet in kind["steps"]]
            assert worth(kind) == sum(sheets) / len(sheets)
        assert worth(a) == sum(kinds) / len(kinds)  # weights 50 : 50
        for part in (b, c):
            sheets = [Fraction(sheet["result"]) for sheet in part["steps"]]
            assert worth(part) == sum(sheets) / len(sheets)
        total = worth(a) * Fraction(20, 100) + worth(b) * Fraction(30, 100) + worth(c) * Fraction(50, 100)
        assert worth(top["steps"][3]) == total
        hundredths = (2 * total * 100 + 1) // 2
        assert top["result"] == show_points(int(hundredths))


def test_a_sheets_sections_add_up_to_its_score(settled):
    made = explain(SYSTEM, "E0003", 2025)
    for group in document(made)["steps"]["steps"][:3]:
        for sheet in leaves(group):
            if not sheet["sheet"] or not sheet["steps"]:
                continue
            parts = [
                Fraction(re.sub("[+−]", lambda sign: {"+": "", "−": "-"}[sign[0]], one["result"]))
                for one in sheet["steps"]
            ]
            assert sum(parts) == Fraction(sheet["result"]), sheet["label"]


def test_a_leaf_names_its_fact_item_evaluator_sheet_and_clause(settled):
    text = "\n".join(as_lines(tree(explain(SYSTEM, "E0003", 2025))))
    loss = Deduction.objects.filter(sheet__employee__number="E0003", sheet__kind=Kind.MONTH)[0]
    assert loss.fact in text
    assert loss.item in text
    assert loss.sheet.number in text
    assert loss.sheet.evaluator is not None
    assert loss.sheet.evaluator.name in text
    assert "P-4.5.2b" in text
    assert "员工绩效考核标准 v1" in text


def test_exact_fractions_stand_until_the_last_step(settled):
    top = tree(explain(SYSTEM, "E0003", 2025))
    assert "…" in (top.steps[0].result or "")
    assert "/" in top.exact
    rounding = top.steps[4]
    assert rounding.result == "99.92"
    assert "…" in rounding.numbers


@pytest.mark.parametrize(
    ("hundredths", "shown", "exact"),
    [
        (Fraction(9502), "95.02", ""),
        (Fraction(28507, 3), "95.023333…", "28507/300"),
        (Fraction(19005, 2), "95.025", "3801/40"),
        (Fraction(0), "0.00", ""),
        (Fraction(-1, 3), "-0.003333…", "-1/300"),
        (Fraction(10000), "100.00", ""),
    ],
    ids=str,
)
def test_figures_are_written_exactly_or_say_that_they_go_on(hundredths, shown, exact):
    assert points(hundredths) == shown
    assert fraction(hundredths) == exact


TAMPERINGS = {
    "a total": lambda: Line.objects.filter(number=OWN).update(total=F("total") + 1),
    "a sum": lambda: Line.objects.filter(number=OWN).update(week_sum=F("week_sum") + 50),
    "a count": lambda: Line.objects.filter(number=OWN).update(month_count=F("month_count") - 1),
    "what is missing": lambda: Line.objects.filter(number=OWN).update(missing=["月考核 2025-01"]),
    "excellence": lambda: Line.objects.filter(number=OWN).update(excellent=True),
    "a kept score": lambda: Score.objects.filter(employee__number=OWN, kind=1, month=2).update(base=F("base") - 1),
    "a deduction": lambda: Deduction.objects.filter(sheet__employee__number=OWN, serious=False)[:1].get().delete(),
    "points": lambda: Deduction.objects.filter(
        pk=Deduction.objects.filter(sheet__employee__number=OWN, serious=False).values("pk")[:1]
    ).update(points=F("points") + 50),
    "a sheet": lambda: Score.objects.filter(
        sheet=Sheet.objects.filter(employee__number=OWN, kind=1).values("pk")[:1]
    ).delete(),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS, ids=str)
def test_an_explanation_that_does_not_reach_the_kept_figures_is_refused_and_logged(settled, department, caplog, what):
    explain(SYSTEM, OWN, 2025)
    TAMPERINGS[what]()
    with caplog.at_level(logging.ERROR, "huiyin.appraisal"), pytest.raises(Conflict) as refused:
        explain(SYSTEM, OWN, 2025)
    assert refused.value.faults
    assert OWN in caplog.text
    page = department.client("boss").get(f"/appraisal/people/{OWN}/2025")
    assert page.status_code == 409
    assert BY_NUMBER[OWN]["total"] not in page.content.decode()
    assert department.client("boss").get(f"/appraisal/people/{OWN}/2025/pdf").status_code == 409
    assert explain(SYSTEM, COLLEAGUE, 2025).person.number == COLLEAGUE


@pytest.mark.clause("P-1.0b")
def test_an_employee_is_shown_himself_alone_and_only_what_is_published(settled, department):
    employee = department.actor("employee")
    open_year = explain(employee, OWN, 2025)
    assert (open_year.run, open_year.line) == (None, None)
    publish_year(department.actor("boss"), run=settled)
    assert explain(employee, OWN, 2025).rank == BY_NUMBER[OWN]["rank"]
    for other in (COLLEAGUE, "E0003", "X9999"):
        with pytest.raises(NotVisible):
            explain(employee, other, 2025)


def test_a_supervisor_is_shown_the_people_of_his_unit(settled, department):
    supervisor = department.actor("supervisor")
    assert explain(supervisor, COLLEAGUE, 2025).person.unit == department.unit.name
    with pytest.raises(NotVisible):
        explain(supervisor, "E0003", 2025)
    with pytest.raises(NotPermitted):
        explain(department.actor("admin"), OWN, 2025)


@pytest.mark.clause("P-4.6B")
def test_what_is_missing_is_named_with_its_reason_and_never_counted_as_zero(settled):
    lacking = next(line for line in EXPECTED if line["missing"])
    made = explain(SYSTEM, lacking["employee_no"], 2025)
    assert [gap.word for gap in made.gaps] == lacking["missing"]
    assert all(re.search(r"\d+", gap.reason) for gap in made.gaps)
    if lacking["total"] is None:
        assert tree(made).result is None
        assert made.total is None


def test_an_unsettled_year_is_explained_from_what_is_there(settled):
    settled.delete()
    made = explain(SYSTEM, "E0003", 2025)
    assert made.run is None
    assert made.total is not None
    assert show_points(made.total) == BY_NUMBER["E0003"]["total"]
    empty = explain(SYSTEM, "E0003", 2024)
    assert empty.total is None
    assert empty.gaps
    assert tree(empty).steps[0].result is None


def test_the_page_the_json_and_the_api_say_the_same(settled, department):
    client = department.client("boss")
    page = client.get("/appraisal/people/E0003/2025")
    as_json = client.get("/appraisal/people/E0003/2025/json").json()
    by_api = client.get("/api/v1/appraisal/explanations?employee_no=E0003&year=2025").json()
    assert as_json == by_api
    html = page.content.decode()
    for step in leaves(as_json["steps"]):
        assert step["label"] in html.replace("&#x27;", "'").replace("&quot;", '"')
    pdf = client.get("/appraisal/people/E0003/2025/pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_spot_checks_are_explained_where_they_were_merged(settled):
    spot = Sheet.objects.filter(kind=Kind.SPOT_CHECK, score=None).select_related("employee")[0]
    made = explain(SYSTEM, spot.employee.number, 2025)
    merged = [sheet for sheet in made.account.group(Kind.MONTH_CHECK).sheets if spot.number in sheet.pooled]
    assert len(merged) == 1
    page = sheet_page(SYSTEM, pk=spot.pk)
    assert page.head.number == merged[0].number
    assert page.account.score == merged[0].score
    assert {loss.sheet for loss in page.own} <= {spot.number}


HEAD = {
    "pk": 1, "number": "K1", "kind": Kind.MONTH, "day": date(2025, 3, 31), "period": "2025-03", "evaluator": "甲",
    "scheme": "v1", "cap": 500, "pooled": ("K1",),
}  # fmt: skip
LINES = [
    (Section("思想道德", "德", 400), False),
    (Section("服务态度", "德", 700), False),
    (Section("其它", "", 0), True),
]


def loss(section, cost, *, serious=False):
    return Loss(section, cost, serious, "", "事由", "", "K1", date(2025, 3, 31), "甲")


@pytest.mark.clause("P-4.5.2a", "P-4.8", "P-4.9c", "P-4.9d", "P-4.10a")
def test_a_sheet_is_counted_section_by_section():
    made = account_sheet(
        HEAD, LINES, [loss("思想道德", 300), loss("思想道德", 300), loss("其它", 900)], [Gain(3, "嘉奖")]
    )
    assert [section.score for section in made.sections] == [0, 700]
    assert made.other_deducted == 500
    assert (made.subtotal, made.score) == (200, 500)
    worst = account_sheet(HEAD, LINES, [loss("服务态度", 0, serious=True), loss("思想道德", 400), loss("其它", 100)])
    assert (worst.sections_sum, worst.subtotal, worst.score) == (0, 0, 0)
    full = account_sheet(HEAD, LINES, [], [Gain(10, "记大功")])
    assert full.score == 1100 + 1000


def test_all_accounts_of_a_year_cost_three_statements(settled, django_assert_num_queries):
    rows = list(Sheet.objects.filter(employee__number="E0003").select_related("evaluator", "form__scheme"))
    with django_assert_num_queries(3):
        made = accounts(rows)
    assert len(made) == sum(1 for row in rows if row.kind != Kind.SPOT_CHECK)

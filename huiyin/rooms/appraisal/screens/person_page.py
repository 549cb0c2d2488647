"""The page of a person's year: figures at the head, the calendar of sheets, and the explanation."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.queries.explain import Explained
from huiyin.rooms.appraisal.queries.facts import facts_of_year
from huiyin.rooms.appraisal.screens.explanation import Step, missing_label, shown, tree
from huiyin.rooms.appraisal.screens.issue import issue_url
from huiyin.rooms.appraisal.terms import YEAR_SHEET, Kind, Permit
from huiyin.rooms.people.terms import Level

MOST_FACTS = 6
_ORDINARY = "P-4.5.2b"
_OF_DEDUCTIONS = frozenset({_ORDINARY, "P-4.10a"})


def person_context(actor: Actor, made: Explained) -> dict[str, Any]:
    """Return what the page of a person's year shows."""
    person, run, year = made.person, made.run, made.year
    published = run is not None and run.published_at is not None
    state = _("Results published") if published else _("Settled, not published") if run else _("Not settled yet")
    around = [
        {"label": str(one), "url": reverse("appraisal:person", args=[person.number, one]), "current": one == year}
        for one in (year - 1, year, year + 1)
        if one <= max(year, clock.today().year)
    ]
    return {
        "page_title": _("%(name)s · %(year)s") % {"name": person.name, "year": year},
        "crumbs": _crumbs(actor, made),
        "thing": {
            "name": person.name,
            "number": person.number,
            "state": state,
            "tone": "done" if published else "soon",
            "hint": f"{person.unit} · {person.post} · {Level(person.level).label}",
        },
        "made": made,
        "figures": figures_of(made),
        "years": around,
        "calendar": calendar_rows(made),
        "months": [f"{month:02d}" for month in range(1, 13)],
        "formula": formula_of(tree(made), made.open_sheets),
        "formula_title": _("How %(year)s was worked out") % {"year": year},
        "gaps": [{"word": missing_label(gap.word), "reason": gap.reason} for gap in made.gaps],
        "sheets_url": f"{reverse('appraisal:sheets')}?person={person.number}&year={year}",
        "pdf_url": reverse("appraisal:person_pdf", args=[person.number, year]),
        "json_url": reverse("appraisal:person_json", args=[person.number, year]),
        "records_url": f"{reverse('records:records')}?{urlencode({'q': person.number, 'period': year})}",
        "summary_url": f"{reverse('appraisal:self_summaries')}?{urlencode({'year': year, 'q': person.number})}",
        "issue_url": _issue_url(actor, made, published=published),
        "told": recorded(actor, made),
    }


def recorded(actor: Actor, made: Explained) -> dict[str, Any] | None:
    """Return the youngest facts that were recorded about the person in the year, and where all of them stand."""
    person, year = made.person, made.year
    lines = facts_of_year(actor, person.pk, year, MOST_FACTS)
    if not lines:
        return None
    days = {"since": f"{year}-01-01", "until": f"{year}-12-31"}
    own = person.pk == actor.employee_id
    page = reverse("evidence:mine") if own else reverse("evidence:facts")
    return {"lines": lines, "url": f"{page}?{urlencode(days if own else {'q': person.number, **days})}"}


def _issue_url(actor: Actor, made: Explained, *, published: bool) -> str:
    """Return where the year's form of the person is issued, for who may and once the year is published (P-5.2)."""
    if not (published and actor.may(Permit.ISSUE_FORMS)):
        return ""
    return issue_url(form=YEAR_SHEET, employee=made.person.number, period=made.year)


def _crumbs(actor: Actor, made: Explained) -> list[tuple[str, str]]:
    if made.run is None:
        return [(_("Sheets by person"), reverse("appraisal:people"))]
    title = _("Results of %(year)s") % {"year": made.year}
    return [(_("Year results"), reverse("appraisal:years")), (title, reverse("appraisal:run", args=[made.run.pk]))]


def figures_of(made: Explained) -> list[dict[str, Any]]:
    """Return the five figures at the head: each opens to its numerator, denominator and sheets."""
    account, number = made.account, made.person.number
    sheets = f"{reverse('appraisal:sheets')}?person={number}&year={made.year}"

    def tile(label: str, value: int | None, clause: str, kind: Kind | None = None) -> dict[str, Any]:
        group = account.group(kind) if kind else None
        more = (
            {
                "numerator": show_points(group.total),
                "numerator_label": _("sum of the scores"),
                "denominator": len(group.sheets),
                "denominator_label": _("sheets"),
            }
            if group and group.sheets
            else {}
        )
        return {
            "label": label,
            "value": shown(value),
            "clause": clause,
            "clause_url": reverse("regulations:demand", args=[clause]),
            "rows_url": f"{sheets}&kind={kind.value}" if kind else sheets,
            **more,
        }

    rank = {
        "label": _("Rank in the class"),
        "value": made.rank,
        "note": _("Among the complete of the same class; ties share a rank."),
        "hint": _("Excellent employee") if made.excellent else "",
    }
    return [
        tile(_("Year total"), made.total, "P-4.6Σ"),
        tile(_("A · inspections"), made.checks, "P-4.6A"),
        tile(_("B · month appraisals"), made.months, "P-4.6B", Kind.MONTH),
        tile(_("C · year-end appraisal"), made.annual, "P-4.6C", Kind.YEAR),
        rank,
    ]


def formula_of(step: Step, opened: Collection[int], depth: int = 0) -> dict[str, Any]:
    """Return a step as parts/formula.html draws it: sheets that are open to the reader and clauses are links.

    A section with a single deduction is one line; a deduction shows its clause only where it is a special one.
    """
    only = step.steps[0] if len(step.steps) == 1 and step.steps[0].clause in _OF_DEDUCTIONS else None
    below = () if only else step.steps
    said = [step.note] if only is None else [f"{only.result} {only.label}", only.note]
    clause = "" if step.clause == _ORDINARY else step.clause
    return {
        "label": step.label,
        "formula": step.formula,
        "numbers": _numbers(step),
        "result": step.result,
        "note": " · ".join(said),
        "clause": clause,
        # A line that opens shows its clause as text; the link stands on the lines that do not.
        "clause_url": reverse("regulations:demand", args=[clause]) if clause and not below else "",
        "url": reverse("appraisal:sheet", args=[step.sheet]) if step.sheet in opened else "",
        "links": [*(_earlier(step) if step.sheet in opened else []), *_facts(only or step)],
        "open": depth == 0,
        "steps": [formula_of(inner, opened, depth + 1) for inner in below],
    }


def _earlier(step: Step) -> list[dict[str, Any]]:
    if not step.earlier:
        return []
    return [{"label": _("Earlier edition"), "url": reverse("appraisal:edition", args=[step.earlier])}]


def _facts(step: Step) -> list[dict[str, Any]]:
    """Return the link of a deduction to the recorded fact that it was taken from, and so down to where it happened."""
    if not step.fact:
        return []
    return [{"label": _("Recorded fact"), "url": reverse("evidence:fact", args=[step.fact])}]


def _numbers(step: Step) -> str:
    if step.exact:
        return f"{step.numbers} = {step.exact}"
    return step.numbers if step.numbers != step.result else ""


def calendar_rows(made: Explained) -> list[dict[str, Any]]:
    """Return the year's sheets as rows of twelve months: [{label, months: [[{url, points, day}]]}]."""
    return [
        {
            "label": Kind(kind).label,
            "months": [[_cell(made, cell) for cell in months.get(month, ())] for month in range(1, 13)],
        }
        for kind, months in made.calendar.items()
        if months
    ]


def _cell(made: Explained, cell: Any) -> Mapping[str, Any]:
    url = reverse("appraisal:sheet", args=[cell.sheet]) if cell.sheet in made.open_sheets else ""
    return {"url": url, "day": cell.day, "points": "" if cell.points is None else show_points(cell.points)}

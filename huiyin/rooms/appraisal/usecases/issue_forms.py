"""Issuing the four forms as records (P-4.7b, P-4.7c, P-5): built from what the pages show, kept two years."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform import jobs, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.models import Line, Sheet
from huiyin.rooms.appraisal.queries import forms_content
from huiyin.rooms.appraisal.queries.forms_content import Prepared
from huiyin.rooms.appraisal.queries.forms_content.year import published_run
from huiyin.rooms.appraisal.terms import ANNUAL_OVERVIEW, MONTH_SHEET, STATISTICS, YEAR_SHEET, Kind, Permit
from huiyin.rooms.people.queries import units
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.queries.prints import print_records
from huiyin.rooms.records.usecases import Issued, issue_record, issue_records, keep_print

Tell = Callable[[int, int, str], None]
MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
YEAR = re.compile(r"[12][0-9]{3}")
PERIODS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    MONTH_SHEET: (MONTH,), YEAR_SHEET: (YEAR,), STATISTICS: (MONTH, YEAR), ANNUAL_OVERVIEW: (YEAR,),
}  # fmt: skip
"""Which periods each form is issued for: "2025-03" or "2025"."""


@dataclass(frozen=True)
class Outcome:
    """What an act of issuing left, and the people (staff number, name) who should have a form and have none."""

    issued: Issued
    absent: tuple[tuple[str, str], ...]


def check_period(form: str, period: str) -> None:
    """Refuse, at its field, a period that the form is not issued for."""
    if any(pattern.fullmatch(period) for pattern in PERIODS[form]):
        return
    asked = _("a year, 2025") if PERIODS[form] == (YEAR,) else _("a month, 2025-03")
    if len(PERIODS[form]) > 1:
        asked = _("a month, 2025-03, or a year, 2025")
    raise Refusal.at("period", _("This form is issued for %(asked)s.") % {"asked": asked})


def _check(actor: Actor, form: str, unit: Any, period: str) -> None:
    check_period(form, period)
    if not actor.reach(Permit.ISSUE_FORMS).covers(unit.path):
        raise NotPermitted(_("You may not issue forms for this unit."))


def _issue(actor: Actor, form: str, unit: Any, period: str, prepared: Prepared) -> Outcome:
    issued = issue_records(actor, kind=form, period=period, drafts=prepared.drafts)
    trail.note(
        unit=unit.name, form=record_types()[form].title, period=period, count=len(issued.pks), fresh=issued.fresh
    )
    return Outcome(issued, prepared.absent)


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.7b", "P-4.12.1", "P-5.1"))
def issue_month_sheets(actor: Actor, *, unit: Any, period: str, people: Sequence[int] | None = None) -> Outcome:
    """Issue 《员工月绩效考核记录表》 of everybody in a unit and below who has a month appraisal for "2025-03".

    ``people`` narrows it to some employees. Raises Refusal where a form would not add up to the kept score.
    """
    _check(actor, MONTH_SHEET, unit, period)
    return _issue(actor, MONTH_SHEET, unit, period, forms_content.month_sheets(unit.path, period, people))


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.12.2", "P-5.2"))
def issue_year_sheets(actor: Actor, *, unit: Any, year: int, people: Sequence[int] | None = None) -> Outcome:
    """Issue 《员工年终绩效考核记录表》 of everybody in a unit and below from the year's published settlement.

    Raises Conflict (409) before the year is published, Refusal where A + B + C would not give the total (P-5.2).
    """
    _check(actor, YEAR_SHEET, unit, f"{year:04d}")
    return _issue(actor, YEAR_SHEET, unit, f"{year:04d}", forms_content.year_sheets(unit.path, year, people))


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.7c", "P-4.12.3", "P-5.3"))
def issue_statistics(actor: Actor, *, unit: Any, period: str) -> Outcome:
    """Issue 《员工月/年绩效考核情况统计表》 of a unit and below: month mode for "2025-03", year mode for "2025".

    It has a line for everybody employed in it in the period (P-4.7c). The year mode is from a published settlement.
    """
    _check(actor, STATISTICS, unit, period)
    if MONTH.fullmatch(period):
        draft = forms_content.month_statistics(unit.path, period)
    else:
        draft = forms_content.year_statistics(unit.path, int(period))
    return _issue(actor, STATISTICS, unit, period, Prepared((draft,)))


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.12.4", "P-5.4"))
def issue_annual_overview(actor: Actor, *, unit: Any, year: int) -> Outcome:
    """Issue 《年度员工绩效考核情况统计表》 of a unit and below from the year's published settlement."""
    _check(actor, ANNUAL_OVERVIEW, unit, f"{year:04d}")
    draft = forms_content.annual_overview(unit.path, year)
    return _issue(actor, ANNUAL_OVERVIEW, unit, f"{year:04d}", Prepared((draft,)))


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.7b", "P-5.1", "P-5.2"))
def issue_personal_form(actor: Actor, *, form: str, employee: int, period: str) -> Any:
    """Issue one person's month or year form and return its record.

    It is issued for the unit that the sheet or the year's result names; raises NotPermitted (403) outside one's reach.
    """
    if form not in {MONTH_SHEET, YEAR_SHEET}:
        raise Refusal.at("form", _("This form is not about one person."))
    check_period(form, period)
    path = _path_of(form, employee, period)
    if path is None or not actor.reach(Permit.ISSUE_FORMS).covers(path):
        raise NotPermitted(_("You may not issue forms for this person, or there is nothing to issue."))
    if form == MONTH_SHEET:
        prepared = forms_content.month_sheets(path, period, [employee])
    else:
        prepared = forms_content.year_sheets(path, int(period), [employee])
    trail.note(form=record_types()[form].title, period=period, person=prepared.drafts[0].about_name)
    return issue_record(actor, kind=form, period=period, draft=prepared.drafts[0])


def _path_of(form: str, employee: int, period: str) -> str | None:
    rows: Any = Sheet.objects.filter(kind=Kind.MONTH, period=period)
    if form == YEAR_SHEET:
        rows = Line.objects.filter(run=published_run(int(period)))
    return rows.filter(employee=employee).values_list("unit__path", flat=True).first()  # type: ignore[no-any-return]


@usecase(permit=Permit.ISSUE_FORMS, clauses=("P-4.7b", "P-4.7c"))
def ask_issue(actor: Actor, *, form: str, unit: Any, period: str) -> Job:
    """Ask for all forms of a unit and period to be issued and printed in the background."""
    _check(actor, form, unit, period)
    if form in {YEAR_SHEET, ANNUAL_OVERVIEW} or YEAR.fullmatch(period):
        published_run(int(period))
    trail.note(form=record_types()[form].title, unit=unit.name, period=period)
    return jobs.start(actor, "appraisal.issue_batch", form=form, unit=unit.pk, period=period)


def _act(actor: Actor, form: str, unit: Any, period: str) -> Outcome:
    if form == MONTH_SHEET:
        return issue_month_sheets(actor, unit=unit, period=period)
    if form == YEAR_SHEET:
        return issue_year_sheets(actor, unit=unit, year=int(period))
    if form == STATISTICS:
        return issue_statistics(actor, unit=unit, period=period)
    return issue_annual_overview(actor, unit=unit, year=int(period))


def carry_out_issue(actor: Actor, tell: Tell, *, key: str, form: str, unit: int, period: str) -> dict[str, Any]:
    """Issue and print what ``ask_issue`` asked for; return what the page of the result shows.

    Issuing is one act and one transaction; printing takes longer and holds nothing locked. Done twice after a crash, it
    issues nothing twice and stores one print.
    """
    branch = units(actor).filter(pk=unit).first()
    if branch is None:
        raise NotVisible(_("There is no such unit, or it is not open to you."))
    tell(0, 0, _("Issuing the forms"))
    outcome = _act(actor, form, branch, period)

    def printing(done: int, total: int) -> None:
        tell(done, total, _("Printing %(done)s of %(total)s") % {"done": done, "total": total})

    count = len(outcome.issued.pks)
    printing(0, count)
    rendered = print_records(actor, pks=outcome.issued.pks, progress=printing)
    name = f"{record_types()[form].title.replace('/', '、')} {branch.name} {period}.pdf"
    stored = keep_print.once(actor, key, name=name, content=rendered.pdf, records=outcome.issued.pks)
    return {
        "url": reverse("appraisal:issue", args=[int(key.removeprefix("job:"))]),
        "label": _("Show the forms"),
        "form": form,
        "unit": branch.pk,
        "unit_name": branch.name,
        "period": period,
        "count": count,
        "fresh": outcome.issued.fresh,
        "pages": rendered.pages,
        "file": stored.pk,
        "records": list(outcome.issued.pks),
        "absent": [list(one) for one in outcome.absent],
        "unprintable": list(rendered.missing),
    }

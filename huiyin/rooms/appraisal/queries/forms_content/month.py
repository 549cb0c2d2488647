"""《员工月绩效考核记录表》: one per person and month (P-4.7b, P-5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span, month_span
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Sheet
from huiyin.rooms.appraisal.queries.forms_content.heads import (
    FORM_CODES,
    Prepared,
    expected,
    person,
)
from huiyin.rooms.appraisal.queries.forms_content.said import NOTHING, Said, said_on
from huiyin.rooms.appraisal.queries.forms_content.scores import checked_accounts, score_content, with_scores
from huiyin.rooms.appraisal.terms import MONTH_SHEET, Kind
from huiyin.rooms.people.queries.people import confirmers_on
from huiyin.rooms.people.queries.rosters import service_of, serving_in
from huiyin.rooms.people.queries.tree import branch, company_of
from huiyin.rooms.people.rules import Service
from huiyin.rooms.records.terms import Draft


@dataclass(frozen=True)
class _Filled:
    """A sheet as it was filled in: its points, and what was said and signed."""

    score: content.Score
    said: Said


def frame_of(period: str) -> Span:
    """Return the days of "2025-03"."""
    year, month = period.split("-")
    return month_span(int(year), int(month))


def month_sheets(path: str, period: str, people: Sequence[int] | None = None) -> Prepared:
    """Prepare the month's form of everybody in a branch who has a 月考核, and name who should have one and has none.

    ``path`` is the branch's unit path, ``period`` "2025-03"; ``people`` narrows it to some ids. Raises Refusal where
    nobody has a sheet, or where a form would not add up to the kept score (P-4.7b).
    """
    rows = Sheet.objects.filter(kind=Kind.MONTH, period=period, unit__path__startswith=path)
    if people is not None:
        rows = rows.filter(employee__in=people)
    sheets = list(with_scores(rows).order_by("unit__path", "employee__number"))
    if not sheets:
        raise Refusal(_("Nobody in this unit has a month appraisal for %(period)s.") % {"period": period})
    accounts = checked_accounts(sheets)
    services = service_of([sheet.employee_id for sheet in sheets])
    frame, company = frame_of(period), company_of(path)
    confirmers = confirmers_on(frame.end, {sheet.employee_id: sheet.unit.path for sheet in sheets})
    said = said_on(Kind.MONTH, period, [sheet.employee_id for sheet in sheets])

    def draft(sheet: Sheet) -> Draft:
        words = said.get(sheet.employee_id, NOTHING)
        confirmer = words.confirmer or confirmers.get(sheet.employee_id, "")
        score = score_content(accounts[sheet.pk], confirmer)
        return _draft(sheet, services[sheet.employee_id], frame, company, _Filled(score, words))

    drafts = tuple(draft(sheet) for sheet in sheets)
    return Prepared(drafts, _absent(path, period, {sheet.employee_id for sheet in sheets}, people))


def _absent(path: str, period: str, has: set[int], people: Sequence[int] | None) -> tuple[tuple[str, str], ...]:
    frame, units = frame_of(period), branch(path)
    elsewhere = set(Sheet.objects.filter(kind=Kind.MONTH, period=period).values_list("employee_id", flat=True))
    found = [
        (service.number, service.name)
        for pk, service in serving_in(frame, people=people).items()
        if pk not in has | elsewhere and expected(service, frame) and unit_on(service, frame) in units
    ]
    return tuple(sorted(found))


def unit_on(service: Service, frame: Span) -> int:
    """Return the unit of a person on his last employed day of a frame."""
    return service.place_on(service.last_day(frame) or frame.end).unit if service.places else 0


def _draft(sheet: Sheet, service: Service, frame: Span, company: str, filled: _Filled) -> Draft:
    said = filled.said
    day = service.last_day(frame) or sheet.date
    form: content.MonthSheet = {
        "form_code": FORM_CODES[MONTH_SHEET],
        "person": person(company, sheet.unit.name, service, day, level=sheet.form.audience, scheme=sheet.form.scheme),
        "period": sheet.period,
        "score": filled.score,
        "exams": [],
        "self_remark": said.self_remark,
        "evaluator_remark": said.remark,
        "goals": said.goals,
        "confirmation": said.confirmation,
        "manager": said.manager,
    }
    return personal(sheet.employee_id, service, sheet.unit, form)


def personal(employee: int, service: Service, unit: Any, form: Any) -> Draft:
    """Return the draft of a personal form."""
    return Draft(
        subject=("people.employee", str(employee)),
        unit_path=unit.path,
        unit_name=unit.name,
        content=form,
        about_id=employee,
        about_number=service.number,
        about_name=service.name,
    )

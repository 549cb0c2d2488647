"""《员工月/年绩效考核情况统计表》: one line per employee of a department (P-4.7c, P-5.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span, year_span
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Line, Run, Score, Sheet, StandardItem
from huiyin.rooms.appraisal.queries.forms_content.heads import (
    FORM_CODES,
    LEVELS,
    difference,
    expected,
    narrowed,
    points,
    scheme_label,
    summary,
    unsigned,
)
from huiyin.rooms.appraisal.queries.forms_content.month import frame_of, unit_on
from huiyin.rooms.appraisal.queries.forms_content.year import lines_of, published_run
from huiyin.rooms.appraisal.queries.settle import MonthScore, month_scores, scheme_of_year
from huiyin.rooms.appraisal.rules.year import ranks
from huiyin.rooms.appraisal.terms import DIMENSIONS, STATISTICS, Kind, RunState
from huiyin.rooms.people.queries.rosters import service_of, serving_in
from huiyin.rooms.people.queries.tree import branch, company_of
from huiyin.rooms.people.rules import Service
from huiyin.rooms.records.terms import Draft

MOST_NAMED = 2
"""Deduction items that a line names."""


@dataclass(frozen=True)
class _Cost:
    """What one deduction item cost a person: how often, how many hundredths, whether gravely."""

    item: str
    section: str
    count: int
    points: int
    serious: bool


def costs(sheets: QuerySet[Sheet]) -> dict[int, list[_Cost]]:
    """Return what the deduction items cost each person on some sheets, the dearest first: one statement."""
    grouped = (
        sheets.order_by()
        .values("employee", "deductions__item", "deductions__section__name")
        .annotate(
            n=Count("deductions"),
            cost=Sum("deductions__points"),
            grave=Count("deductions", filter=Q(deductions__serious=True)),
        )
        .filter(n__gt=0)
    )
    found: dict[int, list[_Cost]] = defaultdict(list)
    for one in grouped:
        found[one["employee"]].append(
            _Cost(one["deductions__item"], one["deductions__section__name"], one["n"], one["cost"], bool(one["grave"]))
        )
    for rows in found.values():
        rows.sort(key=lambda one: (not one.serious, -one.points, one.item, one.section))
    return found


def labels(items: Iterable[str], scheme: int) -> dict[str, str]:
    """Return what a scheme calls its deduction items: one statement."""
    return dict(StandardItem.objects.filter(scheme=scheme, code__in=set(items)).values_list("code", "label"))


def _named(rows: list[_Cost], known: Mapping[str, str]) -> str:
    def one(cost: _Cost) -> str:
        words = " ".join(filter(None, (cost.item, known.get(cost.item, cost.section))))
        return words + (f" {cost.count} 次" if cost.count > 1 else "") + ("（严重违规）" if cost.serious else "")

    return "；".join(one(cost) for cost in rows[:MOST_NAMED])


def month_statistics(path: str, period: str) -> Draft:
    """Prepare the month's table of a department: everybody who was employed in it has a line (P-4.7c).

    A person stands under the unit that his sheet names, without a sheet under that of his last employed day in it.
    """
    frame, units = frame_of(period), branch(path)
    rows = Sheet.objects.filter(kind=Kind.MONTH, period=period)
    units_of = dict(rows.values_list("employee_id", "unit_id"))
    services = _staff(frame, units, units_of)
    here = rows.filter(unit__in=list(units))
    if not services:
        raise Refusal(_("Nobody was employed in this unit in %(period)s.") % {"period": period})
    scores = {
        score.employee: score
        for score in month_scores(frame.start.year, frame.start.month, narrowed(list(services)))
        if score.employee in services
    }
    scheme = scheme_of_year(frame.end.year) if not scores else _scheme_of(here)
    spent = costs(here)
    known = labels((one.item for rows_ in spent.values() for one in rows_), scheme.pk)
    made = _Month(frame, scores, _ranked(scores), _before(frame, services), spent, known)
    people = sorted(services.items(), key=lambda pair: (_order(units, pair, units_of, frame), pair[1].number))
    totals = [score.total for score in scores.values()]
    form: content.MonthStatistics = {
        "form_code": FORM_CODES[STATISTICS],
        "company": company_of(path),
        "department": _name(units, path),
        "mode": "month",
        "period": period,
        "scheme": scheme_label(scheme),
        "lines": [made.line(pk, service) for pk, service in people],
        "summary": summary(len(people), totals, scheme.rounding),
        "maker": unsigned(),
        "reviewer": unsigned(),
    }
    return table_draft(units, path, form)


def _scheme_of(sheets: QuerySet[Sheet]) -> Any:
    """Return the scheme under which a month's sheets were filled in: that of the last one."""
    return sheets.select_related("form__scheme").order_by("-date", "-id")[0].form.scheme


def _staff(frame: Span, units: Collection[int], units_of: Mapping[int, int]) -> dict[int, Service]:
    """Return who belongs on the table of a branch."""
    serving = serving_in(frame)
    strangers = [pk for pk, unit in units_of.items() if unit in units and pk not in serving]
    if strangers:
        serving |= service_of(strangers)
    return {pk: one for pk, one in serving.items() if units_of.get(pk, unit_on(one, frame)) in units}


def _order(units: Mapping[int, Any], pair: tuple[int, Service], units_of: Mapping[int, int], frame: Span) -> str:
    unit = units[units_of.get(pair[0], unit_on(pair[1], frame))]
    return str(unit.path)


def _name(units: Mapping[int, Any], path: str) -> str:
    return next((str(unit.name) for unit in units.values() if unit.path == path), "")


def _ranked(scores: Mapping[int, MonthScore]) -> Mapping[Any, int]:
    return ranks((pk, score.level, Fraction(score.total)) for pk, score in scores.items())


def _before(frame: Span, services: Mapping[int, Service]) -> dict[int, int]:
    """Return the totals of the month before: one statement."""
    day = frame.start - timedelta(days=1)
    kept = Score.objects.filter(year=day.year, month=day.month, kind=Kind.MONTH)
    wanted = narrowed(list(services))
    if wanted is not None:
        kept = kept.filter(employee__in=wanted)
    return {pk: base + bonus for pk, base, bonus in kept.values_list("employee_id", "base", "bonus")}


@dataclass(frozen=True)
class _Month:
    """What the lines of a month's table are made of."""

    frame: Span
    scores: Mapping[int, MonthScore]
    ranks: Mapping[Any, int]
    before: Mapping[int, int]
    spent: Mapping[int, list[_Cost]]
    known: Mapping[str, str]

    def line(self, pk: int, service: Service) -> content.MonthLine:
        """Return a person's line; without a sheet it is empty and says why."""
        score = self.scores.get(pk)
        place = service.place_on(service.last_day(self.frame) or self.frame.end) if service.places else None
        level = score.level if score else place.level if place else ""
        parts = [points(score.dimensions.get(name)) if score else None for name in DIMENSIONS]
        return {
            "staff_no": service.number,
            "name": service.name,
            "post": place.post if place else "",
            "level": LEVELS.get(level, level),
            "virtue": parts[0],
            "diligence": parts[1],
            "ability": parts[2],
            "results": parts[3],
            "bonus": points(score.bonus if score else None),
            "total": points(score.total if score else None),
            "rank": self.ranks.get(pk),
            "change": difference(score.total if score else None, self.before.get(pk)),
            "main_deductions": _named(self.spent.get(pk, []), self.known),
            "remark": self._remark(service, score),
        }

    def _remark(self, service: Service, score: MonthScore | None) -> str:
        if score is None:
            return "缺月考核" if expected(service, self.frame) else "在职不足 15 天"
        return "在职不足 15 天" if not expected(service, self.frame) else ""


def year_statistics(path: str, year: int) -> Draft:
    """Prepare the year's table of a department from the published settlement: one line per result (P-4.7c)."""
    run = published_run(year)
    rows = lines_of(run, path)
    lines = list(rows)
    if not lines:
        raise Refusal(_("Nobody in this unit has a result for %(year)s.") % {"year": year})
    units = branch(path)
    services = service_of([line.employee_id for line in lines])
    frame = year_span(year)
    sheets = Sheet.objects.filter(
        kind__in=(Kind.MONTH, Kind.YEAR),
        date__range=(frame.start, frame.end),
        employee__in=rows.order_by().values("employee"),
    )
    spent = costs(sheets)
    known = labels((one.item for rows_ in spent.values() for one in rows_), run.scheme_id)
    before = totals_before(year, rows)
    form: content.YearStatistics = {
        "form_code": FORM_CODES[STATISTICS],
        "company": company_of(path),
        "department": _name(units, path),
        "mode": "year",
        "period": f"{year:04d}",
        "scheme": scheme_label(run.scheme),
        "lines": [
            _year_line(
                line, services[line.employee_id], frame.end, before, _named(spent.get(line.employee_id, []), known)
            )
            for line in lines
        ],
        "summary": summary(len(lines), [line.total for line in lines if line.total is not None], run.scheme.rounding),
        "maker": unsigned(),
        "reviewer": unsigned(),
    }
    return table_draft(units, path, form)


def totals_before(year: int, people: QuerySet[Line]) -> dict[int, int]:
    """Return the published totals of the year before, by person: one statement."""
    earlier = Run.objects.filter(year=year - 1, state=RunState.PUBLISHED)
    rows = Line.objects.filter(run__in=earlier, total__isnull=False, employee__in=people.order_by().values("employee"))
    return {pk: total for pk, total in rows.values_list("employee_id", "total") if total is not None}


def _year_line(
    line: Line, service: Service, last: date, before: Mapping[int, int], deductions: str
) -> content.YearLine:
    remark = "优秀员工" if line.excellent else "缺：" + "、".join(line.missing) if line.missing else ""
    return {
        "staff_no": line.number,
        "name": service.name,
        "post": service.place_on(last).post if service.places else "",
        "level": LEVELS.get(line.level, line.level),
        "checks": points(line.checks),
        "monthly": points(line.months),
        "annual": points(line.annual),
        "total": points(line.total),
        "rank": line.rank,
        "change": difference(line.total, before.get(line.employee_id)),
        "main_deductions": deductions,
        "remark": remark,
    }


def table_draft(units: Mapping[int, Any], path: str, form: Any) -> Draft:
    """Return the draft of a form about a unit."""
    unit = next(one for one in units.values() if one.path == path)
    return Draft(subject=("people.unit", str(unit.pk)), unit_path=path, unit_name=unit.name, content=form)

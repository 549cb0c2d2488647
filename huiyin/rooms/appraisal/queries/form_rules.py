"""What may be written on whose sheet: the form that rules a person and day, its sections and items, as plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from huiyin.kernel.period import Span
from huiyin.rooms.appraisal.models import Form, Section, SheetEdition, StandardItem
from huiyin.rooms.appraisal.queries.schemes import in_force_on
from huiyin.rooms.appraisal.rules.sheets import form_key, period_of
from huiyin.rooms.appraisal.rules.work import FormRules, ItemRule, SectionRule, period_span
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, Instrument, Kind
from huiyin.rooms.people.queries.rosters import leave_of, service_of, service_of_named
from huiyin.rooms.people.rules import Service


@dataclass(frozen=True)
class Standing:
    """How a person stands on a day: number and name, the unit, the form, and what may be written on it."""

    person: int
    number: str
    name: str
    unit: int
    form: Form
    rules: FormRules


def standings(kind: Kind, day: date, people: Collection[int]) -> dict[int, Standing]:
    """Return how each of some people stands on a day; who is not employed on it, or has no form, is left out.

    A constant number of statements, however many people.
    """
    scheme = in_force_on(day)
    if scheme is None:
        return {}
    frame = period_span(kind, period_of(int(kind), day))
    books = _Books([scheme.pk])
    leaves = leave_of(people, frame)
    found: dict[int, Standing] = {}
    for person, service in service_of(people).items():
        if not any(span.holds(day) for span in service.spans):
            continue
        place = service.places[0] if len(service.places) == 1 else service.place_on(day)
        form = books.forms.get((scheme.pk, *form_key(int(kind), day, place, service)))
        if form is None:
            continue
        audience = (_level(service, kind, day, frame), place.business)
        rules = books.rules(form, kind, audience, _days(service, frame), leaves.get(person, ()))
        found[person] = Standing(person, service.number, service.name, place.unit, form, rules)
    return found


def rules_for(rows: Collection[SheetEdition]) -> dict[int, FormRules]:
    """Return what may be written on sheets that stand on a form already, also where a later version rules now.

    Five statements, however many sheets; their people come with them.
    """
    if not rows:
        return {}
    books = _Books({row.form.scheme_id for row in rows})
    frames = {row.pk: period_span(Kind(row.kind), row.period) for row in rows}
    services = service_of_named({row.employee_id: (row.employee.number, row.employee.name) for row in rows})
    whole = Span(min(frame.start for frame in frames.values()), max(frame.end for frame in frames.values()))
    leaves = leave_of(services.keys(), whole)
    found: dict[int, FormRules] = {}
    for row in rows:
        service, frame, kind = services[row.employee_id], frames[row.pk], Kind(row.kind)
        audience = (_level(service, kind, row.date, frame), service.place_on(row.date).business)
        leave = leaves.get(row.employee_id, ())
        found[row.pk] = books.rules(row.form, kind, audience, _days(service, frame), leave)
    return found


def _days(service: Service, frame: Span) -> Span:
    """Return the days of a frame from the first to the last on which the person is employed."""
    employed = [span for span in service.spans if span.meets(frame)]
    return Span(max(frame.start, employed[0].start), min(frame.end, employed[-1].end)) if employed else frame


def _level(service: Service, kind: Kind, day: date, frame: Span) -> str:
    last = service.last_day(frame) if INSTRUMENT_OF[kind] != Instrument.CHECK else day
    return service.place_on(last or day).level


class _Books:
    """Forms, sections and items of some schemes, read once: two statements."""

    def __init__(self, schemes: Collection[int]) -> None:
        self.forms: dict[tuple[int, str, str], Form] = {}
        self.sections: dict[int, dict[str, SectionRule]] = {}
        rows = Section.objects.filter(form__scheme__in=schemes).select_related("form__scheme")
        for one in rows.order_by("form_id", "position"):
            form = one.form
            self.forms[form.scheme_id, form.kind, form.audience] = form
            self.sections.setdefault(form.pk, {})[one.name] = SectionRule(
                one.pk, one.name, one.maximum, one.is_other, one.dimension
            )
        self.items: dict[int, list[StandardItem]] = {}
        for item in StandardItem.objects.filter(scheme__in=schemes).order_by("pk"):
            self.items.setdefault(item.scheme_id, []).append(item)
        self.ruled: dict[tuple[int, bool, str, str], Mapping[str, ItemRule]] = {}

    def rules(
        self, form: Form, kind: Kind, audience: tuple[str, str], days: Span, leave: tuple[Span, ...]
    ) -> FormRules:
        """Return the rules of one form for a staff class and business; those of equal people share their items."""
        check = INSTRUMENT_OF[kind] == Instrument.CHECK
        key = (form.scheme_id, check, *audience)
        if key not in self.ruled:
            self.ruled[key] = self._items(*key)
        return FormRules(kind, self.sections[form.pk], self.ruled[key], form.scheme.other_cap, days, leave)

    def _items(self, scheme: int, check: bool, level: str, business: str) -> Mapping[str, ItemRule]:  # noqa: FBT001 - part of a key
        return {
            one.code: ItemRule(
                one.code, one.label, one.sub_item, one.check_section,
                one.check_least if check else one.least, one.check_most if check else one.most,
                one.initials, one.evidence, one.link,
            )
            for one in self.items.get(scheme, ())
            if one.level in {"", level} and one.business in {"", business}
        }  # fmt: skip

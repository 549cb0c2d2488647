"""What may be written on whose sheet: the form that rules a person and day, its sections and items, as plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from huiyin.kernel.period import Span
from huiyin.rooms.appraisal.models import Form, Scheme
from huiyin.rooms.appraisal.queries.schemes import in_force_on
from huiyin.rooms.appraisal.rules.sheets import form_key, period_of
from huiyin.rooms.appraisal.rules.work import FormRules, ItemRule, SectionRule, period_span
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, Instrument, Kind
from huiyin.rooms.people.queries.rosters import leave_of, service_of
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
    books = _Books(scheme, kind)
    leaves = leave_of(people, frame)
    found: dict[int, Standing] = {}
    for person, service in service_of(people).items():
        employed = [span for span in service.spans if span.meets(frame)]
        if not any(span.holds(day) for span in service.spans):
            continue
        place = service.places[0] if len(service.places) == 1 else service.place_on(day)
        form = books.forms.get(form_key(int(kind), day, place, service))
        if form is None:
            continue
        days = Span(max(frame.start, employed[0].start), min(frame.end, employed[-1].end))
        rules = books.rules(form, _level(service, kind, day, frame), place.business, days, leaves.get(person, ()))
        found[person] = Standing(person, service.number, service.name, place.unit, form, rules)
    return found


def rules_of(form: Form, kind: Kind, period: str, *, employee: int, day: date) -> FormRules:
    """Return what may be written on a sheet that stands on a form already, also where a later version rules now."""
    books = _Books(form.scheme, kind)
    frame = period_span(kind, period)
    service = service_of([employee])[employee]
    employed = [span for span in service.spans if span.meets(frame)]
    days = Span(max(frame.start, employed[0].start), min(frame.end, employed[-1].end)) if employed else frame
    place = service.place_on(day)
    leave = leave_of([employee], frame).get(employee, ())
    return books.rules(form, _level(service, kind, day, frame), place.business, days, leave)


def _level(service: Service, kind: Kind, day: date, frame: Span) -> str:
    last = service.last_day(frame) if INSTRUMENT_OF[kind] != Instrument.CHECK else day
    return service.place_on(last or day).level


class _Books:
    """A scheme's forms, sections and items, read once: three statements."""

    def __init__(self, scheme: Scheme, kind: Kind) -> None:
        self.scheme, self.kind = scheme, kind
        self.forms: dict[tuple[str, str], Form] = {}
        self.sections: dict[int, dict[str, SectionRule]] = {}
        for form in scheme.forms.prefetch_related("sections"):
            self.forms[form.kind, form.audience] = form
            self.sections[form.pk] = {
                one.name: SectionRule(one.pk, one.name, one.maximum, one.is_other) for one in form.sections.all()
            }
        self.items = list(scheme.items.all())
        self.ruled: dict[tuple[str, str], Mapping[str, ItemRule]] = {}

    def rules(self, form: Form, level: str, business: str, days: Span, leave: tuple[Span, ...]) -> FormRules:
        """Return the rules of one form for a staff class and business."""
        if (level, business) not in self.ruled:
            self.ruled[level, business] = self._items(level, business)
        items = self.ruled[level, business]
        return FormRules(self.kind, self.sections[form.pk], items, self.scheme.other_cap, days, leave)

    def _items(self, level: str, business: str) -> Mapping[str, ItemRule]:
        check = INSTRUMENT_OF[self.kind] == Instrument.CHECK
        return {
            one.code: ItemRule(
                one.code, one.label, one.sub_item, one.check_section,
                one.check_least if check else one.least, one.check_most if check else one.most,
            )
            for one in self.items
            if one.level in {"", level} and one.business in {"", business}
        }  # fmt: skip

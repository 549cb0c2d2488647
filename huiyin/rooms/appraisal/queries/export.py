"""The stored people and sheets as a workbook in the format in which they come in (format v1)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from huiyin.kernel.period import FOREVER, Span, year_span
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.models import Bonus, Deduction, Scheme, Sheet
from huiyin.rooms.appraisal.queries.schemes import content_of, in_force_on
from huiyin.rooms.appraisal.rules.scheme_sheet import MARKS, ROUNDING, ROUNDING_WORDS, SHARES, WEIGHTS
from huiyin.rooms.appraisal.rules.tables import BONUSES, COLUMNS, DEDUCTIONS, SCHEME, SHEETS, STAFF
from huiyin.rooms.appraisal.terms import BUSINESS_WORDS, KIND_WORDS, LEVEL_WORDS, FormKind, Permit
from huiyin.rooms.people.queries import employees, units
from huiyin.rooms.people.queries.rosters import services
from huiyin.rooms.people.rules import Service

Worksheet = tuple[str, Sequence[str], Iterable[Sequence[object]]]

_KIND = {kind.value: word for word, kind in KIND_WORDS.items()}
_LEVEL = {level: word for word, level in LEVEL_WORDS.items()}
_BUSINESS = {business: word for word, business in BUSINESS_WORDS.items()}
_ROUNDING = {mode: word for word, mode in ROUNDING_WORDS.items()}
CHUNK = 10_000


@query(permit=Permit.READ_SHEETS, clauses=("P-4.7a",))
def workbook(actor: Actor, *, year: int | None = None) -> list[Worksheet]:
    """Return the worksheets of everything that the actor sees, or of one year; rows are read as they are written.

    Importing it again changes nothing; importing it into an empty house gives the same years.
    """
    shown = Sheet.objects.visible_to(actor.reach(Permit.READ_SHEETS))
    if year is not None:
        span = year_span(year)
        shown = shown.filter(date__range=(span.start, span.end))
    found: list[Worksheet] = [
        (STAFF, COLUMNS[STAFF], _staff(actor)),
        (SHEETS, COLUMNS[SHEETS], _sheets(shown)),
        (DEDUCTIONS, COLUMNS[DEDUCTIONS], _deductions(shown)),
        (BONUSES, COLUMNS[BONUSES], _bonuses(shown)),
    ]
    settings = list(_settings(shown))
    return [*found, (SCHEME, COLUMNS[SCHEME], settings)] if settings else found


def _staff(actor: Actor) -> Iterator[Sequence[object]]:
    """Yield a row for every stretch of days in one place."""
    rows = list(units(SYSTEM).values_list("pk", "name", "code"))
    called = Counter(name for _pk, name, _code in rows)
    names = {pk: name if called[name] == 1 else code for pk, name, code in rows}
    for service in services(employees(actor).order_by("number")).values():
        for span in service.spans:
            yield from _stints(service, span, names)


def _stints(service: Service, span: Span, names: dict[int, str]) -> Iterator[Sequence[object]]:
    starts = [span.start, *(place.start for place in service.places if span.start < place.start <= span.end)]
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        place = service.place_on(start)
        end = following - timedelta(days=1) if following else None if span.end == FOREVER else span.end
        business, level = _BUSINESS[place.business], _LEVEL[place.level]
        yield service.number, service.name, names[place.unit], business, place.post, level, start, end


def _sheets(shown: QuerySet[Sheet]) -> Iterator[Sequence[object]]:
    columns = ("number", "employee__number", "kind", "date", "evaluator__number", "evaluator_words")
    for number, person, kind, day, evaluator, words in _read(shown.order_by("date", "number"), columns):
        yield number, person, _KIND[kind], day, evaluator or words or None


def _deductions(shown: QuerySet[Sheet]) -> Iterator[Sequence[object]]:
    rows = Deduction.objects.filter(sheet__in=shown.order_by().values("pk")).order_by("sheet", "position")
    columns = ("sheet__number", "section__name", "item", "points", "fact", "serious")
    for number, section, item, points, fact, serious in _read(rows, columns):
        yield number, section, item or None, points / 100, fact or None, "是" if serious else None


def _bonuses(shown: QuerySet[Sheet]) -> Iterator[Sequence[object]]:
    rows = Bonus.objects.filter(sheet__in=shown.order_by().values("pk")).order_by("sheet", "position")
    yield from _read(rows, ("sheet__number", "points", "ground"))


def _read(rows: QuerySet[Any, Any], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return rows.values_list(*columns).iterator(chunk_size=CHUNK)


def _settings(shown: QuerySet[Sheet]) -> Iterator[Sequence[object]]:
    """Yield what the scheme of the youngest sheet says otherwise than the shipped one."""
    last = shown.order_by("-date").values_list("date", flat=True).first()
    scheme: Scheme | None = in_force_on(last) if last else None
    if scheme is None or scheme.is_default_pack:
        return
    weights, shipped = content_of(scheme)["weights"], default_scheme()
    if weights["rounding"] != shipped["weights"]["rounding"]:
        yield ROUNDING, None, _ROUNDING[weights["rounding"]]
    for group in (SHARES, WEIGHTS):
        if any(weights[field] != shipped["weights"][field] for field in group.values()):
            for name, field in group.items():
                yield name, None, weights[field] / 100
    forms = content_of(scheme)["forms"]
    for level, word in _LEVEL.items():
        lines = forms[f"{FormKind.MONTH}/{level}"]
        if lines != shipped["forms"][f"{FormKind.MONTH}/{level}"]:
            for _dimension, name, maximum, _is_other in lines:
                yield f"{MARKS}{name}", word, maximum / 100

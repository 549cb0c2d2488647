"""A past year under other versions of the standard (试算): everybody's total and rank as settled and as tried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import year_span
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Scheme, Section
from huiyin.rooms.appraisal.queries.schemes import content_of, faults_in, schemes
from huiyin.rooms.appraisal.queries.scoring import BUSINESS, HEADS, LINES, fetch, statement
from huiyin.rooms.appraisal.queries.settle import YearLine, lines_of, places, scheme_of_year, weights_of, year_sums
from huiyin.rooms.appraisal.queries.statistics import BANDS
from huiyin.rooms.appraisal.queries.years import sheet_days, years_between
from huiyin.rooms.appraisal.rules.simulation import FormTerms, Past, Terms, Trial, Unused, cut_awards, merged
from huiyin.rooms.appraisal.rules.year import Sums, Weights
from huiyin.rooms.appraisal.terms import FormKind, Permit
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.terms import Business, Level

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Ground:
    """What a simulation and its page both go by, read once: versions, the years that have sheets, sections, units."""

    schemes: Sequence[Scheme]
    years: Sequence[int]

    @cached_property
    def sections(self) -> Sequence[Section]:
        """The sections of all versions, with their forms and in the order of these."""
        return list(Section.objects.select_related("form").order_by("form_id", "position"))

    @cached_property
    def units(self) -> Mapping[int, Any]:
        """All units, also those that are not open to the actor."""
        return {unit.pk: unit for unit in units(SYSTEM)}


def ground_of(actor: Actor) -> Ground:
    """Read the versions that the actor sees, all published ones among them, and with them the years; one statement."""
    found: list[Any] = list(schemes(actor).annotate(**sheet_days()))
    return Ground(found, years_between(found[0].first_day, found[0].last_day) if found else ())


@dataclass(frozen=True)
class Alternative:
    """What a year is tried under: a stored version, or terms that are stored nowhere.

    ``faults`` counts what would keep it from being approved: its simulation is as good as it is.
    """

    name: str
    terms: Terms
    scheme: Scheme | None = None
    faults: int = 0


@dataclass(frozen=True)
class Compared:
    """A person's year as it was settled and as it would be; ``unit`` is the name of the last unit of the year."""

    unit: str
    unit_path: str
    before: YearLine
    after: YearLine

    @property
    def change(self) -> int | None:
        """The difference of the shown totals in hundredths; None where either is missing."""
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def crosses(self) -> str:
        """Tell who rises above 100 ("up") or no longer does ("down"), by the unrounded totals."""
        if self.before.excellent == self.after.excellent:
            return ""
        return UP if self.after.excellent else DOWN


@dataclass(frozen=True)
class Spread:
    """How some totals lie: how many there are, their mean, how many above 100, and in each of ``statistics.BANDS``."""

    people: int
    totals: int
    mean: Fraction | None
    excellent: int
    bands: tuple[int, ...]


@dataclass(frozen=True)
class Simulation:
    """A year under an alternative, for the people that are open to the actor.

    ``scheme`` weighs the year as it stands. ``unused`` are deductions that count nothing because the alternative has no
    such section; ``cut_sheets`` so many sheets whose awards its limits cut, by ``cut_points`` whole points.
    """

    year: int
    scheme: Scheme
    alternative: Alternative
    people: tuple[Compared, ...]
    unused: tuple[Unused, ...]
    cut_sheets: int
    cut_points: int

    @property
    def before(self) -> Spread:
        """How the totals lie as they stand."""
        return spread(one.before for one in self.people)

    @property
    def after(self) -> Spread:
        """How they would lie."""
        return spread(one.after for one in self.people)


def spread(lines: Iterable[YearLine]) -> Spread:
    """Count how some totals lie."""
    found = list(lines)
    totals = [line.total for line in found if line.total is not None]
    bands = tuple(
        sum((least is None or total >= least) and (below is None or total < below) for total in totals)
        for least, below in BANDS
    )
    mean = Fraction(sum(totals), len(totals)) if totals else None
    return Spread(len(found), len(totals), mean, sum(line.excellent for line in found), bands)


def terms_of(content: Mapping[str, Any]) -> Terms:
    """Return what the arithmetic knows of a version's content (``queries.schemes.content_of``)."""
    weights = content["weights"]
    shares = ("checks_share", "months_share", "year_share", "week_weight", "month_weight", "rounding")
    return Terms(
        Weights(*(weights[name] for name in shares)),
        weights["bonus_least"],
        weights["bonus_most"],
        weights["other_cap"],
        {
            place: FormTerms({line[1]: line[2] for line in lines}, frozenset(line[1] for line in lines if line[3]))
            for place, lines in content["forms"].items()
        },
    )


def alternative_of(scheme: Scheme, ground: Ground | None = None) -> Alternative:
    """Return a stored version as an alternative; its sections are taken from a ground that is laid already."""
    own = None if ground is None else [row for row in ground.sections if row.form.scheme_id == scheme.pk]
    content = content_of(scheme, own)
    return Alternative(str(scheme), terms_of(content), scheme, len(faults_in(content)))


@query(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a", "P-4.5.3d", "P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ"))
def simulate(
    actor: Actor, *, alternatives: Sequence[Alternative], year: int, ground: Ground | None = None
) -> list[Simulation]:
    """Apply versions of the standard to a year: what everybody would have, beside what he has.

    The deductions and awards of the year are read once; forms are matched by kind and business or class, sections by
    name. Ranks are those among all; the people are those in the actor's reach. Eight statements, however many people,
    three of them those of the ``ground``, if it is not laid already.
    Raises Refusal for a year without sheets and for a version without a form that the year needs.
    """
    ground = ground or ground_of(SYSTEM)
    ruling = scheme_of_year(year, ground.schemes)
    sums = year_sums(year)
    past = past_of(year, sums, ground.sections)
    if not past.heads:
        raise Refusal.at("year", _("There is no sheet of %(year)s.") % {"year": year})
    _check_forms(past, alternatives)
    everybody = places(year, sums)
    before = lines_of(year, everybody, sums, weights_of(ruling))
    known = ground.units
    reaches = [actor.reach(permit) for permit in (Permit.DRAFT_SCHEME, Permit.READ_SHEETS)]
    opened = {
        place.employee: known[place.unit]
        for place in everybody
        if all(reach.covers(known[place.unit].path) for reach in reaches)
    }
    trial = Trial(past, [one.terms for one in alternatives])
    found = []
    for one in alternatives:
        after = lines_of(year, everybody, trial.sums(one.terms), one.terms.weights)
        people = tuple(
            Compared(opened[old.employee].name, opened[old.employee].path, old, new)
            for old, new in zip(before, after, strict=True)
            if old.employee in opened
        )
        cut = cut_awards(past, one.terms, opened)
        found.append(Simulation(year, ruling, one, people, tuple(trial.unused(one.terms, opened)), *cut))
    return found


def past_of(year: int, sums: Mapping[int, Sums], rows: Iterable[Section]) -> Past:
    """Read what was written down in a year, the inspections of a month pooled by business (AMB-02); two statements.

    ``sums`` are those of the kept scores: they know which months have a 月考核. ``rows`` are the sections of all forms.
    """
    span = year_span(year)
    forms, sections, alike = _sections(rows)
    past = Past(sections=sections, months={person: one.months for person, one in sums.items()})
    used: set[int] = set()
    pooled: dict[int, int] = {}
    awards: list[tuple[int, int, int, int]] = []
    for sheet, pool, person, kind, form, position, points in fetch(*statement(HEADS, None, span, together=BUSINESS)):
        if sheet == pool:
            past.heads[pool] = (person, kind, forms[form])
        else:
            pooled[sheet] = pool
        used.add(form)
        if points is not None:
            awards.append((sheet, position, pool, points))
    groups: defaultdict[int, int] = defaultdict(int)
    for key, lost in fetch(LINES, [span.start, span.end]):
        groups[key] += lost
    several = len(used) > len({forms[form] for form in used})  # versions of the standard under which sheets stand
    past.groups = merged(groups, pooled, alike if several else {})
    for _sheet, _position, pool, points in sorted(awards):
        past.awards.setdefault(pool, []).append(points)
    return past


def _sections(rows: Iterable[Section]) -> tuple[dict[int, str], dict[int, tuple[str, str]], dict[int, int]]:
    """Return forms as "kind/audience", sections as (form, name), and of those alike in later versions the first one."""
    forms: dict[int, str] = {}
    sections: dict[int, tuple[str, str]] = {}
    alike: dict[int, int] = {}
    first: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        forms[row.form_id] = f"{row.form.kind}/{row.form.audience}"
        sections[row.pk] = (forms[row.form_id], row.name)
        same = first.setdefault(sections[row.pk], row.pk)
        if same != row.pk:
            alike[row.pk] = same
    return forms, sections, alike


def _check_forms(past: Past, alternatives: Sequence[Alternative]) -> None:
    """Refuse a version that lacks a form which sheets of the year were filled in on."""
    words: dict[str, Any] = dict(Level.choices) | dict(Business.choices)
    for one in alternatives:
        for form in sorted(past.forms):
            if form not in one.terms.forms:
                kind, audience = form.split("/")
                named = f"{FormKind(kind).label}·{words[audience]}"
                raise Refusal(
                    _("%(scheme)s has no form %(place)s, on which sheets of the year were filled in.")
                    % {"scheme": one.name, "place": named}
                )

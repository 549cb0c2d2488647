"""The generator: rounds for everybody who owes a sheet of a period and has none, exactly once (P-2.0, AMB-17)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, Refusal
from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Round, SheetEdition
from huiyin.rooms.appraisal.queries.board import Owed, lacking
from huiyin.rooms.appraisal.queries.form_rules import Standing, standings
from huiyin.rooms.appraisal.queries.rounds import standing_numbers
from huiyin.rooms.appraisal.rules.board import Term
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.appraisal.usecases.draft_sheets import MOST_SHEETS, free_number, round_number
from huiyin.rooms.appraisal.usecases.moves import check_year


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-2.0", "P-4.1a", "P-4.1b", "P-4.5.2a"))
def generate_rounds(actor: Actor, *, kind: Kind, period: str, unit: Any = None) -> Round:
    """Begin the sheets of a period for everybody of a branch (None: everybody) who owes one and has none.

    One round for each unit, so that its 主管 works on it and the 客户经理 confirms it as a whole. A draft is nobody's
    until somebody writes on it. Returns the last round; raises Refusal where nobody lacks a sheet. Who generates at
    the same moment waits for the other one, and then finds nobody who lacks any.
    """
    term, reach = Term.of(Kind(kind), period), actor.reach(Permit.DRAFT_SHEETS)
    if not (reach.everything if unit is None else reach.covers(unit.path)):
        raise NotPermitted(_("This unit is outside the units over which you draft sheets."))
    if not term.has_begun(clock.today()):
        raise Refusal.at("period", _("This period has not begun yet."))
    day = min(clock.today(), term.frame.end)
    check_year(day)
    first = round_number(day)
    missing = lacking(term.kind, period, "" if unit is None else unit.path, clock.today())
    able = _able(term.kind, missing)
    if not able:
        raise Refusal.at("period", _("Nobody here is without such a sheet for %(period)s.") % {"period": period})
    if len(able) > MOST_SHEETS and not actor.system:
        raise Refusal.at("unit", _("That is more than %(most)s sheets; choose a smaller unit.") % {"most": MOST_SHEETS})
    by_unit: dict[int, list[Owed]] = {}
    for one in sorted((missing[person] for person in able), key=lambda one: one.service.number):
        by_unit.setdefault(one.unit, []).append(one)
    numbers = [first, *(round_number(day) for _unit in list(by_unit)[1:])]
    by = _("the system") if actor.system else actor.name
    rounds = [
        Round(number=number, kind=term.kind, date=day, period=period, unit_id=place, made_by=by, made_at=clock.now())
        for number, place in zip(numbers, by_unit, strict=True)
    ]
    Round.objects.bulk_create(rounds)
    known = standing_numbers(term.kind, period, [one.service.number for one in missing.values()])
    drafts = [
        draft for made in rounds for draft in _drafts(made, by_unit[made.unit_id], able, known)
    ]  # fmt: skip
    SheetEdition.objects.bulk_create(drafts, batch_size=500)
    trail.note(kind=term.kind.value, period=period, rounds=len(rounds), sheets=len(drafts), numbers=numbers)
    return rounds[-1]


def _able(kind: Kind, missing: Mapping[int, Owed]) -> dict[int, Standing]:
    """Return how each stands on the day that his sheet bears; who left within the period has an earlier one."""
    by_day: dict[date, list[int]] = {}
    for one in missing.values():
        by_day.setdefault(one.day, []).append(one.person)
    return {person: found for day, people in by_day.items() for person, found in standings(kind, day, people).items()}


def _drafts(
    made: Round, people: Sequence[Owed], able: Mapping[int, Standing], known: set[str]
) -> Iterator[SheetEdition]:
    now = clock.now()
    for one in people:
        yield SheetEdition(
            number=free_number(Kind(made.kind), made.period, one.service.number, known), round=made,
            employee_id=one.person, kind=made.kind, date=one.day, period=made.period, form=able[one.person].form,
            unit_id=one.unit, drafted_at=now,
        )  # fmt: skip

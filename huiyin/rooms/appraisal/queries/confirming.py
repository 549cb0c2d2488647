"""Who confirms which sheet (P-3.2, P-4.1, AMB-05, AMB-19, AMB-70): as a condition for lists, and as a refusal."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Round, SheetEdition
from huiyin.rooms.appraisal.queries.editions import confirmable
from huiyin.rooms.appraisal.rules.work import hand_of, who_confirms
from huiyin.rooms.appraisal.terms import EditionState, Permit
from huiyin.rooms.people.queries import chains_on, stood_in_for
from huiyin.rooms.people.queries.tree import branch


@query(permit=Permit.CONFIRM_SHEETS, clauses=("P-3.2", "P-4.1a", "P-4.1b"))
def to_confirm(actor: Actor) -> QuerySet[SheetEdition]:
    """List the submitted sheets that it falls to the actor to confirm, for himself or for whom he stands in.

    The list holds what ``check_confirmer`` lets pass, and nothing else. Three statements beside the list's own.
    """
    me = actor.employee_id
    rows = confirmable(actor).filter(state=EditionState.SUBMITTED)
    drafted = Q(drafter=None, drafter_name=actor.name) if me is None else Q(drafter=me)
    rows = rows.exclude(drafted | Q(hands__contains=hand_of(me, actor.name)))
    mine = {me, *stood_in_for(me, clock.today())} if me is not None else set()
    units: dict[tuple[int, ...], list[int]] = {}
    for unit, chain in chains_on(clock.today(), {pk: one.path for pk, one in branch("/").items()}).items():
        units.setdefault(tuple(chain), []).append(unit)
    fitting = [Q(unit__in=below) & _falls_to(mine, chain) for chain, below in units.items()]
    return rows.filter(reduce(or_, fitting, Q(pk__in=())))


def _falls_to(mine: Collection[int | None], chain: Sequence[int]) -> Q:
    """Return the condition under which a sheet of a unit with this chain falls to somebody.

    He is asked where all before him wrote on the sheet or are the person, and anybody where nobody is left.
    """
    passed, found = ~Q(pk__in=()), []
    for one in chain:
        named = Q(employee=one) | Q(drafter=one) | Q(hands__contains=hand_of(one, ""))
        if one in mine:
            found.append(passed & ~named)
        passed &= named
    return reduce(or_, [*found, passed])


@query(permit=Permit.CONFIRM_SHEETS, clauses=("P-3.2",))
def confirmable_rounds(actor: Actor) -> QuerySet[Round]:
    """List the rounds of the units over which the actor confirms."""
    return Round.objects.visible_to(actor.reach(Permit.CONFIRM_SHEETS)).select_related("unit")


def confirmers_of(rows: Sequence[SheetEdition]) -> dict[int, int | None]:
    """Return who is to confirm each of some editions; None: whoever may confirm over the unit. One statement."""
    chains = chains_on(clock.today(), {row.pk: row.unit.path for row in rows})
    return {
        row.pk: who_confirms(chains[row.pk], employee=row.employee_id, drafter=row.drafter_id, hands=row.hands)
        for row in rows
    }


def check_confirmer(
    actor: Actor,
    rows: Sequence[SheetEdition],
    asked: Mapping[int, int | None] | None = None,
    instead: Mapping[int, str] | None = None,
) -> dict[int, tuple[int, str]]:
    """Refuse who may not confirm; return for whom (id, name) he acts, by edition, where he is a deputy (AMB-70).

    ``asked`` is what ``confirmers_of`` returned for the rows, and ``instead`` whom of them the actor stands in for,
    where that was read already.
    """
    reach, me = actor.reach(Permit.CONFIRM_SHEETS), actor.employee_id
    asked = confirmers_of(rows) if asked is None else asked
    if instead is None:
        instead = stood_in_for(me, clock.today()) if me else {}
    acting: dict[int, tuple[int, str]] = {}
    for row in rows:
        wanted = asked[row.pk]
        himself = me is None and row.drafter_id is None and row.drafter_name == actor.name
        wrote = himself or hand_of(me, actor.name) in row.hands
        if wrote or (me is not None and me in {row.employee_id, row.drafter_id}):
            raise NotPermitted(
                _("%(number)s: nobody confirms his own sheet or one on which he wrote.") % {"number": row}
            )
        if not reach.covers(row.unit.path) or (wanted is not None and wanted != me and wanted not in instead):
            raise NotPermitted(_("%(number)s is confirmed by who appraises this person.") % {"number": row})
        if wanted is not None and wanted != me:
            acting[row.pk] = (wanted, instead[wanted])
    return acting

"""Every state × move × person: allowed or refused as the table of moves and the README of the room say.

Each act passes through the loader and the write door of its page. What an objection makes of a sheet stands in the
table of objections.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.appraisal.models import Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.editions import draftable
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.screens import objections, working
from huiyin.rooms.appraisal.terms import (
    EDITION_FLOW,
    OPEN_EDITIONS,
    STANDING_EDITIONS,
    EditionState,
    Kind,
)
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from tests.appraisal.conftest import COLLEAGUE, NOW, OWN, account
from tests.appraisal.state_table import LET_IN, becomes, cells, rows_of
from tests.appraisal.state_table import send as _send

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-3.2")]
DAY = date(2026, 1, 14)
OVER = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
TABLE, ELSEWHERE = "Editions", {"resolve", "uphold"}
# Who acts: the drafter (主管), another 主管 of the unit, its appraiser (客户经理), his deputy, another 客户经理 of it,
# the 总经理, 品质部, the administrator, the person himself, a colleague, a 客户经理 of another unit.
WHO = (
    "drafter", "supervisor", "manager", "deputy", "second", "boss", "quality", "admin", "himself", "colleague",
    "elsewhere",
)  # fmt: skip


@dataclass
class Stage:
    """A sheet in a state, and everybody who may try something with it."""

    edition: SheetEdition
    actors: dict[str, Actor]


def _employee(number: str) -> Employee:
    return Employee.objects.get(number=number)


@pytest.fixture
def actors(department) -> dict[str, Actor]:
    """The accounts of the department, with people behind the drafter, the appraiser and his deputy."""
    cache.clear()
    unit = department.unit
    others = Employee.objects.filter(unit=unit, active=True).exclude(number__in=[OWN, COLLEAGUE]).order_by("number")
    drafter, manager, deputy = others[:3]
    people.appoint_appraiser(SYSTEM, unit=unit, employee=manager, start=date(2026, 1, 1))
    days = {"start": date(2026, 1, 1), "end": date(2026, 3, 1)}
    people.name_deputy(SYSTEM, principal=manager, deputy=deputy, reason="出差", **days)
    made = {
        "drafter": account("drafter", Role.SUPERVISOR, (unit,), drafter),
        "manager": account("appraiser", Role.MANAGER, (unit,), manager),
        "deputy": account("deputy", Role.MANAGER, (unit,), deputy),
        "second": account("second", Role.MANAGER, (unit,)),
        "colleague": account("colleague", employee=_employee(COLLEAGUE)),
        "elsewhere": account("elsewhere", Role.MANAGER, (department.other,)),
    }
    found = {name: actor_of(User.objects.get(pk=user.pk)) for name, user in made.items()}
    named = {"supervisor": "supervisor", "boss": "boss", "quality": "quality", "admin": "admin", "himself": "employee"}
    return found | {name: department.actor(known) for name, known in named.items()}


def _drafted(actors: dict[str, Actor], department: Any) -> SheetEdition:
    made = begin_round(
        actors["drafter"], kind=Kind.MONTH_CHECK, date=DAY, unit=department.unit, people=[_employee(OWN).pk]
    )
    return made.editions.get()


def _write(actor: Actor, edition: SheetEdition, *, submit: bool) -> SheetEdition:
    entry = EntryDraft("JA3", "1 月 13 日的回访逾期一天", DAY, evidence="回访单 0113")
    write_sheets(actor, sheets=[SheetInput(edition, edition.version, [entry])], submit=submit)
    edition.refresh_from_db()
    return edition


def _submit(actor: Actor, pk: int) -> None:
    row = draftable(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible("not visible")
    _write(actor, row, submit=True)


def _correct(actor: Actor, pk: int) -> None:
    sheet = SheetEdition.objects.get(pk=pk).sheet
    if sheet is None:
        raise NotVisible("there is no sheet yet")
    _send(working.CORRECT, actor, sheet.pk, reason="看错日期")


def _supersede(actor: Actor, pk: int) -> None:
    """A later edition takes the place: the correction that somebody drafted is confirmed."""
    edition = SheetEdition.objects.get(pk=pk)
    if edition.sheet is None:
        raise NotVisible("there is no sheet yet")
    later = SheetEdition.objects.filter(number=edition.number, edition=edition.edition + 1).first()
    if later is None:
        raise NotVisible("nothing takes its place")
    _send(working.CONFIRM_SHEET, actor, later.pk)


def _object(actor: Actor, pk: int) -> None:
    entry = SheetEdition.objects.get(pk=pk).entries.get()
    _send(objections.RAISE, actor, pk, where={"entry": entry.pk}, ground="当日已回访，回访单漏登")


ACTS: dict[str, Callable[[Actor, int], object]] = {
    "submit": _submit,
    "take_back": lambda actor, pk: _send(working.TAKE_BACK, actor, pk),
    "send_back": lambda actor, pk: _send(working.SEND_BACK, actor, pk, reason="漏填证据"),
    "confirm": lambda actor, pk: _send(working.CONFIRM_SHEET, actor, pk),
    "acknowledge": lambda actor, pk: _send(working.READ_SHEET, actor, pk, agrees=False),
    "object": _object,
    "close": lambda actor, pk: _send(working.CLOSE, actor, pk),
    "supersede": _supersede,
    "discard": lambda actor, pk: _send(working.DISCARD, actor, pk),
    "correct": _correct,
}
# What moves nothing: a draft goes for good, a correction is a new draft; of a superseded edition the one that counts is
# corrected.
MORE = {
    "discard": {EditionState.DRAFT},
    "correct": (STANDING_EDITIONS - {EditionState.DISPUTED}) | {EditionState.SUPERSEDED},
}


def _bring(stage_of: str, actors: dict[str, Actor], department: Any, move: str) -> SheetEdition:
    """Bring a sheet into a state by the moves that lead there."""
    edition = _drafted(actors, department)
    if stage_of == EditionState.DRAFT:
        return _write(actors["drafter"], edition, submit=False)
    _write(actors["drafter"], edition, submit=True)
    if stage_of == EditionState.SUBMITTED:
        return edition
    _send(working.CONFIRM_SHEET, actors["manager"], edition.pk)
    if stage_of == EditionState.SUPERSEDED or (move == "supersede" and stage_of in STANDING_EDITIONS):
        sheet = Sheet.objects.get(number=edition.number)
        later = _send(working.CORRECT, actors["drafter"], sheet.pk, reason="看错日期")
        _write(actors["drafter"], later, submit=True)
        if stage_of == EditionState.SUPERSEDED:
            _send(working.CONFIRM_SHEET, actors["manager"], later.pk)
    # What only an objection or the clock brings about is set as they would set it.
    if stage_of not in {EditionState.CONFIRMED, EditionState.SUPERSEDED}:
        SheetEdition.objects.filter(pk=edition.pk).update(state=stage_of)
    edition.refresh_from_db()
    assert edition.state == stage_of
    return edition


def test_the_readme_lets_in_where_the_table_of_moves_does():
    assert set(ACTS) == (set(EDITION_FLOW.moves) - ELSEWHERE) | set(MORE)
    for (move, state), row in cells(TABLE).items():
        sources = MORE.get(move) or EDITION_FLOW.moves[move].sources
        assert (LET_IN in row.values()) is (state in sources), (move, state)


@pytest.mark.parametrize(("move", "state"), rows_of(TABLE, ACTS, EditionState.values, WHO))
def test_each_state_and_move_is_to_each_what_the_readme_says(move, state, actors, department):
    edition = _bring(state, actors, department, move)
    with clock.fixed(OVER if move == "close" else NOW):
        found = {who: becomes(ACTS[move], actors[who], edition.pk) for who in WHO}
    assert found == cells(TABLE)[move, state]


@pytest.mark.clause("P-3.2")
@pytest.mark.parametrize("last", ["drafter", "manager", "deputy", "second", "boss"])
@pytest.mark.parametrize("first", ["drafter", "manager", "deputy", "second", "boss"])
def test_the_list_of_what_waits_holds_exactly_what_may_be_confirmed(first, last, actors, department):
    """Whoever wrote on it: the list shows a sheet to those whom the confirmation lets in, and to nobody else."""
    made = begin_round(
        actors["drafter"], kind=Kind.MONTH_CHECK, date=DAY, unit=department.unit, people=[_employee(OWN).pk]
    )
    edition = _write(actors[first], made.editions.get(), submit=False)
    edition = _write(actors[last], SheetEdition.objects.get(pk=edition.pk), submit=True)
    confirms = [who for who in WHO if actors[who].may("appraisal.confirm_sheets")]
    listed = {who for who in confirms if to_confirm(actors[who]).filter(pk=edition.pk).exists()}
    allowed = {who for who in WHO if becomes(ACTS["confirm"], actors[who], edition.pk) == LET_IN}
    assert listed == allowed
    assert not {first, last} & allowed
    # Where the appraiser wrote on it himself nobody is left up the tree: whoever confirms over the unit may.
    nobody_left = "manager" in {first, last}
    assert allowed == ({"deputy", "second", "boss"} if nobody_left else {"manager", "deputy"}) - {first, last}


def test_open_and_standing_states_are_all_but_the_superseded():
    assert OPEN_EDITIONS | STANDING_EDITIONS | {EditionState.SUPERSEDED} == set(EditionState)

"""A hotel's customer service in a simulation: its people, when they are away, and how each does what he owes.

Everything they do goes through the use cases with their own permits. Chance is seeded, the clock is held by the caller.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.callbacks import usecases as callbacks
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries.callbacks import attempts_of
from huiyin.rooms.callbacks.rules.calling import missing_attempts
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.cases import usecases as cases
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.terms import AT_ONCE, State
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, Unit, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role

CLERKS = 6
FORGETS = 0.06
ROLES = {"boss": Role.GENERAL_MANAGER, "manager": Role.MANAGER, "supervisor": Role.SUPERVISOR}


@dataclass
class Hotel:
    """The unit, its people and accounts by name, and the days on which each is away."""

    unit: Unit
    staff: dict[str, Employee]
    accounts: dict[str, User]
    chance: random.Random
    away: dict[str, set[date]] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)

    def present(self, day: date) -> dict[int, str]:
        """Return who works on a day, by key: clerks rest two days a week in turn, the head office on free days."""
        found = {}
        for place, (name, one) in enumerate(self.staff.items()):
            rests = (day.toordinal() + place) % 7 < 2 if name.startswith("clerk") else day.weekday() > 4
            if not rests and day not in self.away[name]:
                found[one.pk] = name
        return found

    def actor(self, employee: int) -> Actor:
        """Return somebody as he acts."""
        return self.actors[employee]


def open_hotel(start: date, days: int, seed: int) -> Hotel:
    """Hire everybody, give the roles, record the leave of the year with its deputies, and begin the policies."""
    joined = start - timedelta(days=400)
    top = people.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    unit = people.record_unit(SYSTEM, code="H1", name="酒店客服中心", parent=top, business="hotel")
    post = people.record_post(SYSTEM, name="客服专员", level="operational")
    names = [*ROLES, *(f"clerk{place}" for place in range(CLERKS))]
    staff, accounts = {}, {}
    for place, name in enumerate(names):
        where = top if name == "boss" else unit
        given: dict[str, Any] = {
            "number": f"N{place}",
            "name": f"员工{place}",
            "unit": where,
            "post": post,
            "joined": joined,
        }
        staff[name] = people.hire_employee(SYSTEM, **given)
        accounts[name] = people.make_account(SYSTEM, employee=staff[name])
        if name in ROLES:
            people.give_role(SYSTEM, account=accounts[name], role=ROLES[name], unit=where, start=joined)
    User.objects.update(must_change=False)
    hotel = Hotel(unit, staff, accounts, random.Random(seed))
    hotel.actors = {staff[name].pk: actor_of(User.objects.get(pk=accounts[name].pk)) for name in names}
    _record_leave(hotel, start, days)
    callbacks.record_policy(
        SYSTEM, unit=unit, occasion="complaint", start=joined, delay_days=0, window_days=3, rate=100, target=100,
        caller=staff["clerk0"], deputy=staff["supervisor"], questions="问题解决了吗？\n处理得及时吗？",
        service_phone="95588",
    )  # fmt: skip
    return hotel


def _record_leave(hotel: Hotel, start: date, days: int) -> None:
    """Give everybody a week off in each third of a year, with a deputy."""
    names = list(hotel.staff)
    for place, name in enumerate(names):
        hotel.away[name] = set()
        for third in range(0, days, 122):
            first = start + timedelta(days=third + hotel.chance.randrange(5, 100))
            given = {"start": first, "end": first + timedelta(days=6)}
            deputy = hotel.staff[names[place - 1] if place else "manager"]
            people.record_leave(SYSTEM, employee=hotel.staff[name], kind="annual", **given)
            people.name_deputy(SYSTEM, principal=hotel.staff[name], deputy=deputy, reason="年假", **given)
            hotel.away[name] |= {first + timedelta(days=later) for later in range(7)}


def work(hotel: Hotel) -> int:
    """Let everybody who is here do what is owed and can be done now; return how many acts it were."""
    today, done = clock.today(), 0
    here = hotel.present(today)
    for duty in Duty.objects.open().filter(armed_at__lte=clock.now()).order_by("due_at", "pk"):
        # Whom it waits for may be away: then who is there and may decide about the unit stands in.
        stand_in = next((pk for pk, name in here.items() if name in {"supervisor", "manager", "boss"}), None)
        doer = duty.owner_id if duty.owner_id in here else stand_in
        act = ACTS.get(duty.kind)
        if act is None or doer is None or hotel.chance.random() < FORGETS:
            continue
        try:
            done += bool(act(hotel, hotel.actor(doer), duty))
        except Refusal as refusal:
            if refusal.status not in {403, 409}:  # not his to do, or not now: it stays owed
                raise
    return done


def _case(duty: Duty) -> Case:
    return Case.objects.select_related("unit").get(pk=duty.subject_id)


def _verify(hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case, luck = _case(duty), hotel.chance.random()
    if case.state == State.EXIT_ASKED:
        return None
    if case.kind in AT_ONCE:
        return cases.settle_at_once(actor, case=case, seen=case.version, result="已转相关部门，已答复客人")
    if luck < 0.03:
        given = {"exit_asked": "withdrawn", "reason": "客人撤诉"}
        return cases.ask_exit(actor, case=case, seen=case.version, **given)
    if luck < 0.3 and case.state == State.REGISTERED:
        return cases.begin_investigation(actor, case=case, seen=case.version)
    blamed = hotel.staff[f"clerk{hotel.chance.randrange(CLERKS)}"] if luck > 0.9 else None
    said: dict[str, Any] = {"founded": luck > 0.45, "finding": "已核对监控与值班记录", "blamed": blamed}
    return cases.verify_case(actor, case=case, seen=case.version, **said)


def _handle(hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case, luck = _case(duty), hotel.chance.random()
    if case.state != State.HANDLING:
        return None
    to = hotel.staff[f"clerk{hotel.chance.randrange(CLERKS)}"]
    if luck < 0.08 and to.pk != case.handler_id:
        return cases.transfer_case(actor, case=case, seen=case.version, to=to, reason="由当班同事继续处理")
    if luck < 0.2 and not case.decision:
        return cases.escalate_case(actor, case=case, seen=case.version, reason="超出权限，请经理决定")
    return cases.write_result(actor, case=case, seen=case.version, result="已整改并安排补偿")


def _accept(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case = _case(duty)
    return cases.answer_transfer(actor, case=case, seen=case.version, accepted=True, answer="接手")


def _decide(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case = _case(duty)
    return cases.decide_case(actor, case=case, seen=case.version, decision="同意按标准赔偿")


def _decide_exit(hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case, granted = _case(duty), hotel.chance.random() < 0.6
    return cases.decide_exit(actor, case=case, seen=case.version, granted=granted, reason="已核实")


def _report(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case = _case(duty)
    return cases.report_case(actor, case=case, seen=case.version, told="已报部门主任")


def _answer(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    case = _case(duty)
    return cases.answer_case(actor, case=case, seen=case.version, answer="已电话答复客人")


def _call(hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    row = Callback.objects.select_related("policy", "unit", "caller", "contact").get(pk=duty.subject_id)
    luck = hotel.chance.random()
    if missing_attempts([one.part for one in attempts_of(row)]) == 0:
        return callbacks.give_up_callback(actor, callback=row, seen=row.version)
    if luck < 0.3:
        result = "refused" if luck < 0.01 else "no_answer"
        return callbacks.record_attempt(actor, callback=row, seen=row.version, result=result)
    opinions: tuple[OpinionDraft, ...] = ()
    if luck > 0.9:
        at = clock.now() + timedelta(days=2)
        opinions = (OpinionDraft("opinion", "希望早餐早点开", hotel.unit.pk, appointed_at=at),)
    said: dict[str, Any] = {"told_phone": True, "told_name": True, "told_offer": True, "opinions": opinions}
    content = "unsatisfied" if luck < 0.36 else "satisfied"
    return callbacks.record_call(actor, callback=row, seen=row.version, satisfaction=content, **said)


def _answer_opinion(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    row = Opinion.objects.select_related("department", "callback").get(pk=duty.subject_id)
    said: dict[str, Any] = {
        "solution": "已调整",
        "feedback": "已电话告知",
        "feedback_way": "phone",
        "prevention": "每日检查",
    }
    return callbacks.answer_opinion(actor, opinion=row, seen=row.version, **said)


def _close(_hotel: Hotel, actor: Actor, duty: Duty) -> Any:
    row = Callback.objects.select_related("policy", "unit", "caller").get(pk=duty.subject_id)
    return callbacks.close_callback(actor, callback=row, seen=row.version)


ACTS: Mapping[str, Callable[[Hotel, Actor, Duty], Any]] = {
    "cases.verify": _verify,
    "cases.handle": _handle,
    "cases.accept": _accept,
    "cases.decide": _decide,
    "cases.decide_exit": _decide_exit,
    "cases.report": _report,
    "cases.answer": _answer,
    "callbacks.call": _call,
    "callbacks.promise": _answer_opinion,
    "callbacks.answer": _answer_opinion,
    "callbacks.close": _close,
}


def local(day: date, hour: int) -> datetime:
    """Return an hour of a local day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())

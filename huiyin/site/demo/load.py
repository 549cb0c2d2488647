"""Loading the demo company: its story told through the house's own doors, each act on its day.

Every act bears a key, so a load that was broken off goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import WriteDoor
from huiyin.platform.models import IdempotencyKey
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.people import queries as people
from huiyin.rooms.people import usecases
from huiyin.rooms.regulations.usecases import adopt_document
from huiyin.site.demo.accounts import open_demo_accounts
from huiyin.site.demo.company import ACCOUNTS, POSTS, UNITS, Account, Leave, Person, Place
from huiyin.site.demo.company import people as everybody

FOUNDED = date(2024, 12, 16)
RULES_FROM = date(2025, 1, 1)
ADMINISTRATOR, QUALITY, GENERAL_MANAGER = "guanliyuan", "pinzhibu", "zongjingli"

Say = Callable[[str], None]
Act = WriteDoor[..., Any]
Given = dict[str, Any]


@dataclass
class Story:
    """Who acts when: the clock stands still within an act, and a key is used once."""

    until: date
    say: Say
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember what an earlier, broken-off load did."""
        self.told = set(IdempotencyKey.objects.filter(key__startswith="demo:").values_list("key", flat=True))

    @property
    def begun(self) -> bool:
        """Tell whether anything of it was told before."""
        return bool(self.told)

    def knows(self, key: str) -> bool:
        """Tell whether an act was done."""
        return f"demo:{key}" in self.told

    @contextmanager
    def on(self, day: date, hour: int = 9, minute: int = 0) -> Iterator[None]:
        """Act on a day, in the department's time zone."""
        with clock.fixed(datetime.combine(day, time(hour, minute), timezone.get_default_timezone())):
            yield

    def actor(self, username: str) -> Actor:
        """Return who acts behind an account."""
        return people.actor_of(get_user_model().objects.get(username=username))

    def once(self, actor: Actor, key: str, act: Act, **given: Any) -> Any:
        """Act, unless an earlier load did; return what came of it, or None."""
        if self.knows(key):
            return None
        result = act.once(actor, f"demo:{key}", **given)
        self.told.add(f"demo:{key}")
        return result


def found(story: Story) -> None:
    """Set the company up: units, posts, everybody who is there already, the rules and the standard."""
    with story.on(FOUNDED):
        for unit in UNITS:
            given: Given = {"code": unit.code, "name": unit.name, "business": unit.business}
            given["parent"] = people.units(SYSTEM).filter(code=unit.parent).first()
            story.once(SYSTEM, f"unit:{unit.code}", usecases.record_unit, **given)
        _open_accounts(story, SYSTEM, [one for one in ACCOUNTS if not one.person])
    with story.on(FOUNDED, 10):
        admin = story.actor(ADMINISTRATOR)
        for name, level in POSTS.items():
            story.once(admin, f"post:{name}", usecases.record_post, name=name, level=level)
        for person in everybody():
            if person.joined <= FOUNDED:
                _tell(story, admin, Event(FOUNDED, f"hire:{person.number}", usecases.hire_employee, _hiring(person)))
    with story.on(FOUNDED + timedelta(days=1)):
        admin = story.actor(ADMINISTRATOR)
        _open_accounts(story, admin, [one for one in ACCOUNTS if one.person])
        _name_appraisers(story, admin)
    with story.on(FOUNDED + timedelta(days=2)):
        story.once(story.actor(QUALITY), "procedure", adopt_document, effective_from=RULES_FROM)
        story.once(story.actor(GENERAL_MANAGER), "scheme", adopt_default_scheme)


def _open_accounts(story: Story, actor: Actor, accounts: Sequence[Account]) -> None:
    """Open accounts and give each its role; 员工 comes by itself."""
    ids = dict(people.employees(SYSTEM).values_list("number", "pk"))
    wanted = [(one.username, one.name, ids.get(one.person)) for one in accounts]
    story.once(actor, f"accounts:{len(wanted)}", open_demo_accounts, accounts=wanted)
    for one in accounts:
        if one.role != "employee":
            account = get_user_model().objects.get(username=one.username)
            given = {"account": account, "role": one.role, "unit": _unit(one.unit), "start": clock.today()}
            story.once(actor, f"role:{one.username}", usecases.give_role, **given)


def _name_appraisers(story: Story, admin: Actor) -> None:
    for one in ACCOUNTS:
        if one.role == "manager":
            manager = people.employees(SYSTEM).get(number=one.person)
            given = {"unit": _unit(one.unit), "employee": manager, "start": RULES_FROM}
            story.once(admin, f"appraiser:{one.unit}", usecases.appoint_appraiser, **given)


def _unit(name: str) -> Any:
    return people.units(SYSTEM).get(name=name)


def _post(name: str) -> Any:
    return people.posts(SYSTEM).get(name=name)


def _row(person: Person) -> Any:
    return people.employees(SYSTEM).get(number=person.number)


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens to a person on a day; ``given`` is worked out when it happens."""

    day: date
    key: str
    act: Act = field(compare=False)
    given: Callable[[], Given] = field(compare=False)


def _tell(story: Story, admin: Actor, event: Event) -> None:
    if not story.knows(event.key):
        story.once(admin, event.key, event.act, **event.given())


def live(story: Story, until: date) -> None:
    """Let happen to people what happens until a day: hires, moves, leave, the one who leaves."""
    for event in events():
        if event.day <= until and not story.knows(event.key):
            with story.on(event.day, 8, 30):
                _tell(story, story.actor(ADMINISTRATOR), event)


def events() -> list[Event]:
    """Return what happens to people after the founding, in order."""
    happening: list[Event] = []
    for person in everybody():
        number = person.number
        if person.joined > FOUNDED:
            happening.append(Event(person.joined, f"hire:{number}", usecases.hire_employee, _hiring(person)))
        moves = [(place.start, f"move:{number}:{place.start}", _moving(person, place)) for place in person.places[1:]]
        happening += [Event(day, key, usecases.transfer_employee, given) for day, key, given in moves]
        for leave in person.leaves:
            known = max(FOUNDED, leave.start - timedelta(days=3))
            key = f"leave:{number}:{leave.start}"
            happening.append(Event(known, key, usecases.record_leave, _leave(person, leave)))
        if person.left:
            happening.append(Event(person.left, f"left:{number}", usecases.leave_service, _leaving(person)))
    return sorted(happening)


def _hiring(person: Person) -> Callable[[], Given]:
    def given() -> Given:
        place = person.places[0]
        return {
            "number": person.number, "name": person.name, "unit": _unit(place.unit), "post": _post(place.post),
            "joined": person.joined, "phone": f"1390000{int(person.number[2:]):04d}",
        }  # fmt: skip

    return given


def _moving(person: Person, place: Place) -> Callable[[], Given]:
    def given() -> Given:
        row = _row(person)
        where = {"unit": _unit(place.unit), "post": _post(place.post)}
        return {"employee": row, "seen": row.version, "start": place.start, **where}

    return given


def _leave(person: Person, leave: Leave) -> Callable[[], Given]:
    return lambda: {"employee": _row(person), "kind": leave.kind, "start": leave.start, "end": leave.end}


def _leaving(person: Person) -> Callable[[], Given]:
    def given() -> Given:
        row = _row(person)
        return {"employee": row, "seen": row.version, "end": person.left}

    return given

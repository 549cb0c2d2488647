"""People are told: a notice for each in the application, and a message in the outbox for each further channel."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from django.db import models

from huiyin.platform import clock, jobs, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.models import Job
from huiyin.rooms.notices.models import Channel, Delivery, Notice
from huiyin.rooms.notices.queries.mine import kind_of
from huiyin.rooms.notices.queries.sending import Ways, ways_for
from huiyin.rooms.notices.rules import cut
from huiyin.rooms.notices.terms import MOST_BODY, MOST_TITLE, ROBOTS, ChannelKind, NoticeKind
from huiyin.rooms.people.queries.reached import Reached, reached

SEND = "notices.send"
_MOST_NAMES = 290


@dataclass(frozen=True)
class Told:
    """What some people are told. ``over`` narrows the kinds of channels beside the application; None: as the kind."""

    kind: str
    to: Sequence[int]
    title: str
    body: str
    url: str
    urgent: bool = False
    subject: tuple[str, str] = ("", "")
    over: Collection[str] | None = None


def notify(
    actor: Actor, kind: str, *, to: Sequence[int], title: str, body: str, url: str, urgent: bool = False,
    subject: models.Model | tuple[str, str] | None = None,
) -> int:  # fmt: skip
    """Tell people something inside an open use case; return how many were told.

    ``to`` are ids of employees; who has left the service is passed by. What goes out is written in the same
    transaction and sent by a job. Urgent: quiet hours are ignored.
    """
    about = trail.subject_of(subject) if isinstance(subject, models.Model) else subject or ("", "")
    return notify_all(actor, [Told(kind, to, title, body, url, urgent, about)])


def notify_all(_actor: Actor, told: Sequence[Told]) -> int:
    """Tell many things at once; statements do not grow with their number."""
    people = reached({person for one in told for person in one.to})
    now = clock.now()
    ways = ways_for(list(people.values()), {one.kind for one in told})
    rows: list[Notice] = []
    out: list[Delivery] = []
    for one in told:
        kind = kind_of(one.kind)
        hearers = [people[pk] for pk in dict.fromkeys(one.to) if pk in people]
        made = [_notice(one, person, now) for person in hearers]
        rows += made
        out += _mails(one, kind, zip(hearers, made, strict=True), ways)
        out += _for_robots(one, kind, hearers, ways)
    Notice.objects.bulk_create(rows)
    Delivery.objects.bulk_create(out)
    detail = trail.current().detail
    detail["notified"] = int(detail.get("notified", 0)) + len(rows)
    if out:
        detail["messages"] = int(detail.get("messages", 0)) + len(out)
        wake()
    return len(rows)


def wake() -> None:
    """Ask for the sender, unless it is asked for already; the minute's tick catches what falls between."""
    if not Job.objects.filter(kind=SEND, state=Job.State.WAITING).exists():
        jobs.start(SYSTEM, SEND)


def _notice(one: Told, person: Reached, now: datetime) -> Notice:
    return Notice(
        kind=one.kind, employee_id=person.pk, title=one.title[:MOST_TITLE], body=one.body[:MOST_BODY],
        url=one.url[:300], urgent=one.urgent, subject_type=one.subject[0], subject_id=one.subject[1], made_at=now,
    )  # fmt: skip


def _message(one: Told, channel: Channel, where: tuple[int, str], person: int | None, ways: Ways) -> Delivery:
    unit, path = where
    now = clock.now()
    quiet = None if one.urgent else ways.quiet_until(now, path, person)
    return Delivery(
        channel=channel, kind=one.kind, employee_id=person, unit_id=unit, title=one.title[:MOST_TITLE],
        body=one.body[:MOST_BODY], url=one.url[:300], urgent=one.urgent, made_at=now, due_at=quiet or now,
    )  # fmt: skip


def _mails(one: Told, kind: NoticeKind, hearers: Iterable[tuple[Reached, Notice]], ways: Ways) -> Iterator[Delivery]:
    if one.over is not None and ChannelKind.MAIL not in one.over:
        return
    for person, notice in hearers:
        channel = ways.nearest(ChannelKind.MAIL, person.path)
        if channel is not None and person.email and ways.wants(person.pk, kind, ChannelKind.MAIL, urgent=one.urgent):
            made = _message(one, channel, (person.unit, person.path), person.pk, ways)
            made.notice, made.to = notice, person.name
            yield made


def _for_robots(one: Told, kind: NoticeKind, hearers: Iterable[Reached], ways: Ways) -> Iterator[Delivery]:
    """Write one message for each group, however many of its people are meant."""
    groups: dict[int, Channel] = {}
    names: dict[int, list[str]] = {}
    robots = sorted(ROBOTS if one.over is None else ROBOTS & set(one.over))
    for person, robot in product(hearers, robots):
        channel = ways.nearest(robot, person.path)
        if channel is not None and ways.wants(person.pk, kind, robot, urgent=one.urgent):
            groups[channel.pk] = channel
            names.setdefault(channel.pk, []).append(person.name)
    for pk, channel in groups.items():
        made = _message(one, channel, (channel.unit_id, channel.unit.path), None, ways)
        made.to = cut("、".join(names[pk]), _MOST_NAMES)
        yield made

"""A year of complaints: registered over the API by eight clients at once, handled by staff, then held to account.

`python -m bench year REVIEWS` takes the negative ones of a table of reviews (columns positive and review; .csv or
.csv.gz); without an argument HUIYIN_REVIEWS names the file.
"""

import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.hotel import Hotel, local, open_hotel, work
from huiyin.platform import clock, jobs
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job
from huiyin.rooms.callbacks.models import Callback, FrozenRate
from huiyin.rooms.callbacks.queries.rates import months, rates
from huiyin.rooms.callbacks.usecases import freeze_rates
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.terms import FINAL
from huiyin.rooms.duties.models import Duty, Fired
from huiyin.rooms.duties.queries.rates import on_time_rates
from huiyin.rooms.duties.usecases.calendar import load_years_around
from huiyin.rooms.duties.usecases.sweep import sweep

BACKEND = "huiyin.rooms.people.web.entrance.Backend"
CLIENTS, START, SEED = 8, date(2025, 1, 1), 20250101
HOURS = (9, 13, 16, 19)
"""When people work off what they owe: once in each part of the day."""


def negative(path: Path) -> list[str]:
    """Return the reviews of a table that are not positive."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = csv.DictReader(content.decode().splitlines(keepends=True))
    return [row["review"] for row in rows if row["positive"] == "0"]


@dataclass
class Account:
    """What the year came to: counts, and every breach of a promise by name."""

    registered: int = 0
    acts: int = 0
    states: Counter[str] = field(default_factory=Counter)
    without: list[str] = field(default_factory=list)
    uncalled: list[str] = field(default_factory=list)
    rates: int = 0
    unlike: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Say it line by line."""
        yield f"registered over the API by {CLIENTS} clients: {self.registered}; acts of the staff: {self.acts}"
        yield "cases by state: " + ", ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        yield ", ".join(f"{name} {count}" for name, count in self.counts.items())
        yield f"open cases without owner or open duty: {len(self.without)} {self.without[:5]}"
        yield f"answered, neither called in three days nor a miss on record: {len(self.uncalled)} {self.uncalled[:5]}"
        yield f"rates counted again from their rows: {self.rates}, unlike: {len(self.unlike)} {self.unlike[:5]}"
        yield f"work that failed: {len(self.failed)} {self.failed[:5]}"

    @property
    def holds(self) -> bool:
        """Tell whether nothing was forgotten."""
        return not (self.without or self.uncalled or self.unlike or self.failed)


class Year:
    """The simulation: a hotel, its complaints by day, and eight clients."""

    def __init__(self, texts: Sequence[str], days: int = 365, seed: int = SEED) -> None:
        """Spread the complaints over the days, some days busier than others."""
        self.days, self.account, chance = days, Account(), random.Random(seed)
        self.seed, self.arrivals = seed, defaultdict[int, list[tuple[int, str]]](list)
        for place, text in enumerate(texts):
            self.arrivals[int(days * chance.betavariate(1.3, 1.3))].append((place, text))

    def run(self) -> Account:
        """Live through the days and hold them to account."""
        with clock.fixed(local(START, 7)):
            load_years_around(SYSTEM)
            hotel = open_hotel(START, self.days, self.seed)
            self._told()
        clients = [self._client(hotel, place) for place in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            for later in range(self.days):
                self._day(hotel, START + timedelta(days=later), self.arrivals[later], clients, pool)
            list(pool.map(lambda _one: connection.close(), range(CLIENTS)))
        with clock.fixed(local(START + timedelta(days=self.days), 1)):
            self._hold_to_account()
        return self.account

    def _client(self, hotel: Hotel, place: int) -> Client:
        client = Client(headers={"host": "127.0.0.1"})
        names = [name for name in hotel.accounts if name != "boss"]
        client.force_login(hotel.accounts[names[place % len(names)]], "huiyin.rooms.people.web.entrance.Backend")
        return client

    def _day(self, hotel: Hotel, day: date, arrivals: Any, clients: list[Client], pool: ThreadPoolExecutor) -> None:
        for hour in HOURS:
            mine = [one for one in arrivals if one[0] % len(HOURS) == HOURS.index(hour)]
            post = partial(self._post, hotel, clients, local(day, hour))
            self.account.registered += sum(pool.map(post, mine))
            with clock.fixed(local(day, hour) + timedelta(minutes=30)):
                sweep(SYSTEM)
                self.account.acts += work(hotel)
                self._told()
        with clock.fixed(local(day, 23)):
            sweep(SYSTEM)
            jobs.start(SYSTEM, "cases.check")
            jobs.start(SYSTEM, "duties.check")
            self._told()
            if day.day == 1 and day != START:
                self._freeze(day - timedelta(days=1))

    def _post(self, hotel: Hotel, clients: list[Client], at: datetime, one: tuple[int, str]) -> int:
        place, text = one
        client, key = clients[place % CLIENTS], {"Idempotency-Key": f"review-{place}"}
        body = {
            "kind": "complaint", "channel": "web", "severity": "ordinary", "unit": hotel.unit.pk,
            "text": text[:4000].strip() or "（无内容）", "caller_name": f"客人{place}",
            "caller_phone": f"139{place:08}",
        }  # fmt: skip
        with clock.fixed(at):
            answer = client.post("/api/v1/cases/cases", body, "application/json", headers=key)
            for _again in range(50):  # a busy SQLite says 503, and the same key may be sent again
                if answer.status_code != 503:
                    break
                answer = client.post("/api/v1/cases/cases", body, "application/json", headers=key)
        if answer.status_code != 201:
            raise RuntimeError(answer.content.decode())
        return 1

    def _told(self) -> None:
        """Do what is waiting, as a worker would, until nothing new comes of it."""
        while waiting := list(Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True)):
            for pk in waiting:
                jobs.run_job.call(pk)

    def _freeze(self, last: date) -> None:
        month = f"{last:%Y-%m}"
        if any(one.frozen is None for one in rates(SYSTEM, month=month)):
            freeze_rates(SYSTEM, month=month)

    def _hold_to_account(self) -> None:
        account = self.account
        open_cases = Case.objects.exclude(state__in=sorted(FINAL))
        owed = set(Duty.objects.open().filter(subject_type="cases.case").values_list("subject_id", flat=True))
        account.without = [one.number for one in open_cases if one.owner_id is None or str(one.pk) not in owed]
        account.states = Counter(Case.objects.values_list("state", flat=True))
        account.uncalled = list(uncalled())
        account.rates, account.unlike = counted_again()
        failed = Job.objects.filter(state__in=(Job.State.FAILED, Job.State.REFUSED))
        account.failed = [f"{job.kind}: {job.error}" for job in failed]
        account.counts = {
            "callbacks": Callback.objects.count(),
            "of them missed": Callback.objects.filter(missed_at__isnull=False).count(),
            "duties": Duty.objects.count(),
            "of them missed or done late": Duty.objects.filter(missed_at__isnull=False).count(),
            "rungs fired": Fired.objects.count(),
        }


def uncalled() -> Iterator[str]:
    """Yield the complaints whose three days are over without a callback in time and without a miss on record."""
    calls = defaultdict[str, list[Callback]](list)
    for row in Callback.objects.filter(subject_type="cases.case", occasion="complaint"):
        calls[row.subject_id].append(row)
    missed = set(
        Duty.objects.filter(kind="callbacks.call", missed_at__isnull=False).values_list("subject_id", flat=True)
    )
    for case in Case.objects.filter(kind="complaint", answered_at__isnull=False):
        rows = calls[str(case.pk)]
        if not rows:
            yield f"{case.number}: never planned"
        for row in rows:
            over = local(timezone.localdate(row.happened_at) + timedelta(days=4), 0)
            ended = row.reached_at or row.ended_at
            on_record = row.missed_at is not None and str(row.pk) in missed
            if row.due_at > over or (over <= clock.now() and (ended is None or ended > over) and not on_record):
                yield f"{case.number}: {row.number}"


def counted_again() -> tuple[int, list[str]]:
    """Count every rate anew from its rows, without the queries that made it; return how many, and those unlike."""
    unlike, looked = [], 0
    for month in months(SYSTEM):
        for one in rates(SYSTEM, month=month):
            looked += 1
            rows = one.frozen.rows if one.frozen else _rows(one.policy.pk, one.unit.pk, month)
            found = (one.counted.due, one.counted.denominator, one.counted.numerator)
            if found != _plain(rows):
                unlike.append(f"{month} {one.occasion}")
    looked += FrozenRate.objects.count()
    unlike += [
        f"frozen {row.month}" for row in FrozenRate.objects.all()
        if (row.due, row.denominator, row.numerator) != _plain(row.rows)
    ]  # fmt: skip
    start, end = START, clock.today()
    for rate in on_time_rates(SYSTEM, start=start, end=end):
        looked += 1
        rows = Duty.objects.filter(clause=rate.clause, waived_at=None, due_at__lte=local(end + timedelta(days=1), 0))
        fallen = [one for one in rows if one.done_at is not None or one.due_at < clock.now()]
        in_time = sum(one.done_at is not None and one.done_at <= one.due_at for one in fallen)
        late = sum(one.done_at is not None and one.done_at > one.due_at for one in fallen)
        if (rate.due, rate.in_time, rate.late) != (len(fallen), in_time, late):
            unlike.append(rate.clause)
    return looked, unlike


def _rows(policy: int, unit: int, month: str) -> list[tuple[Any, ...]]:
    rows = Callback.objects.filter(policy=policy, unit=unit, month=month)
    return [
        (one.number, one.state, one.due_at.isoformat(), one.reached_at.isoformat() if one.reached_at else None)
        for one in rows
    ]


def _plain(rows: Sequence[Sequence[Any]]) -> tuple[int, int, int]:
    counting = [one for one in rows if one[1] not in {"exempt", "refused"}]
    reached = [one for one in counting if one[3] and datetime.fromisoformat(one[3]) <= datetime.fromisoformat(one[2])]
    return len(rows), len(counting), len(reached)

"""The cases room over one database, asked line by line: pages at this size, and registering beside the bare statements.

`python -m bench.cases COUNT` fills the database that DATABASE_URL names and then answers each line of JSON with one:
what a page took in milliseconds and statements, or the rates of registering.
"""

import gc
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from copy import copy
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
os.environ.setdefault("HUIYIN_LOG_LEVEL", "ERROR")
django.setup()

from bench import case_rows  # noqa: E402 - Django first
from bench.clock import timed  # noqa: E402 - as above
from huiyin.platform.models import Counter, IdempotencyKey, TrailEntry  # noqa: E402 - as above
from huiyin.rooms.cases.models import Case, Step  # noqa: E402 - as above
from huiyin.rooms.duties.models import Duty  # noqa: E402 - as above
from huiyin.rooms.people.models import Unit  # noqa: E402 - as above

AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
# The others take the numbers of the trail that follow its head, which each of these copies moves.
APART = 10
CLAIM = "INSERT INTO platform_idempotencykey"
Statement = tuple[str, Any]


def signed_in(user: Any) -> Client:
    """Sign somebody in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def ask(client: Client, address: str) -> dict[str, Any]:
    """Open a page and return what it took; anything but a page is a fault of the measurement.

    Statements are counted by a wrapper: Django's own capture sets each in type, which takes longer than the page.
    """
    found: list[Any] = []

    def get() -> Any:
        before = time.process_time()
        answer = client.get(address)
        found.append(time.process_time() - before)
        return answer

    statements = _recorded(lambda: found.extend(timed(get)))
    spent, seconds, answer = found
    if answer.status_code != 200:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return {"milliseconds": seconds * 1000, "processor": spent * 1000, "statements": len(statements)}


class Floor:
    """The smallest view that puts the same statements to the database, with keys and numbers of its own."""

    def __init__(self, statements: list[Statement], made: Case, key: str) -> None:
        """Remember what one registration asked, and what of it must differ the next time."""
        self.statements, self.made, self.key, self.count = statements, made, key, 0

    def view(self, _request: HttpRequest) -> HttpResponse:
        """Ask the same again; all from the claim of the key on in one transaction."""
        self.count += 1
        new: dict[Any, Any] = {self.key: uuid.uuid4().hex}
        border = next(place for place, (sql, _given) in enumerate(self.statements) if sql.startswith(CLAIM))
        with connection.cursor() as cursor:
            for one in self.statements[:border]:
                self._again(cursor, one, new)
            with transaction.atomic():
                for one in self.statements[border:]:
                    self._again(cursor, one, new)
        return HttpResponse(b"{}", content_type="application/json", status=201)

    def _again(self, cursor: Any, statement: Statement, new: dict[Any, Any]) -> None:
        sql, given = statement
        number = self.made.number
        values = [
            one.replace(number, f"{number}-{self.count}") if isinstance(one, str) and number in one else one
            for one in given or ()
        ]
        cursor.execute(sql, [new.get(one, one) if isinstance(one, str | int) else one for one in values])
        rows = cursor.fetchall() if cursor.description else []
        if sql.startswith('INSERT INTO "cases_case"'):
            new |= {self.made.pk: rows[0][0], str(self.made.pk): str(rows[0][0])}


class Smallest:
    """The smallest view in Django's own words that asks the database as often: rows by key, copies of what is written.

    It stands behind the house's middleware, which finds out who asks.
    """

    def __init__(self, statements: list[Statement], made: Case) -> None:
        """Remember how often one registration reads, and the rows that it wrote."""
        self.reads = sum(sql.lstrip().startswith("SELECT") for sql, _given in statements)
        self.case, self.duty = made, Duty.objects.get(subject_type="cases.case", subject_id=str(made.pk))
        self.step, self.entry, self.count = Step.objects.get(case=made), TrailEntry.objects.latest("seq"), 0

    def view(self, request: HttpRequest) -> HttpResponse:
        """Read by key, then write copies in one transaction."""
        self.count += 1
        user, unit = request.user.pk, self.case.unit_id
        for _ in range(self.reads - 2):  # the session and the user are read beside these
            Unit.objects.get(pk=unit)
        with transaction.atomic():
            key = IdempotencyKey.objects.create(user_id=user, key=uuid.uuid4().hex, made_at=self.case.registered_at)
            Counter.objects.filter(series="bench").update(value=self.count)
            number = f"{self.case.number}-D{self.count}"
            case = self._copy(self.case, number=number)
            self._copy(self.duty, subject_id=str(case.pk))
            self._copy(self.step, case=case)
            self._copy(self.entry, seq=self.entry.seq + APART * self.count)
            IdempotencyKey.objects.filter(pk=key.pk).update(result_id=str(case.pk))
        return HttpResponse(b"{}", content_type="application/json", status=201)

    def _copy(self, row: Any, **other: Any) -> Any:
        made = copy(row)
        made.pk = None
        for name, value in other.items():
            setattr(made, name, value)
        made.save(force_insert=True)
        return made


def _recorded(act: Callable[[], Any]) -> list[Statement]:
    found: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith(AROUND):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act()
    return found


urlpatterns: list[Any] = []


def registering(user: Any, unit: int, goes: int) -> dict[str, Any]:
    """Register cases over HTTP, each beside the smallest view and the bare statements; return seconds of the three."""
    client, body = signed_in(user), {"kind": "complaint", "channel": "telephone", "severity": "ordinary", "unit": unit}
    body |= {"caller_phone": "13912345678", "text": "三号楼电梯又坏了，请尽快处理"}

    def register(key: str) -> None:
        given: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}
        answer = client.post("/api/v1/cases/cases", body, **given)
        if answer.status_code != 201:
            raise RuntimeError(answer.content)

    register(uuid.uuid4().hex)
    key = uuid.uuid4().hex
    statements = _recorded(lambda: register(key))
    made = Case.objects.latest("pk")
    smallest, floor = Smallest(statements, made), Floor(statements, made, key)
    urlpatterns[:] = [path("bare", floor.view), path("floor", csrf_exempt(smallest.view))]
    spent = {"seconds": 0.0, "floor": 0.0, "bare": 0.0}
    own = signed_in(user)
    with override_settings(ROOT_URLCONF="bench.cases"):
        own.post("/floor", body, content_type="application/json")
        with override_settings(MIDDLEWARE=[]):
            bare = Client(headers={"host": "127.0.0.1"})
            bare.post("/bare", body, content_type="application/json")
    for _ in range(goes):
        spent["seconds"] += timed(lambda: register(uuid.uuid4().hex))[0]
        with override_settings(ROOT_URLCONF="bench.cases"):
            spent["floor"] += timed(lambda: own.post("/floor", body, content_type="application/json"))[0]
            spent["bare"] += timed(lambda: bare.post("/bare", body, content_type="application/json"))[0]
    return {"statements": len(statements), **spent}


def main(count: int) -> None:
    """Fill the database, say so, and answer until nothing more is asked."""
    call_command("migrate", verbosity=0)
    found = case_rows.department()
    case_rows.fill(count)
    clients = {name: signed_in(found[name]) for name in ("one", "all")}
    some = list(Case.objects.filter(unit=found["unit"]).values_list("pk", flat=True)[:50])  # one in five is open
    gc.collect()
    gc.freeze()  # collecting before each go is quick then: what the house loaded is not rubbish
    print(json.dumps({"unit": found["unit"].pk, "cases": some}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "page" in asked:
            answer = ask(clients[asked["who"]], asked["page"])
        else:
            answer = registering(found["one"], found["unit"].pk, asked["goes"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.modules["bench.cases"] = sys.modules["__main__"]
    main(int(sys.argv[1]))

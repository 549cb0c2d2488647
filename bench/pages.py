"""Every page of the house at two sizes: its statements must not grow with the people, and stay within twelve.

The floor is the smallest Django view that asks the database as often for one row by its key.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from bench.clock import timed
from bench.year import YEAR
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Line, Run, Sheet
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.terms import Role

GOES = 3
AROUND = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}


@dataclass(frozen=True)
class Page:
    """What opening a page took: statements, the median of some goes, and the floor of as many statements."""

    address: str
    statements: int
    milliseconds: float
    floor: float


def sign_in() -> Client:
    """Put the imported units below one company and sign its general manager in, who sees everything."""
    top = Unit.objects.filter(code="TOP").first() or usecases.record_unit(
        SYSTEM, code="TOP", name="回音集团", parent=None, business="company"
    )
    for unit in Unit.objects.filter(parent=None).exclude(pk=top.pk):
        usecases.change_unit(
            SYSTEM, unit=unit, seen=unit.version, code=unit.code, name=unit.name, parent=top, business=unit.business
        )
    user = User.objects.create_user("bench", first_name="测量")
    RoleHolding.objects.bulk_create(
        RoleHolding(user=user, role=role, unit=top, start="2020-01-01")
        for role in (Role.GENERAL_MANAGER, Role.QUALITY, Role.MANAGER, Role.ADMINISTRATOR)
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def addresses() -> Iterator[str]:
    """Yield every page without arguments, and one thing of each kind that grows with the people."""
    sheet, line, run = Sheet.objects.order_by("id")[100], Line.objects.order_by("id")[30], Run.objects.get()
    person = Employee.objects.get(pk=line.employee_id)
    unit = Unit.objects.get(pk=line.unit_id)
    yield from (
        f"appraisal/sheets/{sheet.pk}", f"appraisal/sheets?unit={unit.pk}", f"appraisal/sheets?q={person.number}",
        f"appraisal/sheets/month?unit={unit.pk}&month={YEAR}-03", f"appraisal/people/{person.number}/{YEAR}",
        f"appraisal/years/{YEAR}", f"appraisal/runs/{run.pk}", f"appraisal/statistics?unit={unit.pk}",
        f"people/employees/{person.pk}", f"people/employees?q={person.name[:2]}", f"people/units/{unit.pk}",
        "search?q=员工",
    )  # fmt: skip
    yield from _plain(get_resolver().url_patterns, "")


def _plain(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if not route.startswith(("account/", "api/")):
                yield from _plain(pattern.url_patterns, route)
        elif "<" not in route:
            yield route


def floor_of(statements: int) -> float:
    """Return the milliseconds of the smallest view that asks for one row by its key so often."""
    pk = Unit.objects.values_list("pk", flat=True)[0]

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("".join(Unit.objects.get(pk=pk).name for _ in range(statements)))

    request = RequestFactory().get("/")
    return median(timed(lambda: view(request))[0] for _ in range(GOES)) * 1000


def measure(client: Client, address: str) -> Page | None:
    """Open a page some times; None where it is no page to read (an act, or one that leads on)."""
    answer = client.get(f"/{address}")
    if answer.status_code != 200:
        if answer.status_code >= 500:
            message = f"{address} answered {answer.status_code}"
            raise RuntimeError(message)
        return None
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/{address}")
    statements = sum(1 for query in seen.captured_queries if query["sql"].split(" ")[0] not in AROUND)
    spent = median(timed(lambda: client.get(f"/{address}"))[0] for _ in range(GOES)) * 1000
    return Page(address, statements, spent, floor_of(max(1, statements)))


def pages() -> list[Page]:
    """Settle and publish the imported year, then measure every page as somebody who sees everything."""
    os.environ.setdefault("HUIYIN_LOG_LEVEL", "ERROR")
    publish_year(SYSTEM, run=settle_year(SYSTEM, year=YEAR))
    client = sign_in()
    return [page for address in addresses() if (page := measure(client, address))]

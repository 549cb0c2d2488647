"""A client that works against a real server which is killed under it, and what must hold whenever one looks."""

import io
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huiyin.platform import workbooks
from tests.site.homes import Browser, Home, Refused, Server

PEOPLE, WEEKS = 16, 20
SHEETS = PEOPLE * (WEEKS + 12 + 12 + 1)
FIRST_YEAR = 2001
FORM = "month_sheet"
STEPS = ("hand_in", "apply", "settle", "publish", "issue")
# The long work that each step waits for, by its kind.
WORK = {
    "hand_in": "appraisal.preview_import",
    "apply": "appraisal.import_sheets",
    "settle": "appraisal.settle_year",
    "publish": "appraisal.publish_year",
    "issue": "appraisal.issue_batch",
}
WAIT_SECONDS = 300.0

SETUP = """
from datetime import date
from django.contrib.auth import get_user_model
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.people import usecases
from huiyin.site.demo.accounts import open_demo_accounts

top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
open_demo_accounts(SYSTEM, accounts=[("boss", "方致远", None)])
boss = get_user_model().objects.get(username="boss")
usecases.give_role(SYSTEM, account=boss, role="general_manager", unit=top, start=date(2000, 1, 1))
adopt_default_scheme(SYSTEM)
"""


def workbook(year: int) -> bytes:
    """A year of sheets, one deduction each."""
    staff = [f"E{number:03d}" for number in range(PEOPLE)]
    sheets: list[tuple[str, str, str, date, str]] = []
    for number in staff:
        for week in range(2, WEEKS + 2):
            day = date.fromisocalendar(year, week, 3)
            sheets.append((f"ZJ{year}W{week:02d}-{number}", number, "周检", day, staff[0]))
        for month in range(1, 13):
            sheets.append((f"YJ{year}{month:02d}-{number}", number, "月检", date(year, month, 15), staff[0]))
            sheets.append((f"YK{year}{month:02d}-{number}", number, "月考核", date(year, month, 28), staff[0]))
        sheets.append((f"NK{year}-{number}", number, "年终考评", date(year, 12, 28), staff[0]))
    section = {"周检": "回访", "月检": "回访", "月考核": "工作效率", "年终考评": "工作效率"}
    target = io.BytesIO()
    workbooks.write(
        target,
        [
            (
                "员工",
                ("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期"),
                [(n, f"员工{n}", "回音集团", "公司", "客户专员", "操作层", date(2000, 1, 3), None) for n in staff],
            ),
            ("考评单", ("考评单号", "工号", "类型", "考评日期", "考评人"), sheets),
            (
                "扣分明细",
                ("考评单号", "子项", "标准编号", "扣分", "事由", "严重违规"),
                [(sheet[0], section[sheet[2]], "JA3", 1.0, "回访逾期", None) for sheet in sheets],
            ),
            ("加分", ("考评单号", "加分", "依据"), []),
        ],
    )
    return target.getvalue()


class Gone(Exception):  # noqa: N818 - a fact, not a programming error
    """The server was killed under the client."""


@dataclass
class Client:
    """Works years off, step by step; a step that was not acknowledged is sent again with the same key."""

    home: Home
    port: int
    browser: Browser = field(init=False)
    stop: threading.Event = field(default_factory=threading.Event)
    year: int = FIRST_YEAR
    step: int = 0
    acknowledged: dict[tuple[int, str], str] = field(default_factory=dict)
    units: dict[str, bool] = field(default_factory=dict)
    waits_for: str = ""
    fault: BaseException | None = None

    def __post_init__(self) -> None:
        """Keep one browser: its session outlives the server."""
        self.browser = Browser(self.port, follow=False)

    def sign_in(self) -> None:
        """Sign in once."""
        self.browser.sign_in("boss", "huiyin-demo")

    def work(self, last_year: int) -> None:
        """Work until told to stop, or until a year is done; ends quietly when the server is gone."""
        try:
            while self.year <= last_year and not self.stop.is_set():
                self._one_unit()
                self._one_step()
        except Gone:
            pass
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            self.fault = fault

    def _one_step(self) -> None:
        name = STEPS[self.step]
        location = self.acknowledged.get((self.year, name)) or self._send(name)
        self.acknowledged[self.year, name] = location
        self._await(name, location)
        self.step += 1
        if self.step == len(STEPS):
            self.year, self.step = self.year + 1, 0

    def _send(self, name: str) -> str:
        """Send a step with its key; return where the server leads on: then it is acknowledged."""
        self.waits_for = WORK[name]
        path, fields, upload = getattr(self, f"_{name}")()
        return self._post(path, {**fields, "idempotency_key": f"{self.year}-{name}"}, upload)

    def _post(self, path: str, fields: dict[str, str], upload: tuple[str, str, bytes] | None = None) -> str:
        try:
            status, answer = self.browser.send(path, fields, upload)
        except Refused:
            raise Gone from None
        if status not in {302, 303}:
            message = f"{path}: {status} {answer[:2000]}"
            raise AssertionError(message)
        return self.browser.location

    def _hand_in(self) -> tuple[str, dict[str, str], tuple[str, str, bytes]]:
        return "/appraisal/imports/add", {}, ("file", f"{self.year}.xlsx", workbook(self.year))

    def _apply(self) -> tuple[str, dict[str, str], None]:
        row = self.acknowledged[self.year, "hand_in"].rpartition("/")[2]
        version = self._one("SELECT version FROM appraisal_import WHERE id = ?", int(row))
        return f"/appraisal/imports/{row}/apply", {"version": version}, None

    def _settle(self) -> tuple[str, dict[str, str], None]:
        return "/appraisal/years/settle", {"year": str(self.year)}, None

    def _publish(self) -> tuple[str, dict[str, str], None]:
        found = self.home.select("SELECT id, version FROM appraisal_run WHERE year = ? ORDER BY id DESC", self.year)
        return f"/appraisal/runs/{found[0][0]}/publish", {"version": str(found[0][1])}, None

    def _issue(self) -> tuple[str, dict[str, str], None]:
        unit = self._one("SELECT id FROM people_unit WHERE code = 'HQ'")
        return "/appraisal/issues/add", {"form": FORM, "unit": unit, "period": f"{self.year}-03"}, None

    def _one(self, statement: str, *given: object) -> str:
        return str(self.home.select(statement, *given)[0][0])

    def _await(self, name: str, location: str) -> None:
        """Wait until the work behind a step is done; the table is looked at, so that no request is in the way."""
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            if self.stop.is_set():
                raise Gone
            state, error = self._state(name, location)
            if state == "done":
                return
            assert state in {"waiting", "running"}, f"{self.year} {name}: {state} {error}"
            time.sleep(0.02)
        message = f"{self.year} {name} did not end: {self._state(name, location)}"
        raise AssertionError(message)

    def _state(self, name: str, location: str) -> tuple[str, str]:
        number = int(location.rpartition("/")[2])
        if name in {"settle", "publish", "issue"}:
            rows = self.home.select("SELECT state, error FROM platform_job WHERE id = ?", number)
        else:
            rows = self.home.select(OF_IMPORT[bool(self.home.database_url)], WORK[name], number)
        return rows[0][0], rows[0][1]

    def _one_unit(self) -> None:
        """Record a unit: a small act, acknowledged or not, sent again with its key until it is."""
        waiting = [code for code, done in self.units.items() if not done]
        code = waiting[0] if waiting else f"U{uuid.uuid4().hex[:8]}"
        self.units.setdefault(code, False)
        top = self._one("SELECT id FROM people_unit WHERE code = 'HQ'")
        fields = {"code": code, "name": f"部门 {code}", "parent": top, "business": "company"}
        self._post("/people/units/add", {**fields, "idempotency_key": f"unit-{code}"})
        self.units[code] = True


# The work of an import, by its kind: the import's own row names only the latest.
OF_IMPORT = {
    False: "SELECT state, error FROM platform_job WHERE kind = ? AND json_extract(args, '$.import_id') = ?",
    True: "SELECT state, error FROM platform_job WHERE kind = ? AND (args->>'import_id')::bigint = ?",
}


def running(home: Home) -> list[str]:
    """The kinds of work that are being done."""
    return [kind for (kind,) in home.select("SELECT kind FROM platform_job WHERE state = 'running'")]


def strike(server: Server, client: Client, dice: random.Random, target: str) -> list[str]:
    """Kill everything within the work that the target names, at a random instant of it; return what was being done."""
    until = time.monotonic() + 20
    while time.monotonic() < until and target not in running(server.home) and client.fault is None:
        time.sleep(0.005)
    time.sleep(dice.uniform(0.0, 0.4))
    server.kill()
    return running(server.home)


Rows = list[tuple[Any, ...]]


def faults(home: Home) -> Iterator[str]:
    """Yield what is half done or doubled in a database as it lies, whatever was going on when it was left."""
    select = home.select
    for row, state, sheets in select(SHEETS_OF_IMPORTS):
        if sheets != (SHEETS if state == "done" else 0):
            yield f"import {row} is {state} with {sheets} sheets"
    for what, statement in WHOLE.items():
        found = select(statement)
        if found != [(0,)]:
            yield f"{what}: {found}"
    for series, value in select("SELECT series, value FROM platform_counter WHERE series LIKE ?", "record:%"):
        prefix, period = series.split(":")[1:]
        of_series = f"{prefix}-{period.replace('-', '')}-%"
        rows = select("SELECT number FROM records_record WHERE number LIKE ?", of_series)
        numbers = sorted(int(number.rpartition("-")[2]) for (number,) in rows)
        if numbers != list(range(1, value + 1)):
            yield f"{series} stands at {value}, and the numbers are {numbers}"
    yield from _trail_faults(select)


SHEETS_OF_IMPORTS = """
SELECT i.id, i.state, (SELECT count(*) FROM appraisal_sheet s WHERE s.handed_in_id = i.id) FROM appraisal_import i
"""
# Each of these counts what must not be there.
WHOLE = {
    "sheets without their deduction": """
        SELECT count(*) FROM appraisal_sheet s
        WHERE 1 <> (SELECT count(*) FROM appraisal_deduction d WHERE d.sheet_id = s.id)""",
    "sheets without their score": """
        SELECT count(*) FROM appraisal_sheet s
        WHERE 1 <> (SELECT count(*) FROM appraisal_score c WHERE c.sheet_id = s.id)""",
    "settlements without all their lines": """
        SELECT count(*) FROM appraisal_run r
        WHERE r.people <> (SELECT count(*) FROM appraisal_line l WHERE l.run_id = r.id)""",
    "settlements without tallies": """
        SELECT count(*) FROM appraisal_run r
        WHERE NOT EXISTS (SELECT 1 FROM appraisal_tally t WHERE t.run_id = r.id)""",
    "years published twice": """
        SELECT count(*) FROM
        (SELECT year FROM appraisal_run WHERE state = 'published' GROUP BY year HAVING count(*) > 1) AS y""",
    "units with the same code": """
        SELECT count(*) FROM (SELECT code FROM people_unit GROUP BY code HAVING count(*) > 1) AS u""",
}
TRAIL = "SELECT seq, previous, digest, act, detail FROM platform_trailentry ORDER BY seq"


def _trail_faults(select: Callable[[str], Rows]) -> Iterator[str]:
    """Follow the chain by its links; the digests themselves are checked at the end by `huiyin verify-trail`."""
    previous, expected, imports = "0" * 64, 1, []
    for seq, before, digest, act, detail in select(TRAIL):
        if (seq, before) != (expected, previous):
            yield f"the trail breaks at {seq}"
        previous, expected = digest, seq + 1
        number = json.loads(detail).get("import_number") if act == "appraisal.import_sheets" else None
        imports += [number] if number else []
    if select("SELECT seq, digest FROM platform_trailhead") != [(expected - 1, previous)]:
        yield "the trail's end is not its head"
    if imports != list(range(1, len(imports) + 1)):
        yield f"imports are numbered {imports}"

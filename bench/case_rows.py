"""A department of forty units with as many cases as wanted, written in a few statements, to measure pages on.

One case in five is open and has an open duty, the others a fulfilled one; each has one line of its timeline.
"""

import random
from datetime import date
from typing import Any

from django.db import connection, transaction

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.cases.models import Case, Step
from huiyin.rooms.cases.rules.suggest import category_of
from huiyin.rooms.customers.queries.search import index_of, install
from huiyin.rooms.customers.rules.grams import grams
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.terms import Role
from huiyin.rooms.people.usecases import hire_employee, record_post, record_unit

START = date(2020, 1, 1)
UNITS, TEXTS = 40, 5_000
EACH = 20
"""Cases of each caller, at every size: as many lines stand beside the form."""
_PLACES = (
    "三号楼电梯",
    "地下车库",
    "大堂前台",
    "二单元楼道",
    "东门岗亭",
    "游泳池",
    "中餐厅",
    "客房卫生间",
    "配电房",
    "垃圾房",
)
_FAULTS = (
    "又坏了",
    "漏水严重",
    "异味很大",
    "没有人管",
    "噪音太大",
    "灯不亮",
    "收费不清楚",
    "态度冷淡",
    "等了很久",
    "堵塞",
)
_WISHES = (
    "请尽快处理",
    "希望给个说法",
    "已经第二次反映",
    "要求退款",
    "请回电说明",
    "麻烦派人来看",
    "建议改进",
    "影响休息",
)
# Characters of names: few enough that the smaller table fills a page with what is searched, as the greater does.
_SIGNS = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {count})"

_OPEN = f"(n.i / {UNITS}) % 5 = 0"
_AT = {
    "sqlite": "datetime('2020-01-01', '+' || (n.i * 3) || ' minutes')",
    "postgresql": "timestamptz '2020-01-01 00:00+00' + n.i * 3 * interval '1 minute'",
}[connection.vendor]
_LATER = "timestamptz '2031-01-04 08:00:00+00:00'" if connection.vendor == "postgresql" else "'2031-01-04 08:00:00'"
_UNITS = (
    "SELECT row_number() OVER (ORDER BY u.code) - 1 AS place, u.id, u.code, e.id AS person FROM people_unit u "
    "JOIN people_employee e ON e.unit_id = u.id WHERE u.code LIKE 'U%%'"
)
_NUMBER = "'TS-' || u.code || '-20260101-' || n.i"
_KINDS = ("complaint", "request", "consultation", "suggestion", "complaint", "praise", "violation")
_KIND = f"CASE n.i % 7 {' '.join(f'WHEN {place} THEN {kind!r}' for place, kind in enumerate(_KINDS))} END"
_CASE = {
    "WITH": _NUMBERS, "number": _NUMBER, "kind": _KIND, "unit_id": "u.id", "department_id": "u.id", "text": "t.text",
    "caller_name": "t.caller", "caller_phone": "'139' || (10000000 + n.i % {callers})", "category": "t.category",
    "state": f"CASE WHEN {_OPEN} THEN 'handling' ELSE 'archived' END", "owner_id": "u.person",
    "handler_id": "u.person", "taken_by": "'主管'", "registered_at": _AT, "answered_at": "NULL",
    "next_due_at": f"CASE WHEN {_OPEN} THEN {_LATER} END", "closed_at": f"CASE WHEN {_OPEN} THEN NULL ELSE {_AT} END",
    "finding": "'属实，已到现场查看'", "result": "'已处理并告知客户'", "department": "u.id",
    "grams": "t.grams || ' ts ' || lower(u.code) || ' 20260101 ' || n.i || ' §' || u.id",
    "FROM": (
        # CROSS JOIN keeps SQLite from turning the tables round, which would count the numbers anew for each text.
        f"n CROSS JOIN bench_unit u CROSS JOIN bench_text t "
        f"WHERE t.id = (n.i * 7919) % {TEXTS} AND u.place = (n.i * 31) % {UNITS} ORDER BY n.i"
    ),
}  # fmt: skip
_STEP = {
    "case_id": "c.id", "kind": "'move'", "move": "'record_case'", "state": "'registered'", "text": "'已登记'",
    "at": "c.registered_at", "by": "'主管'", "FROM": "cases_case c ORDER BY c.id",
}  # fmt: skip
_DUTY = {
    "kind": "'cases.handle'", "clause": "'R-5b'", "subject_type": "'cases.case'", "subject_id": "CAST(c.id AS TEXT)",
    "label": "c.number || ' · 处理'", "url": "'/cases/cases/' || c.id", "unit_id": "c.unit_id",
    "owner_id": "c.owner_id", "armed_at": "c.registered_at", "due_at": "coalesce(c.next_due_at, c.registered_at)",
    "done_at": "c.closed_at", "done_by": "'主管'", "how": "'working_days'", "amount": "2", "wake_at": "c.next_due_at",
    "FROM": "cases_case c ORDER BY c.id",
}  # fmt: skip


def department() -> dict[str, Any]:
    """Make the units, a supervisor for each, and who sees everything; return the accounts and the first unit."""
    top = record_unit(SYSTEM, code="TOP", name="回音集团", parent=None, business="company")
    post = record_post(SYSTEM, name="客服主管", level="operational")
    accounts = {}
    for place in range(UNITS):
        unit = record_unit(SYSTEM, code=f"U{place:02}", name=f"第{place:02}管理处", parent=top, business="property")
        hire_employee(SYSTEM, number=f"S{place:02}", name=f"主管{place:02}", unit=unit, post=post, joined=START)
        accounts[f"S{place:02}"] = (Role.SUPERVISOR, unit)
    hire_employee(SYSTEM, number="M", name="马经理", unit=top, post=post, joined=START)
    accounts["M"] = (Role.MANAGER, top)
    people = {one.number: one for one in Employee.objects.all()}
    users = {}
    for number, (role, unit) in accounts.items():
        users[number] = User.objects.create_user(number, first_name=people[number].name, employee=people[number])
        RoleHolding.objects.create(user=users[number], role=role, unit=unit, start=START)
    return {"one": users["S07"], "all": users["M"], "unit": Unit.objects.get(code="U07")}


def texts() -> list[tuple[int, str, str, str, str]]:
    """Return what the cases are about: key, text, category, caller, and the tokens of both."""
    chance = random.Random("cases")
    rows = []
    for key in range(TEXTS):
        caller = "".join(chance.choice(_SIGNS) for _ in range(3))
        rest = "，".join(chance.choice(words) for words in (_PLACES, _FAULTS, _WISHES))
        text = f"{rest}，联系{''.join(chance.choice(_SIGNS) for _ in range(2))}。"
        rows.append((key, text, category_of(text) or "other", caller, grams([caller, text])))
    return rows


def fill(count: int) -> None:
    """Write so many cases, their steps and what is owed about the open ones; the search index is built at the end."""
    _drop_index()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA cache_size = -800000"
            )  # KiB, or the indexes of a million rows are read again and again
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_text (id INT PRIMARY KEY, text TEXT, category TEXT, caller TEXT, grams TEXT)"
        )
        cursor.executemany("INSERT INTO bench_text VALUES (%s, %s, %s, %s, %s)", texts())
        cursor.execute(f"CREATE TABLE bench_unit AS {_UNITS}")
        cursor.execute(_insert(Case, _CASE).replace("{count}", str(count)).replace("{callers}", str(count // EACH)))
        cursor.execute(_insert(Step, _STEP))
        cursor.execute(_insert(Duty, _DUTY))
        cursor.execute("DROP TABLE bench_text")
        cursor.execute("DROP TABLE bench_unit")
    install(Case._meta.db_table, "grams")
    with connection.cursor() as cursor:
        # A table just filled is read slowly at first; in service PostgreSQL has vacuumed it long ago.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _drop_index() -> None:
    index = index_of(Case._meta.db_table, "grams")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX {index}")
            return
        for act in ("add", "remove", "change"):
            cursor.execute(f"DROP TRIGGER {index}_{act}")


def _insert(model: Any, values: dict[str, str]) -> str:
    """Write the statement that fills a table: given columns by their expressions, the others by their defaults."""
    columns = {}
    for field in model._meta.concrete_fields:
        if field.name in values or field.attname in values:
            columns[field.column] = values.get(field.attname, values.get(field.name))
        elif not field.primary_key:
            columns[field.column] = _default(field)
    source, head = values["FROM"], values.get("WITH", "")
    named, given = ", ".join(f'"{name}"' for name in columns), ", ".join(str(one) for one in columns.values())
    return f"INSERT INTO {model._meta.db_table} ({named}) {head} SELECT {given} FROM {source}"


def _default(field: Any) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else f"'{'' if value is None else value}'"

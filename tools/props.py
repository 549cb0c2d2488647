"""What the demo company's stage needs beside its story, so that no screen is empty: `python -m tools.props`.

Drafts, a refused workbook and one that waits, an absent person's deputy, a closed unit, a disabled account, a token.
Runs inside the stage's installation, through the house's own doors.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import django

django.setup()

from huiyin.platform import workbooks  # noqa: E402 - after Django is set up
from huiyin.platform.actor import SYSTEM, Actor  # noqa: E402
from huiyin.rooms.appraisal.queries.schemes import items, schemes  # noqa: E402
from huiyin.rooms.appraisal.rules.tables import BONUSES, COLUMNS, DEDUCTIONS, SHEETS, STAFF  # noqa: E402
from huiyin.rooms.appraisal.usecases.draft_scheme import change_item, draft_scheme, record_item  # noqa: E402
from huiyin.rooms.appraisal.usecases.hand_in_workbook import hand_in_workbook  # noqa: E402
from huiyin.rooms.people import queries, usecases  # noqa: E402
from huiyin.rooms.people.models import User  # noqa: E402
from huiyin.rooms.regulations import usecases as regulations  # noqa: E402
from huiyin.rooms.regulations.queries import clauses, documents  # noqa: E402
from huiyin.site.demo.years import Upload, run_now  # noqa: E402

TABLES = (STAFF, SHEETS, DEDUCTIONS, BONUSES)
PERSON = ("HY0010", "赵敏", "滨江管理处", "物业", "客服管理员", "操作层", date(2021, 7, 1), None)
# Somebody without another inspection in the month, so that what the workbooks bring is scored by itself.
CHECKED = "HY0016"


def actor(username: str) -> Actor:
    """Return who acts behind a demo account."""
    return queries.actor_of(User.objects.get(username=username))


def book(name: str, rows: Sequence[Iterable[Sequence[object]]]) -> Upload:
    """Return a workbook of sheets as a browser would send it."""
    target = io.BytesIO()
    workbooks.write(target, [(table, COLUMNS[table], found) for table, found in zip(TABLES, rows, strict=True)])
    return Upload(name, target.getvalue())


def good_book() -> Upload:
    """Return a workbook with two new sheets of one person."""
    days = {"TC-2026-1101": date(2026, 11, 18), "TC-2026-1102": date(2026, 11, 20)}
    sheets = [(number, CHECKED, "抽检", day, "王丽华") for number, day in days.items()]
    losses = [("TC-2026-1101", "回访", "JA3", 1, "11 月 17 日报修后未按时回访（回访登记）", None)]
    return book("滨江管理处 11 月抽检.xlsx", ([staff_row(CHECKED)], sheets, losses, []))


def bad_book() -> Upload:
    """Return a workbook with faults of several kinds."""
    sheets = [
        ("TC-2026-1201", CHECKED, "抽检", date(2026, 11, 18), "王丽华"),
        ("TC-2026-1202", "HY9999", "抽检", date(2026, 11, 18), "王丽华"),
        ("TC-2026-1203", CHECKED, "抽查", date(2026, 11, 19), "王丽华"),
        ("TC-2026-1204", CHECKED, "抽检", date(2019, 11, 19), "王丽华"),
    ]
    losses = [
        ("TC-2026-1201", "回访", "JA3", -1, "回访逾期", None),
        ("TC-2026-1201", "宾客回访", "JA3", 1, "回访逾期", None),
        ("TC-2026-1209", "回访", "JA3", 1, "回访逾期", None),
    ]
    return book(
        "滨江管理处 11 月抽检（初稿）.xlsx", ([staff_row(CHECKED)], sheets, losses, [("TC-2026-1201", 3, "受嘉奖")])
    )


def staff_row(number: str = PERSON[0]) -> tuple[object, ...]:
    """Return the row of 员工 of one person, as the people room has him."""
    row: Any = queries.employees(SYSTEM).get(number=number)
    return row.number, row.name, row.unit.name, "物业", row.post.name, "操作层", row.joined, None


def roster() -> Upload:
    """Return a staff workbook with a person who is new, one who changed his telephone, and one who is refused."""
    heads = ("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期", "电话", "邮箱")
    known = staff_row()
    rows = [
        (*known, "13800001234", ""),
        ("HY0061", "史可嘉", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 11, 16), None, "13900000061", ""),
        ("HY0062", "尹子轩", "城东管理处", "物业", "客服管理员", "操作层", date(2026, 11, 16), None, "", ""),
    ]
    target = io.BytesIO()
    workbooks.write(target, [("员工", heads, rows)])
    return Upload("物业 11 月新员工.xlsx", target.getvalue())


def dress() -> None:
    """Put everything on the stage."""
    chief, quality, admin, manager = (actor(name) for name in ("zongjingli", "pinzhibu", "guanliyuan", "HY0001"))
    _rules(quality)
    _scheme(chief)
    for upload in (good_book(), bad_book()):
        run_now(hand_in_workbook(manager, file=upload).job)
    stored = usecases.hand_in_roster(admin, file=roster())
    print(f"roster {stored.pk}")
    people = {one.number: one for one in queries.employees(SYSTEM)}
    absent: dict[str, Any] = {"start": date(2026, 11, 23), "end": date(2026, 11, 27), "reason": "外出培训"}
    usecases.name_deputy(manager, principal=people["HY0004"], deputy=people["HY0010"], **absent)
    top = queries.units(SYSTEM).get(name="回音物业")
    closed = usecases.record_unit(admin, code="WY-CB", name="城北管理处", parent=top, business="property")
    usecases.close_unit(admin, unit=closed, seen=closed.version)
    gone = usecases.make_account(admin, employee=people["HY0012"])
    usecases.disable_account(admin, account=gone, seen=gone.version)
    usecases.make_token(admin, name="人事系统同步", days=90)


def _rules(quality: Actor) -> None:
    document = documents(quality).get()
    clause = clauses(quality).filter(edition__document=document, number="4.9").first() or clauses(quality).first()
    if clause is not None:
        regulations.interpret_clause(quality, clause=clause, text="同一件事已记功的，不再按嘉奖重复加分。")
    note = "补充抽检的频次"
    draft = regulations.start_draft(quality, document=document, effective_from=date(2027, 1, 1), change_note=note)
    one = draft.clauses.order_by("position")[3]
    regulations.change_clause(quality, clause=one, seen=one.version, text=f"{one.text}每季度复核一次。")


def _scheme(chief: Actor) -> None:
    base = schemes(chief).get(is_default_pack=True)
    draft = draft_scheme(chief, base=base, name="员工绩效考核标准（2027）", effective_from=date(2027, 1, 1))
    item = items(chief, scheme=draft.pk).get(code="DC1")
    kept = (
        *("code", "label", "meaning", "sub_item", "level", "business"),
        *("least", "check_least", "check_most", "evidence", "link"),
    )
    values = {name: getattr(item, name) for name in kept}
    change_item(chief, item=item, seen=item.version, **values, most=item.most + 50)
    record_item(chief, scheme=draft, **{**values, "code": "DC99", "label": "值班日志未交接", "most": 200})


if __name__ == "__main__":
    dress()

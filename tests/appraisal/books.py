"""Small workbooks for tests, and what becomes of them: the faults they are refused for, or the year they settle."""

from copy import deepcopy
from datetime import date

from django.utils import translation

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.settle import settle
from huiyin.rooms.appraisal.rules.cells import EARLIEST
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.site.settle_file import faults_of, memory_store, results
from tests.appraisal.worlds import Rows

ZHANG = ["1001", "张三", "滨江管理处", "物业", "客服管理员", "操作层", date(2020, 3, 1), None]
LI = ["1002", "李四", "酒店客服中心", "酒店", "主管", "管理层", date(2020, 3, 1), None]


def book(**tables):
    """Two people with a 周检, a 月考核 and a 年终考评 each; given tables replace these."""
    sheets = []
    for staff in ("1001", "1002"):
        sheets += [
            [f"Z{staff}", staff, "周检", date(2025, 3, 5), "1002"],
            [f"Y{staff}", staff, "月考核", date(2025, 3, 31), "1002"],
            [f"N{staff}", staff, "年终考评", date(2025, 12, 30), "1002"],
        ]
    return deepcopy({"员工": [ZHANG, LI], "考评单": sheets, "扣分明细": [], "加分": []}) | tables


def source(tables, heads=None):
    return tables if hasattr(tables, "rows") else Rows(tables, heads)


def refused(tables, heads=None):
    """Return why a workbook is refused, in English, as (worksheet, row, reason)."""
    with translation.override("en"), memory_store():
        adopt_default_scheme(SYSTEM, effective_from=EARLIEST)
        try:
            import_sheets(SYSTEM, source(tables, heads))
        except Refusal as refusal:
            return [tuple(fault.values()) for fault in faults_of(refusal)]
    return []


def settled(tables, year=2025, heads=None):
    """Return a workbook's year by staff number, as `--json` prints it."""
    with memory_store():
        adopt_default_scheme(SYSTEM, effective_from=EARLIEST)
        import_sheets(SYSTEM, source(tables, heads))
        return {line["employee_no"]: line for line in results(settle(year))}


def lost(number, item, points, serious="", *, fact="不符合标准", code="BZ-01"):
    return [number, item, code, points, fact, serious]

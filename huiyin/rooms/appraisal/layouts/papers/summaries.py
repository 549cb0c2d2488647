"""The two tables: 《员工月/年绩效考核情况统计表》 and 《年度员工绩效考核情况统计表》."""

from collections.abc import Mapping
from typing import Any, Final

from huiyin.rooms.appraisal.layouts.papers.parts import SIGN_ROOM, Content, choice, period, remark, signed
from huiyin.rooms.records.layouts.paper import Cell, Paper, Row, band, figure, head, middle, row, signing, table, text

_MODES: Final[Mapping[str, Any]] = {
    "month": {
        "columns": (("德", 8.0), ("勤", 8.0), ("能", 8.0), ("绩", 8.0), ("加分", 8.0), ("总分", 9.0)),
        "keys": ("virtue", "diligence", "ability", "results", "bonus"),
        "change": "较上月",
        "top": (1, 4, 2, 2, 2, 2, 1, 1),
        "sums": (1, 1, 1, 1, 1, 2, 2, 2, 2, 2),
        "bands": (2, 1, 1, 1, 2, 2, 4, 2),
        "signs": (7, 8),
    },
    "year": {
        "columns": (("A 检查", 10.0), ("B 月考核", 10.0), ("C 年终", 10.0), ("总分", 10.0)),
        "keys": ("checks", "monthly", "annual"),
        "change": "较上年",
        "top": (1, 3, 1, 2, 1, 2, 1, 2),
        "sums": (1, 1, 1, 1, 1, 1, 1, 2, 2, 2),
        "bands": (2, 1, 1, 1, 2, 1, 3, 2),
        "signs": (6, 7),
    },
}
_BANDS: Final = (
    ("at_least_90", "90 分及以上"), ("from_80", "80–89 分"), ("from_60", "60–79 分"), ("below_60", "60 分以下"),
)  # fmt: skip


def _line(at: int, line: Content, keys: tuple[str, ...]) -> Row:
    return row(
        figure(at), middle(line["staff_no"]), middle(line["name"]), middle(line["post"]), middle(line["level"]),
        *(figure(line[key]) for key in keys), figure(line["total"], strong=True), figure(line["rank"]),
        figure(line["change"] or None), text(line["main_deductions"]), text(line["remark"]),
    )  # fmt: skip


def _summary(summary: Content, mode: Mapping[str, Any]) -> list[Row]:
    pairs = (
        ("人数", figure(summary["headcount"])), ("已考评", figure(summary["appraised"])),
        ("平均分", figure(summary["mean"])), ("最高分", figure(summary["highest"])),
        ("最低分", figure(summary["lowest"])),
    )  # fmt: skip
    bands = [(label, figure(summary["bands"][key])) for key, label in _BANDS]
    return [_pairs(pairs, mode["sums"]), _pairs(bands, mode["bands"])]


def _pairs(pairs: Any, spans: tuple[int, ...]) -> Row:
    cells: list[Cell] = []
    for at, (label, value) in enumerate(pairs):
        shown = Cell(value.text, spans[2 * at + 1], 1, value.role, "center", value.strong)
        cells += [head(label, spans[2 * at]), shown]
    return Row(tuple(cells))


def statistics(content: Content) -> Paper:
    """Draw 《员工月/年绩效考核情况统计表》 in month or year mode (P-5.3)."""
    mode = _MODES[content["mode"]]
    kinds = choice((content["mode"] == "month", "月"), (content["mode"] == "year", "年"))
    top = (
        ("部门", text(content["department"])), ("考核期", text(period(content["period"]), strong=True)),
        ("统计类别", text(kinds)), ("标准版本", text(content["scheme"])),
    )  # fmt: skip
    titles = ("序号", "工号", "姓名", "岗位", "层级", *(name for name, _ in mode["columns"]), "名次", mode["change"])
    signs = mode["signs"]
    rows = [
        _pairs(top, mode["top"]),
        Row(tuple(head(title) for title in (*titles, "主要扣分项", "备注"))),
        *(_line(at, line, mode["keys"]) for at, line in enumerate(content["lines"], start=1)),
        *_summary(content["summary"], mode),
        row(
            signing("制表", signed(content["maker"]), signs[0]),
            signing("审核", signed(content["reviewer"]), signs[1]), room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    widths = (6.0, 9.0, 10.0, 13.0, 9.0, *(width for _, width in mode["columns"]), 6.0, 9.0, 28.0, 16.0)
    return Paper(
        "员工月/年绩效考核情况统计表", content["company"], content["form_code"], widths, tuple(rows),
        landscape=True, repeat=(1, 1),
    )  # fmt: skip


_OVERVIEW: Final = 17


def _unit_line(line: Content, *, strong: bool = False) -> Row:
    return row(
        text(line["unit"], strong=strong), figure(line["headcount"], strong=strong),
        figure(line["appraised"], strong=strong),
        *(
            figure(line[key], strong=strong)
            for key in ("checks", "monthly", "annual", "total", "highest", "lowest")
        ),
        *(figure(line["bands"][key], strong=strong) for key, _ in _BANDS),
        figure(line["excellent"], strong=strong), figure(line["exam_pass_rate"] or None, strong=strong),
        figure(line["last_year"], strong=strong), figure(line["change"] or None, strong=strong),
    )  # fmt: skip


def _units(content: Content) -> list[Row]:
    return [
        row(
            head("部门、班组", down=2), head("人数", down=2), head("已考评", down=2), head("平均分", 4),
            head("最高分", down=2), head("最低分", down=2), head("总分分布（人）", 4), head("优秀员工", down=2),
            head("考试合格率", down=2), head("上年平均", down=2), head("较上年", down=2),
        ),
        Row(tuple(head(name) for name in ("A 检查", "B 月考核", "C 年终", "总分", "≥ 90", "80–89", "60–79", "< 60"))),
        *(_unit_line(line) for line in content["lines"]),
        _unit_line(content["whole"], strong=True),
    ]  # fmt: skip


def _counts(lines: list[Content]) -> str:
    return "　".join(f"{line['level']} {line['count']}" for line in lines) or "无"


def _details(content: Content) -> list[Row]:
    titles = (("序号", 1), ("编号", 3), ("扣分项目", 7), ("次数", 3), ("扣分合计", 3))
    top = [
        (
            figure(at),
            middle(line["code"], 3),
            text(line["label"], 7),
            figure(line["count"], 3),
            figure(line["points"], 3),
        )
        for at, line in enumerate(content["top_deductions"], start=1)
    ]
    excellent = "、".join(f"{one['name']}（{one['unit']}，{one['total']}）" for one in content["excellent"])
    return [
        band("扣分最多的五个项目", _OVERVIEW),
        *table(titles, top, empty="本年度无扣分"),
        row(
            head("奖励（次）"), text(_counts(content["awards"]), 7), head("处分（次）", 2),
            text(_counts(content["sanctions"]), 7),
        ),
        row(head("优秀员工"), text(excellent or "本年度无总分超过 100 分的员工", 16)),
        remark("改进措施", content["measures"], _OVERVIEW, 1),
    ]  # fmt: skip


def annual_overview(content: Content) -> Paper:
    """Draw 《年度员工绩效考核情况统计表》 (P-5.4)."""
    rows = [
        row(
            head("统计范围"), text(content["scope"], 6), head("年度"),
            middle(period(content["period"]), 2, strong=True), head("标准版本", 2), text(content["scheme"], 5),
        ),
        *_units(content),
        *_details(content),
        row(
            signing("制表", signed(content["maker"]), 6), signing("品质部", signed(content["quality"]), 6),
            signing("总经理", signed(content["general_manager"]), 5), room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    widths = (20.0, 7.0, 8.0, *(9.0,) * 6, *(7.5,) * 4, 8.0, 9.0, 9.0, 9.0)
    return Paper(
        "年度员工绩效考核情况统计表", content["company"], content["form_code"], widths, tuple(rows),
        landscape=True, repeat=(1, 2),
    )  # fmt: skip

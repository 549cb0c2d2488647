"""《回访记录单》 as rows of cells: whom one called about what, what he said, who answered and signed."""

from collections.abc import Mapping
from typing import Any, Final

from huiyin.rooms.records.layouts.paper import Cell, Paper, Row, band, head, middle, note, row, signing, table, text

TITLE: Final = "回访记录单"
GRID: Final = 24
_TRIES: Final = (("次序", 2), ("时间", 7), ("时段", 3), ("方式", 3), ("结果", 3), ("回访人", 6))
_TALL: Final = 2

Content = Mapping[str, Any]


def _ticks(*options: tuple[bool, str]) -> str:
    return "　".join(f"{'☑' if on else '☐'}{label}" for on, label in options)


def _box(label: str, value: str, room: int = 1) -> Row:
    return row(head(label, 4), Cell(value, GRID - 4, role="blank"), room=room)


def _opinion(one: Content) -> list[Row]:
    adopted = [] if one["adopted"] == "" else [_box("是否采纳", f"{one['adopted']}　{one['adopted_reason']}")]
    return [
        band(f"事项 {one['place']}　{one['kind']}　{one['repeat']}", GRID),
        _box("内容", one["text"], _TALL),
        row(
            head("责任部门", 4), middle(one["department"], 8), head("预约回复时间", 4),
            middle(one["appointed"] or "当即答复", 8),
        ),
        _box("当即答复", one["said_at_once"] or "—"),
        *adopted,
        _box("解决办法", one["solution"], _TALL),
        row(head("反馈客人", 4), text(one["feedback"], 14), head("方式", 2), middle(one["feedback_way"], 4)),
        _box("防止再发生", one["prevention"]),
        row(signing("相关部门经理签字", (one["signed_by"], one["signed_on"]), GRID), room=_TALL),
    ]  # fmt: skip


def _answers(content: Content) -> list[Row]:
    return [_box(f"问题 {number}", f"{one['question']}　{one['answer']}") for number, one in
            enumerate(content["answers"], 1)]  # fmt: skip


def paper(content: Content) -> Paper:
    """Draw the form (H-8b)."""
    tries = [
        (middle(str(number), 2), middle(one["at"], 7), middle(one["part"], 3), middle(one["way"], 3),
         middle(one["result"], 3), middle(one["by"], 6))
        for number, one in enumerate(content["tries"], 1)
    ]  # fmt: skip
    told = _ticks(
        (content["told_phone"], "客服电话"), (content["told_name"], "回访人员姓名"), (content["told_offer"], "入店优惠")
    )
    said = _ticks(*((content["satisfaction"] == word, word) for word in ("满意", "较满意", "不满意")))
    rows = [
        row(
            head("回访编号", 4), middle(content["number"], 8, strong=True), head("部门", 4),
            middle(content["unit"], 8),
        ),
        row(
            head("客人/业主", 4), middle(content["customer"], 8, strong=True), head("房号/依据", 4),
            middle(content["reference"], 8),
        ),
        row(head("回访类型", 4), middle(content["occasion"], 8), head("应于何时前", 4), middle(content["due"], 8)),
        row(head("事由", 4), text(content["about"], GRID - 4)),
        band("回访经过", GRID), *table(_TRIES, tries, empty="无"),
        row(head("接通时间", 4), middle(content["reached"] or None, 8), head("结果", 4), middle(content["state"], 8)),
        row(head("已告知", 4), text(told, 12), head("未告知原因", 4), text(content["untold"], 4)),
        band("回访内容", GRID),
        row(
            head("满意度", 4), middle(said, 8), head("评分（1—5）", 4),
            middle(f"服务 {content['scores'][0]}　房间/结果 {content['scores'][1]}　及时 {content['scores'][2]}", 8),
        ),
        *_answers(content), _box("备注", content["remark"]),
    ]  # fmt: skip
    for one in content["opinions"]:
        rows += _opinion(one)
    rows += [
        row(
            signing("回访人", (content["caller"], content["called_on"]), 12),
            signing("关闭", (content["closed_by"], content["closed_on"]), 12), room=_TALL,
        ),
        note("接通时间不晚于应于何时前的，计入回访率；未接通须在不同时段试呼三次以上。", GRID),
    ]  # fmt: skip
    return Paper(TITLE, content["company"], content["form_code"], (3.9,) * GRID, tuple(rows))

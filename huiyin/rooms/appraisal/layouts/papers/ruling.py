"""《奖惩决定书》 as rows of cells."""

from typing import Final

from huiyin.rooms.appraisal.layouts.papers.parts import GRID, SIGN_ROOM, Content, signed
from huiyin.rooms.records.layouts.paper import Cell, Paper, Row, head, middle, row, signing, text

_TALL: Final = 4


def _box(label: str, value: str, room: int = 2) -> Row:
    return row(head(label, 4), Cell(value, GRID - 4, role="blank"), room=room)


def _post(person: Content) -> str:
    return f"{person['post']}、{person['level']}"


def ruling(content: Content) -> Paper:
    """Draw 《奖惩决定书》."""
    person = content["person"]
    points = f"（可加 {content['points']} 分）" if content["points"] else ""
    rows = [
        row(
            head("文号", 4), middle(content["ruling_no"], 8, strong=True), head("类别", 4), middle(content["kind"], 2),
            head("等级", 2), middle(content["level"] + points, 4, strong=True),
        ),
        row(
            head("姓名", 4), middle(person["name"], 8, strong=True), head("工号", 4), middle(person["staff_no"], 8),
        ),
        row(head("部门", 4), middle(person["department"], 8), head("岗位、层级", 4), middle(_post(person), 8)),
        row(head("发生日期", 4), middle(content["happened_on"], 8), head("地点", 4), middle(content["place"], 8)),
        _box("事实", content["facts"], _TALL), _box("规定条款", content["clause"]),
        _box("证据", content["evidence"]), _box("本人陈述", content["statement"], _TALL),
        row(head("陈述情况", 4), text(content["hearing"], GRID - 4)),
        row(head("审核意见", 4), text(content["check"], GRID - 4)),
        *([row(head("通知工会", 4), text(content["union"], GRID - 4))] if content["union"] else []),
        _box("决定", content["decision"], _TALL),
        *([row(head("期限", 4), text(content["term"], GRID - 4))] if content["term"] else []),
        *([row(head("申诉", 4), text(content["appeal"], GRID - 4))] if content["appeal"] else []),
        *([_box("申诉结果", content["answer"])] if content["answer"] else []),
        row(head("送达", 4), text(content["delivery"], GRID - 4)),
        row(
            signing("提出人", signed(content["proposer"]), 8), signing("批准人", signed(content["decider"]), 8),
            signing("本人签收", signed(content["receipt"]), 8), room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    return Paper("奖惩决定书", person["company"], content["form_code"], (3.9,) * GRID, tuple(rows))

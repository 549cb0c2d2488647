"""《员工绩效考核申诉表》 as rows of cells."""

from typing import Final

from huiyin.rooms.appraisal.layouts.papers.parts import GRID, SIGN_ROOM, Content, choice, signed
from huiyin.rooms.records.layouts.paper import Cell, Paper, Row, band, figure, head, middle, row, signing, text

OUTCOMES: Final = ("成立", "部分成立", "不成立")
_TALL: Final = 4


def _box(label: str, value: str, room: int = 3) -> Row:
    return row(head(label, 4), Cell(value, GRID - 4, role="blank"), room=room)


def _deduction(content: Content) -> list[Row]:
    item = "　".join(part for part in (content["item"], content["section"]) if part)
    return [
        row(
            head("考评单号", 4), middle(content["sheet_no"], 8), head("类型、考核期", 4),
            middle(f"{content['kind']}　{content['sheet_period']}", 8),
        ),
        row(head("考评人", 4), middle(content["evaluator"], 8), head("确认人", 4), middle(content["confirmer"], 8)),
        row(
            head("编号、子项", 4), middle(item, 8), head("发生日期", 4), middle(content["happened_on"], 4),
            head("扣分", 2), figure(content["points"], 2, strong=True),
        ),
        row(
            head("扣分事实", 4), text(content["fact"] + ("（严重违规，扣完本项）" if content["serious"] else ""), 14),
            head("本单得分", 4), figure(content["score"], 2, strong=True),
        ),
        row(head("扣分依据", 4), text(content["evidence"], GRID - 4)),
    ]  # fmt: skip


def objection(content: Content) -> Paper:
    """Draw 《员工绩效考核申诉表》 (P-1.0b)."""
    person = content["person"]
    talked = choice((content["talked"], "是"), (not content["talked"], "否"))
    accepted = content["accepted"]
    outcome = content["outcome"]
    ticked = "已撤回" if outcome == "已撤回" else choice(*((outcome == word, word) for word in OUTCOMES))
    rows = [
        row(
            head("申诉编号", 4), middle(content["objection_no"], 8, strong=True), head("部门", 4),
            middle(person["department"], 8),
        ),
        row(head("姓名", 4), middle(person["name"], 8, strong=True), head("工号", 4), middle(person["staff_no"], 8)),
        row(
            head("岗位、层级", 4), middle(f"{person['post']}、{person['level']}", 8), head("标准版本", 4),
            middle(person["scheme"], 8),
        ),
        band("申诉的扣分", GRID), *_deduction(content),
        band("申诉内容", GRID),
        row(
            head("是否面谈", 4), middle(talked, 8), head("面谈日期", 4), middle(content["talked_on"], 8),
        ),
        _box("申诉内容和理由", content["ground"], _TALL), _box("申诉人证据", content["own_evidence"], 1),
        band("调查与调解", GRID),
        row(head("受理人", 4), middle(accepted["name"], 8), head("受理日期", 4), middle(accepted["date"], 8)),
        _box("调查情况", content["findings"], _TALL), _box("调解结果", content["mediation"]),
        _box("考评人意见", content["evaluator_opinion"]), _box("员工意见", content["own_opinion"]),
        band("处理决定", GRID),
        row(head("申诉是否成立", 4), middle(ticked, 12), head("考评单版本", 4), middle(content["decided_edition"], 4)),
        _box("决定和理由", content["decision"], _TALL),
        row(
            head("决定后扣分", 4), figure(content["points_after"], 8, strong=True), head("决定后得分", 4),
            figure(content["score_after"], 8, strong=True),
        ),
        row(
            signing("申诉人", signed(content["applicant"]), 8),
            signing("考评人", signed(content["evaluator_signed"]), 8),
            signing("决定人", signed(content["decider"]), 8), room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    return Paper("员工绩效考核申诉表", person["company"], content["form_code"], (3.9,) * GRID, tuple(rows))

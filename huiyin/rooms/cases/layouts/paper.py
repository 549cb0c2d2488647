"""The forms of cases as rows of cells: what was said, found, decided, done and answered; what is to be put right."""

from collections.abc import Mapping
from typing import Any, Final

from huiyin.rooms.records.layouts.paper import Cell, Paper, Row, band, head, middle, note, row, signing, text

GUEST_TITLE: Final = "客人投诉处理单"
OWNER_TITLE: Final = "业主投诉记录"
VIOLATION_TITLE: Final = "违章通知单"
EVENT_TITLE: Final = "突发事件报告"
GRID: Final = 24
_TALL: Final = 3
_OPEN: Final = ("", "")

Content = Mapping[str, Any]


def _box(label: str, value: str, room: int = 1) -> Row:
    return row(head(label, 4), text(value or None, GRID - 4), room=room)


def _pair(one: str, first: str, other: str, second: str) -> Row:
    return row(head(one, 4), middle(first or None, 8), head(other, 4), middle(second or None, 8))


def _step(label: str, one: Content, when: str) -> list[Row]:
    """Draw what somebody did: the words over the whole width, who and when below."""
    return [_box(label, one["text"], _TALL), _pair("经办人", one["by"], when, one["at"])]


def _ticks(*options: tuple[bool, str]) -> str:
    return "　".join(f"{'☑' if on else '☐'}{label}" for on, label in options)


def complaint(content: Content) -> Paper:
    """Draw 客人投诉处理单 or 业主投诉记录: time, cause, receiver, result (H-5d), and what led to it."""
    founded = _ticks((content["founded"] == "属实", "属实"), (content["founded"] == "不属实", "不属实"))
    raised = [*_step("上报原因", content["raised"], "上报时间"), *_step("决定", content["decided"], "决定时间")]
    rows = [
        _pair("编号", content["number"], content["place_label"], content["unit"]),
        _pair(content["customer_label"], content["customer"], "联系电话", content["phone"]),
        _pair("时间", content["received"], "受理方式", content["channel"]),
        _pair("接待人", content["receiver"], "责任部门", content["department"]),
        _pair("类别", content["category"], "程度", content["severity"]),
        _box("事由", content["cause"], _TALL),
        _box("附件", content["files"]),
        _box("重复投诉", content["repeat"]),
        band("当日调查核实", GRID),
        row(head("结论", 4), middle(founded, GRID - 4)),
        *_step("核实情况", content["verified"], "核实时间"),
        *([band("上报与决定", GRID), *raised] if content["raised"]["text"] else []),
        band("处理与答复", GRID),
        *_step("处理结果", content["done"], "完成时间"),
        *_step("报告主任", content["reported"], "报告时间"),
        *_step(content["answer_label"], content["answered"], "答复时间"),
        _box("结案", content["closing"]),
        row(
            signing("接待人", _OPEN, 8), signing("责任部门", _OPEN, 8), signing("经理", _OPEN, 8), room=_TALL,
        ),
        note("时间、事由、接待人、处理结果四项不全的，不得备案。联系电话已作遮盖处理。", GRID),
    ]  # fmt: skip
    return Paper(content["title"], content["company"], content["form_code"], (3.9,) * GRID, tuple(rows))


def violation(content: Content) -> Paper:
    """Draw 违章通知单: who is told what is against which rule, whether it was stopped, and by when it is put right."""
    stopped = _ticks(*((content["stopped"] == word, word) for word in ("当场制止", "按规定处理")))
    rows = [
        _pair("编号", content["number"], "管理单位", content["unit"]),
        _pair("被通知人", content["notified"], "地点", content["place"]),
        _pair("发现时间", content["received"], "发现人", content["receiver"]),
        _box("违章事实", content["cause"], _TALL),
        _box("违反的规定", content["rule"]),
        row(head("已采取措施", 4), middle(stopped, GRID - 4)),
        _box("整改要求", content["demand"], _TALL),
        _pair("整改期限", content["due_on"], "复查", "期满当日复查"),
        _box("附件", content["files"]),
        row(
            signing("签发人", (content["issued_by"], content["issued_on"]), 12), signing("签收人", _OPEN, 12),
            room=_TALL,
        ),
        row(Cell("送达方式：☐ 当面签收　☐ 张贴　☐ 邮寄　☐ 其他", GRID, role="blank")),
        note("物业服务单位无处罚权；逾期不改的，依法报告有关行政主管部门处理。", GRID),
    ]  # fmt: skip
    return Paper(VIOLATION_TITLE, content["company"], content["form_code"], (3.9,) * GRID, tuple(rows))


def event(content: Content) -> Paper:
    """Draw 突发事件报告: course, cause, loss, handling, prevention (R-8c), and what was reported at first."""
    first = content["first"]
    begun = [
        band("书面初报", GRID),
        _box("经过", first["course"], _TALL),
        _box("已采取措施", first["handling"], _TALL),
        _pair("初步原因", first["cause"], "初步损失", first["loss"]),
        _pair("初报人", first["by"], "初报时间", first["at"]),
    ]
    rows = [
        _pair("编号", content["number"], "部门", content["unit"]),
        _pair("接报时间", content["received"], "接报人", content["receiver"]),
        _pair("事件等级", content["level"], "类别", content["category"]),
        *([_box("演练", content["drill"])] if content["drill"] else []),
        _box("接报内容", content["cause_told"], _TALL),
        *_step("响应情况", content["heard"], "响应时间"),
        *(begun if first["at"] else []),
        band("总结报告", GRID),
        _pair("结束时间", content["ended"], "报告时间", content["written_at"]),
        _box("经过", content["course"], _TALL),
        _box("原因", content["cause"], _TALL),
        _box("损失", content["loss"], _TALL),
        _box("处置", content["handling"], _TALL),
        _box("防范措施", content["prevention"], _TALL),
        _box("附件", content["files"]),
        row(
            signing("报告人", (content["written_by"], content["written_on"]), 8), signing("主管", _OPEN, 8),
            signing("经理", _OPEN, 8), room=_TALL,
        ),
        note("书面初报、总结报告齐备方可结案。演练按同一要求报告。", GRID),
    ]  # fmt: skip
    return Paper(EVENT_TITLE, content["company"], content["form_code"], (3.9,) * GRID, tuple(rows))

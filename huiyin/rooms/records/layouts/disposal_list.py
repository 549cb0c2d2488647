"""《质量记录销毁清单》 as rows of cells: what was disposed of, by whom drafted and approved, when (P-4.12)."""

from collections.abc import Mapping
from typing import Any, Final

from huiyin.rooms.records.layouts.paper import Paper, head, middle, note, row, signing, table, text

TITLE: Final = "质量记录销毁清单"
_COLUMNS: Final = (6.0, 22.0, 36.0, 11.0, 7.0, 24.0, 13.0, 13.0)
_TITLES: Final = (
    ("序号", 1), ("记录编号", 1), ("记录名称", 1), ("期间", 1), ("版次", 1), ("内容摘要", 1), ("归档日期", 1),
    ("保存至", 1),
)  # fmt: skip
_SHOWN: Final = 16


def paper(content: Mapping[str, Any]) -> Paper:
    """Draw the list."""
    lines = [
        (
            middle(str(number)), middle(line["number"]), text(line["title"]), middle(line["period"]),
            middle(str(line["edition"])), middle(line["digest"][:_SHOWN]), middle(line["archived"]),
            middle(line["kept_until"]),
        )
        for number, line in enumerate(content["lines"], 1)
    ]  # fmt: skip
    rows = (
        row(
            head("销毁单号", 2), middle(content["disposal"]), head("部门"), middle(content["unit"], 2),
            head("份数"), middle(str(content["count"])),
        ),
        row(head("依据", 2), text(content["ground"], 6)),
        *table(_TITLES, lines, empty="无"),
        row(head("清单摘要", 2), text(content["digest"], 6)),
        row(
            signing("拟制", (content["drafted_by"], content["drafted_on"]), 3),
            signing("批准", (content["approved_by"], content["approved_on"]), 3),
            signing("销毁", ("系统执行", content["executed_on"]), 2),
            room=2,
        ),
        note("记录内容已删除，仅保留编号、名称、期间、内容摘要；清单摘要由各记录的编号与内容摘要计算得出。", 8),
    )  # fmt: skip
    return Paper(TITLE, content["company"], content["form_code"], _COLUMNS, rows, landscape=True, repeat=(2, 2))

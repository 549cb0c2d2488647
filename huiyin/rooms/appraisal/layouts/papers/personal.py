"""The two forms about one person: 《员工月绩效考核记录表》 and 《员工年终绩效考核记录表》."""

from huiyin.rooms.appraisal.layouts.papers.parts import GRID, SIGN_ROOM, Content, choice, period, remark, signed
from huiyin.rooms.records.layouts.paper import (
    Cell,
    Paper,
    Row,
    band,
    figure,
    head,
    middle,
    note,
    row,
    signing,
    table,
    text,
)


def _confirming(given: Content, span: int) -> Cell:
    opinion = choice((given["opinion"] == "已阅", "已阅"), (given["opinion"] == "有异议", "有异议"))
    return signing(f"员工确认：{opinion}　　签名", signed(given), span)


def _person(content: Content) -> list[Row]:
    person = content["person"]
    return [
        row(
            head("部门", 2), text(person["department"], 10), head("考核期", 2),
            middle(period(content["period"]), 4, strong=True), head("标准版本", 2), middle(person["scheme"], 4),
        ),
        row(
            head("姓名", 2), middle(person["name"], 4, strong=True), head("工号", 2), middle(person["staff_no"], 4),
            head("岗位", 2), middle(person["post"], 4), head("层级", 2), middle(person["level"], 4),
        ),
    ]  # fmt: skip


def _sheet(score: Content) -> Row:
    return row(
        head("考评单号", 3), middle(score["sheet_no"], 5), head("考评日期", 3), middle(score["sheet_date"], 5),
        head("考评人", 3), middle(score["evaluator"], 5),
    )  # fmt: skip


def _sub_item(item: Content) -> str:
    if item["zeroed"]:
        return f"{item['name']}（严重违规，扣完本项）"
    if item["listed"] != item["deducted"]:
        return f"{item['name']}（合计扣 {item['listed']}，扣完为止）"
    return str(item["name"])


def _half(dimension: Content, lines: int) -> list[tuple[Cell, ...]]:
    """Return the lines of a dimension: its sub-items, empty ones up to ``lines``, and the subtotal."""
    marks: list[tuple[Cell, ...]] = [
        (text(_sub_item(item), 4), figure(item["maximum"], 2), figure(item["deducted"], 2), figure(item["score"], 2))
        for item in dimension["items"]
    ]
    marks += [(text("", 4), text("", 2), text("", 2), text("", 2))] * (lines - len(marks))
    sums = [figure(dimension[key], 2, strong=True) for key in ("maximum", "deducted", "score")]
    marks.append((middle("小计", 4, strong=True), *sums))
    name = middle(dimension["name"], 2, strong=True, down=lines + 1)
    return [(name, *cells) if at == 0 else cells for at, cells in enumerate(marks)]


def _marks(score: Content) -> list[Row]:
    titles = (head("考核内容", 2), head("考核子项", 4), head("标准分", 2), head("扣分", 2), head("得分", 2))
    virtue, diligence, ability, results = score["dimensions"]
    rows = [Row((*titles, *titles))]
    for left, right in ((virtue, ability), (diligence, results)):
        lines = max(len(left["items"]), len(right["items"]))
        pairs = zip(_half(left, lines), _half(right, lines), strict=True)
        rows += [Row((*one, *other)) for one, other in pairs]
    if score["other"] is not None:
        words = f"其它（规程未包括的事项，须有说明，扣分有限额）：列 {score['other']['listed']}"
        rows.append(row(text(words, 18), head("其它扣分", 3), figure(score["other"]["deducted"], 3, strong=True)))
    return rows


def _deductions(lines: list[Content], empty: str) -> list[Row]:
    titles = (
        ("日期", 3), ("编号", 2), ("子项", 3), ("扣分事实", 6), ("扣分", 2), ("依据", 4), ("记录人", 2), ("确认人", 2),
    )  # fmt: skip
    cells = [
        (
            middle(line["date"], 3), middle(line["code"], 2), middle(line["section"], 3),
            text(line["fact"] + ("（严重违规，扣完本项）" if line["serious"] else ""), 6), figure(line["points"], 2),
            text(line["evidence"], 4), middle(line["recorder"], 2), middle(line["confirmer"], 2),
        )
        for line in lines
    ]  # fmt: skip
    return table(titles, cells, empty=empty)


def _bonuses(lines: list[Content]) -> list[Row]:
    titles = (("奖励编号", 6), ("奖励等级", 4), ("加分依据", 11), ("加分", 3))
    cells = [
        (middle(line["award_no"], 6), middle(line["level"], 4), text(line["ground"], 11), figure(line["points"], 3))
        for line in lines
    ]
    return table(titles, cells, empty="无加分")


def _exams(lines: list[Content]) -> list[Row]:
    titles = (("考核日期", 4), ("考核类型", 6), ("考核名称", 9), ("结果", 5))
    cells = [
        (middle(line["date"], 4), middle(line["kind"], 6), text(line["name"], 9), middle(line["result"], 5))
        for line in lines
    ]
    return table(titles, cells, empty="无理论知识、操作技能考核")


def _sums(score: Content) -> Row:
    return row(
        head("小计", 4), figure(score["subtotal"], 4), head("加分", 4), figure(score["bonus"], 4),
        head("总分", 4), figure(score["total"], 4, strong=True),
    )  # fmt: skip


def month_sheet(content: Content) -> Paper:
    """Draw 《员工月绩效考核记录表》 (P-5.1)."""
    score = content["score"]
    rows = [
        *_person(content), _sheet(score), *_marks(score),
        band("扣分明细", GRID), *_deductions(score["deductions"], "本月无扣分"),
        band("理论知识与操作技能考核", GRID), *_exams(content["exams"]),
        band("加分", GRID), *_bonuses(score["bonuses"]), _sums(score),
        remark("自我评述", content["self_remark"]), remark("考评人评语", content["evaluator_remark"]),
        remark("下月改进目标", content["goals"]),
        row(
            _confirming(content["confirmation"], 12), signing("客户经理", signed(content["manager"]), 12),
            room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    return Paper("员工月绩效考核记录表", content["person"]["company"], content["form_code"], (3.9,) * GRID, tuple(rows))


def _inspections(content: Content) -> list[Row]:
    titles = (("检查类型", 4), ("次数", 4), ("平均分", 4), ("权重", 4), ("实际占比", 4), ("折算得分", 4))
    cells = [
        (
            middle(line["kind"], 4), figure(line["count"], 4), figure(line["mean"], 4), middle(line["weight"], 4),
            middle(line["share"], 4), figure(line["marks"], 4),
        )
        for line in content["inspections"]
    ]  # fmt: skip
    words = f"抽检扣分并入同月月检；当月无月检而由抽检代替的有 {content['spot_standing']} 个月"
    spot = row(middle("抽检", 4), figure(content["spot_checks"], 4), text(words, 16))
    return [*table(titles, cells, empty="本年度无周检、月检"), spot]


def _part(label: str, name: str, part: Content) -> Row:
    return row(text(label, 18), head(name, 3), figure(part["score"], 3, strong=True))


def _months(content: Content) -> list[Row]:
    months = content["months"]
    noted = [f"{int(line['month'][5:])}月：{line['note']}" for line in months if line["note"]]
    return [
        Row(tuple(head(f"{int(line['month'][5:])}月", 2) for line in months)),
        Row(tuple(figure(line["score"], 2) for line in months)),
        row(head("说明", 3), text("；".join(noted) or "各月均有月考核记录", 21)),
    ]


def _year_end(content: Content) -> list[Row]:
    score = content["year_end"]
    if score is None:
        return [row(middle("无年终考评单", GRID))]
    bonuses = _bonuses(score["bonuses"]) if score["bonuses"] else []
    return [_sheet(score), *_marks(score), *_deductions(score["deductions"], "年终考评无扣分"), *bonuses, _sums(score)]


def _merits(lines: list[Content]) -> list[Row]:
    titles = (("日期", 4), ("类别", 3), ("等级", 4), ("文号", 5), ("事由", 8))
    cells = [
        (
            middle(line["date"], 4), middle(line["kind"], 3), middle(line["level"], 4), middle(line["number"], 5),
            text(line["reason"], 8),
        )
        for line in lines
    ]  # fmt: skip
    return table(titles, cells, empty="本年度无奖惩")


def _result(content: Content) -> list[Row]:
    parts = [content["checks"], content["monthly"], content["annual"]]
    names = ("A 周检、月检", "B 月考核", "C 年终考评")
    weights = [part["weight"] for part in parts]
    terms = [f"{part['score'] or '—'} × {part['weight']}%" for part in parts]
    marks = " + ".join(part["marks"] or "—" for part in parts)
    words = (
        f"总分 = A × {weights[0]}% + B × {weights[1]}% + C × {weights[2]}% = {marks} = {content['total'] or '—'}。"
        "按未取整的 A、B、C 计算，最后取整到两位小数。"
    )
    if content["missing"]:
        words += f"缺：{'、'.join(content['missing'])}。"
    excellent = content["excellent"]
    titles = [head(f"{name}（占 {weight}%）", 6) for name, weight in zip(names, weights, strict=True)]
    return [
        Row((*titles, head("年度总分", 6))),
        Row((*(middle(term, 6) for term in terms), middle(content["total"], 6, strong=True, down=2))),
        Row(tuple(figure(part["marks"], 6) for part in parts)),
        note(words, GRID),
        row(
            head("优秀员工", 4), middle(choice((excellent, "是"), (not excellent, "否")), 8),
            head("同层级名次", 4), figure(content["rank"], 8),
        ),
    ]  # fmt: skip


def year_sheet(content: Content) -> Paper:
    """Draw 《员工年终绩效考核记录表》 (P-5.2)."""
    rows = [
        *_person(content),
        band("A　周检、月检、抽检", GRID), *_inspections(content),
        _part("A = 各类检查平均分按实际占比加权", "A", content["checks"]),
        band("B　月考核", GRID), *_months(content),
        _part(f"B = {content['months_counted']} 个月得分的平均", "B", content["monthly"]),
        band("C　年终考评", GRID), *_year_end(content),
        _part("C = 年终考评总分", "C", content["annual"]),
        band("年度奖惩", GRID), *_merits(content["merits"]),
        band("培训与考核结果", GRID), *_exams(content["exams"]),
        remark("个人总结", content["self_summary"]), remark("考评人评语", content["evaluator_remark"]),
        band("年度绩效考核结果", GRID), *_result(content),
        row(
            _confirming(content["confirmation"], 10), signing("客户经理", signed(content["manager"]), 7),
            signing("总经理", signed(content["general_manager"]), 7), room=SIGN_ROOM,
        ),
    ]  # fmt: skip
    return Paper(
        "员工年终绩效考核记录表", content["person"]["company"], content["form_code"], (3.9,) * GRID, tuple(rows)
    )

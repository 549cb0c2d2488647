"""An explanation as the printed calculation sheet; its words are those of the form, in Chinese."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.layouts import content as paper
from huiyin.rooms.appraisal.queries.explain import Explained
from huiyin.rooms.appraisal.queries.forms_content.scores import bonus, deduction
from huiyin.rooms.appraisal.rules.account import Group, SectionAccount, SheetAccount
from huiyin.rooms.appraisal.rules.year import WHOLE
from huiyin.rooms.appraisal.screens.explanation import fraction, points, weighed_checks, weight
from huiyin.rooms.appraisal.terms import KIND_WORDS, LEVEL_WORDS, Kind, Rounding
from huiyin.rooms.people.queries.tree import company_of

FORM_CODE: Final = "KF-JX-05"
WORD_OF: Final = {kind: word for word, kind in KIND_WORDS.items()}
LEVEL_OF: Final = {value: word for word, value in LEVEL_WORDS.items()}
ROUNDINGS: Final = {
    Rounding.HALF_UP: "四舍五入到两位小数",
    Rounding.HALF_EVEN: "四舍六入五成双到两位小数",
    Rounding.TRUNCATE: "截去两位以后的小数",
}


def content(made: Explained) -> paper.Explanation:
    """Return what the printed sheet says; every figure arrives written."""
    scheme, figures = made.scheme, made.account.figures
    shares = (scheme.checks_share, scheme.months_share, scheme.year_share)
    values = (figures.checks, figures.months, figures.annual)
    numbers = " + ".join(
        f"{points(value) or '—'} × {weight(share)}%" for value, share in zip(values, shares, strict=True)
    )
    exact = points(figures.total) or "—"
    written = fraction(figures.total)
    return {
        "form_code": FORM_CODE,
        "person": {
            "company": company_of(made.person.unit_path),
            "department": made.person.unit,
            "name": made.person.name,
            "staff_no": made.person.number,
            "post": made.person.post,
            "level": LEVEL_OF.get(made.person.level, made.person.level),
            "scheme": str(scheme),
        },
        "period": f"{made.year:04d}",
        "basis": _basis(made),
        "formula": " + ".join(f"{name} × {weight(share)}%" for name, share in zip("ABC", shares, strict=True)),
        "numbers": numbers,
        "exact": f"{exact}（{written}）" if written else exact,
        "total": _shown(made.total),
        "rounding": ROUNDINGS[Rounding(scheme.rounding)],
        "missing": [gap.word for gap in made.gaps],
        "rank": made.rank,
        "excellent": made.excellent,
        "parts": [
            _part_a(made),
            _mean_part(made, Kind.MONTH, "B", scheme.months_share, "各月得分的平均，各月等权"),
            _mean_part(made, Kind.YEAR, "C", scheme.year_share, "年终考评总分"),
        ],
    }


def _shown(figure: int | None) -> str | None:
    return None if figure is None else show_points(figure)


def _basis(made: Explained) -> str:
    if made.run is None:
        return "尚未结算，按现有考评单计算"
    state = "已公布" if made.run.published_at else "未公布"
    return f"{made.year} 年结算 {made.run.pk}（{state}），计算程序 {made.run.engine}，数据摘要 {made.run.inputs[:16]}"


def _part(
    made: Explained,
    key: Any,
    name: str,
    value: Fraction | None,
    share: int,
    *,
    formula: str,
    numbers: str,
    groups: Sequence[Group],
) -> paper.PartStep:
    return {
        "key": key,
        "name": name,
        "clause": f"P-4.6{key}",
        "formula": formula,
        "numbers": numbers,
        "value": points(value),
        "weight": weight(share),
        "marks": None if value is None else points(value * share / WHOLE),
        "groups": [_group(made, group) for group in groups if group.sheets],
    }


def _part_a(made: Explained) -> paper.PartStep:
    weighed = weighed_checks(made)
    inner = " + ".join(f"{weight(value)} × {points(group.mean)}" for value, group in weighed)
    whole = weight(sum(value for value, _group in weighed))
    return _part(
        made,
        "A",
        "周检、月检",
        made.account.checks,
        made.scheme.checks_share,
        formula="各类检查平均分按权重加权，只计有考评单的类别",
        numbers=f"({inner}) ÷ {whole}" if weighed else "—",
        groups=(made.account.group(Kind.WEEK_CHECK), made.account.group(Kind.MONTH_CHECK)),
    )


def _mean_part(made: Explained, kind: Kind, key: Any, share: int, formula: str) -> paper.PartStep:
    group = made.account.group(kind)
    return _part(made, key, WORD_OF[kind], group.mean, share, formula=formula, numbers=_mean(group), groups=(group,))


def _mean(group: Group) -> str:
    return f"{show_points(group.total)} ÷ {len(group.sheets)}" if group.sheets else "—"


def _group(made: Explained, group: Group) -> paper.GroupStep:
    clauses = {Kind.MONTH: "P-4.6B", Kind.YEAR: "P-4.6C"}
    return {
        "name": WORD_OF[Kind(group.kind)],
        "clause": clauses.get(Kind(group.kind), "P-4.6A"),
        "formula": "得分之和 ÷ 单数",
        "numbers": _mean(group),
        "value": points(group.mean) or "—",
        "sheets": [_sheet(made, sheet) for sheet in group.sheets],
    }


def _sheet(made: Explained, sheet: SheetAccount) -> paper.SheetStep:
    numbers = show_points(sheet.sections_sum)
    if sheet.others:
        numbers += f" − {show_points(sheet.other_deducted)}（其它）"
    if sheet.gains:
        numbers += f" + {show_points(sheet.bonus)}（加分）"
    lost = [_section(section) for section in sheet.sections if section.losses]
    return {
        "sheet_no": sheet.number,
        "kind": WORD_OF[Kind(sheet.kind)],
        "date": sheet.day.isoformat(),
        "evaluator": sheet.evaluator,
        "scheme": sheet.scheme,
        "merged": list(sheet.pooled[1:]),
        "corrected": _corrected(made, sheet),
        "numbers": numbers,
        "score": show_points(sheet.score),
        "sections": [*lost, *_other(sheet)],
        "bonuses": [bonus(gain) for gain in sheet.gains],
    }


def _corrected(made: Explained, sheet: SheetAccount) -> list[str]:
    """Say in the paper's language which edition of a corrected sheet counts and what stood there before."""
    found = [(number, made.corrected[number]) for number in sheet.pooled if number in made.corrected]
    return [
        f"{number if number != sheet.number else ''}第{one.edition}版，更正前 {show_points(one.before)}"
        for number, one in found
    ]


def _section(section: SectionAccount) -> paper.SectionStep:
    listed = " + ".join(show_points(loss.points) for loss in section.losses)
    numbers = f"max(0, {show_points(section.line.maximum)} − ({listed}))"
    return {
        "name": section.line.name,
        "maximum": show_points(section.line.maximum),
        "numbers": "严重违规" if section.zeroed else numbers,
        "score": show_points(section.score),
        "zeroed": section.zeroed,
        "deductions": [deduction(loss, loss.evaluator) for loss in section.losses],
    }


def _other(sheet: SheetAccount) -> list[paper.SectionStep]:
    if not sheet.others:
        return []
    listed = " + ".join(show_points(loss.points) for loss in sheet.others)
    return [
        {
            "name": "其它",
            "maximum": "0.00",
            "numbers": f"−min({show_points(sheet.cap)}, {listed})",
            "score": f"-{show_points(sheet.other_deducted)}",
            "zeroed": False,
            "deductions": [deduction(loss, loss.evaluator) for loss in sheet.others],
        }
    ]

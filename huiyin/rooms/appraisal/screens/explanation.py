"""An explanation as a tree of steps: the page, the API and the command line show the same one.

Each step has its formula, the numbers put in, and the result: exact until it is rounded at the very end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.kernel.points import HUNDRED, show_points
from huiyin.rooms.appraisal.queries.explain import Explained
from huiyin.rooms.appraisal.rules.account import Group, Loss, SectionAccount, SheetAccount
from huiyin.rooms.appraisal.rules.year import NO_CHECKS, NO_MONTH, NO_YEAR
from huiyin.rooms.appraisal.terms import Kind

DIGITS = 6


@dataclass(frozen=True)
class Step:
    """One step. ``exact`` is the fraction of points behind a result that is no round number, else empty.

    ``sheet`` is the row of the sheet that the step is about, ``earlier`` that of the edition which it corrected,
    ``fact`` the recorded fact that a deduction was taken from; 0 for none.
    """

    label: str
    result: str | None = None
    formula: str = ""
    numbers: str = ""
    exact: str = ""
    note: str = ""
    clause: str = ""
    sheet: int = 0
    earlier: int = 0
    fact: int = 0
    steps: tuple["Step", ...] = field(default_factory=tuple)


def points(value: Fraction | int | None) -> str | None:
    """Write exact hundredths as points: "95.02", or "95.020833…" where six decimals do not hold it."""
    if value is None:
        return None
    exact = Fraction(value) / HUNDRED
    scaled = exact * 10**DIGITS
    if scaled.denominator == 1 and (exact * HUNDRED).denominator == 1:
        return show_points(int(exact * HUNDRED))
    cut = abs(scaled.numerator) // scaled.denominator
    sign = "-" if exact < 0 else ""
    text = f"{sign}{cut // 10**DIGITS}.{cut % 10**DIGITS:0{DIGITS}d}"
    return text.rstrip("0") if scaled.denominator == 1 else f"{text}…"


def fraction(value: Fraction | None) -> str:
    """Write exact hundredths as a fraction of points, "4561/48"; empty where two decimals say it all."""
    if value is None:
        return ""
    exact = value / HUNDRED
    return "" if (exact * HUNDRED).denominator == 1 else f"{exact.numerator}/{exact.denominator}"


def weight(hundredths: int) -> str:
    """Write a share or weight: 2000 → "20", 3333 → "33.33"."""
    return show_points(hundredths).removesuffix(".00")


def tree(made: Explained) -> Step:
    """Return the explanation of a year, from the total down."""
    scheme = made.scheme
    shares = (weight(scheme.checks_share), weight(scheme.months_share), weight(scheme.year_share))
    figures = made.account.figures
    parts = (points(figures.checks), points(figures.months), points(figures.annual))
    formula = _("%(a)s %% × A + %(b)s %% × B + %(c)s %% × C") % dict(zip("abc", shares, strict=True))
    numbers = " + ".join(f"{share} % × {part or '—'}" for share, part in zip(shares, parts, strict=True))
    steps = [_part_a(made), _part_b(made), _part_c(made)]
    if figures.total is not None:
        steps.append(
            Step(
                _("Unrounded total"), points(figures.total), formula, numbers, fraction(figures.total), clause="P-4.6Σ"
            )
        )
        steps.append(
            Step(
                _("Rounding, once and at the end"),
                shown(made.total),
                str(scheme.get_rounding_display()),
                _("%(exact)s to two decimals") % {"exact": points(figures.total)},
                clause="P-4.6Σ",
            )
        )
        steps.append(_excellent(made, figures.total))
    if made.gaps:
        steps.append(_missing(made))
    return Step(
        _("Year total %(year)s") % {"year": made.year},
        shown(made.total),
        formula,
        numbers,
        fraction(figures.total),
        clause="P-4.6Σ",
        steps=tuple(steps),
        note=""
        if figures.total is not None
        else _("There is no total while a part has no sheet; nothing is counted as zero."),
    )


def missing_label(word: str) -> str:
    """Write a word of the results in the reader's language: "月考核 2025-03", "周检/月检", "年终考评"."""
    name, _space, month = word.partition(" ")
    labels = {NO_CHECKS: _("Inspections"), NO_MONTH: str(Kind.MONTH.label), NO_YEAR: str(Kind.YEAR.label)}
    return f"{labels.get(name, name)} {month}".strip()


def shown(figure: int | None) -> str | None:
    """Write a rounded figure in hundredths; None where there is none."""
    return None if figure is None else show_points(figure)


def _excellent(made: Explained, total: Fraction) -> Step:
    verdict = _("yes") if made.excellent else _("no")
    sign = ">" if made.excellent else "≤"
    return Step(
        _("Excellent employee"),
        verdict,
        _("the unrounded total lies strictly above 100"),
        f"{points(total)} {sign} 100.00",
        clause="P-4.9e",
    )


def _missing(made: Explained) -> Step:
    gaps = tuple(Step(missing_label(gap.word), None, note=gap.reason) for gap in made.gaps)
    note = _("What is missing is listed and never counted as zero.")
    return Step(_("Missing"), str(len(gaps)), note=note, clause="P-4.6B", steps=gaps)


def weighed_checks(made: Explained) -> list[tuple[int, Group]]:
    """Return the kinds of inspections that part A counts, each with its weight (P-4.6A)."""
    weights = {Kind.WEEK_CHECK: made.scheme.week_weight, Kind.MONTH_CHECK: made.scheme.month_weight}
    groups = [(value, made.account.group(kind)) for kind, value in weights.items() if value]
    return [(value, group) for value, group in groups if group.sheets]


def _part_a(made: Explained) -> Step:
    weighed = weighed_checks(made)
    words = {
        Kind.WEEK_CHECK: _("mean of the weekly inspections"),
        Kind.MONTH_CHECK: _("mean of the monthly inspections"),
    }
    whole = weight(sum(value for value, _group in weighed))
    formula = " + ".join(f"{weight(value)} × {words[Kind(group.kind)]}" for value, group in weighed)
    numbers = " + ".join(f"{weight(value)} × {points(group.mean)}" for value, group in weighed)
    value = made.account.checks
    return Step(
        _("A · inspections"),
        points(value),
        f"({formula}) / {whole}" if weighed else "",
        f"({numbers}) / {whole}" if weighed else "",
        fraction(value),
        clause="P-4.6A",
        note=_spot_note(made),
        steps=tuple(_group(made, group) for group in map(made.account.group, words) if group.sheets),
    )


def _spot_note(made: Explained) -> str:
    if not made.spot_checks:
        return ""
    return ngettext(
        "%(n)s spot check was merged into the monthly inspection of its month, or stands in for it.",
        "%(n)s spot checks were merged into the monthly inspections of their months, or stand in for them.",
        made.spot_checks,
    ) % {"n": made.spot_checks}


def _part_b(made: Explained) -> Step:
    group = made.account.group(Kind.MONTH)
    return _mean_part(made, _("B · month appraisals"), "P-4.6B", group)


def _part_c(made: Explained) -> Step:
    group = made.account.group(Kind.YEAR)
    return _mean_part(made, _("C · year-end appraisal"), "P-4.6C", group)


def _mean_part(made: Explained, label: str, clause: str, group: Group) -> Step:
    if not group.sheets:
        return Step(label, None, note=_("There is no sheet."), clause=clause)
    return Step(
        label,
        points(group.mean),
        _("sum of the scores / number of sheets"),
        _mean_numbers(group),
        fraction(group.mean),
        clause=clause,
        steps=tuple(_sheet(made, sheet) for sheet in group.sheets),
    )


def _mean_numbers(group: Group) -> str:
    return f"{show_points(group.total)} / {len(group.sheets)}"


def _group(made: Explained, group: Group) -> Step:
    words = {
        Kind.WEEK_CHECK: _("Mean of the weekly inspections"),
        Kind.MONTH_CHECK: _("Mean of the monthly inspections"),
    }
    return Step(
        words[Kind(group.kind)],
        points(group.mean),
        _("sum of the scores / number of sheets"),
        _mean_numbers(group),
        fraction(group.mean),
        clause="P-4.6A",
        steps=tuple(_sheet(made, sheet) for sheet in group.sheets),
    )


def corrections(made: Explained, sheet: SheetAccount) -> list[tuple[str, int]]:
    """Say of each corrected sheet of a pool which edition counts and what stood there before: (words, edition)."""
    found = [(number, made.corrected[number]) for number in sheet.pooled if number in made.corrected]
    return [
        (
            _("%(number)sedition %(edition)s, before the correction %(before)s") % {
                "number": f"{number} " if number != sheet.number else "",
                "edition": one.edition, "before": show_points(one.before),
            },
            one.earlier,
        )
        for number, one in found
    ]  # fmt: skip


def _sheet(made: Explained, sheet: SheetAccount) -> Step:
    label = f"{Kind(sheet.kind).label} {sheet.period} · {sheet.number}"
    formula = (
        _("sections − 其它 + bonus")
        if sheet.gains
        else _("sections − 其它")
        if sheet.others
        else _("sum of the sections")
    )
    changed = corrections(made, sheet)
    numbers = show_points(sheet.sections_sum)
    if sheet.others:
        numbers += f" − {show_points(sheet.other_deducted)}"
    if sheet.gains:
        numbers += f" + {show_points(sheet.bonus)}"
    return Step(
        label,
        show_points(sheet.score),
        formula,
        numbers,
        note=" · ".join([*(words for words, _earlier in changed), _sheet_note(sheet)]),
        clause=_sheet_clause(sheet),
        sheet=sheet.pk,
        earlier=changed[0][1] if changed else 0,
        steps=tuple(_sections(sheet)),
    )


def _sheet_clause(sheet: SheetAccount) -> str:
    return "P-4.7a" if sheet.kind in {Kind.MONTH, Kind.YEAR} else "P-4.5.2a"


def _sheet_note(sheet: SheetAccount) -> str:
    facts = [sheet.day.isoformat(), _("by %(who)s") % {"who": sheet.evaluator or "—"}, sheet.scheme]
    merged = sheet.pooled[1:]
    if sheet.stands_in:
        facts.append(_("spot check standing in for the monthly inspection"))
    if merged:
        facts.append(_("merged with spot checks %(numbers)s") % {"numbers": "、".join(merged)})
    return " · ".join(facts)


def _sections(sheet: SheetAccount) -> Iterable[Step]:
    lost = [section for section in sheet.sections if section.losses]
    if not (lost or sheet.others or sheet.gains):
        return
    yield from (_section(section, sheet.number) for section in lost)
    full = [section for section in sheet.sections if not section.losses]
    if full:
        label = ngettext("%(n)s section without a deduction", "%(n)s sections without a deduction", len(full)) % {
            "n": len(full)
        }
        kept = sum(section.score for section in full)
        yield Step(label, show_points(kept), note="、".join(section.line.name for section in full))
    if sheet.others:
        listed = " + ".join(show_points(loss.points) for loss in sheet.others)
        yield Step(
            "其它",
            f"−{show_points(sheet.other_deducted)}",
            _("at most %(cap)s a sheet") % {"cap": show_points(sheet.cap)},
            f"min({show_points(sheet.cap)}, {listed})",
            clause="P-4.8",
            steps=tuple(_loss(loss, sheet.number) for loss in sheet.others),
        )
    for gain in sheet.gains:
        yield Step(_("Bonus"), f"+{gain.points}.00", note=gain.ground, clause="P-4.9c")


def _section(section: SectionAccount, sheet: str) -> Step:
    line = section.line
    label = f"{line.dimension} · {line.name}" if line.dimension else line.name
    steps = tuple(_loss(loss, sheet) for loss in section.losses)
    if section.zeroed:
        formula = _("a serious violation takes the whole section")
        return Step(
            label, show_points(0), formula, f"{show_points(line.maximum)} → 0.00", clause="P-4.10a", steps=steps
        )
    listed = " + ".join(show_points(loss.points) for loss in section.losses)
    listed = f"({listed})" if len(section.losses) > 1 else listed
    return Step(
        label,
        show_points(section.score),
        _("max(0, marks − deductions)"),
        f"max(0, {show_points(line.maximum)} − {listed})",
        clause="P-4.7a",
        steps=steps,
    )


def _loss(loss: Loss, sheet: str) -> Step:
    """Return a deduction; one that was merged in says on which sheet it stands."""
    facts = [_("item %(code)s") % {"code": loss.item} if loss.item else "", loss.evidence]
    if loss.sheet != sheet:
        facts += [_("sheet %(number)s") % {"number": loss.sheet}, loss.day.isoformat()]
    facts.append(_("by %(who)s") % {"who": loss.evaluator or "—"})
    return Step(
        loss.fact,
        _("serious") if loss.serious and not loss.points else f"−{show_points(loss.points)}",
        note=" · ".join(fact for fact in facts if fact),
        clause="P-4.10a" if loss.serious else "P-4.5.2b",
        fact=loss.source,
    )


def as_json(step: Step) -> dict[str, Any]:
    """Return a step as the API carries it."""
    return {
        "label": step.label,
        "formula": step.formula,
        "numbers": step.numbers,
        "result": step.result,
        "exact": step.exact,
        "note": step.note,
        "clause": step.clause,
        "sheet": step.sheet or None,
        "earlier_edition": step.earlier or None,
        "fact": step.fact or None,
        "steps": [as_json(inner) for inner in step.steps],
    }


def as_lines(step: Step, depth: int = 0) -> Sequence[str]:
    """Return the tree as indented lines of text, for the command line."""
    said = "  ".join(text for text in (step.formula, f"= {step.numbers}" if step.numbers else "", step.note) if text)
    head = f"{'  ' * depth}{step.label}: {step.result if step.result is not None else '—'}"
    own = f"{head}  [{step.clause}]" if step.clause else head
    lines = [own, *([f"{'  ' * depth}    {said}"] if said else ())]
    for inner in step.steps:
        lines += as_lines(inner, depth + 1)
    return lines


def document(made: Explained) -> dict[str, Any]:
    """Return a person's year as the API carries it: the figures, what is missing, and the tree."""
    return {
        "employee_no": made.person.number,
        "name": made.person.name,
        "unit": made.person.unit,
        "level": made.person.level,
        "year": made.year,
        "scheme": made.scheme.pk,
        "run": made.run.pk if made.run else None,
        "checks": shown(made.checks),
        "monthly": shown(made.months),
        "annual": shown(made.annual),
        "total": shown(made.total),
        "excellent": made.excellent,
        "rank": made.rank,
        "missing": [{"word": gap.word, "reason": gap.reason} for gap in made.gaps],
        "steps": as_json(tree(made)),
    }

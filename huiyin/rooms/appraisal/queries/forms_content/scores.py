"""Appraisals as they stand on a form: sections, deductions, bonuses and totals (P-4.7a, P-4.8, P-4.9, P-4.10a)."""

from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.kernel.points import HUNDRED, show_points
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Sheet
from huiyin.rooms.appraisal.queries.forms_content.heads import level_of
from huiyin.rooms.appraisal.queries.sheet import accounts
from huiyin.rooms.appraisal.rules.account import Gain, Loss, SectionAccount, SheetAccount
from huiyin.rooms.appraisal.terms import DIMENSIONS


def with_scores(rows: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Select what a form needs beside a sheet: person, unit, who filled it in, version, and the kept score."""
    chosen = rows.select_related("employee", "unit", "evaluator", "form__scheme")
    return chosen.annotate(base=F("score__base"), extra=F("score__bonus"))


def checked_accounts(sheets: Sequence[Sheet]) -> Mapping[int, SheetAccount]:
    """Return each appraisal written out from its single deductions: three statements, however many sheets.

    ``sheets`` come from ``with_scores``. Raises Refusal (P-4.7b) where what the deductions give is not the score that
    was kept and that the year counts.
    """
    found = accounts(sheets)
    faults = [
        Fault(one.number, _("Sheet %(number)s does not add up to its kept score.") % {"number": one.number})
        for one in sheets
        if (found[one.pk].subtotal, found[one.pk].bonus) != (one.base, one.extra)  # type: ignore[attr-defined]
    ]
    if faults:
        raise Refusal(_("These forms do not add up to the kept scores; nothing was issued."), faults=faults)
    return found


def _sub_item(section: SectionAccount) -> content.SubItem:
    return {
        "name": section.line.name,
        "maximum": show_points(section.line.maximum),
        "listed": show_points(section.listed),
        "deducted": show_points(section.deducted),
        "score": show_points(section.score),
        "zeroed": section.zeroed,
    }


def _dimension(name: str, sections: Sequence[SectionAccount]) -> content.Dimension:
    return {
        "name": name,
        "maximum": show_points(sum(section.line.maximum for section in sections)),
        "deducted": show_points(sum(section.deducted for section in sections)),
        "score": show_points(sum(section.score for section in sections)),
        "items": [_sub_item(section) for section in sections],
    }


def deduction(loss: Loss, confirmer: str) -> content.Deduction:
    """Return a deduction as it stands on a form."""
    return {
        "date": loss.day.isoformat(),
        "code": loss.item,
        "section": loss.section,
        "fact": loss.fact,
        "points": show_points(loss.points),
        "evidence": loss.evidence,
        "recorder": loss.evaluator,
        "confirmer": confirmer,
        "serious": loss.serious,
    }


def bonus(gain: Gain, level: str = "") -> content.Bonus:
    """Return a bonus as it stands on a form."""
    return {"award_no": "", "level": level, "ground": gain.ground, "points": show_points(gain.points * HUNDRED)}


def score_content(account: SheetAccount, confirmer: str) -> content.Score:
    """Return an appraisal as it stands on a form. ``confirmer`` is the 客户经理 who answers for it (P-4.7a)."""
    losses = [loss for section in account.sections for loss in section.losses] + list(account.others)
    has_other = bool(account.others)
    return {
        "sheet_no": account.number,
        "sheet_date": account.day.isoformat(),
        "evaluator": account.evaluator,
        "dimensions": [
            _dimension(name, [section for section in account.sections if section.line.dimension == name])
            for name in DIMENSIONS
        ],
        "other": {"listed": show_points(account.other_listed), "deducted": show_points(account.other_deducted)}
        if has_other
        else None,
        "deductions": [deduction(loss, confirmer) for loss in losses],
        "bonuses": [bonus(gain, level_of(gain.ground)) for gain in account.gains],
        "subtotal": show_points(account.subtotal),
        "bonus": show_points(account.bonus),
        "total": show_points(account.score),
    }

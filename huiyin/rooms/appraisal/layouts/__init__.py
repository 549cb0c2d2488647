"""The printed forms of the appraisal: one layout and one content schema each (P-4.7, P-5.1 to P-5.4; P-1.0b)."""

from pathlib import Path
from typing import Final

from huiyin.rooms.appraisal.layouts.content import (
    AnnualOverview,
    Explanation,
    MonthSheet,
    MonthStatistics,
    ObjectionForm,
    RulingPaper,
    Statistics,
    YearSheet,
    YearStatistics,
)

_FOLDER: Final = Path(__file__).parent

MONTH_SHEET: Final = _FOLDER / "month_sheet.typ"
YEAR_SHEET: Final = _FOLDER / "year_sheet.typ"
STATISTICS: Final = _FOLDER / "statistics.typ"
ANNUAL_OVERVIEW: Final = _FOLDER / "annual_overview.typ"
OBJECTION: Final = _FOLDER / "objection.typ"
EXPLANATION: Final = _FOLDER / "explanation.typ"
RULING: Final = _FOLDER / "ruling.typ"

__all__ = [
    "ANNUAL_OVERVIEW",
    "EXPLANATION",
    "MONTH_SHEET",
    "OBJECTION",
    "RULING",
    "STATISTICS",
    "YEAR_SHEET",
    "AnnualOverview",
    "Explanation",
    "MonthSheet",
    "MonthStatistics",
    "ObjectionForm",
    "RulingPaper",
    "Statistics",
    "YearSheet",
    "YearStatistics",
]

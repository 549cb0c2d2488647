"""The content of each printed form: what an issued record holds, and all that its PDF and XLSX may show.

A content is plain JSON. Every figure arrives formatted: points as strings with two decimals ("98.50"), a missing
figure as None (printed as a dash, never as zero), dates as "2026-11-23", months as "2026-11", years as "2026". A layout
computes nothing. A text that nobody has written yet is the empty string: the form leaves room for the pen.
"""

from huiyin.rooms.appraisal.layouts.content.explained import (
    Explanation,
    GroupStep,
    PartStep,
    SectionStep,
    SheetStep,
)
from huiyin.rooms.appraisal.layouts.content.objection import ObjectionForm
from huiyin.rooms.appraisal.layouts.content.personal import (
    Bonus,
    Change,
    Confirmation,
    Deduction,
    Dimension,
    Exam,
    Inspections,
    Merit,
    MonthScore,
    MonthSheet,
    Other,
    Part,
    Person,
    Points,
    Score,
    Signature,
    SubItem,
    YearSheet,
)
from huiyin.rooms.appraisal.layouts.content.ruling import RulingPaper, RulingPerson
from huiyin.rooms.appraisal.layouts.content.tables import (
    AnnualOverview,
    Bands,
    Excellent,
    LevelCount,
    MonthLine,
    MonthStatistics,
    Statistics,
    Summary,
    TopDeduction,
    UnitLine,
    YearLine,
    YearStatistics,
)

__all__ = [
    "AnnualOverview",
    "Bands",
    "Bonus",
    "Change",
    "Confirmation",
    "Deduction",
    "Dimension",
    "Exam",
    "Excellent",
    "Explanation",
    "GroupStep",
    "Inspections",
    "LevelCount",
    "Merit",
    "MonthLine",
    "MonthScore",
    "MonthSheet",
    "MonthStatistics",
    "ObjectionForm",
    "Other",
    "Part",
    "PartStep",
    "Person",
    "Points",
    "RulingPaper",
    "RulingPerson",
    "Score",
    "SectionStep",
    "SheetStep",
    "Signature",
    "Statistics",
    "SubItem",
    "Summary",
    "TopDeduction",
    "UnitLine",
    "YearLine",
    "YearSheet",
    "YearStatistics",
]

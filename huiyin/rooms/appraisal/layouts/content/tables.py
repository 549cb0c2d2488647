"""The content of the two statistics forms."""

from typing import Literal, TypeAlias, TypedDict

from huiyin.rooms.appraisal.layouts.content.personal import Change, Points, Signature


class Bands(TypedDict):
    """How many people have a total in each band."""

    at_least_90: int
    from_80: int
    from_60: int
    below_60: int


class Summary(TypedDict):
    """The foot of a statistics table."""

    headcount: int
    appraised: int
    mean: Points | None
    highest: Points | None
    lowest: Points | None
    bands: Bands


class MonthLine(TypedDict):
    """One person of the month's statistics."""

    staff_no: str
    name: str
    post: str
    level: str
    virtue: Points | None
    diligence: Points | None
    ability: Points | None
    results: Points | None
    bonus: Points | None
    total: Points | None
    rank: int | None
    change: Change
    main_deductions: str
    remark: str


class YearLine(TypedDict):
    """One person of the year's statistics."""

    staff_no: str
    name: str
    post: str
    level: str
    checks: Points | None
    monthly: Points | None
    annual: Points | None
    total: Points | None
    rank: int | None
    change: Change
    main_deductions: str
    remark: str


class MonthStatistics(TypedDict):
    """《员工月/年绩效考核情况统计表》 in month mode (P-4.7c, P-5.3)."""

    form_code: str
    company: str
    department: str
    mode: Literal["month"]
    period: str
    scheme: str
    lines: list[MonthLine]
    summary: Summary
    maker: Signature
    reviewer: Signature


class YearStatistics(TypedDict):
    """《员工月/年绩效考核情况统计表》 in year mode (P-4.7c, P-5.3)."""

    form_code: str
    company: str
    department: str
    mode: Literal["year"]
    period: str
    scheme: str
    lines: list[YearLine]
    summary: Summary
    maker: Signature
    reviewer: Signature


Statistics: TypeAlias = MonthStatistics | YearStatistics


class UnitLine(TypedDict):
    """One department or team of the annual overview; means are over its people with that part."""

    unit: str
    headcount: int
    appraised: int
    checks: Points | None
    monthly: Points | None
    annual: Points | None
    total: Points | None
    highest: Points | None
    lowest: Points | None
    bands: Bands
    excellent: int
    exam_pass_rate: str
    """As printed, "96.4%"; empty where there was no exam."""
    last_year: Points | None
    change: Change


class TopDeduction(TypedDict):
    """One of the five deduction items that cost most."""

    code: str
    label: str
    count: int
    points: Points


class LevelCount(TypedDict):
    """How many awards or sanctions of one level."""

    level: str
    count: int


class Excellent(TypedDict):
    """One 优秀员工: an unrounded year total above 100 (P-4.9e)."""

    staff_no: str
    name: str
    unit: str
    total: Points


class AnnualOverview(TypedDict):
    """《年度员工绩效考核情况统计表》 (P-5.4): one line per department or team, and the whole."""

    form_code: str
    company: str
    scope: str
    period: str
    scheme: str
    lines: list[UnitLine]
    whole: UnitLine
    top_deductions: list[TopDeduction]
    awards: list[LevelCount]
    sanctions: list[LevelCount]
    excellent: list[Excellent]
    measures: str
    maker: Signature
    quality: Signature
    general_manager: Signature

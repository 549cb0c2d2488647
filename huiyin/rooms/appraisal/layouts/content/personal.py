"""The content of the month sheet and the year sheet."""

from typing import Literal, TypeAlias, TypedDict

Points: TypeAlias = str
"""Points with two decimals, for example "98.50"."""

Change: TypeAlias = str
"""A signed difference with two decimals, "+0.35" or "-1.20"; empty where there is no earlier period to compare with."""


class Person(TypedDict):
    """Whose form it is; the post and the class are those of the period, not of today."""

    company: str
    department: str
    name: str
    staff_no: str
    post: str
    level: str
    scheme: str
    """The version of the appraisal standard in force, as printed: "2026 版 V1.2"."""


class Signature(TypedDict):
    """A signature; both empty where it is to be signed by hand."""

    name: str
    date: str


class Confirmation(TypedDict):
    """The employee's own confirmation (员工确认)."""

    opinion: Literal["", "已阅", "有异议"]
    name: str
    date: str


class SubItem(TypedDict):
    """One of the 16 sub-items: score = maximum - deducted, and deducted never exceeds the maximum."""

    name: str
    maximum: Points
    listed: Points
    """What its deductions add up to, which may exceed the maximum."""
    deducted: Points
    score: Points
    zeroed: bool
    """A serious violation took the whole maximum (P-4.10)."""


class Dimension(TypedDict):
    """德, 勤, 能 or 绩 with its four sub-items and subtotal (P-4.5)."""

    name: str
    maximum: Points
    deducted: Points
    score: Points
    items: list[SubItem]


class Other(TypedDict):
    """The column 其它 of a sheet: it only deducts, up to a limit (P-4.8)."""

    listed: Points
    deducted: Points


class Deduction(TypedDict):
    """One deduction with its fact, evidence, and who recorded and confirmed it (P-4.7a)."""

    date: str
    code: str
    section: str
    fact: str
    points: Points
    evidence: str
    recorder: str
    confirmer: str
    serious: bool


class Bonus(TypedDict):
    """Points added for an award of level 嘉奖 or above (P-4.9)."""

    award_no: str
    level: str
    ground: str
    points: Points


class Exam(TypedDict):
    """A result of a theory or skill exam (P-4.3.2)."""

    date: str
    kind: str
    name: str
    result: str


class Score(TypedDict):
    """A scored 月考核 or 年终考评 sheet."""

    sheet_no: str
    sheet_date: str
    evaluator: str
    dimensions: list[Dimension]
    other: Other | None
    deductions: list[Deduction]
    bonuses: list[Bonus]
    subtotal: Points
    bonus: Points
    total: Points


class MonthSheet(TypedDict):
    """《员工月绩效考核记录表》 (P-4.7b, P-5.1): one person, one month."""

    form_code: str
    person: Person
    period: str
    score: Score
    exams: list[Exam]
    self_remark: str
    evaluator_remark: str
    goals: str
    confirmation: Confirmation
    manager: Signature


class Inspections(TypedDict):
    """One kind of inspection of the year: 周检 or 月检."""

    kind: str
    count: int
    mean: Points | None
    weight: str
    """Its weight within part A, "50"."""
    share: str
    """Its weight among the kinds present, as printed: "50%", or "100%" where the other kind has no sheet."""
    marks: Points | None
    """Mean x share."""


class MonthScore(TypedDict):
    """One of the twelve months of part B."""

    month: str
    score: Points | None
    note: str
    """Why the month has no score, or what is special about it."""


class Part(TypedDict):
    """Part A, B or C of the year: its score, its weight in per cent ("20") and score x weight."""

    score: Points | None
    weight: str
    marks: str | None


class Merit(TypedDict):
    """An award or a sanction of the year."""

    date: str
    kind: Literal["奖励", "处分"]
    level: str
    number: str
    reason: str


class YearSheet(TypedDict):
    """《员工年终绩效考核记录表》 (P-4.6, P-5.2): one person, one year."""

    form_code: str
    person: Person
    period: str
    inspections: list[Inspections]
    spot_checks: int
    """How many 抽检 the year has."""
    spot_standing: int
    """In how many months they stood in for a missing 月检."""
    months: list[MonthScore]
    months_counted: int
    year_end: Score | None
    merits: list[Merit]
    exams: list[Exam]
    self_summary: str
    evaluator_remark: str
    checks: Part
    monthly: Part
    annual: Part
    total: Points | None
    missing: list[str]
    rank: int | None
    excellent: bool
    confirmation: Confirmation
    manager: Signature
    general_manager: Signature

"""What the API carries beside the lists: sheets, explanations, results, statistics, work, imports."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from huiyin.rooms.appraisal.screens.simulation import SimulatedTable

Simulated = SimulatedTable.schema("simulated_row")


class DeductionOut(Schema):
    """A deduction; points as text with two decimals. ``from_sheet`` names the 抽检 that it was merged in from."""

    fact: str
    evidence: str
    item: str
    points: str
    serious: bool
    evaluator: str
    day: date
    from_sheet: str


class SectionOut(Schema):
    """A section of a sheet: 标准分, 扣分, 得分."""

    name: str
    dimension: str
    maximum: str
    deducted: str
    score: str
    zeroed: bool
    deductions: list[DeductionOut]


class BonusOut(Schema):
    """Bonus points and their ground."""

    points: str
    ground: str


class SheetOut(Schema):
    """A sheet written out with everything that was scored together with it."""

    id: int
    number: str
    employee_no: str
    name: str
    kind: int
    date: date
    period: str
    unit: str
    evaluator: str
    himself: bool
    scheme: int
    score: str | None
    merged_into: int | None
    scored_with: list[int]
    sections: list[SectionOut]
    other: list[DeductionOut]
    other_deducted: str
    bonuses: list[BonusOut]


class StepOut(Schema):
    """A step of an explanation: formula, the numbers put in, the result; ``exact`` is the fraction behind it.

    ``earlier_edition`` is the edition that counted before the sheet was corrected, ``fact`` the recorded fact that a
    deduction was taken from.
    """

    label: str
    formula: str
    numbers: str
    result: str | None
    exact: str
    note: str
    clause: str
    sheet: int | None
    earlier_edition: int | None
    fact: int | None
    steps: list["StepOut"]


class GapOut(Schema):
    """Something that the year lacks, and why it is expected."""

    word: str
    reason: str


class ExplanationOut(Schema):
    """A person's year: the figures, what is missing, and the whole tree. ``run`` is null before the year is settled."""

    employee_no: str
    name: str
    unit: str
    level: str
    year: int
    scheme: int
    run: int | None
    checks: str | None
    monthly: str | None
    annual: str | None
    total: str | None
    excellent: bool
    rank: int | None
    missing: list[GapOut]
    steps: StepOut


class ResultOut(Schema):
    """A person's result in the shape of ``huiyin settle --json``."""

    employee_no: str
    level: str
    complete: bool
    missing: list[str]
    checks: str | None
    monthly: str | None
    annual: str | None
    total: str | None
    excellent: bool
    rank: int | None


class CountedOut(Schema):
    """A month, dimension or deduction item: how often, and the points in all."""

    key: str
    label: str
    count: int
    points: str
    mean: str | None


class UnitOut(Schema):
    """A unit and class: head counts and means."""

    unit: int
    name: str
    level: str
    people: int
    complete: int
    excellent: int
    checks: str | None
    months: str | None
    annual: str | None
    total: str | None


class BandOut(Schema):
    """A band of totals."""

    label: str
    count: int


class StatisticsOut(Schema):
    """Statistics of a run over the units that the caller sees; ``rulings`` counts awards and sanctions by level."""

    run: int
    year: int
    people: int
    complete: int
    excellent: int
    mean: str | None
    highest: str | None
    lowest: str | None
    bands: list[BandOut]
    bins: list[BandOut]
    units: list[UnitOut]
    months: list[CountedOut]
    dimensions: list[CountedOut]
    items: list[CountedOut]
    rulings: dict[str, int]


class WorkOut(Schema):
    """Long work: how far it is and what came of it."""

    id: int
    kind: str
    state: str
    percent: int
    message: str
    error: str
    asked_at: datetime
    finished_at: datetime | None
    result: dict[str, Any]


class RefusedOut(Schema):
    """A refused row of a workbook; row 0 is the worksheet as a whole."""

    sheet: str
    row: int
    reason: str


class ImportOut(Schema):
    """A workbook that was handed in: counts of sheets, and every refused row."""

    id: int
    version: int
    file: str
    state: str
    new: int
    changed: int
    unchanged: int
    refused: int
    faults: list[RefusedOut]
    job: int | None


class DifferenceOut(Schema):
    """A line in which two versions of the standard differ: ``change`` is added, removed or changed."""

    part: str
    place: str
    line: str
    field: str
    change: str
    before: str | None
    after: str | None


class SpreadOut(Schema):
    """How totals lie: how many, their mean, how many above 100 by the unrounded total, and in each band."""

    people: int
    totals: int
    mean: str | None
    above_100: int
    bands: list[BandOut]


class UnusedOut(Schema):
    """Deductions that count nothing, because the version has no such section."""

    form: str
    section: str
    sheets: int
    people: int
    points: str
    serious: int


class SimulationOut(Schema):
    """A version tried on a year: spreads over all open people, and those who were asked for.

    ``in_force`` weighs the year as it stands; the bonus limits cut the awards of ``cut_sheets`` by ``cut_points``.
    """

    scheme: int
    year: int
    in_force: int
    before: SpreadOut
    after: SpreadOut
    people: list[Simulated]  # type: ignore[valid-type]
    unused: list[UnusedOut]
    cut_sheets: int
    cut_points: int


class FormOut(Schema):
    """A form of a version: its sections with their marks as text."""

    kind: str
    audience: str
    sections: list[dict[str, Any]]


class SchemeOut(Schema):
    """What a version of the standard says; shares and weights in per cent as text."""

    id: int
    version: int
    number: int
    name: str
    state: str
    effective_from: date
    ends: date | None
    approved_by: str
    discussed_on: date | None
    minutes: str
    noticed_on: date | None
    weights: dict[str, str]
    digest: str
    forms: list[FormOut]

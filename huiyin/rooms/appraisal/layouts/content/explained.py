"""The content of the explanation of a year result."""

from typing import Literal, TypedDict

from huiyin.rooms.appraisal.layouts.content.personal import Bonus, Deduction, Person, Points


class SectionStep(TypedDict):
    """A section of a sheet that lost points, with the formula in numbers and its deductions."""

    name: str
    maximum: Points
    numbers: str
    """For example "20.00 - (4.00 + 2.00)"."""
    score: Points
    zeroed: bool
    deductions: list[Deduction]


class SheetStep(TypedDict):
    """A sheet with the formula in numbers; `sections` holds only those that lost points."""

    sheet_no: str
    kind: str
    date: str
    evaluator: str
    scheme: str
    merged: list[str]
    """Numbers of the 抽检 merged into it before scoring."""
    corrected: list[str]
    """Which edition counts and what stood there before: "第2版，更正前 96.50"."""
    numbers: str
    score: Points
    sections: list[SectionStep]
    bonuses: list[Bonus]


class GroupStep(TypedDict):
    """The sheets of one kind and their mean."""

    name: str
    clause: str
    formula: str
    numbers: str
    value: str
    sheets: list[SheetStep]


class PartStep(TypedDict):
    """Part A, B or C: formula in words, in numbers, the value, and what it adds to the total."""

    key: Literal["A", "B", "C"]
    name: str
    clause: str
    formula: str
    numbers: str
    value: str | None
    weight: str
    marks: str | None
    groups: list[GroupStep]


class Explanation(TypedDict):
    """A person's year walked down: total, A, B, C, sheets, sections, deductions (P-4.5 to P-4.10)."""

    form_code: str
    person: Person
    period: str
    basis: str
    """What it was computed from: settlement run, engine version, digest of the inputs."""
    formula: str
    numbers: str
    exact: str
    """The unrounded total as printed, a fraction or a long decimal."""
    total: Points | None
    rounding: str
    missing: list[str]
    rank: int | None
    excellent: bool
    parts: list[PartStep]

"""Deterministic, plausible contents of every form; their figures agree with each other."""

from tests.appraisal.samples.explained import explanation
from tests.appraisal.samples.objection import objection_form
from tests.appraisal.samples.personal import deductions, month_sheet, person, person_name, points, year_sheet
from tests.appraisal.samples.ruling import ruling
from tests.appraisal.samples.tables import annual_overview, month_statistics, year_statistics

__all__ = [
    "annual_overview",
    "deductions",
    "explanation",
    "month_sheet",
    "month_statistics",
    "objection_form",
    "person",
    "person_name",
    "points",
    "ruling",
    "year_sheet",
    "year_statistics",
]

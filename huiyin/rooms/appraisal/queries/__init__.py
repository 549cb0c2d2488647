"""Reads of the appraisal room: schemes, sheets, years, explanations, statistics, imports."""

from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.sheet import sheets
from huiyin.rooms.appraisal.queries.years import results

__all__ = ["explain", "results", "sheets"]

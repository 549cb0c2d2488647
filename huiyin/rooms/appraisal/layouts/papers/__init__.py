"""The printed forms as rows of cells, for the page and the workbook; their words are those of the printed layouts."""

from huiyin.rooms.appraisal.layouts.papers.objection import objection
from huiyin.rooms.appraisal.layouts.papers.personal import month_sheet, year_sheet
from huiyin.rooms.appraisal.layouts.papers.ruling import ruling
from huiyin.rooms.appraisal.layouts.papers.summaries import annual_overview, statistics

__all__ = ["annual_overview", "month_sheet", "objection", "ruling", "statistics", "year_sheet"]

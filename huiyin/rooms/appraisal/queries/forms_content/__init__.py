"""What stands on the forms, from the same reads that the pages show; a constant number of statements each."""

from huiyin.rooms.appraisal.queries.forms_content.heads import Prepared
from huiyin.rooms.appraisal.queries.forms_content.month import month_sheets
from huiyin.rooms.appraisal.queries.forms_content.objection import objection_form
from huiyin.rooms.appraisal.queries.forms_content.overview import annual_overview
from huiyin.rooms.appraisal.queries.forms_content.statistics import month_statistics, year_statistics
from huiyin.rooms.appraisal.queries.forms_content.year import year_sheets

__all__ = [
    "Prepared",
    "annual_overview",
    "month_sheets",
    "month_statistics",
    "objection_form",
    "year_sheets",
    "year_statistics",
]

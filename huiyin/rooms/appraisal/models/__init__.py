"""Tables of schemes, sheets and year results. Points are integers in hundredths (10000 = 100.00)."""

from huiyin.rooms.appraisal.models.facts import FactUse
from huiyin.rooms.appraisal.models.handed_in import Import, ImportQuerySet
from huiyin.rooms.appraisal.models.objections import Objection, ObjectionQuerySet
from huiyin.rooms.appraisal.models.rulings import Ruling, RulingQuerySet
from huiyin.rooms.appraisal.models.sheets import Bonus, Deduction, Score, Sheet, SheetQuerySet
from huiyin.rooms.appraisal.models.standard import Form, Scheme, Section, StandardItem
from huiyin.rooms.appraisal.models.work import Entry, Gain, Round, SheetEdition, SheetEditionQuerySet
from huiyin.rooms.appraisal.models.year_end import Honour, SelfSummary
from huiyin.rooms.appraisal.models.years import Line, LineQuerySet, Run, Tally

__all__ = [
    "Bonus",
    "Deduction",
    "Entry",
    "FactUse",
    "Form",
    "Gain",
    "Honour",
    "Import",
    "ImportQuerySet",
    "Line",
    "LineQuerySet",
    "Objection",
    "ObjectionQuerySet",
    "Round",
    "Ruling",
    "RulingQuerySet",
    "Run",
    "Scheme",
    "Score",
    "Section",
    "SelfSummary",
    "Sheet",
    "SheetEdition",
    "SheetEditionQuerySet",
    "SheetQuerySet",
    "StandardItem",
    "Tally",
]

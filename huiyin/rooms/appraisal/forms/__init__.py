"""What may be typed in about schemes, years, workbooks and sheets."""

from huiyin.rooms.appraisal.forms.board import BoardForm, GenerateForm, OtherForm, OwedForm
from huiyin.rooms.appraisal.forms.standard import (
    CROSSES,
    DraftForm,
    HundredthsField,
    IssueForm,
    ItemForm,
    PersonalIssueForm,
    PublishSchemeForm,
    SchemeForm,
    SendBackForm,
    SimulationForm,
    StatisticsForm,
    WorkbookForm,
    YearForm,
    read_marks,
)
from huiyin.rooms.appraisal.forms.year_end import HonourForm, NextSchemeForm, SelfSummaryForm, YearEndForm

__all__ = [
    "CROSSES",
    "BoardForm",
    "DraftForm",
    "GenerateForm",
    "HonourForm",
    "HundredthsField",
    "IssueForm",
    "ItemForm",
    "NextSchemeForm",
    "OtherForm",
    "OwedForm",
    "PersonalIssueForm",
    "PublishSchemeForm",
    "SchemeForm",
    "SelfSummaryForm",
    "SendBackForm",
    "SimulationForm",
    "StatisticsForm",
    "WorkbookForm",
    "YearEndForm",
    "YearForm",
    "read_marks",
]

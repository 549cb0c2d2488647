"""What may be typed in about schemes, years, workbooks and sheets."""

from huiyin.rooms.appraisal.forms.standard import (
    DraftForm,
    HundredthsField,
    IssueForm,
    ItemForm,
    PersonalIssueForm,
    SchemeForm,
    StatisticsForm,
    WorkbookForm,
    YearForm,
    read_marks,
)

__all__ = [
    "DraftForm",
    "HundredthsField",
    "IssueForm",
    "ItemForm",
    "PersonalIssueForm",
    "SchemeForm",
    "StatisticsForm",
    "WorkbookForm",
    "YearForm",
    "read_marks",
]

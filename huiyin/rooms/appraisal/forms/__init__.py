"""What may be typed in about schemes, years, workbooks and sheets."""

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

__all__ = [
    "CROSSES",
    "DraftForm",
    "HundredthsField",
    "IssueForm",
    "ItemForm",
    "PersonalIssueForm",
    "PublishSchemeForm",
    "SchemeForm",
    "SendBackForm",
    "SimulationForm",
    "StatisticsForm",
    "WorkbookForm",
    "YearForm",
    "read_marks",
]

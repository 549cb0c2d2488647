"""What may be typed in about schemes, years, workbooks, sheets and objections."""

from huiyin.rooms.appraisal.forms.objections import (
    AppraiserOpinionForm,
    DecideForm,
    InquiryForm,
    OwnOpinionForm,
    RaiseForm,
)
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
    "AppraiserOpinionForm",
    "DecideForm",
    "DraftForm",
    "HundredthsField",
    "InquiryForm",
    "IssueForm",
    "ItemForm",
    "OwnOpinionForm",
    "PersonalIssueForm",
    "PublishSchemeForm",
    "RaiseForm",
    "SchemeForm",
    "SendBackForm",
    "SimulationForm",
    "StatisticsForm",
    "WorkbookForm",
    "YearForm",
    "read_marks",
]

"""What may be typed in about people and units."""

from huiyin.rooms.people.forms.accounts import (
    AccountForm,
    HoldingDaysForm,
    LanguageForm,
    RoleForm,
    ServiceAccountForm,
    TokenForm,
)
from huiyin.rooms.people.forms.people import (
    AppraiserForm,
    ContactForm,
    DeputyForm,
    EmployeeForm,
    EmploymentForm,
    HireForm,
    LastDayForm,
    LeaveChangeForm,
    LeaveForm,
    NothingForm,
    PlaceForm,
    PlacementForm,
    PostForm,
    ReasonForm,
    UnitForm,
)
from huiyin.rooms.people.forms.roster import BelowForm, RosterForm, Workbook
from huiyin.rooms.people.forms.signing import SignedForm

__all__ = [
    "AccountForm",
    "AppraiserForm",
    "BelowForm",
    "ContactForm",
    "DeputyForm",
    "EmployeeForm",
    "EmploymentForm",
    "HireForm",
    "HoldingDaysForm",
    "LanguageForm",
    "LastDayForm",
    "LeaveChangeForm",
    "LeaveForm",
    "NothingForm",
    "PlaceForm",
    "PlacementForm",
    "PostForm",
    "ReasonForm",
    "RoleForm",
    "RosterForm",
    "ServiceAccountForm",
    "SignedForm",
    "TokenForm",
    "UnitForm",
    "Workbook",
]

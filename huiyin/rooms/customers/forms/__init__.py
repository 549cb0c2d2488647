"""What may be typed in about customers."""

from huiyin.rooms.customers.forms.parties import (
    ClassForm,
    ConsentForm,
    ContactChangeForm,
    ContactForm,
    FactsForm,
    MergeForm,
    PartyForm,
    ProfileForm,
    RegisterForm,
    WithdrawForm,
)
from huiyin.rooms.customers.forms.workbook import CustomerBook, CustomerBookForm

__all__ = [
    "ClassForm",
    "ConsentForm",
    "ContactChangeForm",
    "ContactForm",
    "CustomerBook",
    "CustomerBookForm",
    "FactsForm",
    "MergeForm",
    "PartyForm",
    "ProfileForm",
    "RegisterForm",
    "WithdrawForm",
]

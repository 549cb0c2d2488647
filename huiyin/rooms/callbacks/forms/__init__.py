"""What may be typed in about callbacks."""

from huiyin.rooms.callbacks.forms.calls import (
    AssignForm,
    AttemptForm,
    CallForm,
    CloseForm,
    ExemptForm,
    ExplainForm,
    RevealForm,
)
from huiyin.rooms.callbacks.forms.departures import DeparturesForm, UnitForm
from huiyin.rooms.callbacks.forms.opinions import AnswerForm, RaiseForm
from huiyin.rooms.callbacks.forms.policies import AdoptForm, EndForm, MonthForm, PolicyChangeForm, PolicyForm

__all__ = [
    "AdoptForm",
    "AnswerForm",
    "AssignForm",
    "AttemptForm",
    "CallForm",
    "CloseForm",
    "DeparturesForm",
    "EndForm",
    "ExemptForm",
    "ExplainForm",
    "MonthForm",
    "PolicyChangeForm",
    "PolicyForm",
    "RaiseForm",
    "RevealForm",
    "UnitForm",
]

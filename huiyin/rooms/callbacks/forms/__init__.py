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
from huiyin.rooms.callbacks.forms.years import PlanForm, ReviseForm, SummaryForm, TargetForm, YearForm

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
    "PlanForm",
    "PolicyChangeForm",
    "PolicyForm",
    "RaiseForm",
    "RevealForm",
    "ReviseForm",
    "SummaryForm",
    "TargetForm",
    "UnitForm",
    "YearForm",
]

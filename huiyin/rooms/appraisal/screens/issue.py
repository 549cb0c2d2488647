"""Issuing forms: for a unit in the background, for one person at once."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.usecases import issue_forms


def _to_job(job: Any) -> str:
    return reverse("job", args=[job.pk])


def _to_record(record: Any) -> str:
    return reverse("records:record", args=[record.pk])


ISSUE_FORMS = FormScreen(
    title=gettext_lazy("Issue forms"),
    form=forms.IssueForm,
    door=issue_forms.ask_issue,
    done=_to_job,
    submit=gettext_lazy("Issue and print"),
    template="appraisal/issue_forms.html",
)
ISSUE_PERSONAL_FORM = FormScreen(
    title=gettext_lazy("Issue one person's form"),
    form=forms.PersonalIssueForm,
    door=issue_forms.issue_personal_form,
    done=_to_record,
    submit=gettext_lazy("Issue"),
    said=gettext_lazy("The form was issued."),
)


def issue_url(**asked: object) -> str:
    """Return the address that asks for a unit's forms, filled in; for one person's, give ``employee``."""
    page = "appraisal:issue_personal_form" if "employee" in asked else "appraisal:issue_forms"
    return f"{reverse(page)}?{urlencode(asked)}" if asked else reverse(page)


def issue_actions(actor: Actor) -> Sequence[Action]:
    """Return the button beside a list that leads to issuing, for who may issue."""
    return (Action(_("Issue forms"), issue_url()),) if actor.may(Permit.ISSUE_FORMS) else ()

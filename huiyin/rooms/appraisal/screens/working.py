"""What is done to sheets at work: confirmed, sent back, given a bonus, taken back, read, closed, corrected."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, one
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import confirming, editions
from huiyin.rooms.appraisal.queries.facts import counts_of
from huiyin.rooms.appraisal.queries.sheet import sheets
from huiyin.rooms.appraisal.screens.editions import url_of
from huiyin.rooms.appraisal.usecases import answer_sheets as answering
from huiyin.rooms.appraisal.usecases import confirm_sheets as confirming_acts
from huiyin.rooms.appraisal.usecases import correct_sheet as correcting
from huiyin.rooms.appraisal.usecases import draft_sheets as drafting

_draft = one(editions.draftable)
_confirmable = one(editions.confirmable)
_own = one(editions.own_editions)


def edition_url(row: Any) -> str:
    """Return the page of an edition; of one that was thrown away, the list."""
    return reverse("appraisal:edition", args=[row.pk]) if row is not None else reverse("appraisal:editions")


def write_url(row: Any) -> str:
    """Return where a draft is written on."""
    return url_of("appraisal:write_edition", row.pk) or edition_url(row)


def _signing(load: Any, *, confirming: bool = False) -> Any:
    """Load an edition with what it comes to, so that the page of a signature says what is signed."""

    def loaded(actor: Actor, **where: Any) -> Any:
        row = load(actor, **where)
        account = editions.accounts_of([row])[row.pk]
        row.shown = {"score": show_points(account.score), "lost": sum(1 for _loss in row.entries.all())}
        if confirming:
            row.facts = counts_of(actor, [row])
        return row

    return loaded


def _round_to_sign(actor: Actor, **where: Any) -> Any:
    row: Any = one(confirming.confirmable_rounds)(actor, **where)
    waiting = list(row.editions.filter(state="submitted").exclude(employee_id=actor.employee_id or 0))
    row.waiting, row.facts = len(waiting), counts_of(actor, waiting)
    return row


def round_url(row: Any) -> str:
    """Return the sheets of a round."""
    page = url_of("appraisal:round", row.pk)
    return page or f"{reverse('appraisal:editions')}?round={row.number}"


CONFIRM_SHEET = FormScreen(
    title=gettext_lazy("Confirm the sheet"), form=forms.ConfirmForm, door=confirming_acts.confirm_sheet,
    subject="edition", load=_signing(_confirmable, confirming=True), done=edition_url,
    submit=gettext_lazy("Confirm and sign"),
    said=gettext_lazy("The sheet is confirmed and counts; the employee can read it."),
    template="appraisal/edition_form.html",
)  # fmt: skip
CONFIRM_ROUND = FormScreen(
    title=gettext_lazy("Confirm all sheets of the round"), form=forms.ConfirmForm, door=confirming_acts.confirm_round,
    subject="round", load=_round_to_sign, done=round_url, submit=gettext_lazy("Confirm and sign all"),
    said=gettext_lazy("The sheets are confirmed and count; the employees can read them."),
    template="appraisal/round_form.html",
)  # fmt: skip
CONFIRM_SHEETS = FormScreen(
    title=gettext_lazy("Confirm the selected sheets"), form=forms.ConfirmManyForm,
    door=confirming_acts.confirm_sheets, done=lambda _nothing: reverse("appraisal:editions_waiting"),
    submit=gettext_lazy("Confirm and sign all"),
    said=gettext_lazy("The sheets are confirmed and count; the employees can read them."),
)  # fmt: skip
SEND_BACK = FormScreen(
    title=gettext_lazy("Send the sheet back"), form=forms.SheetBackForm, door=confirming_acts.send_back,
    subject="edition", load=_confirmable, done=edition_url, submit=gettext_lazy("Send it back"),
    said=gettext_lazy("The sheet went back to who drafted it."), template="appraisal/edition_form.html",
)  # fmt: skip
ADD_BONUS = FormScreen(
    title=gettext_lazy("Add a bonus"), form=forms.BonusForm, door=confirming_acts.add_bonus, subject="edition",
    load=_confirmable, done=edition_url, submit=gettext_lazy("Add it"), said=gettext_lazy("The bonus was added."),
    template="appraisal/edition_form.html",
)  # fmt: skip
DROP_BONUS = FormScreen(
    title=gettext_lazy("Take the bonus off"), door=confirming_acts.drop_bonus, subject="edition", load=_confirmable,
    done=edition_url, said=gettext_lazy("The bonus was taken off."), template="appraisal/edition_form.html",
)  # fmt: skip
TAKE_BACK = FormScreen(
    title=gettext_lazy("Take the sheet back"), door=drafting.take_back, subject="edition", load=_draft,
    done=edition_url, said=gettext_lazy("It is a draft again."), template="appraisal/edition_form.html",
)  # fmt: skip
DISCARD = FormScreen(
    title=gettext_lazy("Throw the draft away"), door=drafting.discard_sheet, subject="edition", load=_draft,
    done=edition_url, said=gettext_lazy("The draft was thrown away."), template="appraisal/edition_form.html",
)  # fmt: skip
READ_SHEET = FormScreen(
    title=gettext_lazy("Sign that you have read it"), form=forms.ReadForm, door=answering.acknowledge_sheet,
    subject="edition", load=_signing(_own), done=edition_url, submit=gettext_lazy("Sign as read"),
    said=gettext_lazy("You have signed that you read it."), template="appraisal/edition_form.html",
)  # fmt: skip
CLOSE = FormScreen(
    title=gettext_lazy("Close the sheet"), door=answering.close_sheet, subject="edition", load=_confirmable,
    done=edition_url, said=gettext_lazy("The sheet is closed."), template="appraisal/edition_form.html",
)  # fmt: skip
CORRECT = FormScreen(
    title=gettext_lazy("Correct the sheet"), form=forms.CorrectionForm, door=correcting.correct_sheet,
    subject="sheet", load=one(sheets), done=lambda row: write_url(row) if hasattr(row, "edition") else _sheet_url(row),
    submit=gettext_lazy("Begin the correction"),
    said=gettext_lazy("The correction is a draft with what stands there now; the earlier edition counts meanwhile."),
)  # fmt: skip


def _sheet_url(row: Any) -> str:
    return reverse("appraisal:sheet", args=[row.pk])

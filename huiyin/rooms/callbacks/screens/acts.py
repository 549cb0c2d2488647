"""The forms that act on a callback or an opinion, and the page of a call with its script."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, one
from huiyin.platform.web import fresh_key
from huiyin.rooms.callbacks import forms, usecases
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.rules.calling import missing_attempts
from huiyin.rooms.callbacks.terms import Result


def callback_url(row: Callback) -> str:
    """Return the page of a callback."""
    return reverse("callbacks:callback", args=[row.pk])


def call_url(row: Callback) -> str:
    """Return the page on which a callback is called; of one that is over, its page."""
    return reverse("callbacks:call", args=[row.pk]) if row.to_call else callback_url(row)


def opinion_url(row: Opinion) -> str:
    """Return the page of an opinion."""
    return reverse("callbacks:opinion", args=[row.pk])


def load_call(actor: Actor, *, pk: int) -> Any:
    """Return a callback with what the caller needs before him: the script, the attempts, the earlier callbacks."""
    row: Any = one(queries.callable_ones)(actor, pk=pk)
    row.tries = queries.attempts_of(row)
    row.earlier = queries.earlier_of(actor, row)
    row.more_needed = missing_attempts([one.part for one in row.tries])
    row.caller_name = actor.name
    row.offers = row.policy.tell_three and bool(row.policy.offer) and queries.may_offer(row)
    row.quick = [
        {"result": result, "label": Result(result).label, "key": fresh_key()}
        for result in (Result.NO_ANSWER, Result.REFUSED, Result.WRONG_NUMBER)
    ]
    row.keys = {"reveal": fresh_key(), "give_up": fresh_key()}
    return row


def _screen(**given: Any) -> FormScreen:
    kept: dict[str, Any] = {"subject": "callback", "done": callback_url} | given
    return FormScreen(**kept)


RECORD_CALL = _screen(
    title=gettext_lazy("Call back"), form=forms.CallForm, door=usecases.record_call, load=load_call,
    submit=gettext_lazy("Record the call"), said=gettext_lazy("The call is recorded."), template="callbacks/call.html",
)  # fmt: skip
RECORD_ATTEMPT = _screen(
    title=gettext_lazy("Record an attempt"), form=forms.AttemptForm, door=usecases.record_attempt,
    load=one(queries.callable_ones), done=call_url, said=gettext_lazy("The attempt is recorded."),
)  # fmt: skip
GIVE_UP = _screen(
    title=gettext_lazy("Give up: not reached"), door=usecases.give_up_callback, load=one(queries.callable_ones),
    said=gettext_lazy("The callback counts as tried, not reached."),
)  # fmt: skip
REVEAL = _screen(
    title=gettext_lazy("Show the number"), form=forms.RevealForm, door=usecases.reveal_number,
    load=one(queries.callable_ones), done=call_url, shows={"phone": gettext_lazy("Telephone")},
    submit=gettext_lazy("Show the number"),
)  # fmt: skip
RAISE = _screen(
    title=gettext_lazy("Add an opinion"), form=forms.RaiseForm, door=usecases.raise_opinion,
    load=one(queries.callable_ones), said=gettext_lazy("The opinion went to its department."),
)  # fmt: skip
CLOSE = _screen(
    title=gettext_lazy("Close the callback"), form=forms.CloseForm, door=usecases.close_callback,
    load=one(queries.callable_ones), submit=gettext_lazy("Close"),
    said=gettext_lazy("The callback is closed and its form is on record."),
)  # fmt: skip
EXEMPT = _screen(
    title=gettext_lazy("Exempt from being called"), form=forms.ExemptForm, door=usecases.exempt_callback,
    load=one(queries.plannable), submit=gettext_lazy("Exempt"), said=gettext_lazy("The customer is not called."),
)  # fmt: skip
ASSIGN = _screen(
    title=gettext_lazy("Hand to a caller"), form=forms.AssignForm, door=usecases.assign_callback,
    load=one(queries.plannable), submit=gettext_lazy("Hand over"), said=gettext_lazy("The callback was handed over."),
)  # fmt: skip
EXPLAIN = _screen(
    title=gettext_lazy("Explain why it was missed"), form=forms.ExplainForm, door=usecases.explain_miss,
    load=one(queries.plannable), said=gettext_lazy("The reason is kept."),
)  # fmt: skip
ANSWER = FormScreen(
    title=gettext_lazy("Answer and sign"), form=forms.AnswerForm, door=usecases.answer_opinion, subject="opinion",
    load=one(queries.answerable), done=opinion_url, submit=gettext_lazy("Sign the answer"),
    said=gettext_lazy("The opinion is answered and signed."), template="callbacks/answer.html",
)  # fmt: skip

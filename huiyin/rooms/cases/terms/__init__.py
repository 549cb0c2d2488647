"""The words of the cases room."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.cases.terms.duties import (
    ACCEPT,
    DECIDED_ABOVE,
    DUTY_KINDS,
    DUTY_OF,
    EMERGENCY,
    EMERGENCY_MINUTES,
    IMPORTANT,
    PROMISE,
)
from huiyin.rooms.cases.terms.words import (
    AT_ONCE,
    EXITS,
    FINAL,
    LONGEST_REASON,
    LONGEST_TEXT,
    PREFIX,
    THIRD,
    CaseChannel,
    Category,
    Kind,
    Level,
    Permit,
    Severity,
    State,
    StepKind,
)

__all__ = [
    "ACCEPT",
    "AT_ONCE",
    "DECIDED_ABOVE",
    "DUTY_KINDS",
    "DUTY_OF",
    "EMERGENCY",
    "EMERGENCY_MINUTES",
    "EXITS",
    "FINAL",
    "IMPORTANT",
    "LONGEST_REASON",
    "LONGEST_TEXT",
    "PREFIX",
    "PROMISE",
    "SENTENCES",
    "THIRD",
    "CaseChannel",
    "Category",
    "Kind",
    "Level",
    "Permit",
    "Severity",
    "State",
    "StepKind",
]

# What follows a person's name in the trail.
SENTENCES: Mapping[str, Promise] = {
    "record_case": _("registered the case %(subject)s"),
    "take_problem": _("registered the found problem %(subject)s"),
    "begin_investigation": _("began to investigate %(subject)s"),
    "verify_case": _("verified %(subject)s"),
    "write_result": _("wrote down the result of %(subject)s"),
    "escalate_case": _("reported %(subject)s upwards"),
    "decide_case": _("decided how %(subject)s is handled"),
    "report_case": _("reported the result of %(subject)s to the head"),
    "answer_case": _("answered the customer of %(subject)s"),
    "close_case": _("archived %(subject)s"),
    "reopen_case": _("opened %(subject)s again"),
    "settle_at_once": _("settled %(subject)s on the spot"),
    "ask_exit": _("asked to leave %(subject)s"),
    "decide_exit": _("decided on leaving %(subject)s"),
    "transfer_case": _("offered %(subject)s to somebody else"),
    "answer_transfer": _("answered the transfer of %(subject)s"),
    "promise_reply": _("appointed a time of reply for %(subject)s"),
    "keep_promise": _("replied as appointed about %(subject)s"),
    "link_repeat": _("linked %(subject)s with an earlier case"),
    "add_note": _("wrote a note on %(subject)s"),
    "acknowledge_emergency": _("acknowledged the emergency %(subject)s"),
    "mark_important": _("marked %(subject)s as an important event"),
    "report_important": _("reported the important event %(subject)s"),
    "reveal_caller": _("looked at the telephone number of %(subject)s: %(reason)s"),
    "refresh_due": _("brought the due times of %(refreshed)s cases up to date"),
}

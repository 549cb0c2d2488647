"""Forms that act on cases, by the name of the act."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.platform.forms import NothingForm
from huiyin.platform.screens import FormScreen, one
from huiyin.rooms.cases import forms, queries, usecases
from huiyin.rooms.cases.screens.lists import to_case, to_case_of
from huiyin.rooms.people.forms import ReasonForm

REGISTER = FormScreen(
    title=_("Register a case"),
    form=forms.RegisterCaseForm,
    door=usecases.record_case,
    done=to_case,
    submit=_("Register"),
    said=_("The case was registered."),
    template="cases/register.html",
)


def _act(title: Any, door: Any, form: Any = NothingForm, **more: Any) -> FormScreen:
    given: dict[str, Any] = {
        "subject": "case", "load": one(queries.cases), "done": to_case, "said": _("It was done."),
        "template": "cases/act.html",
    }  # fmt: skip
    return FormScreen(title=title, door=door, form=form, **(given | more))


ACTS: Mapping[str, FormScreen] = {
    "begin_investigation": _act(_("Begin the investigation"), usecases.begin_investigation),
    "verify_case": _act(_("Write down the finding"), usecases.verify_case, forms.VerifyForm),
    "settle_at_once": _act(_("Answer on the spot"), usecases.settle_at_once, forms.SettleForm),
    "escalate_case": _act(_("Report upwards"), usecases.escalate_case, forms.ReasonedForm),
    "decide_case": _act(_("Decide"), usecases.decide_case, forms.DecisionForm),
    "write_result": _act(_("Write down the result"), usecases.write_result, forms.ResultForm),
    "guide_case": _act(_("Write down result and guidance"), usecases.guide_case, forms.GuideForm),
    "report_case": _act(_("Report to the head"), usecases.report_case, forms.ToldForm),
    "answer_case": _act(_("Answer the customer"), usecases.answer_case, forms.AnswerForm),
    "close_case": _act(_("Archive"), usecases.close_case, forms.ReasonedForm),
    "reopen_case": _act(_("Handle it again"), usecases.reopen_case, forms.ReasonedForm),
    "ask_exit": _act(_("Ask to leave it"), usecases.ask_exit, forms.AskExitForm),
    "decide_exit": _act(_("Decide on leaving it"), usecases.decide_exit, forms.DecideExitForm),
    "transfer_case": _act(_("Hand it to somebody else"), usecases.transfer_case, forms.TransferForm),
    "answer_transfer": _act(_("Answer the transfer"), usecases.answer_transfer, forms.AnswerTransferForm),
    "promise_reply": _act(_("Appoint a reply"), usecases.promise_reply, forms.PromiseForm),
    "keep_promise": _act(_("Replied as appointed"), usecases.keep_promise, forms.ToldForm),
    "link_repeat": _act(_("Link with an earlier case"), usecases.link_repeat, forms.LinkForm),
    "add_note": _act(_("Write a note"), usecases.add_note, forms.NoteForm, edits=False),
    "attach_file": _act(
        _("Attach a file"), usecases.attach_file, forms.AttachForm, edits=False, said=_("The file was attached."),
        done=to_case_of, submit=_("Attach"),
    ),
    "acknowledge_emergency": _act(_("Acknowledge the call"), usecases.acknowledge_emergency, forms.ToldForm),
    "end_emergency": _act(_("The emergency is over"), usecases.end_emergency, forms.EndForm),
    "write_first_report": _act(_("Write the first report"), usecases.write_first_report, forms.FirstReportForm),
    "write_final_report": _act(
        _("Write the final report"), usecases.write_final_report, forms.FinalReportForm, submit=_("Sign the report"),
        said=_("The report is signed and on record. It can be printed from there."),
    ),
    "explain_rule": _act(_("Explain a rule"), usecases.explain_rule, forms.ExplainForm),
    "mark_important": _act(_("Mark as important event"), usecases.mark_important, forms.ReasonedForm),
    "report_important": _act(_("Reported to the head"), usecases.report_important, forms.ToldForm),
    "notify_violation": _act(
        _("Give notice of the violation"), usecases.notify_violation, forms.NoticeForm,
        said=_("The notice is issued. It can be printed from its record."),
    ),
    "recheck_violation": _act(_("Write down what was seen"), usecases.recheck_violation, forms.RecheckForm),
    "reveal_caller": _act(
        _("Show the telephone number"), usecases.reveal_caller, ReasonForm, edits=False, said="",
        shows={"caller_phone": _("caller's telephone")},
    ),
}  # fmt: skip

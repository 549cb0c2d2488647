"""Writes of the cases room."""

from huiyin.rooms.cases.usecases.beside import (
    acknowledge_emergency,
    add_note,
    answer_transfer,
    ask_exit,
    attach_file,
    decide_exit,
    keep_promise,
    link_repeat,
    mark_important,
    promise_reply,
    report_important,
    reveal_caller,
    transfer_case,
)
from huiyin.rooms.cases.usecases.checks import refresh_due
from huiyin.rooms.cases.usecases.emergency import end_emergency, write_final_report, write_first_report
from huiyin.rooms.cases.usecases.explain import explain_rule
from huiyin.rooms.cases.usecases.handle import (
    answer_case,
    begin_investigation,
    close_case,
    decide_case,
    escalate_case,
    guide_case,
    reopen_case,
    report_case,
    settle_at_once,
    verify_case,
    write_result,
)
from huiyin.rooms.cases.usecases.papers import notify_violation, recheck_violation
from huiyin.rooms.cases.usecases.problems import take_demand, take_problem
from huiyin.rooms.cases.usecases.public import customer, file_complaint, prove_phone
from huiyin.rooms.cases.usecases.register import record_case

__all__ = [
    "acknowledge_emergency",
    "add_note",
    "answer_case",
    "answer_transfer",
    "ask_exit",
    "attach_file",
    "begin_investigation",
    "close_case",
    "customer",
    "decide_case",
    "decide_exit",
    "end_emergency",
    "escalate_case",
    "explain_rule",
    "file_complaint",
    "guide_case",
    "keep_promise",
    "link_repeat",
    "mark_important",
    "notify_violation",
    "promise_reply",
    "prove_phone",
    "recheck_violation",
    "record_case",
    "refresh_due",
    "reopen_case",
    "report_case",
    "report_important",
    "reveal_caller",
    "settle_at_once",
    "take_demand",
    "take_problem",
    "transfer_case",
    "verify_case",
    "write_final_report",
    "write_first_report",
    "write_result",
]

"""What crosses rooms, in one readable table: long work, periodic work, and the record types and meanings of signatures
that rooms define.
"""

from functools import cache

from django.utils.module_loading import import_string

JOBS: dict[str, str] = {
    "appraisal.preview_import": "huiyin.rooms.appraisal.jobs.preview_import",
    "appraisal.import_sheets": "huiyin.rooms.appraisal.jobs.import_sheets",
    "appraisal.settle_year": "huiyin.rooms.appraisal.jobs.settle_year",
    "appraisal.publish_year": "huiyin.rooms.appraisal.jobs.publish_year",
    "appraisal.issue_batch": "huiyin.rooms.appraisal.jobs.issue_batch",
    "appraisal.close_due_sheets": "huiyin.rooms.appraisal.jobs.close_due_sheets",
    "appraisal.generate_month_sheets": "huiyin.rooms.appraisal.jobs.generate_month_sheets",
    "callbacks.plan_for_case": "huiyin.rooms.callbacks.jobs.plan_for_case",
    "callbacks.begin_years": "huiyin.rooms.callbacks.jobs.owe_years",
    "callbacks.hear_missed": "huiyin.rooms.callbacks.jobs.hear_missed",
    "cases.check": "huiyin.rooms.cases.jobs.check",
    "cases.hear_callback": "huiyin.rooms.cases.jobs.hear_callback",
    "cases.hear_opinion": "huiyin.rooms.cases.jobs.hear_opinion",
    "cases.hear_problem": "huiyin.rooms.cases.jobs.hear_problem",
    "commission.owe": "huiyin.rooms.commission.jobs.owe",
    "cases.hear_demand": "huiyin.rooms.cases.jobs.hear_demand",
    "duties.sweep": "huiyin.rooms.duties.jobs.sweep",
    "duties.recompute": "huiyin.rooms.duties.jobs.recompute",
    "duties.check": "huiyin.rooms.duties.jobs.check",
    "duties.load_calendar": "huiyin.rooms.duties.jobs.load_calendar",
    "evidence.duty_missed": "huiyin.rooms.evidence.jobs.duty_missed",
    "evidence.duty_not_missed": "huiyin.rooms.evidence.jobs.duty_not_missed",
    "evidence.complaint_verified": "huiyin.rooms.evidence.jobs.complaint_verified",
    "evidence.praise_recorded": "huiyin.rooms.evidence.jobs.praise_recorded",
    "evidence.third_transfer": "huiyin.rooms.evidence.jobs.third_transfer",
    "notices.send": "huiyin.rooms.notices.jobs.send",
    "notices.duty_rungs_fired": "huiyin.rooms.notices.jobs.duty_rungs_fired",
    "notices.approval_told": "huiyin.rooms.notices.jobs.approval_told",
    "notices.purge": "huiyin.rooms.notices.jobs.purge",
    "people.mirror_placements": "huiyin.rooms.people.jobs.mirror_placements",
    "roster.begin_day": "huiyin.rooms.roster.jobs.begin",
    "roster.hear_case_opened": "huiyin.rooms.roster.jobs.hear_case_opened",
    "roster.hear_case_closed": "huiyin.rooms.roster.jobs.hear_case_closed",
    "committee.begin_quarter": "huiyin.rooms.committee.jobs.begin_quarter",
    "committee.hear_case_opened": "huiyin.rooms.committee.jobs.hear_case_opened",
    "publicity.begin_month": "huiyin.rooms.publicity.jobs.begin_month",
    "records.carry_out_disposal": "huiyin.rooms.records.jobs.carry_out_disposal",
    "records.list_due": "huiyin.rooms.records.jobs.list_due",
    "platform.verify_trail": "huiyin.rooms.records.jobs.verify_trail",
    "site.prune_jobs": "huiyin.site.pruning.prune",
}

# Kind of job → strftime pattern of its slot; it runs once for each value that the pattern takes.
# Slots count in UTC; the hour keeps the day's changes close to midnight in every time zone.
PERIODIC: dict[str, str] = {
    "appraisal.close_due_sheets": "%Y-%m-%dT%H",
    "appraisal.generate_month_sheets": "%Y-%m",
    "callbacks.begin_years": "%Y-%m-%d",
    "commission.owe": "%Y-%m-%d",
    "duties.sweep": "%Y-%m-%dT%H:%M",
    "cases.check": "%Y-%m-%d",
    "duties.check": "%Y-%m-%d",
    "duties.load_calendar": "%Y-%m-%d",
    "notices.send": "%Y-%m-%dT%H:%M",
    "notices.purge": "%Y-%m-%d",
    "people.mirror_placements": "%Y-%m-%dT%H",
    "records.list_due": "%Y-%m-%d",
    "roster.begin_day": "%Y-%m-%dT%H",
    "committee.begin_quarter": "%Y-%m-%d",
    "publicity.begin_month": "%Y-%m-%d",
    "platform.verify_trail": "%Y-%m-%d",
    "site.prune_jobs": "%Y-%m-%d",
}

# Event → the jobs that hear it (``platform.jobs.tell``). Event names are unique over all rooms.
LISTENERS: dict[str, tuple[str, ...]] = {
    "DutyRungsFired": ("notices.duty_rungs_fired",),
    "ApprovalAsked": ("notices.approval_told",),
    "ApprovalDecided": ("notices.approval_told",),
    "CaseAnswered": ("callbacks.plan_for_case",),
    "DutyMissed": ("evidence.duty_missed", "callbacks.hear_missed"),
    "DutyMissWithdrawn": ("evidence.duty_not_missed",),
    "ComplaintVerified": ("evidence.complaint_verified",),
    "PraiseRecorded": ("evidence.praise_recorded",),
    "ThirdTransfer": ("evidence.third_transfer",),
    "CallbackDone": ("cases.hear_callback",),
    "OpinionRaised": ("cases.hear_opinion",),
    "ProblemFound": ("cases.hear_problem",),
    "ProblemTaken": ("roster.hear_case_opened",),
    "DemandFound": ("cases.hear_demand",),
    "DemandTaken": ("committee.hear_case_opened",),
    "CaseClosed": ("roster.hear_case_closed",),
}

_RECORD_TYPES = (
    "huiyin.rooms.records.terms.RECORD_TYPES",
    "huiyin.rooms.appraisal.terms.RECORD_TYPES",
    "huiyin.rooms.callbacks.terms.RECORD_TYPES",
    "huiyin.rooms.cases.terms.RECORD_TYPES",
)


@cache
def _by_key(paths: tuple[str, ...]) -> dict[str, object]:
    """Collect what rooms declare under their names, each by its key: read once, it stands in their code."""
    return {kind.key: kind for path in paths for kind in import_string(path)}


def record_types() -> dict[str, object]:
    """Collect the record types of all rooms by key."""
    return _by_key(_RECORD_TYPES)


# The kinds of duty of each room (``DUTY_KINDS`` in its terms).
_DUTY_KINDS: tuple[str, ...] = (
    "huiyin.rooms.callbacks.terms.DUTY_KINDS",
    "huiyin.rooms.cases.terms.DUTY_KINDS",
    "huiyin.rooms.commission.terms.DUTY_KINDS",
    "huiyin.rooms.roster.terms.DUTY_KINDS",
    "huiyin.rooms.committee.terms.DUTY_KINDS",
    "huiyin.rooms.publicity.terms.DUTY_KINDS",
)


def duty_kinds() -> dict[str, object]:
    """Collect the kinds of duty of all rooms by key."""
    return _by_key(_DUTY_KINDS)


# What a signature may mean: the TextChoices of each room that has things signed.
_MEANINGS: tuple[str, ...] = (
    "huiyin.rooms.appraisal.terms.Meaning",
    "huiyin.rooms.records.terms.Meaning",
    "huiyin.rooms.callbacks.terms.Meaning",
    "huiyin.rooms.cases.terms.Meaning",
)


def signature_meanings() -> dict[str, object]:
    """Collect what signatures may mean: code → label."""
    return {value: label for path in _MEANINGS for value, label in import_string(path).choices}


# Record types whose records may still be needed after their term → who knows (``records.queries.retention.Needed``).
_NEEDED: dict[str, str] = dict.fromkeys(
    ("month_sheet", "year_sheet", "statistics", "annual_overview"),
    "huiyin.rooms.appraisal.queries.retention.of_open_years",
)


def needed_records() -> dict[str, object]:
    """Collect who says which records are still needed, by record type."""
    return {kind: import_string(path) for kind, path in _NEEDED.items()}


# Kinds of facts that rooms declare, and who tells what became of a fact (``evidence.queries.Use``).
_EVIDENCE_KINDS: tuple[str, ...] = ("huiyin.rooms.evidence.terms.EVIDENCE_KINDS",)
FACT_USES = "huiyin.rooms.appraisal.queries.facts.uses_of_fact"


def evidence_kinds() -> dict[str, object]:
    """Collect the kinds of facts of all rooms by key."""
    return _by_key(_EVIDENCE_KINDS)


# Kinds of approvals that rooms declare.
_APPROVAL_KINDS: tuple[str, ...] = (
    "huiyin.rooms.approvals.terms.APPROVAL_KINDS",
    "huiyin.rooms.cases.terms.APPROVAL_KINDS",
)


def approval_kinds() -> dict[str, object]:
    """Collect the kinds of approvals of all rooms by key."""
    return _by_key(_APPROVAL_KINDS)


# What a customer's page lists, and who may still need a customer (``customers.queries.matters``).
CUSTOMER_MATTERS: tuple[str, ...] = (
    "huiyin.rooms.cases.queries.matters_of_party",
    "huiyin.rooms.callbacks.queries.matters.callbacks_of",
)
CUSTOMER_HOLDERS: tuple[str, ...] = (
    "huiyin.rooms.cases.queries.matters_of_party_holder",
    "huiyin.rooms.callbacks.queries.matters.held_for",
)


# What a person's page names as the duties of his post: (actor, employee) → a duty, or nothing (H-6a).
POST_DUTIES: tuple[str, ...] = ("huiyin.rooms.callbacks.queries.posts.duty_of_post",)


# What other rooms bring to the pack of a unit's day, by feed: (actor, unit path, start, end) → records (S-1a, S-6).
DAY_FEEDS: dict[str, str] = {
    "complaints": "huiyin.site.days.complaints_of_day",
    "emergencies": "huiyin.site.days.emergencies_of_day",
}


# Who knows the complaint offices that customers read where they complain: (actor, units=…) → {unit: office} (H-2).
COMPLAINT_OFFICES = "huiyin.rooms.publicity.queries.published_offices"


# Kinds of notices that rooms declare.
_NOTICE_KINDS: tuple[str, ...] = ("huiyin.rooms.notices.terms.NOTICE_KINDS",)


def notice_kinds() -> dict[str, object]:
    """Collect the kinds of notices of all rooms by key."""
    return _by_key(_NOTICE_KINDS)


# Record types that bear the signatures of something else than they are about → who knows of what
# (``records.queries.signatures.Behind``).
_BEHIND: dict[str, str] = {
    "month_sheet": "huiyin.rooms.appraisal.queries.signed.month_editions",
    "year_sheet": "huiyin.rooms.appraisal.queries.signed.year_editions",
    "event_report": "huiyin.rooms.cases.queries.reports.signed_reports",
}


def signed_behind_records() -> dict[str, object]:
    """Collect who says what stands signed behind records, by record type."""
    return {kind: import_string(path) for kind, path in _BEHIND.items()}

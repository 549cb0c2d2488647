"""What crosses rooms, in one readable table: long work, periodic work, and the record types and meanings of signatures
that rooms define.
"""

from django.utils.module_loading import import_string

JOBS: dict[str, str] = {
    "appraisal.preview_import": "huiyin.rooms.appraisal.jobs.preview_import",
    "appraisal.import_sheets": "huiyin.rooms.appraisal.jobs.import_sheets",
    "appraisal.settle_year": "huiyin.rooms.appraisal.jobs.settle_year",
    "appraisal.publish_year": "huiyin.rooms.appraisal.jobs.publish_year",
    "appraisal.issue_batch": "huiyin.rooms.appraisal.jobs.issue_batch",
    "appraisal.close_due_sheets": "huiyin.rooms.appraisal.jobs.close_due_sheets",
    "appraisal.generate_month_sheets": "huiyin.rooms.appraisal.jobs.generate_month_sheets",
    "people.mirror_placements": "huiyin.rooms.people.jobs.mirror_placements",
    "records.carry_out_disposal": "huiyin.rooms.records.jobs.carry_out_disposal",
    "records.list_due": "huiyin.rooms.records.jobs.list_due",
    "platform.verify_trail": "huiyin.rooms.records.jobs.verify_trail",
}

# Kind of job → strftime pattern of its slot; it runs once for each value that the pattern takes.
# Slots count in UTC; the hour keeps the day's changes close to midnight in every time zone.
PERIODIC: dict[str, str] = {
    "appraisal.close_due_sheets": "%Y-%m-%dT%H",
    "appraisal.generate_month_sheets": "%Y-%m",
    "people.mirror_placements": "%Y-%m-%dT%H",
    "records.list_due": "%Y-%m-%d",
    "platform.verify_trail": "%Y-%m-%d",
}

# Event → the jobs that hear it (``platform.jobs.tell``). Event names are unique over all rooms.
LISTENERS: dict[str, tuple[str, ...]] = {}

_RECORD_TYPES = ("huiyin.rooms.records.terms.RECORD_TYPES", "huiyin.rooms.appraisal.terms.RECORD_TYPES")


def record_types() -> dict[str, object]:
    """Collect the record types of all rooms by key."""
    return {kind.key: kind for path in _RECORD_TYPES for kind in import_string(path)}


# What a signature may mean: the TextChoices of each room that has things signed.
_MEANINGS: tuple[str, ...] = ("huiyin.rooms.appraisal.terms.Meaning", "huiyin.rooms.records.terms.Meaning")


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


# Record types that bear the signatures of something else than they are about → who knows of what
# (``records.queries.signatures.Behind``).
_BEHIND: dict[str, str] = {
    "month_sheet": "huiyin.rooms.appraisal.queries.signed.month_editions",
    "year_sheet": "huiyin.rooms.appraisal.queries.signed.year_editions",
}


def signed_behind_records() -> dict[str, object]:
    """Collect who says what stands signed behind records, by record type."""
    return {kind: import_string(path) for kind, path in _BEHIND.items()}

"""The triggers that keep facts and comments as they were recorded, on both databases: a fact may be withdrawn, once."""

from django.db import connection

FACTS, COMMENTS = "evidence_fact", "evidence_comment"
_WITHDRAWN = ("version", "withdrawn_at", "withdrawn_by", "withdrawn_why")
_KEPT = (
    "id", "kind", "good", "employee_id", "unit_id", "on", "text", "clause", "item", "subject_type", "subject_id",
    "url", "once", "file_id", "recorded_at", "recorded_by", "recorder_id",
)  # fmt: skip
_SAYING = "what was recorded about a person never changes"


def _statements(table: str, verb: str) -> list[str]:
    withdrawing = table == FACTS and verb == "update"
    if connection.vendor == "sqlite":
        same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in _KEPT)
        when = f"WHEN NOT (OLD.withdrawn_at IS NULL AND {same}) " if withdrawing else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END"
        return [f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} {when}{refuse}"]
    taken = ", ".join(f"'{name}'" for name in _WITHDRAWN)
    same = f"to_jsonb(NEW) - ARRAY[{taken}] = to_jsonb(OLD) - ARRAY[{taken}]"
    allow = f"IF OLD.withdrawn_at IS NULL AND {same} THEN RETURN NEW; END IF; " if withdrawing else ""
    refusing, body = f"{table}_refuse_{verb}()", f"BEGIN {allow}RAISE EXCEPTION '{_SAYING}'; END"
    when = f"BEFORE {verb} ON {table} FOR EACH ROW"
    return [
        f"CREATE OR REPLACE FUNCTION {refusing} RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_{verb} {when} EXECUTE FUNCTION {refusing}",
    ]


def install(*_: object) -> None:
    """Install the triggers of both tables (called by the migration)."""
    with connection.cursor() as cursor:
        for table in (FACTS, COMMENTS):
            for verb in ("update", "delete"):
                for statement in _statements(table, verb):
                    cursor.execute(statement)


def lift(verb: str) -> None:
    """Drop the triggers against a verb, so that tests may empty the tables."""
    with connection.cursor() as cursor:
        for table in (FACTS, COMMENTS):
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")

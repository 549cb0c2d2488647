"""The triggers that keep issued records and signatures as they are, on both databases."""

from collections.abc import Mapping

from django.db import connection

RECORDS, SIGNATURES = "records_record", "records_signature"

# Table → what its triggers say, and the verbs that they refuse outright.
_REFUSED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    RECORDS: ("a record never changes", ("update",)),
    SIGNATURES: ("a signature never changes", ("update", "delete")),
}


def _refuse(table: str, verb: str) -> str:
    words = _REFUSED[table][0]
    if connection.vendor == "sqlite":
        return (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    return f"""
        CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{words}'; END $$;
        CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"""


def install(table: str) -> None:
    """Install the triggers of a table (called by the migrations)."""
    with connection.cursor() as cursor:
        for verb in _REFUSED[table][1]:
            cursor.execute(_refuse(table, verb))


def lift(table: str, *verbs: str) -> None:
    """Drop triggers of a table, all or those of some verbs: for drills that play the forger, and to empty tests."""
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in verbs or _REFUSED[table][1]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")


def make_immutable(*_: object) -> None:
    """Keep records from being changed (called by the migration)."""
    install(RECORDS)


def make_append_only(*_: object) -> None:
    """Keep signatures from being changed or removed (called by the migration)."""
    install(SIGNATURES)

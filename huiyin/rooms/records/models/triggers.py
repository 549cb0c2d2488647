"""The triggers that keep issued records and signatures as they are, on both databases.

A record never changes and is never removed, but for one way: an approved disposal that lists it, while no hold is on
it, takes content and person away in one update and leaves everything else as it was.
"""

from collections.abc import Mapping

from django.db import connection

RECORDS, SIGNATURES = "records_record", "records_signature"

_WORDS: Mapping[str, str] = {RECORDS: "a record never changes", SIGNATURES: "a signature never changes"}
_VERBS = ("update", "delete")
_TAKEN = ("content", "about_id", "about_number", "about_name", "disposal_id")
"""The columns that a disposal takes away or sets."""
_KEPT = (
    "id", "number", "type", "period", "subject_type", "subject_id", "edition", "follows_id", "unit_path", "unit_name",
    "digest", "issued_at", "issued_by", "keep_until", "trail_seq", "trail_digest",
)  # fmt: skip
_EMPTIED = (
    "OLD.disposal_id IS NULL AND NEW.disposal_id IS NOT NULL "
    "AND NEW.content = '' AND NEW.about_id IS NULL AND NEW.about_number = '' AND NEW.about_name = ''"
)
_ALLOWED = (
    "EXISTS (SELECT 1 FROM records_disposalline line JOIN records_disposal list ON list.id = line.disposal_id "
    "WHERE line.record_id = OLD.id AND line.live AND list.id = NEW.disposal_id AND list.state = 'approved') "
    "AND NOT EXISTS (SELECT 1 FROM records_hold held WHERE held.record_id = OLD.id AND held.lifted_at IS NULL)"
)


def _plain(table: str, verb: str) -> str:
    if connection.vendor == "sqlite":
        return (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS[table]}'); END"
        )
    return f"""
        CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_WORDS[table]}'; END $$;
        CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"""


def _but_disposal() -> str:
    """Return the trigger that lets an approved disposal through, and nothing else."""
    if connection.vendor == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
        return (
            f"CREATE TRIGGER {RECORDS}_no_update BEFORE UPDATE ON {RECORDS} "
            f"WHEN NOT ({_EMPTIED} AND {same} AND {_ALLOWED}) "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS[RECORDS]}'); END"
        )
    taken = ", ".join(f"'{name}'" for name in _TAKEN)
    return f"""
        CREATE OR REPLACE FUNCTION {RECORDS}_refuse_update() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF {_EMPTIED} AND to_jsonb(NEW) - ARRAY[{taken}] = to_jsonb(OLD) - ARRAY[{taken}] AND {_ALLOWED}
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{_WORDS[RECORDS]}';
        END $$;
        CREATE OR REPLACE TRIGGER {RECORDS}_no_update BEFORE UPDATE ON {RECORDS}
        FOR EACH ROW EXECUTE FUNCTION {RECORDS}_refuse_update()"""


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(table: str, *verbs: str) -> None:
    """Install the triggers of a table, those of all verbs or of some."""
    for verb in verbs or _VERBS:
        lift(table, verb)
        _run(_but_disposal() if (table, verb) == (RECORDS, "update") else _plain(table, verb))


def lift(table: str, *verbs: str) -> None:
    """Drop triggers of a table, all or those of some verbs: for drills that play the forger, and to empty tests."""
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    _run(*(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}" for verb in verbs or _VERBS))


def make_immutable(*_: object) -> None:
    """Keep records from being changed at all (called by the first migrations, before there were disposals)."""
    _run(_plain(RECORDS, "update"))


def make_append_only(*_: object) -> None:
    """Keep signatures from being changed or removed (called by the migration)."""
    install(SIGNATURES)


def make_disposable(*_: object) -> None:
    """Keep records from being changed but by a disposal, and from being removed (called by the migration)."""
    install(RECORDS)

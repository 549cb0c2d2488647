"""Many rows at once: numbered ahead, then copied in. Only use cases write; they note what and how many in the trail."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from django.db import connection, models

_BATCH = 20_000

Value = str | int | bool | None


def reserve(model: type[models.Model], count: int) -> Sequence[int]:
    """Take the next ``count`` primary keys of a table, so that rows and those below them can be written in one go.

    SQLite: call it inside the write transaction; there it has one writer.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (int(row[0]) if row else 0) + 1
        return range(first, first + count)


def moment(at: datetime) -> str:
    """Return an instant as the text that its column takes."""
    return str(connection.ops.adapt_datetimefield_value(at))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Insert rows of column values (dates as ISO text, instants as ``moment``) and return how many.

    PostgreSQL copies, SQLite prepares once. Raises IntegrityError as any other write does.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A copy is the driver's own: its faults are made Django's, on which the doors rely.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
                    count += 1
            return count
        marks, remaining = ", ".join(["%s"] * len(columns)), iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608 - our own names
            count += len(batch)
    return count


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Change versioned rows; each row holds the values of ``columns`` and then its primary key."""
    quote = connection.ops.quote_name
    table, changes = quote(model._meta.db_table), ", ".join(f"{quote(column)} = %s" for column in columns)
    statement = f"UPDATE {table} SET {changes}, version = version + 1 WHERE id = %s"  # noqa: S608 - our own names
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, _BATCH)):
            cursor.executemany(statement, batch)


@contextmanager
def roomy() -> Iterator[None]:
    """Give the database room while many rows are written and counted: up to half a gigabyte of pages or work memory.

    With less, SQLite writes each page many times and PostgreSQL sorts on the disk. Runs inside a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL jit = off")
            yield
            return
        cursor.execute("PRAGMA cache_size")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA cache_size = -524288")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


def weigh(*tables: type[models.Model]) -> None:
    """Let the database look at tables that have grown much, so that it plans their reads well."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")

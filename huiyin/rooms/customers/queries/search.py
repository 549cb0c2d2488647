"""Finding rows by two characters, by pinyin or by the beginning of a word, through an index on both databases.

A table that wants it keeps a column of tokens (``rules.grams.grams``), its migration calls ``install`` on it, and
``Matching`` is the condition: ``rows.filter(Matching("grams", typed))``. On SQLite the tokens lie in an FTS5 table
that triggers keep; on PostgreSQL in a column that the database derives, with a GIN index: who reads the newest finds
of a common word walks backwards and tests row by row, so they must lie ready. The index is exact for one or two
characters; of three and more it finds the rows that hold each pair.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Model

from huiyin.rooms.customers.rules.grams import asked


def index_of(table: str, column: str) -> str:
    """Return the name of the index of a column."""
    return f"{table}_{column}_found"


def install(table: str, column: str) -> None:
    """Make the index of a column and what keeps it current; called by the migration that makes the table.

    SQLite: a later migration that has Django rebuild the table drops the triggers with it; call this again there.
    """
    index = index_of(table, column)
    if connection.vendor == "postgresql":
        derive(table, column)
        return
    gone = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', old.id, old.{column});"  # noqa: S608 - our own names
    come = f"INSERT INTO {index} (rowid, {column}) VALUES (new.id, new.{column});"  # noqa: S608 - our own names
    _run(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5"
        f"({column}, content='{table}', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
        f"CREATE TRIGGER {index}_add AFTER INSERT ON {table} BEGIN {come} END",
        f"CREATE TRIGGER {index}_remove AFTER DELETE ON {table} BEGIN {gone} END",
        f"CREATE TRIGGER {index}_change AFTER UPDATE OF {column} ON {table} "
        f"WHEN old.{column} IS NOT new.{column} BEGIN {gone} {come} END",
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",  # noqa: S608 - our own names
    )


def derive(table: str, column: str) -> None:
    """Make the derived column and its index on PostgreSQL, in place of an index over an expression; else do nothing."""
    if connection.vendor == "postgresql":
        index = index_of(table, column)
        _run(
            f"DROP INDEX IF EXISTS {index}",
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}_ready tsvector "
            f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED",
            f"CREATE INDEX {index} ON {table} USING gin ({column}_ready)",
        )


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _quoted(token: str, *, begins: bool) -> str:
    """Write a token for the database in use; it holds letters, digits and the sign of marks alone."""
    if connection.vendor == "postgresql":
        return f"'{token}':*" if begins else f"'{token}'"
    return f'"{token}"*' if begins else f'"{token}"'


class Matching(Func):
    """The condition that a column of tokens holds all that a typed text asks for; asking for nothing finds nothing.

    On SQLite ``marks`` are tokens that nobody types, one of which must be there too: what the reader may see, looked up
    in the same index; and ``newest`` stops after so many finds with the highest keys, for who shows no more of them: it
    would else collect every find of a common word first. PostgreSQL walks backwards by itself where that costs less and
    would take a mark for a condition of its own; only where nothing is in an order (a count) does it ask for marks.
    """

    conditional = True

    def __init__(
        self, column: str, text: str = "", *, marks: Collection[str] = (), newest: int = 0, **extra: Any
    ) -> None:
        """Name the column and what was typed."""
        super().__init__(F(column), output_field=BooleanField(), **extra)
        self.tokens, self.marks, self.newest = tuple(asked(text)), tuple(marks), newest

    def __repr__(self) -> str:
        """Name the tokens."""
        return f"Matching({self.tokens})"

    @property
    def identity(self) -> Any:
        """Tell two conditions apart by what they ask for."""
        return (*super().identity, self.tokens, self.marks, self.newest)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        """Write the condition for the database in use."""
        if not self.tokens:
            return "1 = 0", []
        [source] = self.get_source_expressions()
        words = [_quoted(token, begins=begins) for token, begins in self.tokens]
        marks, quote = [_quoted(mark, begins=False) for mark in self.marks], connection.ops.quote_name
        if connection.vendor == "postgresql":
            ready = f"{quote(source.alias)}.{quote(f'{source.target.column}_ready')}"
            ordered = compiler.query.order_by or compiler.query.default_ordering
            wanted = [*words, *([f"({' | '.join(marks)})"] if marks and not ordered else [])]
            return f"{ready} @@ %s::tsquery", [" & ".join(wanted)]
        model: type[Model] = source.target.model
        index = index_of(model._meta.db_table, source.target.column)
        key = f"{quote(source.alias)}.{quote(model._meta.pk.column)}"
        found = f"SELECT rowid FROM {quote(index)} WHERE {quote(index)} MATCH %s"  # noqa: S608 - our own names
        if self.newest:
            found += f" ORDER BY rowid DESC LIMIT {self.newest:d}"
        return f"{key} IN ({found})", [" AND ".join([*words, *([f"({' OR '.join(marks)})"] if marks else [])])]

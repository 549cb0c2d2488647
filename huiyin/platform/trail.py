"""The audit trail: append-only, each entry sealed to the one before (hash chain)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from huiyin.kernel import canon
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.models import TrailEntry, TrailHead


@dataclass
class Draft:
    """What a write door is about to seal."""

    act: str
    subject: models.Model | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)


_current: ContextVar[Draft | None] = ContextVar("trail_draft", default=None)


def current() -> Draft:
    """Return the entry of the write door that is open; a write outside a door is a fault in the house."""
    draft = _current.get()
    if draft is None:
        msg = "a write outside a @usecase door"
        raise RuntimeError(msg)
    return draft


def note(**facts: object) -> None:
    """Add facts to the open entry (counts and digests of bulk writes, reasons)."""
    current().detail.update(facts)


def about(thing: models.Model) -> None:
    """Say what the open entry is about, where that is not the row that the use case returns."""
    current().subject = thing


@contextmanager
def writing(actor: Actor, act: str) -> Iterator[Draft]:
    """Collect an act's facts and seal them when it ends well; must run inside the act's transaction."""
    draft = Draft(act)
    token = _current.set(draft)
    try:
        yield draft
    finally:
        _current.reset(token)
    _seal(actor, draft)


_SAID = ("actor_id", "actor_name", "act", "subject_type", "subject_id", "detail")
# One statement reads the head under its lock, numbers the entry and seals it with the digest before it: the canonical
# form of [number, what is said …, previous digest], put together by the database. A trigger then moves the head.
_NEXT = (
    "INSERT INTO platform_trailentry (seq, at, actor_id, actor_name, act, subject_type, subject_id, detail, previous, "
    "digest) SELECT seq + 1, %s, %s, %s, %s, %s, %s, %s, digest, {} FROM platform_trailhead WHERE id = 1"
)
_FORM = """'[' || (seq + 1) || ',' || %s || ',"' || digest || '"]'"""
_SEAL = {
    "sqlite": _NEXT.format(f"SHA256({_FORM})"),  # Django's own function
    "postgresql": _NEXT.format(f"encode(sha256(convert_to({_FORM}, 'UTF8')), 'hex')") + " FOR UPDATE",
}


def subject_of(thing: models.Model | None) -> tuple[str, str]:
    """Return the (type, id) by which lower floors speak of anything."""
    return ("", "") if thing is None else (thing._meta.label_lower, str(thing.pk))


def _sealed(entry: TrailEntry) -> str:
    said = [getattr(entry, name) for name in _SAID]
    return canon.digest([entry.seq, entry.at.timestamp(), *said, entry.previous])


def intact(entry: TrailEntry) -> bool:
    """Tell whether an entry still says what was sealed in it."""
    return _sealed(entry) == entry.digest


def _seal(actor: Actor, draft: Draft) -> None:
    at = clock.now()
    named = {"subject": str(draft.subject)} if draft.subject else {}
    detail = named | draft.detail | ({"changes": draft.changes} if draft.changes else {})
    said = [actor.user_id, str(actor.name), draft.act, *subject_of(draft.subject), canon.canonical(detail)]
    given = [connection.ops.adapt_datetimefield_value(at), *said, canon.canonical([at.timestamp(), *said])[1:-1]]
    with connection.cursor() as cursor:
        cursor.execute(_SEAL[connection.vendor], given)
        if not cursor.rowcount:  # a database that was emptied
            TrailHead.objects.get_or_create(pk=1)
            cursor.execute(_SEAL[connection.vendor], given)


def head() -> tuple[int, str]:
    """Return the chain's last number and digest: runs and records keep it as an anchor."""
    last = TrailHead.objects.filter(pk=1).first() or TrailHead()
    return last.seq, last.digest


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    seq: int
    reason: str


def verify(anchors: dict[int, str] | None = None) -> tuple[int, list[Break]]:
    """Walk the whole chain and return (entries seen, breaks).

    Finds an edited, deleted, inserted or reordered entry; ``anchors`` ({seq: digest}) are links kept
    elsewhere, so that a cut tail is found even when the head was forged with it.
    """
    breaks: list[Break] = []
    previous, expected, seen = "0" * 64, 1, dict(anchors or {})
    for entry in TrailEntry.objects.order_by("seq").iterator(chunk_size=5000):
        if entry.seq != expected:
            breaks.append(Break(expected, f"missing or moved: found {entry.seq}"))
        if entry.previous != previous:
            breaks.append(Break(entry.seq, "does not follow the entry before it"))
        if _sealed(entry) != entry.digest:
            breaks.append(Break(entry.seq, "edited after it was sealed"))
        if seen.pop(entry.seq, entry.digest) != entry.digest:
            breaks.append(Break(entry.seq, "differs from an anchor kept elsewhere"))
        previous, expected = entry.digest, entry.seq + 1
    breaks += [Break(seq, "an anchor's entry is gone") for seq in sorted(seen) if seq]
    last_seq, last_digest = head()
    if (last_seq, last_digest) != (expected - 1, previous):
        breaks.append(Break(last_seq, "the chain's end was cut or moved"))
    return expected - 1, breaks


def sentences() -> dict[str, Any]:
    """Return act → sentence of every room (``terms.SENTENCES``): what follows a person's name in the trail.

    Placeholders are ``%(subject)s`` (the thing as it was then called) and whatever the act noted.
    """
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("huiyin.")]
    words = [(room.label, sys.modules.get(f"{room.name}.terms")) for room in rooms]
    return {f"{room}.{act}": text for room, terms in words for act, text in getattr(terms, "SENTENCES", {}).items()}


def timeline(thing: models.Model, limit: int = 100) -> models.QuerySet[TrailEntry]:
    """Return what happened to a thing, newest first."""
    kind, key = subject_of(thing)
    return TrailEntry.objects.filter(subject_type=kind, subject_id=key).order_by("-seq")[:limit]


_TABLE = "platform_trailentry"
APPEND_ONLY = {
    "sqlite": {
        f"{_TABLE}_no_{verb}": f"CREATE TRIGGER {_TABLE}_no_{verb} BEFORE {verb} ON {_TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for verb in ("update", "delete")
    },
    "postgresql": {
        f"{_TABLE}_append_only": f"""
        CREATE OR REPLACE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
        CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE ON {_TABLE}
        FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()""",
    },
}


_MOVE = "UPDATE platform_trailhead SET seq = NEW.seq, digest = NEW.digest WHERE id = 1;"
# Installed by the migration, and never lifted: the head moves to each new entry.
HEAD_FOLLOWS = {
    "sqlite": f"CREATE TRIGGER {_TABLE}_head AFTER INSERT ON {_TABLE} BEGIN {_MOVE} END",
    "postgresql": f"""
    CREATE OR REPLACE FUNCTION {_TABLE}_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_MOVE} RETURN NULL; END $$;
    CREATE TRIGGER {_TABLE}_head AFTER INSERT ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {_TABLE}_head()""",
}


def make_append_only(*_: object) -> None:
    """Install the triggers that refuse to change the trail (called by the migration)."""
    with connection.cursor() as cursor:
        for statement in APPEND_ONLY[connection.vendor].values():
            cursor.execute(statement)

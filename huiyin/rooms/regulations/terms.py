"""The words of the regulations room, and the catalogue of every obligation that the five regulations hold."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow

DATA: Final = Path(__file__).parent / "data"


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "regulations.read", _("read regulations")
    DRAFT = "regulations.draft", _("draft regulations")
    PUBLISH = "regulations.publish", _("publish regulations")
    INTERPRET = "regulations.interpret", _("interpret regulations")


class State(models.TextChoices):
    """Where a version of a document stands (P-0)."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    REPEALED = "repealed", _("Repealed")


FLOW = Workflow(
    State.DRAFT,
    (
        Move("publish", frozenset({State.DRAFT}), State.IN_FORCE, Permit.PUBLISH),
        Move("repeal", frozenset({State.IN_FORCE}), State.REPEALED, Permit.PUBLISH),
    ),
)


class Standing(models.TextChoices):
    """What a version is on a given day: the state says what was decided, the calendar the rest."""

    DRAFT = "draft", _("Draft")
    COMING = "coming", _("Not in force yet")
    RULING = "ruling", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    REPEALED = "repealed", _("Repealed")
    WITHDRAWN = "withdrawn", _("Withdrawn before it came into force")


class Difference(models.TextChoices):
    """How a clause of one version relates to the same number in another."""

    SAME = "same", _("Unchanged")
    CHANGED = "changed", _("Reworded")
    ADDED = "added", _("New clause")
    REMOVED = "removed", _("Left out")


class Obstacle(models.TextChoices):
    """Why a date or a clause cannot be taken."""

    PAST = "past", _("A version never acts back in time: the earliest day is today.")
    NOT_LAST = "not_last", _("It must begin after the last published version, which begins on %(day)s.")
    REPEAL_PAST = "repeal_past", _("A repeal never acts back in time: the earliest day is %(day)s.")
    SUPERSEDED = "superseded", _("From %(day)s on another version is in force; nothing is left to repeal.")
    EMPTY = "empty", _("A clause needs a heading or a text.")
    NO_CLAUSES = "no_clauses", _("A version without clauses cannot be published.")
    TAKEN = "taken", _("This version already has a clause with this number.")
    UNKNOWN = "unknown", _("The catalogue has no clause “%(id)s”.")


class Family(models.TextChoices):
    """The regulations that the catalogue numbers, by the first letter of its IDs. Titles stay as they are.

    The catalogue's letter G, which is none of them, marks what crept into the source from a web page.
    """

    P = "P", "客户服务部员工绩效考核工作规程"
    M = "M", "公司客户服务管理办法"
    R = "R", "物业客户服务中心工作职责"
    H = "H", "客户服务中心工作职责（酒店）"
    S = "S", "客户服务部主管岗位职责"


# What the trail says after a person's name; the key is the write door.
SENTENCES: Final[Mapping[str, Promise]] = {
    "adopt_document": _("took over the shipped document %(subject)s"),
    "record_document": _("recorded the document %(subject)s"),
    "change_document": _("changed the data of the document %(subject)s"),
    "start_draft": _("started the draft %(subject)s"),
    "change_draft": _("changed the day or the note of the draft %(subject)s"),
    "discard_draft": _("discarded draft v%(number)s of %(subject)s"),
    "add_clause": _("added the clause %(subject)s"),
    "change_clause": _("changed the clause %(subject)s"),
    "remove_clause": _("took clause %(number)s out of %(subject)s"),
    "publish_edition": _("published the version %(subject)s"),
    "repeal_edition": _("repealed the version %(subject)s from %(day)s on"),
    "interpret_clause": _("interpreted the clause %(subject)s"),
}

MOST_TEXT: Final = 4000
MOST_NUMBER: Final = 12


@dataclass(frozen=True)
class Ambiguity:
    """A place where a regulation can be read in two ways, and how the house reads it."""

    id: str
    question: str
    resolution: str
    resolution_zh: str


@dataclass(frozen=True)
class CatalogueClause:
    """One obligation of a regulation: what it demands, how that is checked, how it is read where it is unclear.

    English, as the catalogue is written, and each in Chinese (``_zh``).
    """

    id: str
    title: str
    title_zh: str
    must: str
    must_zh: str
    check: str
    check_zh: str
    resolution: str
    resolution_zh: str

    @property
    def family(self) -> str:
        """Return the letter of the regulation."""
        return self.id[0]

    @property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """Return the ambiguities that the resolution names."""
        known = ambiguities()
        return tuple(known[name] for name in re.findall(r"AMB-\d+", self.resolution) if name in known)


@cache
def _shipped() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads((DATA / "clauses.json").read_text("utf-8"))
    return found


@cache
def catalogue() -> Mapping[str, CatalogueClause]:
    """Return every clause of the catalogue by its ID, in the order of the texts."""
    return MappingProxyType({row["id"]: CatalogueClause(**row) for row in _shipped()["clauses"]})


@cache
def ambiguities() -> Mapping[str, Ambiguity]:
    """Return every ambiguity by its ID."""
    return MappingProxyType({row["id"]: Ambiguity(**row) for row in _shipped()["ambiguities"]})

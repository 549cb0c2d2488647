"""The words of the records room, and what a record type is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.records.layouts.paper import Paper

PAPER_LANGUAGE = "zh-hans"
"""What stands on paper is Chinese, whatever language the pages are read in."""


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "records.read", _("read issued records")
    ISSUE = "records.issue", _("issue records")


@dataclass(frozen=True)
class RecordType:
    """A form that a regulation names.

    ``key`` is stored; ``title`` is the form's name, verbatim; ``prefix`` begins its numbers; ``years`` is the retention
    term in calendar years from archiving (P-4.12, AMB-14); ``layout`` prints it; ``clauses`` ask for it. ``paper``
    draws a content as rows of cells for the page and the worksheet; ``code`` is the form's own number (表号).
    """

    key: str
    title: str
    prefix: str
    years: int
    layout: Path
    clauses: tuple[str, ...]
    paper: Callable[[Mapping[str, Any]], Paper]
    code: str


@dataclass(frozen=True)
class Draft:
    """A form that is ready to be issued.

    ``subject`` is what it is about, as (type, id): one record per type, subject and period is in force at a time.
    ``unit_path`` and ``unit_name`` say for which unit it is issued; ``about_…``, whom a personal form concerns.
    """

    subject: tuple[str, str]
    unit_path: str
    unit_name: str
    content: Mapping[str, Any]
    about_id: int | None = None
    about_number: str = ""
    about_name: str = ""


# What follows a person's name in the trail.
SENTENCES = {
    "issue_record": _("issued record %(first)s (%(title)s, %(period)s)"),
    "issue_records": _("issued %(fresh)s of %(asked)s records (%(title)s, %(period)s): %(first)s to %(last)s"),
    "keep_print": _("stored a print of %(count)s records: %(name)s"),
}

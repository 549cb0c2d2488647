"""The words of the records room, and what a record type is."""

from dataclasses import dataclass
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "records.read", _("read issued records")


@dataclass(frozen=True)
class RecordType:
    """A form that a regulation names.

    ``key`` is stored; ``title`` is the form's name, verbatim; ``prefix`` begins its numbers; ``years`` is the retention
    term in calendar years from archiving (P-4.12, AMB-14); ``layout`` prints it; ``clauses`` ask for it.
    """

    key: str
    title: str
    prefix: str
    years: int
    layout: Path
    clauses: tuple[str, ...]

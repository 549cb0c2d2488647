"""The staff workbook as a form: its worksheets, their columns, and what becomes of each row."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import Refusal
from huiyin.platform import workbooks
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.platform.models import StoredFile
from huiyin.rooms.people.forms.roster_rows import APPLY, Known, Outcome
from huiyin.rooms.people.models import Unit
from huiyin.rooms.people.queries import keepable_units
from huiyin.rooms.people.terms import OPTIONAL_COLUMNS, ROSTER_MOST_ROWS, SHEETS
from huiyin.rooms.people.usecases.roster import Findings, Line, open_roster

# Which column a field of a form is, by worksheet where that differs.
_COLUMNS: Mapping[str, str | Mapping[str, str]] = {
    "code": "编号",
    "name": {"员工": "姓名", "部门": "名称", "岗位": "名称"},
    "parent": "上级",
    "business": "业态",
    "number": "工号",
    "unit": "部门",
    "post": "岗位",
    "level": "层级",
    "joined": "入职日期",
    "start": "入职日期",
    "end": "离职日期",
    "phone": "电话",
    "email": "邮箱",
    "moved": "调动日期",
}


class RosterForm(DoorForm):
    """A workbook to look through."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        help_text=gettext_lazy("Worksheets 员工, 部门 and 岗位; each may be left out."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    below = forms.ModelChoiceField(
        Unit.objects.none(),
        required=False,
        label=gettext_lazy("Add unknown departments below"),
        help_text=gettext_lazy("Departments and posts that nobody knows yet are added. Without it they are refused."),
    )

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps."""
        self.fields["below"].queryset = keepable_units(actor)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is larger than the installation allows."""
        file = self.cleaned_data["file"]
        if file.size > settings.HUIYIN_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(_("This workbook is too large."))
        return file


class BelowForm(DoorForm):
    """Where unknown departments of a workbook go."""

    below = forms.ModelChoiceField(Unit.objects.none(), required=False)

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps."""
        self.fields["below"].queryset = keepable_units(actor)  # type: ignore[attr-defined]


class Workbook:
    """A staff workbook that can be applied, row by row, as an actor."""

    def __init__(self, actor: Actor, stored: StoredFile, below: Unit | None) -> None:
        """Keep who imports what."""
        self.actor, self.stored, self.below = actor, stored, below

    def __str__(self) -> str:
        """Return what makes two imports the same request."""
        return f"{self.stored.digest} {self.below.pk if self.below else ''}"

    def apply(self) -> Findings:
        """Apply every row in a savepoint of its own; refuse what is no staff workbook at all."""
        book = open_roster(self.stored)
        if not set(SHEETS) & set(book.names):
            raise Refusal.at("file", _("There is no worksheet 员工, 部门 or 岗位 in it."))
        known, findings, count = Known(self.actor, self.below), Findings(), 0
        for sheet in SHEETS:
            for number, row in _rows(book, sheet, findings) if sheet in book.names else ():
                count += 1
                if count > ROSTER_MOST_ROWS:
                    most = {"most": ROSTER_MOST_ROWS}
                    raise Refusal.at("file", _("A staff workbook holds %(most)s rows at most.") % most)
                outcome = _try(known, sheet, row)
                line = Line(sheet, number, outcome.label, outcome.changes, outcome.reason)
                getattr(findings, outcome.kind).append(line)
        return findings


def _cell(value: object) -> str:
    """Return a cell as one would type it: 1001.0 → "1001", a date → "2025-03-12"."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _rows(book: workbooks.Book, sheet: str, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    rows = book.rows(sheet)
    heads = [_cell(cell) for cell in next(rows, [])]
    missing = [column for column in SHEETS[sheet] if column not in heads and column not in OPTIONAL_COLUMNS]
    if missing:
        reason = _("Missing columns: %(names)s.") % {"names": "、".join(missing)}
        findings.refused.append(Line(sheet, 1, reason=reason))
        return
    for number, cells in enumerate(rows, start=2):
        row = {head: _cell(cell) for head, cell in zip(heads, cells, strict=False) if head in SHEETS[sheet]}
        if any(row.values()):
            yield number, row


def _try(known: Known, sheet: str, row: dict[str, str]) -> Outcome:
    before = known.mark()
    try:
        with transaction.atomic():
            return APPLY[sheet](known, row)
    except Refusal as refusal:
        known.back_to(before)
        return Outcome("refused", reason=_reason(sheet, refusal))


def _reason(sheet: str, refusal: Refusal) -> str:
    said = []
    for fault in refusal.faults:
        column = _COLUMNS.get(fault.where, fault.where if fault.where in SHEETS[sheet] else "")
        word = column if isinstance(column, str) else column[sheet]
        said.append(f"{word}：{fault.reason}" if word else fault.reason)
    return " ".join(dict.fromkeys(said)) or refusal.reason

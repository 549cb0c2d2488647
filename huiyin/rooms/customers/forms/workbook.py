"""The customer workbook as a form: its worksheet, its columns, and what becomes of each row."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

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
from huiyin.platform.store import mask
from huiyin.rooms.customers import usecases
from huiyin.rooms.customers.forms.parties import PartyForm, RegisterForm
from huiyin.rooms.customers.models import Contact, Party, Profile
from huiyin.rooms.customers.queries import parties
from huiyin.rooms.customers.rules.drafts import ProfileDraft, written
from huiyin.rooms.customers.terms import (
    COLUMNS,
    KIND_WORDS,
    MOST_ROWS,
    NUMBERS,
    OPTIONAL_COLUMNS,
    PROFILE_WORDS,
    SHEET,
    ContactKind,
    GivenKind,
    PartyKind,
    Permit,
    ProfileKind,
)
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.people.usecases.roster import Findings, Line, open_roster

Row = Mapping[str, str]
_COLUMN = {
    "kind": "类型", "name": "名称", "unit": "单位", "profile": "客户种类", "grade": "类别", "number": "电话",
    "mail": "电子邮箱", "wechat": "微信", "address": "地址", "note": "备注", "value": "电话",
}  # fmt: skip
_WAYS = {
    "电话": (GivenKind.NUMBER, NUMBERS),
    "电子邮箱": (GivenKind.MAIL, {ContactKind.MAIL}),
    "微信": (GivenKind.WECHAT, {ContactKind.WECHAT}),
    "地址": (GivenKind.ADDRESS, {ContactKind.ADDRESS}),
}
_BUSINESS_KINDS = frozenset({ProfileKind.DEALER, ProfileKind.RETAILER, ProfileKind.FACTORY})


class CustomerBookForm(DoorForm):
    """A workbook to look through."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        help_text=gettext_lazy("Worksheet 客户: the export of the list shows its columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than the installation allows."""
        file = self.cleaned_data["file"]
        if file.size > settings.HUIYIN_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(_("This workbook is too large."))
        return file


class Outcome(NamedTuple):
    """What became of a row: "new", "changed", "unchanged" or "refused"."""

    kind: str
    label: str = ""
    changes: tuple[dict[str, str], ...] = ()
    reason: str = ""


class CustomerBook:
    """A customer workbook that can be applied, row by row, as an actor."""

    def __init__(self, actor: Actor, stored: StoredFile) -> None:
        """Keep who imports what."""
        self.actor, self.stored = actor, stored
        self.seen: set[str] = set()
        self.units: dict[str, Any] = {}

    def __str__(self) -> str:
        """Return what makes two imports the same request."""
        return self.stored.digest

    def apply(self) -> Findings:
        """Apply every row in a savepoint of its own; refuse what is no customer workbook at all."""
        book = open_roster(self.stored)
        if SHEET not in book.names:
            raise Refusal.at("file", _("There is no worksheet 客户 in it."))
        offered = open_units(self.actor.reach(Permit.KEEP_CUSTOMERS)).order_by("path")
        self.seen, self.units = set(), {}
        for unit in offered:
            self.units |= {unit.name: unit, unit.code: unit}
        findings = Findings()
        for count, (number, row) in enumerate(_rows(book, findings)):
            if count >= MOST_ROWS:
                raise Refusal.at("file", _("A customer workbook holds %(most)s rows at most.") % {"most": MOST_ROWS})
            outcome = self._try(row)
            line = Line(SHEET, number, outcome.label, outcome.changes, outcome.reason)
            getattr(findings, outcome.kind).append(line)
        return findings

    def _try(self, row: Row) -> Outcome:
        try:
            with transaction.atomic():
                return self._apply(row)
        except Refusal as refusal:
            return Outcome("refused", reason=_reason(refusal))

    def _apply(self, row: Row) -> Outcome:
        stored = self._stored(row)
        if stored is None:
            return self._register(row)
        if stored.code in self.seen:
            raise Refusal.at("客户编号", _("“%(key)s” stands in this worksheet twice.") % {"key": stored.code})
        self.seen.add(stored.code)
        changes = [*self._change(row, stored), *self._add_profiles(row, stored), *self._add_contacts(row, stored)]
        return Outcome("changed" if changes else "unchanged", str(stored), tuple(changes))

    def _stored(self, row: Row) -> Party | None:
        """Return whom a row means: by the customer number, else who bears the name and has the telephone."""
        rows = parties(self.actor)
        code = row.get("客户编号", "").upper()
        if code:
            found = rows.filter(code=code).first()
            if found is None:
                raise Refusal.at("客户编号", _("No customer with this number or name is open to you."))
            return found
        number = written(GivenKind.NUMBER, row.get("电话", ""))
        if number is None:
            return None
        of = Contact.objects.filter(digits=number.digits, digits__gt="").values("party_id")
        return rows.filter(name=row.get("名称", ""), pk__in=of).first()

    def _data(self, row: Row, kinds: list[ProfileKind], stored: Party | None = None) -> dict[str, Any]:
        kind = _word(row, "类型", KIND_WORDS)
        if kind is None and stored is not None:
            kind = PartyKind(stored.kind)
        if kind is None:
            kind = PartyKind.ORGANISATION if set(kinds) & _BUSINESS_KINDS else PartyKind.PERSON
        unit = self.units.get(row.get("单位", ""))
        if unit is None:
            raise Refusal.at("单位", _("There is no department %(name)s.") % {"name": row.get("单位", "")})
        return {"kind": kind, "name": row.get("名称", ""), "unit": unit.pk, "note": row.get("备注", "")}

    def _register(self, row: Row) -> Outcome:
        kinds = _kinds(row)
        if not kinds:
            raise Refusal.at("客户种类", _("This cell is empty."))
        data = self._data(row, kinds) | {"profile": kinds[0], "grade": row.get("类别", "")}
        ways = {name: row.get(column, "") for name, column in _COLUMN.items() if column in _WAYS and name != "value"}
        values = RegisterForm(data=data | ways, actor=self.actor).accept()
        values["profiles"] = [*values["profiles"], *(ProfileDraft(kind) for kind in kinds[1:])]
        made = usecases.register_party(self.actor, **values)
        self.seen.add(made.code)
        return Outcome("new", str(made))

    def _change(self, row: Row, party: Party) -> list[dict[str, str]]:
        data = self._data(row, _kinds(row), party)
        if "备注" not in row:
            data["note"] = party.note
        copy = Party(**{field.attname: getattr(party, field.attname) for field in party._meta.concrete_fields})
        copy._state.adding = False
        form = PartyForm(data=data | {"pinyin": party.pinyin}, instance=copy, actor=self.actor)
        values = form.accept()
        changes = [
            _changed(str(party._meta.get_field(name).verbose_name), getattr(party, name), value)  # type: ignore[union-attr]
            for name, value in values.items()
            if getattr(party, name) != value
        ]
        if changes:
            usecases.change_party(self.actor, party=party, seen=party.version, **values)
        return changes

    def _add_profiles(self, row: Row, party: Party) -> list[dict[str, str]]:
        held = {one.kind for one in Profile.objects.filter(party=party)}
        fresh = [kind for kind in _kinds(row) if kind not in held]
        for kind in fresh:
            usecases.add_profile(self.actor, party=party, kind=kind)
        return [_changed("客户种类", "", ProfileKind(kind).label) for kind in fresh]

    def _add_contacts(self, row: Row, party: Party) -> list[dict[str, str]]:
        """Add contacts that the customer has not; a masked value that comes back is one that it has."""
        held = list(Contact.objects.filter(party=party))
        changes = []
        for column, (given, kinds) in _WAYS.items():
            typed = row.get(column, "")
            new = written(given, typed)
            of = [one for one in held if one.kind in kinds]
            if not typed or any(
                typed in {one.value, mask(one.value)} or (new and new.value == one.value) for one in of
            ):
                continue
            usecases.add_contact(self.actor, party=party, kind=given, value=typed)
            changes.append(_changed(column, "", mask(typed)))
        return changes


def _changed(label: str, before: object, after: object) -> dict[str, str]:
    return {"label": label, "before": str(before or ""), "after": str(after or "")}


def _cell(value: object) -> str:
    """Return a cell as one would type it: 13900001234.0 → "13900001234", a date → "2025-03-12"."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _rows(book: workbooks.Book, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    rows = book.rows(SHEET)
    heads = [_cell(cell) for cell in next(rows, [])]
    missing = [column for column in COLUMNS if column not in heads and column not in OPTIONAL_COLUMNS]
    if missing:
        reason = _("Missing columns: %(names)s.") % {"names": "、".join(missing)}
        findings.refused.append(Line(SHEET, 1, reason=reason))
        return
    for number, cells in enumerate(rows, start=2):
        row = {head: _cell(cell) for head, cell in zip(heads, cells, strict=False) if head in COLUMNS}
        if any(row.values()):
            yield number, row


def _word(row: Row, column: str, words: Mapping[str, Any]) -> Any:
    given = row.get(column, "")
    if given and given not in words:
        said = {"given": given, "known": "、".join(words)}
        raise Refusal.at(column, _("“%(given)s” is not one of %(known)s.") % said)
    return words[given] if given else None


def _kinds(row: Row) -> list[ProfileKind]:
    """Return the kinds that a cell names, "业主、消费者"."""
    named = [part.strip() for part in row.get("客户种类", "").replace("，", "、").replace(",", "、").split("、")]
    return [_word({"客户种类": one}, "客户种类", PROFILE_WORDS) for one in dict.fromkeys(named) if one]


def _reason(refusal: Refusal) -> str:
    said = []
    for fault in refusal.faults:
        word = fault.where if fault.where in COLUMNS else _COLUMN.get(fault.where, "")
        said.append(f"{word}：{fault.reason}" if word else fault.reason)
    return " ".join(dict.fromkeys(said)) or refusal.reason

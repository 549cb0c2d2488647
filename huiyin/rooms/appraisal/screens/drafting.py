"""The page on which the sheets of a round are written: a line per deduction, under each person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault
from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.forms import PostedSheet, seal
from huiyin.rooms.appraisal.models import Entry
from huiyin.rooms.appraisal.queries.drafting import DraftPage, DraftSheet
from huiyin.rooms.appraisal.rules.work import FormRules, ItemRule, own_section, usual_section
from huiyin.rooms.appraisal.screens.facts import beside
from huiyin.rooms.appraisal.terms import EditionState

TONES = {
    EditionState.DRAFT: "", EditionState.SUBMITTED: "current", EditionState.CONFIRMED: "done",
    EditionState.READ: "done", EditionState.DISPUTED: "soon", EditionState.CLOSED: "done",
}  # fmt: skip
# Where the fault of a field is shown, if not at a cell of its name.
SHOWN_AT = {"file": "photo", "link": "evidence"}
LABELS = ("item", "points", "fact", "evidence", "section", "happened_on", "serious", "photo", "remark", "goals")


def labels() -> dict[str, str]:
    """Return what the cells are called."""
    words = (
        _("Deduction item"), _("Points"), _("Fact"), _("Evidence"), _("Section"), _("Day"), _("Serious violation"),
        _("Photo"), _("Appraiser's remark"), _("Goals for the next period"),
    )  # fmt: skip
    return dict(zip(LABELS, words, strict=True))


# What the script makes further lines of: it puts the sheet's and the line's numbers in.
BLANK = {"sheet": {"pk": "PK"}, "line": {"key": "LINE", "blank": True}}


@dataclass
class Typed:
    """What a page sent and what was wrong with it; empty where a page is shown for the first time."""

    sheets: Mapping[int, PostedSheet] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    reason: str = ""

    def of(self, sheet: DraftSheet) -> PostedSheet | None:
        """Return what somebody typed on a sheet, if it is not what the page showed."""
        posted = self.sheets.get(sheet.edition.pk)
        return None if posted is None or posted.untouched else posted


def cells_of(entry: Entry, rules: FormRules) -> dict[str, str]:
    """Return a stored line as its cells show it."""
    item = rules.items.get(entry.item)
    return {
        "item": str(item) if item else entry.item, "points": show_points(entry.points), "fact": entry.fact,
        "evidence": entry.evidence or entry.link, "section": entry.section.name,
        "happened_on": entry.happened_on.isoformat(), "serious": "on" if entry.serious else "",
        "file": str(entry.file_id or ""), "link": entry.link if entry.evidence else "",
        "source": str(entry.source_id or ""),
    }  # fmt: skip


def standard_of(sheets: Sequence[DraftSheet]) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """Return what the page's script reckons with: the forms and items of these people, and which holds for whom."""
    sets: list[dict[str, Any]] = []
    known: dict[tuple[int, int], int] = {}
    chosen: dict[int, int] = {}
    for sheet in sheets:
        key = (sheet.edition.form_id, id(sheet.rules.items))
        if key not in known:
            known[key] = len(sets)
            sets.append(_set(sheet.rules))
        chosen[sheet.edition.pk] = known[key]
    return sets, chosen


def _set(rules: FormRules) -> dict[str, Any]:
    return {
        "cap": rules.other_cap,
        "sections": [
            {"name": one.name, "maximum": one.maximum, "other": one.is_other} for one in rules.sections.values()
        ],
        "items": [
            {
                "code": item.code, "label": item.label, "initials": item.initials, "least": item.least,
                "most": item.most, "own": own_section(rules, item), "section": usual_section(rules, item),
                "evidence": evidence_of(item),
            }
            for item in rules.items.values()
        ],
    }  # fmt: skip


def evidence_of(item: ItemRule) -> str:
    """Return what usually proves an item, to begin with; empty where that has to be said in words each time."""
    first = item.evidence.partition("，")[0]
    source, _colon, rest = first.partition("：")
    return "" if source in {"系统建议", "文字说明"} else rest or source


@dataclass
class _Sheet:
    """Puts one sheet together for its template."""

    sheet: DraftSheet
    posted: PostedSheet | None
    faults: Sequence[Fault]

    @property
    def stored(self) -> list[dict[str, str]]:
        return [cells_of(entry, self.sheet.rules) for entry in self.sheet.entries]

    def context(self, chosen: int) -> dict[str, Any]:
        row, stored = self.sheet.edition, self.stored
        words = {"remark": row.remark, "goals": row.goals}
        writing = self.sheet.open and self.posted is not None
        stale = self.posted is not None and self.posted.seen != row.version
        faults = self._faults()
        shown = {**words, **{name: self.posted.words.get(name, "") for name in words}} if writing else words  # type: ignore[union-attr]
        lines = self._typed(faults) if writing else self._lines(dict(enumerate(stored)), faults)
        return {
            "pk": row.pk, "name": row.employee.name, "number": row.employee.number, "sheet": str(row),
            "touched": writing, "open": self.sheet.open, "state": row.get_state_display(),
            "tone": TONES.get(EditionState(row.state), ""),
            "version": row.version if stale or not writing else self.posted.seen,  # type: ignore[union-attr]
            "seal": seal(stored, words) if stale or not writing else self.posted.words.get("seal", ""),  # type: ignore[union-attr]
            "score": show_points(self.sheet.account.subtotal), "points": self.sheet.account.subtotal,
            "lost": lost_of(self.sheet), "set": chosen, "lines": lines, "words": shown,
            "remarked": any(shown.values()) or any(fault for fault in faults if fault[0] < 0),
            "remark_faults": {name: reason for place, name, reason in faults if place < 0},
            "sent_back": row.sent_back, "reason": row.reason, "url": reverse("appraisal:edition", args=[row.pk]),
            "write_url": reverse("appraisal:write_edition", args=[row.pk]),
            "conflict": self._conflict(stored) if stale else None, "facts": beside(self.sheet),
        }  # fmt: skip

    def _faults(self) -> list[tuple[int, str, str]]:
        """Return (line's number on the page or -1, cell, reason)."""
        numbers = self.posted.numbers if self.posted else []
        found = []
        for fault in self.faults:
            pk, *rest = fault.where.split(".")
            if pk == str(self.sheet.edition.pk) and rest:
                place = int(rest[0]) if len(rest) > 1 else -1
                number = numbers[place] if 0 <= place < len(numbers) else -1
                found.append((number, SHOWN_AT.get(rest[-1], rest[-1]), fault.reason))
        return found

    def _typed(self, faults: Sequence[tuple[int, str, str]]) -> list[dict[str, Any]]:
        posted = self.posted
        return self._lines({n: posted.lines.get(n, {}) for n in posted.numbers} if posted else {}, faults)

    def _lines(
        self, cells: Mapping[int, Mapping[str, str]], faults: Sequence[tuple[int, str, str]]
    ) -> list[dict[str, Any]]:
        """Return the lines, with an empty one at the end of a sheet that can be written on."""
        row, rules = self.sheet.edition, self.sheet.rules
        gone = {str(entry.source_id) for entry in self.sheet.entries if entry.source and entry.source.withdrawn_at}
        files = {str(entry.file_id): entry for entry in self.sheet.entries if entry.file_id}
        lines = [
            self._line(n, one, files, {name: reason for place, name, reason in faults if place == n})
            for n, one in cells.items()
        ]
        if self.sheet.open:
            blank = {"happened_on": row.date.isoformat()}
            lines.append(self._line(max(cells, default=-1) + 1, blank, {}, {}) | {"blank": True})
        for line in lines:
            item = rules.items.get(line["item"].partition(" ")[0])
            own = own_section(rules, item) if item else ""
            line["sections"] = [own] if own else [one.name for one in rules.sections.values() if not one.is_other]
            line["usual"] = not own and not line["section"]
            line["range"] = _range(item)
            line["withdrawn"] = line.get("source") in gone
        return lines

    def _line(
        self, n: int, cells: Mapping[str, str], files: Mapping[str, Entry], faults: Mapping[str, str]
    ) -> dict[str, Any]:
        kept = dict.fromkeys(("item", "points", "fact", "evidence", "section", "happened_on", "serious"), "")
        entry = files.get(cells.get("file", ""))
        file = (
            {
                "id": entry.file_id, "name": entry.file.name if entry.file else "",
                "picture": bool(entry.file and entry.file.content_type.startswith("image/")),
                "url": reverse("appraisal:evidence", args=[self.sheet.edition.pk, entry.pk]),
            }
            if entry
            else None
        )  # fmt: skip
        return {**kept, **cells, "key": str(n), "file": file, "faults": faults, "blank": False}

    def _conflict(self, stored: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        posted, row = self.posted, self.sheet.edition
        mine = [posted.lines.get(n, {}) for n in posted.numbers] if posted else []
        return {
            "mine": mine, "theirs": stored, "open": self.sheet.open, "by": row.drafter_name,
            "mine_words": [posted.words.get(name, "") for name in ("remark", "goals")] if posted else [],
            "theirs_words": [row.remark, row.goals],
            "lines": self._lines(dict(enumerate(dict(one) for one in stored)), ()),
            "words": {"remark": row.remark, "goals": row.goals},
        }  # fmt: skip


def _range(item: ItemRule | None) -> str:
    if item is None:
        return ""
    return show_points(item.least) + (f"–{show_points(item.most)}" if item.most != item.least else "")


def lost_of(sheet: DraftSheet) -> str:
    """Return in which sections a sheet lost what, in one line."""
    account = sheet.account
    parts = [f"{one.line.name} −{show_points(one.deducted)}" for one in account.sections if one.losses]
    parts += [f"其它 −{show_points(account.other_deducted)}"] if account.others else []
    return " · ".join(parts)


def problems(page: DraftPage, typed: Typed) -> list[dict[str, str]]:
    """Return the faults of a save for the summary on top: the person, the line, the cell, and where that stands."""
    names = labels()
    people = {sheet.edition.pk: sheet for sheet in page.sheets}
    found = []
    for fault in typed.faults:
        pk, *rest = fault.where.split(".")
        sheet = people.get(int(pk)) if pk.isdecimal() else None
        if sheet is None:
            found.append({"url": "", "text": fault.reason})
            continue
        who, posted = sheet.edition.employee.name, typed.sheets.get(sheet.edition.pk)
        if len(rest) > 1 and posted is not None and int(rest[0]) < len(posted.numbers):
            number, cell = posted.numbers[int(rest[0])], SHOWN_AT.get(rest[1], rest[1])
            shown = {"who": who, "line": int(rest[0]) + 1, "cell": names.get(cell, cell), "reason": fault.reason}
            text = _("%(who)s, line %(line)s, %(cell)s: %(reason)s") % shown
            found.append({"url": f"#c-{pk}-{number}-{cell}", "text": text})
        else:
            anchor = f"#c-{pk}-{rest[0]}" if rest else f"#s-{pk}"
            found.append({"url": anchor, "text": f"{who}: {fault.reason}"})
    return found or ([{"url": "", "text": typed.reason}] if typed.reason else [])


def gone(page: DraftPage, typed: Typed) -> list[list[dict[str, str]]]:
    """Return the lines that were typed on sheets that somebody threw away meanwhile."""
    here = {sheet.edition.pk for sheet in page.sheets}
    return [
        [posted.lines.get(n, {}) for n in posted.numbers]
        for pk, posted in typed.sheets.items()
        if pk not in here and not posted.untouched and posted.numbers
    ]


def grid_context(page: DraftPage, typed: Typed) -> dict[str, Any]:
    """Return what the grid shows."""
    sets, chosen = standard_of(page.sheets)
    sheets = [_Sheet(one, typed.of(one), typed.faults).context(chosen[one.edition.pk]) for one in page.sheets]
    versions = ",".join(f"{one['pk']}:{one['version']}" for one in sheets)
    return {
        "sheets": sheets, "standard": sets, "labels": labels(), "problems": problems(page, typed),
        "gone": gone(page, typed), "versions": versions, "open": [one for one in sheets if one["open"]],
        "bound": bool(typed.sheets), "blank": BLANK,
    }  # fmt: skip

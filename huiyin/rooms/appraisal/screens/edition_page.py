"""The page of an edition: what it says, who is to act next until when, and what the reader can do now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted
from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Entry, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.confirming import check_confirmer, confirmers_of
from huiyin.rooms.appraisal.queries.editions import EditionPage
from huiyin.rooms.appraisal.queries.facts import facts_of
from huiyin.rooms.appraisal.queries.rulings import sees_ruling
from huiyin.rooms.appraisal.queries.years import published_years
from huiyin.rooms.appraisal.screens import sheets
from huiyin.rooms.appraisal.screens.editions import TONES, last_day, url_of
from huiyin.rooms.appraisal.screens.facts import on_edition
from huiyin.rooms.appraisal.screens.issue import issue_url
from huiyin.rooms.appraisal.screens.timeline import together, told_of_each
from huiyin.rooms.appraisal.terms import (
    MONTH_SHEET,
    OPEN_EDITIONS,
    OPEN_STATES,
    STANDING_EDITIONS,
    YEAR_SHEET,
    EditionState,
    Kind,
    Origin,
    Permit,
)
from huiyin.rooms.people.queries import Told, named_and_stood_in_for
from huiyin.rooms.records.queries.signatures import meaning_of, signatures_of

SUBJECT = "appraisal.sheetedition"
CLOSING = {"close_sheet", "acknowledge_sheet", "decide_objection"}


@dataclass(frozen=True)
class Asked:
    """Who is to confirm an edition: his id and name, and whether the reader stands in for him; None: whoever may."""

    wanted: int | None = None
    name: str = ""
    instead: bool = False


def asked_for(actor: Actor, row: SheetEdition) -> Asked:
    """Return who is to confirm a submitted edition: two statements."""
    wanted = confirmers_of([row])[row.pk]
    return Asked(wanted, *named_and_stood_in_for(wanted, actor.employee_id, clock.today())) if wanted else Asked()


def edition_context(actor: Actor, page: EditionPage, key: str) -> dict[str, Any]:
    """Return what the page of an edition shows."""
    row, account = page.edition, page.account
    asked = asked_for(actor, row) if row.state == EditionState.SUBMITTED else Asked()
    newer = [one for one in page.others if one.edition > row.edition]
    standing = next((one for one in newer if one.state in STANDING_EDITIONS), None)
    opened = next((one for one in newer if one.state in OPEN_EDITIONS), None)
    lines = sheets.sections(account.sections, account.number)
    other = sheets.other(account)
    told = facts_of(actor, [row])[row.pk]
    within = row.employee_id != actor.employee_id and actor.reach(Permit.READ_SHEETS).covers(row.unit.path)
    _prove(actor, page, [*lines, *([{"name": "其它", "losses": other["losses"]}] if other else [])])
    return {
        "page_title": f"{row.get_kind_display()} {row}",
        "crumbs": [(_("Sheets at work"), reverse("appraisal:editions"))] if actor.may(Permit.READ_STATISTICS)
        else [(_("My appraisal"), reverse("appraisal:mine"))],
        "thing": thing_of(row, asked),
        "facts": _facts(actor, row),
        "actions": list(_actions(actor, page, key, asked)),
        "edition": row,
        "standing": standing,
        "opened": opened,
        "sections": lines,
        "other": other,
        "gains": [{"points": f"+{gain.points}.00", "ground": gain.ground} for gain in account.gains],
        "figures": {
            "subtotal": show_points(account.subtotal), "bonus": show_points(account.bonus),
            "score": show_points(account.score),
        },
        "remarks": [
            (label, text) for label, text in (
                (_("Self-remark"), row.self_remark), (_("Appraiser's remark"), row.remark),
                (_("Goals for the next period"), row.goals),
            ) if text
        ],
        "signatures": signed(actor, row),
        "editions": edition_lines([*page.others, row]) if page.others else [],
        "timeline": happened(actor, row, *told_of_each(row, row.round)),
        "told": on_edition(row, told, within=within, waiting=row.state in OPEN_EDITIONS),
        "body_template": "appraisal/edition_body.html",
    }  # fmt: skip


def _prove(actor: Actor, page: EditionPage, lines: Sequence[dict[str, Any]]) -> None:
    """Give each deduction its day, its link and its file: within a section both stand in the order of writing.

    A serious violation leads to its sanction, for who may read it.
    """
    row, by_section = page.edition, dict[str, list[Entry]]()
    for entry in page.entries:
        by_section.setdefault("其它" if entry.section.is_other else entry.section.name, []).append(entry)
    for line in lines:
        for loss, entry in zip(line["losses"], by_section.get(line["name"], ()), strict=False):
            loss |= {"on": entry.happened_on, "link": entry.link}
            if entry.source is not None:
                loss |= {"withdrawn": entry.source.withdrawn_why}
            if entry.ruling is not None and sees_ruling(actor, entry.ruling):
                loss["ruling_url"] = reverse("appraisal:ruling", args=[entry.ruling_id])
            if entry.file is not None:
                loss["file"] = entry.file.name
                loss["file_url"] = reverse("appraisal:evidence", args=[row.pk, entry.pk])
                loss["picture"] = entry.file.content_type.startswith("image/")


def thing_of(row: SheetEdition, asked: Asked) -> dict[str, Any]:
    """Return the head of an edition: what it is, where it stands, who is to act next, until when and why."""
    edition = sheets.edition_words(row.edition) if row.edition > 1 else ""
    return {
        "name": f"{row.get_kind_display()} · {row.employee.name}", "number": row.number,
        "state": row.get_state_display(), "tone": TONES.get(EditionState(row.state), ""),
        "hint": " · ".join(part for part in (row.unit.name, row.period, edition) if part),
        "due": _due(row, asked.name),
    }  # fmt: skip


def _due(row: SheetEdition, confirmer: str) -> dict[str, Any] | None:
    day, state = last_day(row), row.state
    clauses = {Kind.YEAR: "P-4.1b"}
    late = day is not None and day < clock.today()
    due: dict[str, Any] = {"at": day, "date_only": True, "tone": "bad" if late and state in OPEN_EDITIONS else ""}
    if state == EditionState.DRAFT:
        who = row.drafter_name
        due |= {"label": _("%(who)s submits it") % {"who": who}, "clause": clauses.get(Kind(row.kind), "P-4.1a")}
    elif state == EditionState.SUBMITTED:
        who = confirmer or _("whoever confirms over the unit")
        due |= {"label": _("%(who)s confirms it") % {"who": who}, "clause": clauses.get(Kind(row.kind), "P-4.1a")}
    elif state == EditionState.CONFIRMED:
        due |= {
            "label": _("%(who)s reads it, or objects") % {"who": row.employee.name}, "clause": "P-1.0b",
            "why": _("it closes by itself after that"),
        }  # fmt: skip
    elif state == EditionState.READ:
        due |= {"label": _("an objection"), "clause": "P-1.0b", "why": _("it closes by itself after that")}
    elif state == EditionState.DISPUTED:
        due |= {"label": _("the decision about the objection"), "clause": "P-1.0b"}
    else:
        return None
    if due.get("clause"):
        due["clause_url"] = reverse("regulations:demand", args=[due["clause"]])
    return due


def _facts(actor: Actor, row: SheetEdition) -> list[tuple[Any, ...]]:
    facts: list[tuple[Any, ...]] = [
        (_("Employee"), f"{row.employee.name} {row.employee.number}",
         reverse("appraisal:person", args=[row.employee.number, row.date.year])),
        (_("Department"), row.unit.name),
        (_("Date"), {"at": row.date, "date_only": True}),
        (_("Period"), row.period),
        (_("Sheet drafted by"), row.drafter_name),
        (_("Confirmed by"), _("%(who)s for %(principal)s") % {"who": row.confirmer_name, "principal": row.acted_for}
         if row.acted_for else row.confirmer_name),
        (_("Scheme"), str(row.form.scheme), reverse("appraisal:scheme", args=[row.form.scheme_id])),
    ]  # fmt: skip
    if row.object_until:
        facts.append((_("Objection until"), {"at": row.object_until, "date_only": True}))
    if row.origin != Origin.WORK:
        facts.append((_("Why this edition"), _reason(row)))
    if row.round and actor.may(Permit.READ_STATISTICS):
        drafts = actor.may(Permit.DRAFT_SHEETS) and actor.reach(Permit.DRAFT_SHEETS).covers(row.round.unit.path)
        page = url_of("appraisal:round", row.round_id) if drafts else ""
        facts.append((_("Round"), row.round.number, page or f"{reverse('appraisal:editions')}?round={row.round}"))
    if row.sheet_id and row.state != EditionState.SUPERSEDED:
        facts.append((_("What counts"), row.number, reverse("appraisal:sheet", args=[row.sheet_id])))
    if row.kind == Kind.YEAR:
        asked = urlencode({"year": row.period, "q": row.employee.number})
        facts.append((_("Self-summary"), _("Show"), f"{reverse('appraisal:self_summaries')}?{asked}"))
    if row.digest:
        facts.append((_("Digest"), row.digest[:16]))
    return facts


def _reason(row: SheetEdition) -> str:
    return f"{row.get_origin_display()}{_(':')} {row.reason}" if row.reason else str(row.get_origin_display())


def edition_lines(rows: Sequence[SheetEdition]) -> list[dict[str, Any]]:
    """Return the editions of a sheet as lines, the latest first, each with what it came to."""
    return [
        {
            "url": reverse("appraisal:edition", args=[row.pk]), "edition": row.edition,
            "state": row.get_state_display(), "tone": TONES.get(EditionState(row.state), ""), "reason": _reason(row),
            "drafter": row.drafter_name, "confirmer": row.confirmer_name, "at": row.confirmed_at or row.drafted_at,
            "score": "" if row.state in OPEN_EDITIONS else show_points(row.total),
        }
        for row in sorted(rows, key=lambda one: one.edition, reverse=True)
    ]  # fmt: skip


def signed(actor: Actor, row: SheetEdition) -> list[dict[str, Any]]:
    """Return the signatures under an edition."""
    if row.state in OPEN_EDITIONS:
        return []  # what is not confirmed is not signed
    found = signatures_of(actor, SUBJECT, [str(row.pk)]).get(str(row.pk), [])
    return [
        {"by": one.by, "role": one.role, "meaning": meaning_of(one), "at": one.signed_at, "digest": one.digest[:16],
         "same": one.digest == row.digest}
        for one in found
    ]  # fmt: skip


def happened(actor: Actor, row: SheetEdition, own: Sequence[Told], of_round: Sequence[Told]) -> list[Told]:
    """Return what happened to an edition, newest first; the person himself reads it from the confirmation on.

    ``own`` and ``of_round`` are what the trail tells of it and of its round.

    What was done to many sheets at once stands in the trail under the round; the edition's own moments say it too.
    """
    within = actor.reach(Permit.READ_SHEETS).covers(row.unit.path)
    lines = together((own, of_round if within else ()))
    acts = {line.kind.rpartition(".")[2] for line in lines}
    moments = (
        (row.drafted_at, row.drafter_name, _("drafted %(subject)s"), {"begin_round", "correct_sheet"}),
        (row.submitted_at, row.drafter_name, _("submitted %(subject)s"), {"submit_round", "write_sheets"}),
        (row.confirmed_at, row.confirmer_name, _("confirmed %(subject)s"), {"confirm_sheet", "confirm_round"}),
        (row.closed_at, _("the system"), _("closed %(subject)s: its term was over"), CLOSING),
    )
    if row.origin != Origin.IMPORT:
        lines += [
            Told(at, who, words % {"subject": row}, "appraisal.moment")
            for at, who, words, said in moments
            if at is not None and not said & acts
        ]
    lines.sort(key=lambda line: line.at, reverse=True)
    if within:
        return lines
    return [replace(line, changes=()) for line in lines if row.confirmed_at and line.at >= row.confirmed_at]


def _post(label: str, name: str, row: SheetEdition, key: str, **more: Any) -> dict[str, Any]:
    url = reverse(f"appraisal:{name}", args=[row.pk])
    return {
        "label": label,
        "url": url,
        "method": "post",
        "version": row.version,
        "idempotency_key": f"{key}-{name}",
        **more,
    }


def _actions(actor: Actor, page: EditionPage, key: str, asked: Asked) -> Iterator[Mapping[str, Any]]:
    """Yield what the reader can do now, and only that; what he cannot do yet says why."""
    row = page.edition
    himself = row.employee_id == actor.employee_id
    if himself:
        yield from _own(row)
    drafts = not himself and actor.reach(Permit.DRAFT_SHEETS).covers(row.unit.path)
    confirms = not himself and actor.reach(Permit.CONFIRM_SHEETS).covers(row.unit.path)
    if confirms:
        yield from _confirming(actor, page, key, asked)
    if drafts:
        yield from _drafting(actor, page, key)
    forms = {Kind.MONTH: MONTH_SHEET, Kind.YEAR: YEAR_SHEET}
    issues = actor.reach(Permit.ISSUE_FORMS).covers(row.unit.path)
    if issues and Kind(row.kind) in forms and row.state in STANDING_EDITIONS:
        given = {"form": forms[Kind(row.kind)], "employee": row.employee.number, "period": row.period}
        yield {"label": _("Issue the form"), "url": issue_url(**given), "icon": "print"}


def _own(row: SheetEdition) -> Iterator[Mapping[str, Any]]:
    if row.state == EditionState.CONFIRMED:
        yield {
            "label": _("Sign that I have read it"), "url": reverse("appraisal:read_sheet", args=[row.pk]),
            "primary": True, "icon": "check", "hint": _("To have read it is not to agree with it."),
        }  # fmt: skip
    objecting = url_of("appraisal:object", row.pk)
    if objecting and row.state in {EditionState.CONFIRMED, EditionState.READ, EditionState.DISPUTED}:
        over = row.object_until is not None and row.object_until < clock.today()
        refused = _("The last day for an objection was %(day)s.") % {"day": row.object_until} if over else ""
        yield {"label": _("Object"), "url": objecting, "icon": "alert", "refused": refused}


def _confirming(actor: Actor, page: EditionPage, key: str, asked: Asked) -> Iterator[Mapping[str, Any]]:
    row = page.edition
    if row.state == EditionState.SUBMITTED:
        refused = ""
        try:
            instead = {asked.wanted: asked.name} if asked.wanted and asked.instead else {}
            check_confirmer(actor, [row], {row.pk: asked.wanted}, instead)
        except NotPermitted as refusal:
            refused = refusal.reason
        yield {"label": _("Confirm and sign"), "url": reverse("appraisal:confirm_sheet", args=[row.pk]),
               "primary": True, "icon": "check", "refused": refused}  # fmt: skip
        if refused:
            return
        yield {"label": _("Send it back"), "url": reverse("appraisal:send_back", args=[row.pk]), "icon": "left"}
        if row.takes_bonus:
            yield {"label": _("Add a bonus"), "url": reverse("appraisal:add_bonus", args=[row.pk]), "icon": "plus",
                   "hint": _("After the normal appraisal, and with the award that is its ground.")}  # fmt: skip
            if page.account.gains:
                yield _post(_("Take the bonus off"), "drop_bonus", row, key)
    elif row.state in {EditionState.CONFIRMED, EditionState.READ}:
        running = row.object_until is not None and row.object_until >= clock.today()
        shown = {"day": row.object_until}
        refused = _("It may be objected to until %(day)s; it closes after that.") % shown if running else ""
        if not refused and _leads_on(page.entries):
            refused = _("%(number)s cannot close before what it led to is decided.") % {"number": row}
        yield _post(_("Close it"), "close_sheet", row, key, refused=refused, icon="lock")


def _leads_on(entries: Sequence[Entry]) -> bool:
    """Tell whether a sanction that a sheet led to is not decided; while one objects, the sheet is in another state."""
    return any(one.serious and one.ruling is not None and one.ruling.state in OPEN_STATES for one in entries)


def _drafting(actor: Actor, page: EditionPage, key: str) -> Iterator[Mapping[str, Any]]:
    row = page.edition
    himself = (row.drafter_id, row.drafter_name) == (actor.employee_id, actor.name)
    if row.state == EditionState.DRAFT:
        if writing := url_of("appraisal:write_edition", row.pk):
            yield {"label": _("Write on it"), "url": writing, "primary": True, "icon": "edit"}
        yield _post(
            _("Throw the draft away"), "discard_sheet", row, key, danger=True, icon="trash",
            confirm=_("The draft goes with all that is written on it. What counts already is not touched."),
        )  # fmt: skip
    elif row.state == EditionState.SUBMITTED and himself:
        yield _post(_("Take it back"), "take_back", row, key, icon="left")
    elif row.state in STANDING_EDITIONS and row.sheet_id:
        yield {"label": _("Correct it"), "url": reverse("appraisal:correct_sheet", args=[row.sheet_id]),
               "icon": "edit", "refused": why_no_correction(row, page.others)}  # fmt: skip


def why_no_correction(row: SheetEdition | None, others: Sequence[SheetEdition], year: int = 0) -> str:
    """Return why a sheet cannot be corrected now; empty where it can. ``row`` is the edition that counts, if any."""
    if (row.date.year if row else year) in published_years():
        return _("The results of %(year)s are published; nothing of that year changes.") % {
            "year": row.date.year if row else year
        }
    if row is not None and row.state == EditionState.DISPUTED:
        return _("An objection to this sheet is not decided yet.")
    if any(one.state in OPEN_EDITIONS for one in others):
        return _("A correction of this sheet is being drafted already.")
    return ""


def of_sheet(actor: Actor, sheet: Sheet, editions: Sequence[SheetEdition]) -> dict[str, Any]:
    """Return what the page of a sheet that counts shows of its editions, and that it can be corrected."""
    standing = next((row for row in editions if row.state in STANDING_EDITIONS), None)
    actions: list[Mapping[str, Any]] = []
    if standing:
        page = reverse("appraisal:edition", args=[standing.pk])
        actions.append({"label": _("Open the edition that counts"), "url": page, "primary": True, "icon": "sheet"})
    himself = sheet.employee_id == actor.employee_id
    if not himself and actor.reach(Permit.DRAFT_SHEETS).covers(sheet.unit.path):
        refused = why_no_correction(standing, editions, sheet.date.year)
        page = reverse("appraisal:correct_sheet", args=[sheet.pk])
        actions.append({"label": _("Correct it"), "url": page, "icon": "edit", "refused": refused})
    about_round = standing.round if standing else None
    own, of_round, *others = told_of_each(standing, about_round, sheet, sheet.handed_in)
    return {
        "editions": edition_lines(editions),
        "actions": actions,
        "timeline": together([happened(actor, standing, own, of_round) if standing else [], *others]),
    }

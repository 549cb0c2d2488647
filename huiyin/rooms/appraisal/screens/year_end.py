"""The year's end as a checklist: each step with its count, where to look and what to do next."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal.queries import year_end as queries
from huiyin.rooms.appraisal.queries.schemes import sees_drafts
from huiyin.rooms.appraisal.screens.board import cell_context, owed_url
from huiyin.rooms.appraisal.screens.issue import issue_url
from huiyin.rooms.appraisal.screens.objections import OPEN as OPEN_ONES
from huiyin.rooms.appraisal.terms import (
    ANNUAL_OVERVIEW,
    RECORD_TYPES,
    STATISTICS,
    YEAR_SHEET,
    Kind,
    Permit,
    Progress,
    RunState,
    SchemeState,
)

Step = dict[str, Any]
DONE, OPEN, LATE, LATER = "done", "current", "bad", ""


def _step(title: str, tone: str, state: str, hint: str = "", **more: Any) -> Step:
    """Return a step; ``more``: links [(label, url)] behind the figure, act (label, url) and what else is shown."""
    return {"title": title, "tone": tone, "state": state, "hint": hint, "links": [], "act": None, **more}


def checklist(actor: Actor, found: queries.YearEnd, unit: Any) -> list[Step]:
    """Return the steps of a year's end in their order, each with its count, where to look and what to do next.

    ``later``: the page fetches the steps of ``results`` into this place once it is shown.
    """
    place = unit.pk if unit else ""
    return [
        _months(found, place), _objections(found), _summaries(found), _sheets(actor, found, place),
        _step(_("Settlement"), LATER, "", later=f"{reverse('appraisal:year_results')}?year={found.year}"),
        _honours(found), _forms(actor, found), _scheme(actor, found),
    ]  # fmt: skip


def _months(found: queries.YearEnd, place: int | str) -> Step:
    terms = [term for term in found.board.terms if term.kind == Kind.MONTH]
    totals = [found.board.totals[term] for term in terms]
    undone = [cell for cell in totals if cell.begun and cell.undone]
    late = sum(cell.undone for cell in undone if cell.over)
    links = [
        (_("%(month)s: %(n)s") % {"month": cell.term.period, "n": cell.undone}, owed_url(cell.term, place, "undone"))
        for cell in undone
    ]
    count = sum(cell.undone for cell in undone)
    begun = all(cell.begun for cell in totals)
    return _step(
        _("Month sheets"),
        LATER if found.published else LATE if late else OPEN if count or not begun else DONE,
        _("%(n)s not confirmed") % {"n": count} if count else _("all confirmed"),
        _("Missing, drafted or waiting; the year counts a month without a sheet as missing, never as zero."),
        links=links, act=(_("Progress board"), reverse("appraisal:board")) if count and not found.published else None,
    )  # fmt: skip


def _objections(found: queries.YearEnd) -> Step:
    n = found.disputed
    return _step(
        _("Objections"), OPEN if n else DONE, _("%(n)s open") % {"n": n} if n else _("none open"),
        _("A sheet with an open objection does not close; decide it before the year is settled."),
        links=[(_("Show the objections"), f"{reverse('appraisal:objections')}?state={OPEN_ONES}")] if n else [],
    )  # fmt: skip


def _summaries(found: queries.YearEnd) -> Step:
    owed = found.board.totals[_year_term(found)].owed
    opens = found.board.totals[_year_term(found)].begun
    shown = {"n": found.summaries, "owed": owed}
    return _step(
        _("Self-summaries"), LATER if not opens or found.published else DONE if found.summaries >= owed else OPEN,
        _("%(n)s of %(owed)s are in") % shown if opens else _("open on 1 December"),
        _("Everybody writes his own from 1 December until his year-end sheet is closed; his appraisers read it."),
        act=(_("Show who wrote"), f"{reverse('appraisal:self_summaries')}?year={found.year}"),
    )  # fmt: skip


def _year_term(found: queries.YearEnd) -> Any:
    return next(term for term in found.board.terms if term.kind == Kind.YEAR)


def _sheets(actor: Actor, found: queries.YearEnd, place: int | str) -> Step:
    cell = found.board.totals[_year_term(found)]
    missing = cell.counts[Progress.MISSING]
    reach = actor.reach(Permit.DRAFT_SHEETS)
    top = place or next((pk for pk, path in found.board.tops.items() if reach.covers(path)), None)
    may = actor.may(Permit.DRAFT_SHEETS) and cell.begun and missing and top
    closed = cell.counts[Progress.CLOSED]
    shown = {"n": closed, "owed": cell.owed}
    return _step(
        _("Year-end sheets"),
        LATER if not cell.begun else LATE if cell.late else DONE if closed == cell.owed else OPEN,
        _("%(n)s of %(owed)s closed") % shown if cell.begun else _("begun from 1 December on"),
        _("Due on %(day)s; with the appraiser's remark and the goals for the next year.")
        % {"day": cell.term.due.isoformat()},
        cell=cell_context(cell, place) if cell.begun else None,
        begin={"kind": Kind.YEAR.value, "period": cell.term.period, "unit": top, "key": fresh_key(), "n": missing}
        if may else None,
    )  # fmt: skip


def results(actor: Actor, found: queries.YearResults) -> Iterator[Step]:
    """Yield the steps of a year's results: its settlement and its publication."""
    run, over = found.run, clock.today().year > found.year
    published = run is not None and run.state == RunState.PUBLISHED
    years = reverse("appraisal:years")
    own = [(str(run.get_state_display()), reverse("appraisal:run", args=[run.pk]))] if run else []
    settle = (_("Settle it"), years) if over and not published and actor.may(Permit.SETTLE_YEAR) else None
    yield _step(
        _("Settlement"), DONE if run and not found.stale else OPEN if over else LATER,
        _("settled") if run else _("not settled"),
        _("A settlement works out A, B, C and the total of everybody; it may be repeated until the year is published."),
        links=own, act=settle if not run or found.stale else None,
    )  # fmt: skip
    hint = _("Publishing freezes the year; it is refused where anything changed since the settlement.")
    if found.stale:
        hint = _("Publishing is refused now: what the year rests on changed since it was settled. Settle it again.")
        if found.changed:
            hint += f" {found.changed.who} {found.changed.sentence}"
    may = run is not None and not published and not found.stale and actor.may(Permit.PUBLISH_YEAR)
    yield _step(
        _("Publication"), DONE if published else LATE if found.stale else OPEN if run else LATER,
        _("published") if published else _("not published"), hint,
        act=(_("Look at it and publish"), reverse("appraisal:run", args=[run.pk])) if run and may else None,
    )  # fmt: skip


def _honours(found: queries.YearEnd) -> Step:
    published = found.published
    shown = {"n": found.decided, "all": found.honours}
    return _step(
        _("Excellent employees"), LATER if not published else DONE if found.decided == found.honours else OPEN,
        _("%(n)s of %(all)s rewards decided") % shown if published else _("known with the publication"),
        _("Whose unrounded total lies above 100 is one; the company decides the reward."),
        act=(_("Show them"), f"{reverse('appraisal:honours')}?year={found.year}") if published else None,
    )  # fmt: skip


def _forms(actor: Actor, found: queries.YearEnd) -> Step:
    titles = {kind.key: kind.title for kind in RECORD_TYPES}
    published = found.published
    wanted = (YEAR_SHEET, STATISTICS, ANNUAL_OVERVIEW)
    lacking = [titles[key] for key in wanted if not found.issued.get(key)]
    links = [
        (f"{titles[key]} {n}", f"{reverse('records:records')}?{urlencode({'type': key, 'period': found.year})}")
        for key, n in found.issued.items()
    ]
    may = published and lacking and actor.may(Permit.ISSUE_FORMS)
    return _step(
        _("Records of the year"), LATER if not published else OPEN if lacking else DONE,
        _("%(n)s issued") % {"n": sum(found.issued.values())},
        _("Not issued yet: %(titles)s") % {"titles": "、".join(lacking)} if lacking else _("Each form was issued."),
        links=links, act=(_("Issue forms"), issue_url(period=found.year)) if may else None,
    )  # fmt: skip


def _scheme(actor: Actor, found: queries.YearEnd) -> Step:
    row = found.schemes[0] if found.schemes else None
    ready, over = row is not None and row.state == SchemeState.PUBLISHED, clock.today().year > found.year
    open_to_him = [one for one in found.schemes if one.state == SchemeState.PUBLISHED or sees_drafts(actor)]
    return _step(
        _("Next year's scheme"), DONE if ready else LATER if over and row is None else OPEN,
        f"{row} · {row.get_state_display()}" if row else _("the earlier one rules on") if over else _("not drafted"),
        _("Begins from the scheme in force, with this year's dearest deductions beside its items."),
        links=[(str(one), reverse("appraisal:scheme", args=[one.pk])) for one in open_to_him],
        act=(_("Show the deductions"), f"{reverse('appraisal:next_scheme')}?year={found.year}"),
    )  # fmt: skip

"""Home: what waits for the person, what is overdue first; beside it his own newest results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.queries.imports import imports
from huiyin.rooms.appraisal.queries.rulings import waiting
from huiyin.rooms.appraisal.queries.sheet import points_of, sheets
from huiyin.rooms.appraisal.queries.waiting import missing_months, weeks_undone
from huiyin.rooms.appraisal.queries.years import lines, runs
from huiyin.rooms.appraisal.terms import ImportState, Kind, RunState
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.appraisal.usecases.settle_year import sees_whole
from huiyin.rooms.people.terms import Permit as People
from huiyin.site import lifeline, queries
from huiyin.site.terms import JOB_TITLES

NEWEST = 6
JOBS_SHOWN = 5
JOBS_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Duty:
    """Something that waits. ``tone`` is "bad" (overdue), "current" (can be done now) or ""; ``late`` counts."""

    label: str
    hint: str
    url: str
    action: str
    tone: str = "current"
    late: int = 0


def home_of(actor: Actor) -> dict[str, Any]:
    """Return what the first page shows: at most eleven statements, whatever there is (and three for the session)."""
    known = list(runs(actor).filter(year__gte=clock.today().year - 2)) if actor.may(Appraisal.READ_SHEETS) else []
    seen = sheets(actor) if actor.may(Appraisal.READ_SHEETS) else None
    condition = queries.condition(actor) if actor.may(People.GRANT_ROLES) else None
    last = _last_year(actor, known)
    duties = [*_missing(actor), *_worker(actor), *_trail(condition), *_imports(actor), *_years(actor, known, seen)]
    duties += [*_rulings(actor), *_weeks(actor)]
    duties.sort(key=lambda duty: duty.tone != "bad")
    return {
        "page_title": _("Home"),
        "duties": duties,
        "overdue_count": sum(duty.late for duty in duties),
        "figures": _figures(actor, seen, last),
        "condition": _condition(condition),
        "mine": _mine(actor, seen, last),
        "jobs": _jobs(actor),
    }


def _missing(actor: Actor) -> Iterator[Duty]:
    if not actor.may(Appraisal.READ_STATISTICS):
        return
    gaps = missing_months(actor, day=clock.today())
    if gaps.sheets:
        months = {"n": gaps.sheets, "people": gaps.people, "year": gaps.year, "month": gaps.month}
        may_import = actor.may(Appraisal.IMPORT_SHEETS)
        yield Duty(
            ngettext("%(n)s month sheet is overdue", "%(n)s month sheets are overdue", gaps.sheets) % months,
            _("Of %(people)s people, up to month %(month)s of %(year)s; a month's sheets are due on the 5th.") % months,
            reverse("appraisal:hand_in") if may_import else reverse("appraisal:month"),
            _("Hand in a workbook") if may_import else _("Show the month"),
            tone="bad",
            late=gaps.sheets,
        )


def _weeks(actor: Actor) -> Iterator[Duty]:
    """Yield the weekly inspections that are not done: of this week, and red those of the last one (P-4.5.2a)."""
    if not (actor.may(Appraisal.DRAFT_SHEETS) or actor.may(Appraisal.CONFIRM_SHEETS)):
        return
    last, this = weeks_undone(actor, day=clock.today())
    for week, late in ((last, True), (this, False)):
        if not week.undone:
            continue
        shown = {"undone": week.undone, "owed": week.owed, "week": week.period}
        label = _("Weekly inspections of last week: %(undone)s/%(owed)s not done")
        if not late:
            label = _("Weekly inspections of this week: %(undone)s/%(owed)s not done")
        asked = urlencode({"kind": Kind.WEEK_CHECK.value, "period": week.period, "state": "undone"})
        yield Duty(
            label % shown,
            _("%(week)s; due by Sunday, and done once the sheet is confirmed.") % shown,
            f"{reverse('appraisal:owed')}?{asked}",
            _("Show who"),
            tone="bad" if late else "current",
            late=week.undone if late else 0,
        )


def _worker(actor: Actor) -> Iterator[Duty]:
    if actor.may(People.GRANT_ROLES) and not lifeline.workers(Path(settings.HOME)).alive:
        yield Duty(
            _("The background worker does not run"),
            _("Imports, settlements and prints wait until “huiyin serve” or “huiyin worker” runs again."),
            reverse("health"),
            _("Show the state"),
            tone="bad",
        )


def _trail(condition: queries.Condition | None) -> Iterator[Duty]:
    verified = condition.verified if condition else None
    if verified is not None and verified.state != Job.State.DONE:
        yield Duty(
            _("The audit trail does not hold"),
            _("Its last verification found entries that were changed or are gone. Keep a copy before anything else."),
            reverse("job", args=[verified.pk]),
            _("Show what was found"),
            tone="bad",
        )


def _condition(found: queries.Condition | None) -> dict[str, Any] | None:
    """Return how the installation is, as figures that open, and the long work in trouble."""
    if found is None:
        return None
    listed = f"{reverse('people:accounts')}?is_active=true"
    of_all = _("of %(n)s accounts that may sign in") % {"n": found.accounts}
    verified = found.verified
    holds = verified is not None and verified.state == Job.State.DONE
    figures: list[dict[str, Any]] = [
        {
            "label": _("Without two-step sign-in"), "value": found.one_step, "hint": of_all,
            "numerator": found.one_step, "numerator_label": _("Without two-step sign-in"),
            "denominator": found.accounts, "denominator_label": _("Accounts that may sign in"),
            "cutoff": clock.now(), "rows_url": f"{listed}&two_step=false",
        },
        {
            "label": _("Initial password not changed"), "value": found.initial, "hint": of_all,
            "numerator": found.initial, "numerator_label": _("Initial password not changed"),
            "denominator": found.accounts, "denominator_label": _("Accounts that may sign in"),
            "cutoff": clock.now(), "rows_url": f"{listed}&must_change=true",
        },
        {
            "label": _("Audit trail: entries verified"), "value": verified.result.get("entries") if verified else None,
            "tone": "" if holds or verified is None else "bad",
            "hint": _("all intact") if holds else _("does not hold") if verified else _("not verified yet"),
            "cutoff": verified.finished_at if verified else None,
            "note": _("It is verified every night."), "rows_url": reverse("people:trail"),
            "rows_label": _("Show the trail"),
        },
    ]  # fmt: skip
    return {"figures": figures, "jobs": [_row(job) for job in found.troubled]}


def _imports(actor: Actor) -> Iterator[Duty]:
    if not actor.may(Appraisal.IMPORT_SHEETS):
        return
    waiting = imports(actor).filter(state__in=(ImportState.READY, ImportState.REFUSED), owner_id=actor.user_id or 0)
    recent = waiting.filter(handed_in_at__gte=clock.now() - timedelta(days=30)).order_by()
    counts = dict(recent.values_list("state").annotate(Count("pk")))
    if ready := counts.get(ImportState.READY):
        yield Duty(
            ngettext("%(n)s workbook can be imported", "%(n)s workbooks can be imported", ready) % {"n": ready},
            _("It was looked through and nothing is refused."),
            reverse("appraisal:imports"),
            _("Look and import"),
        )
    if refused := counts.get(ImportState.REFUSED):
        yield Duty(
            ngettext("%(n)s workbook was refused", "%(n)s workbooks were refused", refused) % {"n": refused},
            _("Mend the rows that are named and hand it in again."),
            reverse("appraisal:imports"),
            _("Show the rows"),
            tone="",
        )


def _years(actor: Actor, known: list[Any], seen: Any) -> Iterator[Duty]:
    last = clock.today().year - 1
    of_last = [run for run in known if run.year == last]
    if any(run.state == RunState.PUBLISHED for run in of_last):
        return
    if of_last and sees_whole(actor, Appraisal.PUBLISH_YEAR):
        yield Duty(
            _("The year %(year)s is settled and not published") % {"year": last},
            _("Look at the results, then publish them; from then on they are frozen."),
            reverse("appraisal:years"),
            _("Show the results"),
        )
    if not of_last and sees_whole(actor, Appraisal.SETTLE_YEAR) and seen.filter(date__year=last).exists():
        yield Duty(
            _("The year %(year)s is not settled") % {"year": last},
            _("Its sheets are here; settling works out every person's year."),
            reverse("appraisal:years"),
            _("Settle it"),
        )


def _rulings(actor: Actor) -> Iterator[Duty]:
    """Yield what has to be done about awards and sanctions: one statement."""
    if not actor.may(Appraisal.READ_RULINGS):
        return
    for name, count in waiting(actor).items():
        label, hint, action = _ruling_words(count)[name]
        yield Duty(label % {"n": count}, hint, f"{reverse('appraisal:rulings')}?waiting={name}", action)


def _ruling_words(n: int) -> dict[str, tuple[str, str, str]]:
    """Return label, hint and action of each thing to do about awards and sanctions."""
    return {
        "state": (
            ngettext("%(n)s sanction waits for your statement", "%(n)s sanctions wait for your statement", n),
            _("You are heard before anything is decided about you."),
            _("Give your statement"),
        ),
        "decide": (
            ngettext("%(n)s proposal waits for your decision", "%(n)s proposals wait for your decision", n),
            _("Awards and sanctions: heard and checked, where that is needed."),
            _("Decide"),
        ),
        "check": (
            ngettext("%(n)s proposal waits for your check", "%(n)s proposals wait for your check", n),
            _("Facts, evidence, level, hearing, equal treatment."),
            _("Check"),
        ),
        "deliver": (
            ngettext("%(n)s decision has to be delivered", "%(n)s decisions have to be delivered", n),
            _("The term for an appeal begins when it reaches the person."),
            _("Deliver"),
        ),
        "answer": (
            ngettext("%(n)s appeal waits for your decision", "%(n)s appeals wait for your decision", n),
            _("Decided by somebody who had no part in it, within ten days."),
            _("Decide on the appeal"),
        ),
    }


@dataclass(frozen=True)
class LastYear:
    """The last published year: how many it has complete and excellent, and the person's own line (or None)."""

    run: Any
    complete: int
    excellent: int
    own: dict[str, Any] | None


def _last_year(actor: Actor, known: list[Any]) -> LastYear | None:
    """Read the last published year in one statement, the person's own line with it."""
    run = next((run for run in known if run.state == RunState.PUBLISHED), None)
    if run is None:
        return None
    own, excellent, complete = Q(employee=actor.employee_id or 0), Q(excellent=True), Q(complete=True)
    read = lines(actor, run=run.pk).order_by().aggregate(
        n_excellent=Count("pk", filter=excellent), n_complete=Count("pk", filter=complete),
        number=Max("number", filter=own), total=Max("total", filter=own), rank=Max("rank", filter=own),
        excellent=Count("pk", filter=own & excellent), complete=Count("pk", filter=own & complete),
    )  # fmt: skip
    return LastYear(run, read.pop("n_complete"), read.pop("n_excellent"), read if read["number"] else None)


def _figures(actor: Actor, seen: Any, last: LastYear | None) -> list[dict[str, Any]]:
    """Return what a manager's units come to: this month's sheets, the last published year; each opens."""
    if not actor.may(Appraisal.READ_STATISTICS):
        return []
    today = clock.today()
    month = f"{today:%Y-%m}"
    handed_in = seen.filter(date__range=(today.replace(day=1), today)).order_by().count()
    shown: list[dict[str, Any]] = [
        {
            "label": _("Sheets of this month"), "value": handed_in, "hint": month, "cutoff": today, "date_only": True,
            "rows_url": f"{reverse('appraisal:sheets')}?month={month}",
        }
    ]  # fmt: skip
    if last is not None:
        shown.append({
            "label": _("Excellent employees %(year)s") % {"year": last.run.year}, "value": last.excellent,
            "hint": _("of %(n)s with a complete year") % {"n": last.complete}, "numerator": last.excellent,
            "numerator_label": _("Year total above 100"), "denominator": last.complete,
            "denominator_label": _("People with a complete year"), "cutoff": last.run.published_at, "clause": "P-4.9e",
            "rows_url": f"{reverse('appraisal:run', args=[last.run.pk])}?excellent=true",
        })  # fmt: skip
    return shown


def _mine(actor: Actor, seen: Any, last: LastYear | None) -> dict[str, Any] | None:
    """Return the person's own newest sheets and his last published year."""
    if actor.employee_id is None or seen is None:
        return None
    own = list(seen.filter(employee=actor.employee_id).order_by("-date", "-id")[:NEWEST])
    line = last.own if last else None
    return {
        "sheets": [(row, _score(row)) for row in own],
        "year": last.run.year if line and last else None,
        "line": line,
        "total": show_points(line["total"]) if line and line["total"] is not None else "",
        "number": own[0].employee.number if own else "",
    }


def _score(sheet: Any) -> str | None:
    points = points_of(sheet)
    return None if points is None else show_points(points)


def _jobs(actor: Actor) -> list[dict[str, Any]]:
    """Return the long work that the person asked for lately."""
    rows = queries.jobs(actor).filter(asked_by_id=actor.user_id, asked_at__gte=clock.now() - JOBS_FOR)[:JOBS_SHOWN]
    return [_row(row) for row in rows]


def _row(job: Job) -> dict[str, Any]:
    tones = {Job.State.DONE: "done", Job.State.FAILED: "bad", Job.State.REFUSED: "bad", Job.State.RUNNING: "current"}
    return {
        "title": JOB_TITLES.get(job.kind, job.kind),
        "at": job.asked_at,
        "state": job.get_state_display(),
        "tone": tones.get(Job.State(job.state), ""),
        "url": reverse("job", args=[job.pk]),
    }

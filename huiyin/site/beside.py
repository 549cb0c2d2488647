"""What stands below what waits on the first page: workbooks, the units' figures, the system, one's newest results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.queries.imports import imports
from huiyin.rooms.appraisal.queries.sheet import points_of, sheets
from huiyin.rooms.appraisal.queries.years import lines, runs
from huiyin.rooms.appraisal.terms import ImportState, RunState
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.appraisal.usecases.settle_year import sees_whole
from huiyin.rooms.people.terms import Permit as People
from huiyin.site import queries
from huiyin.site.home import Duty
from huiyin.site.terms import JOB_TITLES

NEWEST = 6
JOBS_SHOWN = 5
JOBS_FOR = timedelta(days=3)


def beside_home(actor: Actor) -> dict[str, Any]:
    """Return what stands below what waits, and is fetched after it: figures, how the system is, one's own results."""
    known = list(runs(actor).filter(year__gte=clock.today().year - 2)) if actor.may(Appraisal.READ_SHEETS) else []
    seen = sheets(actor) if actor.may(Appraisal.READ_SHEETS) else None
    condition = queries.condition(actor) if actor.may(People.GRANT_ROLES) else None
    last = _last_year(actor, known)
    return {
        "workbooks": list(_imports(actor)),
        "news": list(_years(actor, known, seen)),
        "figures": _figures(actor, seen, last),
        "condition": _condition(condition),
        "mine": _mine(actor, seen, last),
        "jobs": _jobs(actor),
    }


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

"""Home: what waits for the person, what is overdue first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.queries.objections import waiting_objections
from huiyin.rooms.appraisal.queries.rulings import waiting
from huiyin.rooms.appraisal.queries.waiting import Waits, missing_months, waiting_sheets, weeks_undone
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.duties.queries import first_of_mine
from huiyin.rooms.duties.screens.lists import due_in_words, what_of, where_to_act
from huiyin.rooms.duties.terms import Permit as Duties
from huiyin.rooms.duties.terms import State
from huiyin.rooms.people.terms import Permit as People
from huiyin.site import lifeline, queries

FIRST = 8


@dataclass(frozen=True)
class Duty:
    """Something that waits. ``tone`` is "bad" (overdue), "current" (can be done now) or ""; ``late`` counts."""

    label: str
    hint: str
    url: str
    action: str
    tone: str = "current"
    late: int = 0


@dataclass(frozen=True)
class Owed:
    """The block of one's duties: the first of them, how many there are, how many are overdue."""

    duties: list[Duty]
    count: int
    overdue: int


def home_of(actor: Actor) -> dict[str, Any]:
    """Return what waits for the person: at most 9 statements, however much there is (and 3 for the session)."""
    owed = _owed(actor)
    condition = queries.condition(actor) if actor.may(People.GRANT_ROLES) else None
    duties = [*_missing(actor), *_worker(actor), *_trail(condition)]
    duties += [*_at_work(actor), *_rulings(actor), *_objections(actor), *_weeks(actor)]
    duties.sort(key=lambda duty: duty.tone != "bad")
    late = sum(duty.late for duty in duties)
    return {
        "page_title": _("Home"), "owed": owed, "duties": duties, "late_count": late,
        "overdue_count": late + owed.overdue,
    }  # fmt: skip


def _owed(actor: Actor) -> Owed:
    """Return the first of the person's duties, soonest first, each with its one action: one statement."""
    if not actor.may(Duties.READ_DUTIES):
        return Owed([], 0, 0)
    found = first_of_mine(actor, most=FIRST)
    return Owed([_owed_one(actor, row) for row in found.first], found.count, found.overdue)


def _owed_one(actor: Actor, row: Any) -> Duty:
    late = row.state == State.OVERDUE
    due = _("overdue since %(due)s") if late else _("due %(due)s")
    hint = f"{due % {'due': due_in_words(row.due_at)}} · {row.clause}"
    tone = "bad" if late else "current"
    return Duty(row.label, hint, where_to_act(actor, row), what_of(row), tone)


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


def _at_work(actor: Actor) -> Iterator[Duty]:
    """Tell which sheets wait: to be confirmed, to be put right, to be submitted, to be read."""
    if not actor.may(Appraisal.READ_SHEETS):
        return
    found = waiting_sheets(actor, day=clock.today())
    drafts, back, rest, n = reverse("appraisal:editions_drafts"), found.back, found.drafts, found.confirm.sheets
    if n:
        label = ngettext("%(n)s sheet waits for your confirmation", "%(n)s sheets wait for your confirmation", n)
        yield _sheets_duty(found.confirm, label, reverse("appraisal:editions_waiting"), _("Confirm"))
    if back.sheets:
        label = ngettext("%(n)s sheet was sent back to you", "%(n)s sheets were sent back to you", back.sheets)
        yield _sheets_duty(back, label, drafts, _("Put it right"))
    if rest.late:
        label = ngettext("%(n)s draft was not submitted in time", "%(n)s drafts were not submitted in time", rest.late)
        yield _sheets_duty(rest, label, drafts, _("Submit"), count=rest.late)
    own = found.unread
    if own.sheets:
        label = ngettext("%(n)s sheet about you is to be read", "%(n)s sheets about you are to be read", own.sheets)
        hint = _("Sign that you have read it, or object, until %(day)s.") % {"day": own.until}
        page = reverse("appraisal:edition", args=[own.one]) if own.one else reverse("appraisal:mine")
        yield Duty(label % {"n": own.sheets}, hint, page, _("Read"))


def _sheets_duty(found: Waits, label: str, page: str, action: str, count: int = 0) -> Duty:
    """Return what waits of sheets at work: red once a day has passed; a single one is opened at once."""
    hint = _("The first was due on %(day)s.") if found.late else _("The first is due on %(day)s.")
    return Duty(
        label % {"n": count or found.sheets},
        hint % {"day": found.until},
        reverse("appraisal:edition", args=[found.one]) if found.one else page,
        action,
        tone="bad" if found.late else "current",
        late=found.late,
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


def _objections(actor: Actor) -> Iterator[Duty]:
    """Yield what waits of objections: to accept or decide, to give one's opinion on, one's own."""
    if not actor.may(Appraisal.READ_SHEETS):
        return
    waiting, page = waiting_objections(actor), reverse("appraisal:objections")
    count = waiting.accept + waiting.decide
    if waiting.due is not None:
        label = ngettext(
            "%(n)s objection is to be accepted or decided", "%(n)s objections are to be accepted or decided", count
        )
        shown = {"n": count, "late": waiting.late, "day": waiting.due.isoformat()}
        hint = (
            _("%(late)s of them overdue; the first was due on %(day)s.")
            if waiting.late
            else _("The first is due on %(day)s.")
        )
        tone = "bad" if waiting.late else "current"
        yield Duty(label % shown, hint % shown, f"{page}?whose=decide", _("Look at them"), tone, waiting.late)
    if waiting.opinion:
        label = ngettext(
            "Your opinion on %(n)s objection is asked for",
            "Your opinion on %(n)s objections is asked for",
            waiting.opinion,
        )
        hint = _("Say how the deduction came about, before it is decided.")
        yield Duty(label % {"n": waiting.opinion}, hint, f"{page}?whose=opinion", _("Give it"))
    if waiting.own:
        label = ngettext("%(n)s objection of yours is open", "%(n)s objections of yours are open", waiting.own)
        hint = _("Whoever had no hand in the deduction decides on it within ten days.")
        yield Duty(label % {"n": waiting.own}, hint, f"{page}?whose=mine", _("Show it"), tone="")

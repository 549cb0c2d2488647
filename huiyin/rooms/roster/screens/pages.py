"""The page of a day, of an entry, of a book and of a follow-up."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.people.queries import happened_to
from huiyin.rooms.roster import queries
from huiyin.rooms.roster.models import Comment, DayLog, LogBook
from huiyin.rooms.roster.queries.day import NOON
from huiyin.rooms.roster.screens.lists import BOOKS, FOLLOW_UPS, LOGS
from huiyin.rooms.roster.terms import Feed, Permit

EMPTY: Mapping[str, Any] = {
    Feed.COMPLAINTS.value: gettext_lazy("No complaint came in."),
    Feed.LOGS.value: gettext_lazy("Nothing was written."),
    Feed.EMERGENCIES.value: gettext_lazy("No emergency is open."),
    Feed.OVERDUE.value: gettext_lazy("Nothing was missed."),
}


def asked(actor: Actor, given: Mapping[str, str]) -> tuple[Any, date, Sequence[Any]]:
    """Return the unit and the day that an address asks for, and the units to choose from.

    Without a day it is the one whose review is due next: until noon yesterday, then today. Without a unit the first.
    """
    units = list(queries.day_units(actor))
    typed = given.get("unit", "")
    unit = next((one for one in units if str(one.pk) == typed), None) if typed else next(iter(units), None)
    if typed and unit is None:
        raise NotVisible(_("There is no such unit, or its days are not open to you."))
    try:
        day = date.fromisoformat(given["day"]) if given.get("day") else _due_next()
    except ValueError:
        raise Refusal.at("day", _("Write the day as 2026-11-23.")) from None
    if not date(1950, 1, 1) <= day <= clock.today():
        raise Refusal.at("day", _("This day has not come yet."))
    return unit, day, units


def _due_next() -> date:
    now = timezone.localtime(clock.now())
    return now.date() - timedelta(days=1 if now.hour < NOON else 0)


def day_context(actor: Actor, given: Mapping[str, str], key: str) -> dict[str, Any]:
    """Return what the page of a day shows: three feeds, what is missing, who read what, the last 30 days' gaps."""
    unit, day, units = asked(actor, given)
    context: dict[str, Any] = {"page_title": _("The supervisor's day"), "units": units, "unit": unit, "day": day}
    if unit is None:
        return context
    pack = queries.day_pack(actor, unit=unit, day=day)
    reviews = actor.reach(Permit.REVIEW_DAYS).covers(unit.path)
    unread = pack.unread
    return context | {
        "pack": pack, "feeds": [_feed(pack, kind) for kind in Feed], "reviews": reviews, "key": key,
        "first_unread": unread[0].key if unread and reviews else "", "unread": len(unread),
        "comment_url": reverse("roster:comment"), "read_url": reverse("roster:read"),
        "previous_url": _url(unit.pk, day - timedelta(days=1)),
        "next_url": _url(unit.pk, day + timedelta(days=1)) if day < clock.today() else "",
        "unit_urls": [(one, _url(one.pk, day), one.pk == unit.pk) for one in units],
        "gaps": [(one, _url(unit.pk, one.gap.day)) for one in pack.missed],
        "actions": _day_actions(pack, unit, day, reviews=reviews),
    }  # fmt: skip


def _url(unit: int, day: date) -> str:
    return f"{reverse('roster:day')}?unit={unit}&day={day.isoformat()}"


def _feed(pack: queries.Pack, kind: Feed) -> dict[str, Any]:
    items = pack.feeds[kind.value]
    lines = [
        {"item": one, "reading": pack.read.get(one.key), "comments": pack.comments.get(one.key, ())} for one in items
    ]
    unread = [one.key for one in items if one.key not in pack.read]
    return {
        "kind": kind.value, "label": kind.label, "lines": lines, "unread": unread, "keys": " ".join(unread),
        "empty": EMPTY[kind.value],
    }  # fmt: skip


def _day_actions(pack: queries.Pack, unit: Any, day: date, *, reviews: bool) -> list[dict[str, Any]]:
    if not reviews or pack.review is not None:
        return []
    url = f"{reverse('roster:review')}?unit={unit.pk}&day={day.isoformat()}"
    return [{"label": _("Sign the day off"), "url": url, "primary": not pack.unread, "icon": "check"}]


def log_context(actor: Actor, row: DayLog) -> dict[str, Any]:
    """Return what the page of an entry shows."""
    facts: list[tuple[Any, ...]] = [
        (_("What happened"), row.text),
        (_("Day"), {"at": row.day, "date_only": True}),
        (_("Written by"), row.written_by),
        (_("Handed in at"), {"at": row.written_at}),
    ]
    actions = []
    if actor.may(Permit.READ_DAYS) and actor.reach(Permit.READ_DAYS).covers(row.unit.path):
        actions = [{"label": _("Open the day"), "url": _url(row.book.unit_id, row.day), "icon": "calendar"}]
    return {
        "page_title": str(row), "crumbs": [(str(LOGS.title), reverse("roster:logs"))],
        "thing": {
            "name": str(row.book), "number": row.day.isoformat(), "hint": row.unit.name,
            "state": _("A problem to follow up") if row.problem else _("written late") if row.late else "",
            "tone": "bad" if row.problem else "soon",
        },
        "facts": facts, "actions": actions, "timeline": happened_to(row),
    }  # fmt: skip


def book_context(actor: Actor, row: LogBook) -> dict[str, Any]:
    """Return what the page of a book shows."""
    actions: list[dict[str, Any]] = []
    if actor.may(Permit.WRITE_LOGS) and row.end is None:
        url = f"{reverse('roster:write_log')}?book={row.pk}"
        actions.append({"label": _("Write the day's log"), "url": url, "primary": True, "icon": "edit"})
    if actor.reach(Permit.KEEP_BOOKS).covers(row.unit.path):
        actions.append({"label": _("Change a log book"), "url": reverse("roster:change_book", args=[row.pk])})
    return {
        "page_title": str(row), "crumbs": [(str(BOOKS.title), reverse("roster:books"))],
        "thing": {
            "name": str(row), "hint": row.unit.name, "owner": row.keeper.name,
            "state": _("kept") if row.end is None else _("ended"), "tone": "current" if row.end is None else "",
        },
        "facts": [
            (_("Kept from"), {"at": row.start, "date_only": True}),
            (_("Kept until"), {"at": row.end, "date_only": True} if row.end else ""),
        ],
        "actions": actions, "timeline": happened_to(row),
    }  # fmt: skip


def follow_up_context(actor: Actor, row: Comment) -> dict[str, Any]:
    """Return what the page of a follow-up shows."""
    actions: list[dict[str, Any]] = []
    if row.case:
        url = reverse("cases:case", args=[row.case])
        actions.append({"label": _("Open the case"), "url": url, "primary": True, "icon": "link"})
    if actor.may(Permit.READ_DAYS) and actor.reach(Permit.READ_DAYS).covers(row.unit.path):
        actions.append({"label": _("Open the day"), "url": _url(row.unit_id, row.day), "icon": "calendar"})
    late = row.closed_at is None and row.due_at is not None and row.due_at < clock.now()
    return {
        "page_title": row.label, "crumbs": [(str(FOLLOW_UPS.title), reverse("roster:follow_ups"))],
        "thing": {
            "name": row.label, "hint": f"{row.unit.name} · {row.get_matter_display()}",
            "owner": row.owner.name if row.owner else "", "state": _("Closed") if row.closed_at else _("Not closed"),
            "tone": "done" if row.closed_at else "bad" if late else "current",
        },
        "facts": [
            (_("Remark"), row.text),
            (_("Remarked by"), row.by),
            (_("Remarked at"), {"at": row.at}),
            (_("Due"), {"at": row.due_at}),
            (_("Case"), row.case_number, reverse("cases:case", args=[row.case]) if row.case else ""),
            (_("Closed at"), {"at": row.closed_at} if row.closed_at else ""),
        ],
        "actions": actions, "timeline": happened_to(row),
    }  # fmt: skip

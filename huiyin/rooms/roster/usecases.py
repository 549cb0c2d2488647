"""Writes of the roster room: books, what is written in them, what a supervisor reads, remarks and signs off."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.duties.usecases import Owed, fulfil, owe, owe_many
from huiyin.rooms.roster import rules
from huiyin.rooms.roster.events import ProblemFound
from huiyin.rooms.roster.models import Comment, DayLog, DayReview, LogBook, Reading
from huiyin.rooms.roster.queries.books import running
from huiyin.rooms.roster.queries.day import Item, Pack, day_pack, owed_before, subject_of_day
from huiyin.rooms.roster.terms import BOOK_DAY, DAYS_LISTED, FOLLOW_UP, LOG, REVIEW, UNIT_DAY, Permit, Said


@usecase(permit=Permit.KEEP_BOOKS, clauses=("S-1a",))
def record_book(actor: Actor, *, unit: Any, kind: str, name: str, keeper: Any, start: date) -> LogBook:
    """Have a post keep a log or patrol report from a day on."""
    if not actor.reach(Permit.KEEP_BOOKS).covers(unit.path):
        raise NotPermitted(_("You do not keep the log books of this unit."))
    _check_running(unit, kind, name)
    book = store.add(LogBook(unit=unit, kind=kind, name=name.strip(), keeper=keeper, start=start))
    trail.note(subject=str(book))
    return book


@usecase(permit=Permit.KEEP_BOOKS)
def change_book(actor: Actor, *, book: LogBook, seen: int, name: str, keeper: Any, end: date | None = None) -> LogBook:
    """Change who owes a book, what its post is called, or until when it is kept."""
    if not actor.reach(Permit.KEEP_BOOKS).covers(book.unit.path):
        raise NotPermitted(_("You do not keep the log books of this unit."))
    if end is not None and end < book.start:
        raise Refusal.at("end", _("It ends before it begins."))
    if end is None:
        _check_running(book.unit, book.kind, name, but=book.pk)
    trail.note(subject=str(book))
    return store.change(book, seen=seen, name=name.strip(), keeper=keeper, end=end)


def _check_running(unit: Any, kind: str, name: str, but: int = 0) -> None:
    same = LogBook.objects.filter(unit=unit, kind=kind, name=name.strip(), end=None).exclude(pk=but)
    if same.exists():
        raise Refusal.at("name", _("This post keeps such a book already."))


@usecase(permit=Permit.WRITE_LOGS, clauses=("S-1a",))
def write_log(actor: Actor, *, book: LogBook, day: date, text: str, problem: bool = False) -> DayLog:
    """Write down a day; what was owed for it is done, late or not. It is never changed afterwards."""
    reach, today = actor.reach(Permit.WRITE_LOGS), clock.today()
    if not reach.covers(book.unit.path) and (reach.own is None or reach.own != book.keeper_id):
        raise NotPermitted(_("This book is kept by somebody else."))
    if not today - timedelta(days=DAYS_LISTED) <= day <= today:
        raise Refusal.at("day", _("Write about today, or about one of the last %(days)s days.") % {"days": DAYS_LISTED})
    if not rules.Span(book.pk, book.start, book.end).on(day):
        raise Refusal.at("day", _("The book was not kept on this day."))
    row = store.add(
        DayLog(
            book=book, unit=book.unit, day=day, text=text.strip(), problem=problem, author_id=actor.employee_id,
            written_by=actor.name, written_at=clock.now(),
        )
    )  # fmt: skip
    fulfil(actor, LOG, (BOOK_DAY, subject_of_day(book.pk, day)))
    trail.note(subject=str(row))
    return row


def _pack(actor: Actor, unit: Any, day: date) -> Pack:
    if not actor.reach(Permit.REVIEW_DAYS).covers(unit.path):
        raise NotPermitted(_("You do not review the days of this unit."))
    return day_pack(actor, unit=unit, day=day)


def _item(pack: Pack, key: str, where: str) -> Item:
    found = pack.items.get(key)
    if found is None:
        raise Refusal.at(where, _("This record does not belong to the day: %(key)s") % {"key": key})
    return found


def _read(actor: Actor, pack: Pack, item: Item) -> Reading:
    kind, pk = item.subject
    return store.add(
        Reading(
            unit=pack.unit, day=pack.day, subject_type=kind, subject_id=pk, label=item.title[:200],
            read_by=actor.name, read_at=clock.now(),
        )
    )  # fmt: skip


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1b",))
def read_items(actor: Actor, *, unit: Any, day: date, items: str) -> Reading:
    """Mark records of a day as read: one, or several keys with blanks between. What was read before stays as it is."""
    pack = _pack(actor, unit, day)
    asked = [_item(pack, key, "items") for key in dict.fromkeys(items.split())]
    fresh = [item for item in asked if item.key not in pack.read]
    if not fresh:
        raise Conflict(_("This was read already."))
    rows = [_read(actor, pack, item) for item in fresh]
    trail.note(count=len(rows), day=day.isoformat())
    return rows[-1]


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1b", "S-1c"))
def comment_on(
    actor: Actor, *, unit: Any, day: date, item: str, text: str, matter: str = "", owner: Any = None,
    due: date | None = None,
) -> Comment:  # fmt: skip
    """Remark on a record of a day, which thereby is read; with a matter it is followed up.

    A follow-up has an owner, is due at the end of a day, and is told, so that it becomes a case.
    """
    pack = _pack(actor, unit, day)
    about = _item(pack, item, "item")
    if matter:
        _check_follow_up(owner, due)
    kind, pk = about.subject
    row = store.add(
        Comment(
            unit=unit, day=day, subject_type=kind, subject_id=pk, label=about.title[:200], url=about.url[:300],
            text=text.strip(), by=actor.name, at=clock.now(), matter=matter, owner=owner if matter else None,
            due_at=_end_of(due) if matter and due else None,
        )
    )  # fmt: skip
    if about.key not in pack.read:
        _read(actor, pack, about)
    if matter and row.due_at:
        label = f"{about.title} · {row.text}"
        owe(actor, FOLLOW_UP, row, unit=unit, owner=owner, due_at=row.due_at, label=label[:200])
        tell(
            ProblemFound(
                follow_up=row.pk, unit=unit.pk, kind=matter, text=f"{about.title}：{row.text}", owner=owner.pk,
                due_at=row.due_at.isoformat(), found_by=actor.name,
            )
        )  # fmt: skip
    trail.note(label=about.title)
    return row


def _check_follow_up(owner: Any, due: date | None) -> None:
    if owner is None:
        raise Refusal.at("owner", _("Say who has it put right."))
    if due is None or due < clock.today():
        raise Refusal.at("due", _("Say by which day, today or later."))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1b", "S-1c"))
def review_day(actor: Actor, *, unit: Any, day: date, remark: str = "") -> DayReview:
    """Sign a day off: everything was read, and every reported problem has somebody who follows it up."""
    pack = _pack(actor, unit, day)
    if pack.review is not None:
        raise Conflict(_("This day was reviewed already, by %(name)s.") % {"name": pack.review.reviewed_by})
    neglected = pack.neglected
    why = rules.refusal(
        day, today=clock.today(), missing=len(pack.missing), unread=len(pack.unread), neglected=bool(neglected)
    )  # fmt: skip
    if why:
        label = neglected[0].title if neglected else ""
        raise Refusal(str(Said(why).label) % {"count": len(pack.unread), "label": label})
    row = store.add(
        DayReview(
            unit=unit, day=day, read=len(pack.items), missing="\n".join(str(one) for one in pack.missing),
            remark=remark.strip(), reviewed_by=actor.name, reviewed_at=clock.now(),
        )
    )  # fmt: skip
    fulfil(actor, REVIEW, (UNIT_DAY, subject_of_day(unit.pk, day)))
    trail.note(subject=day.isoformat())
    return row


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1a", "S-1b"))
def begin_day(actor: Actor) -> LogBook | None:
    """Owe the day: each running book its log by 24:00, each unit with one its review by the next noon (AMB-62).

    What was owed once, done or waived or not, is not owed again.
    """
    day = clock.today()
    kept = list(LogBook.objects.filter(running(day)).select_related("unit", "keeper"))
    units = {one.unit_id: one.unit for one in kept}
    written = set(DayLog.objects.filter(day=day).values_list("book_id", flat=True))
    logs = [
        Owed(
            (BOOK_DAY, subject_of_day(one.pk, day)), one.unit, one.keeper, label=f"{one} {day.isoformat()}",
            url=f"{reverse('roster:write_log')}?book={one.pk}&day={day.isoformat()}",
        )
        for one in kept
        if one.pk not in written
    ]  # fmt: skip
    reviews = [
        Owed(
            (UNIT_DAY, subject_of_day(unit.pk, day)), unit,
            label=_("Review of %(day)s · %(unit)s") % {"day": day.isoformat(), "unit": unit.name},
            url=f"{reverse('roster:day')}?unit={unit.pk}&day={day.isoformat()}",
        )
        for unit in units.values()
    ]  # fmt: skip
    trail.note(day=day.isoformat(), logs=_owe_new(actor, LOG, logs), reviews=_owe_new(actor, REVIEW, reviews))
    return kept[0] if kept else None


def _owe_new(actor: Actor, kind: str, rows: list[Owed]) -> int:
    if not rows:
        return 0
    subjects: list[Any] = [row.subject for row in rows]
    known = owed_before(kind, subjects[0][0], [pk for _type, pk in subjects])
    fresh = [row for row, (_type, pk) in zip(rows, subjects, strict=True) if pk not in known]
    return owe_many(actor, kind, fresh)


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1c", "R-10b"))
def note_case(_actor: Actor, *, follow_up: int, case: int, number: str) -> Comment | None:
    """Note which case a follow-up became."""
    row = Comment.objects.select_for_update().filter(pk=follow_up, case=None).exclude(matter="").first()
    if row is None:
        return None
    trail.note(number=number, subject=row.label)
    return store.change(row, seen=None, case=case, case_number=number)


@usecase(permit=Permit.REVIEW_DAYS, clauses=("S-1c",))
def close_follow_up(actor: Actor, *, case: int, closed_at: datetime) -> Comment | None:
    """Close the follow-up whose case is over; what was owed for it is done."""
    row = Comment.objects.select_for_update().filter(case=case, closed_at=None).first()
    if row is None:
        return None
    trail.note(subject=row.label)
    store.change(row, seen=None, closed_at=closed_at)
    fulfil(actor, FOLLOW_UP, row)
    return row

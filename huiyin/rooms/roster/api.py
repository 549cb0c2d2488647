"""The roster room's API: the lists, forms and acts of the pages, and the pack of a day."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from huiyin.platform.api import PROBLEMS, Day, api_change, api_list, api_make
from huiyin.platform.web import found
from huiyin.rooms.roster import queries
from huiyin.rooms.roster.screens import lists, pages

router = Router()
api_list(router, "/logs", lists.LOGS, "logs")
api_list(router, "/books", lists.BOOKS, "log_books")
api_list(router, "/follow-ups", lists.FOLLOW_UPS, "follow_ups")


class DayRecordOut(Schema):
    """A record of a day, with the receipt of who read it."""

    feed: str
    key: str
    at: datetime
    title: str
    text: str
    who: str
    state: str
    problem: bool
    url: str
    read_by: str | None
    read_at: datetime | None


class DayOut(Schema):
    """The pack of a unit's day: its records, and the posts whose log or report is missing."""

    unit: int
    day: date
    records: list[DayRecordOut]
    missing: list[str]
    reviewed_by: str | None
    reviewed_at: datetime | None


@router.get("/day", response={200: DayOut, **PROBLEMS}, operation_id="day_pack", summary="The pack of a day")
def day(request: HttpRequest, unit: int | None = None, day: Day | None = None) -> Any:
    """Return the day of a unit: of the first one and of the day whose review is due next, where nothing is asked."""
    actor = request.actor  # type: ignore[attr-defined]
    given = {"unit": "" if unit is None else str(unit), "day": day.isoformat() if day else ""}
    chosen, on, _units = pages.asked(actor, given)
    pack = queries.day_pack(actor, unit=found(chosen), day=on)
    names = ("key", "at", "title", "text", "who", "state", "problem", "url")
    records = []
    for feed, items in pack.feeds.items():
        for one in items:
            receipt = pack.read.get(one.key)
            records.append(
                {name: getattr(one, name) for name in names}
                | {"feed": feed, "read_by": getattr(receipt, "read_by", None)}
                | {"read_at": getattr(receipt, "read_at", None)}
            )
    return {
        "unit": pack.unit.pk, "day": on, "records": records, "missing": [str(one) for one in pack.missing],
        "reviewed_by": getattr(pack.review, "reviewed_by", None),
        "reviewed_at": getattr(pack.review, "reviewed_at", None),
    }  # fmt: skip


day.permit = queries.day_pack.permit  # type: ignore[attr-defined]

api_make(router, "/logs", lists.WRITE, "write_log")
api_make(router, "/books", lists.RECORD_BOOK, "record_log_book")
api_change(router, "/books/{pk}", lists.CHANGE_BOOK, "change_log_book")
api_make(router, "/readings", lists.READ, "read_items")
api_make(router, "/comments", lists.COMMENT, "comment_on")
api_make(router, "/reviews", lists.REVIEW, "review_day")

"""Duties as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
BEFORE = timedelta(minutes=30)


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar: it ends when the duty is due."""

    uid: str
    title: str
    due_at: datetime
    changed_at: datetime
    sequence: int
    text: str
    url: str


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """Write a calendar; lines end in CRLF and are folded at 75 octets."""
    return "".join(f"{part}\r\n" for line in _lines(name, entries) for part in folded(line))


def _lines(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huiyin//duties//ZH", "CALSCALE:GREGORIAN")
    yield from ("METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M")
    for one in entries:
        yield from ("BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_at(one.changed_at)}", f"SEQUENCE:{one.sequence}")
        yield from (f"DTSTART:{_at(one.due_at - BEFORE)}", f"DTEND:{_at(one.due_at)}")
        yield from (f"SUMMARY:{escaped(one.title)}", f"DESCRIPTION:{escaped(one.text)}", f"URL:{one.url}")
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _at(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""Escape text: commas, semicolons and backslashes with a backslash, a new line as "\n"."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Fold a line at 75 octets, never within a character."""
    part, size, limit = "", 0, LONGEST_LINE
    for sign in line:
        width = len(sign.encode())
        if size + width > limit:
            yield part
            part, size = " ", 1
        part += sign
        size += width
    yield part

"""The one clock. Tests, the demo and the crash drills set it; nothing else asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    set_at: datetime | None = settings.HUIYIN_CLOCK
    return set_at or timezone.now()


def today() -> date:
    """Return the present day in the department's time zone (24:00 ends it)."""
    return timezone.localdate(now())


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at an instant."""
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)

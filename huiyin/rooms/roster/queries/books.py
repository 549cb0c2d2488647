"""Reads of log books."""

from datetime import date

from django.db.models import Q, QuerySet

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.roster.models import LogBook
from huiyin.rooms.roster.terms import Permit


def running(day: date) -> Q:
    """Return the condition for books that are kept on a day."""
    return Q(start__lte=day) & (Q(end=None) | Q(end__gte=day))


def _of(actor: Actor, permit: str, *, own: bool) -> QuerySet[LogBook]:
    reach = actor.reach(permit).narrow(unit_path="unit__path", employee="keeper_id" if own else "")
    return LogBook.objects.filter(reach).select_related("unit", "keeper")


@query(permit=Permit.READ_LOGS, clauses=("S-1a",))
def books(actor: Actor) -> QuerySet[LogBook]:
    """List the log books of the units that the actor sees, and those that he keeps."""
    return _of(actor, Permit.READ_LOGS, own=True)


@query(permit=Permit.WRITE_LOGS)
def writable_books(actor: Actor) -> QuerySet[LogBook]:
    """List the books in which the actor may write today: those of his units, and those that he keeps."""
    return _of(actor, Permit.WRITE_LOGS, own=True).filter(running(clock.today()))


@query(permit=Permit.KEEP_BOOKS)
def keepable_books(actor: Actor) -> QuerySet[LogBook]:
    """List the books of the units whose list of books the actor keeps."""
    return _of(actor, Permit.KEEP_BOOKS, own=False)


def book_of(pk: int) -> LogBook | None:
    """Return a book, whoever asks."""
    return LogBook.objects.select_related("unit").filter(pk=pk).first()

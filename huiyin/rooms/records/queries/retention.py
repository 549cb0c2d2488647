"""Reads of retention: what is due for disposal and what keeps a record from it, holds, disposals (P-4.12, AMB-14)."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.module_loading import import_string

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.records.models import Disposal, DisposalLine, Hold, Record, RecordQuerySet
from huiyin.rooms.records.queries.issued import CLAUSES
from huiyin.rooms.records.terms import Fate, Permit


class Needed(Protocol):
    """What a room above says of one of its record types: which of some periods are still needed, and why."""

    def __call__(self, periods: Collection[str], /) -> Mapping[str, str]:
        """Return {period: reason} of those whose records must stay."""
        ...


@cache
def _askable() -> dict[str, Needed]:
    asked: dict[str, Needed] = import_string(settings.NEEDED_RECORDS)()
    return asked


def needed_periods(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Ask the rooms above which (form, period) are still needed, and return them with the reason."""
    periods: dict[str, set[str]] = {}
    for form, period in pairs:
        periods.setdefault(form, set()).add(period)
    return {
        (form, period): reason
        for form, some in periods.items()
        if form in _askable()
        for period, reason in _askable()[form](some).items()
    }


def over_term() -> RecordQuerySet:
    """Return the records whose term is over (P-4.12.1: on the day, not before) and which were not disposed of."""
    return Record.objects.filter(keep_until__lte=clock.today(), disposal=None)


def with_fate(rows: QuerySet[Record]) -> QuerySet[Any]:
    """Say of each record whose term is over what becomes of it: held, on a list, still needed, or due."""
    held = Hold.objects.filter(record=OuterRef("pk"), lifted_at=None)
    listed = DisposalLine.objects.filter(record=OuterRef("pk"), live=True)
    asked = over_term().order_by().values_list("type", "period").distinct()
    needed = Q(pk__in=[])
    by_form: dict[str, list[str]] = {}
    for form, period in needed_periods(asked):
        by_form.setdefault(form, []).append(period)
    for form, periods in by_form.items():
        needed |= Q(type=form, period__in=periods)
    return rows.annotate(
        fate=Case(
            When(Exists(held), then=Value(Fate.HELD.value)),
            When(Exists(listed), then=Value(Fate.LISTED.value)),
            When(needed, then=Value(Fate.NEEDED.value)),
            default=Value(Fate.DUE.value),
        )
    )


@query(permit=Permit.READ_RETENTION, clauses=CLAUSES)
def due_records(actor: Actor) -> QuerySet[Any]:
    """List the records whose term is over, with what becomes of each: due, held, still needed, on a disposal."""
    seen = over_term().visible_to(actor.reach(Permit.READ_RETENTION))
    return with_fate(seen).defer("content")


@query(permit=Permit.READ_RETENTION, clauses=("P-4.12",))
def holds(actor: Actor) -> QuerySet[Hold]:
    """List the holds, those that are on and those that were lifted."""
    return Hold.objects.visible_to(actor.reach(Permit.READ_RETENTION)).select_related("record").defer("record__content")


@query(permit=Permit.READ_RETENTION, clauses=("P-4.12",))
def disposals(actor: Actor) -> QuerySet[Disposal]:
    """List the disposals."""
    seen = Disposal.objects.visible_to(actor.reach(Permit.READ_RETENTION))
    return seen.select_related("certificate").defer("certificate__content")


def holds_on(record: Record) -> list[Hold]:
    """Return the holds that are on for a record."""
    return list(Hold.objects.filter(record=record, lifted_at=None).order_by("id"))


def obstacles(disposal: Disposal) -> list[str]:
    """Return what keeps a disposal from being approved or carried out: each record that was held or is needed now."""
    rows = Record.objects.filter(disposal_lines__disposal=disposal)
    held = Hold.objects.filter(record__in=rows.values("pk"), lifted_at=None).select_related("record")
    found = [f"{hold.record.number}（{hold.get_kind_display()}：{hold.reason}）" for hold in held.order_by("record_id")]
    for (form, period), reason in needed_periods(rows.order_by().values_list("type", "period").distinct()).items():
        numbers = rows.filter(type=form, period=period).order_by("number").values_list("number", flat=True)
        found.append(f"{numbers[0]}… {period}（{reason}）")
    return found


def counts_due(actor: Actor) -> dict[str, int]:
    """Return how many records whose term is over have each fate, for the first page and the daily list."""
    rows = due_records(actor).order_by().values_list("fate").annotate(count=Count("pk"))
    return {**dict.fromkeys(Fate.values, 0), **dict(rows)}

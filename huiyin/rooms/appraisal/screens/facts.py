"""Recorded facts beside a sheet: what is open, taken and refused, and the forms that take and refuse."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from huiyin.platform.screens import FormScreen, one
from huiyin.rooms.appraisal.forms.facts import RefuseFactForm, ReopenFactForm, TakeFactForm
from huiyin.rooms.appraisal.models import SheetEdition
from huiyin.rooms.appraisal.queries.drafting import DraftSheet
from huiyin.rooms.appraisal.queries.editions import draftable
from huiyin.rooms.appraisal.queries.facts import OPEN, FactLine, counted
from huiyin.rooms.appraisal.screens.editions import url_of
from huiyin.rooms.appraisal.terms import FactState
from huiyin.rooms.appraisal.usecases.use_facts import refuse_fact, reopen_fact, take_fact
from huiyin.rooms.evidence.queries import evidence_kinds

MOST_BESIDE = 12
_draft = one(draftable)


def line_of(
    row: SheetEdition, line: FactLine, *, writing: bool = False, items: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a fact as its line beside a sheet; ``writing`` adds where it is taken, refused or put back."""
    fact = line.fact
    kind = evidence_kinds().get(fact.kind)
    here = line.edition == row.pk
    shown: dict[str, Any] = {
        "on": fact.on, "kind": str(kind.label) if kind else fact.kind, "text": fact.text, "good": fact.good,
        "clause": fact.clause, "state": line.state, "reason": line.reason, "by": line.by, "here": here,
        "withdrawn": fact.withdrawn_why if fact.withdrawn_at else "", "url": reverse("evidence:fact", args=[fact.pk]),
        "elsewhere": reverse("appraisal:edition", args=[line.edition]) if line.edition and not here else "",
    }  # fmt: skip
    item = (items or {}).get(fact.item)
    shown["item"] = str(item) if item else fact.item
    if writing and line.state == OPEN:
        given = {"fact": fact.pk, **({} if fact.good else {"item": fact.item, "text": fact.text[:200]})}
        shown["take_url"] = f"{reverse('appraisal:take_fact', args=[row.pk])}?{urlencode(given)}"
        shown["refuse_url"] = f"{reverse('appraisal:refuse_fact', args=[row.pk])}?fact={fact.pk}"
    elif writing and here and (line.state == FactState.REFUSED or fact.good):
        shown["reopen_url"] = f"{reverse('appraisal:reopen_fact', args=[row.pk])}?fact={fact.pk}"
    return shown


def beside(sheet: DraftSheet) -> dict[str, Any] | None:
    """Return what stands beside a sheet that is drafted; nothing where nothing was recorded."""
    if not sheet.facts:
        return None
    lines = _in_order(sheet.facts)
    return {
        "lines": [line_of(sheet.edition, one, writing=sheet.open, items=sheet.rules.items)
                  for one in lines[:MOST_BESIDE]],
        "more": max(0, len(lines) - MOST_BESIDE),
        "counts": counted(sheet.facts),
    }  # fmt: skip


def _in_order(lines: Iterable[FactLine]) -> list[FactLine]:
    """Open ones first, each by day."""
    order = {OPEN: 0, FactState.TAKEN.value: 1, FactState.REFUSED.value: 2}
    return sorted(lines, key=lambda line: (order[line.state], line.fact.on, line.fact.pk))


def on_edition(row: SheetEdition, lines: Sequence[FactLine], *, within: bool, waiting: bool) -> dict[str, Any] | None:
    """Return the facts of an edition's page: those it took and refused and, while it waits, those that are open.

    The person himself sees what was taken.
    """
    shown = [
        line for line in _in_order(lines)
        if (line.edition == row.pk and (within or line.state == FactState.TAKEN))
        or (line.state == OPEN and within and waiting)
    ]  # fmt: skip
    if not shown:
        return None
    counts = counted(shown)
    return {"lines": [line_of(row, line) for line in shown], "counts": counts, "warn": bool(counts.open and waiting)}


class FactScreen(FormScreen):
    """A form about a fact beside a draft: it carries the version of the sheet, and begins as the address says."""

    def initial(self, request: Any, _row: Any) -> dict[str, Any]:
        """Return what the address says."""
        return {name: request.GET[name] for name in self.form.base_fields if name in request.GET}


def back_to(row: Any) -> str:
    """Return to where the sheet is written on: its round's page at its place, or its own."""
    if row is None:
        return reverse("appraisal:rounds")
    page = url_of("appraisal:round", row.round_id) if row.round_id and row.edition == 1 else ""
    return f"{page}#s-{row.pk}" if page else reverse("appraisal:write_edition", args=[row.pk])


TAKE_FACT = FactScreen(
    title=gettext_lazy("Take the fact"), form=TakeFactForm, door=take_fact, subject="edition", load=_draft,
    done=back_to, submit=gettext_lazy("Take it"), template="appraisal/fact_form.html",
    said=gettext_lazy("The fact stands on the sheet; it costs nothing before the sheet is confirmed."),
)  # fmt: skip
REFUSE_FACT = FactScreen(
    title=gettext_lazy("Do not take the fact"), form=RefuseFactForm, door=refuse_fact, subject="edition",
    load=_draft, edits=False, done=back_to, submit=gettext_lazy("Do not take it"),
    template="appraisal/fact_form.html", said=gettext_lazy("The fact is not taken; the reason stands beside it."),
)  # fmt: skip
REOPEN_FACT = FactScreen(
    title=gettext_lazy("Put the fact back"), form=ReopenFactForm, door=reopen_fact, subject="edition",
    load=_draft, edits=False, done=back_to, submit=gettext_lazy("Put it back"),
    template="appraisal/fact_form.html", said=gettext_lazy("The fact is open again."),
)  # fmt: skip


def facts_document(lines: Sequence[FactLine]) -> list[dict[str, Any]]:
    """Return the facts of a sheet as the API carries them."""
    return [
        {
            "id": line.fact.pk, "kind": line.fact.kind, "good": line.fact.good, "on": line.fact.on,
            "text": line.fact.text, "item": line.fact.item, "clause": line.fact.clause, "state": line.state,
            "reason": line.reason, "by": line.by, "edition": line.edition or None,
            "withdrawn": line.fact.withdrawn_at is not None,
        }
        for line in lines
    ]  # fmt: skip

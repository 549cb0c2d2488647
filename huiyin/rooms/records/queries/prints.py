"""Records on paper: PDF and workbook, drawn from the stored content alone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import pdf
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.records import rules
from huiyin.rooms.records.layouts import qr, worksheet
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries.house_key import house_key
from huiyin.rooms.records.queries.issued import content_of, paper_of, record, record_types, records
from huiyin.rooms.records.queries.signatures import lines_for
from huiyin.rooms.records.terms import Permit

log = logging.getLogger("huiyin.records")

MOST = 20_000
"""Forms that one print may hold."""


def codes_of(rows: Sequence[Record]) -> list[str]:
    """Return the texts of the codes on printed records: what each is, who signed, the house's signature over that."""
    pair, signed, codes = house_key(), lines_for(rows), []
    for row in rows:
        issued = timezone.localdate(row.issued_at)
        stated = rules.printed(
            row.number, row.digest, edition=row.edition, issued=issued, signed=signed[row.pk], key=pair.fingerprint
        )
        codes.append(rules.with_proof(stated, pair.sign(stated.encode())))
    return codes


def _imprints(rows: Sequence[Record]) -> list[pdf.Imprint]:
    return [pdf.Imprint(row.number, row.digest, qr.svg(code)) for row, code in zip(rows, codes_of(rows), strict=True)]


def _report(rendered: pdf.Rendered, what: str) -> None:
    if rendered.missing:
        log.warning("%s: no font has %s; printed as codes", what, " ".join(f"U+{ord(c):04X}" for c in rendered.missing))


@query(permit=Permit.READ, clauses=("P-5.1", "P-5.2", "P-5.3", "P-5.4"))
def pdf_of(actor: Actor, *, pk: int) -> tuple[Record, bytes]:
    """Return a record and its PDF: the same content always gives the same bytes."""
    found = record(actor, pk=pk)
    rendered = pdf.render(record_types()[found.type].layout, content_of(found), imprint=_imprints([found])[0])
    _report(rendered, found.number)
    return found, rendered.pdf


@query(permit=Permit.READ, clauses=("P-5.1", "P-5.2", "P-5.3", "P-5.4"))
def workbook_of(actor: Actor, *, pk: int) -> tuple[Record, bytes]:
    """Return a record and its workbook: one sheet laid out like the form."""
    found = record(actor, pk=pk)
    stamp = worksheet.Stamp(
        number=found.number,
        digest=found.digest,
        follows=found.follows.number if found.follows else "",
        issued_at=found.issued_at,
    )
    return found, worksheet.draw(paper_of(found), stamp)


@query(permit=Permit.READ, clauses=("P-4.7b", "P-5.1"))
def print_records(actor: Actor, *, pks: Sequence[int], progress: Callable[[int, int], object]) -> pdf.Rendered:
    """Return one PDF of many records of one form, in the order of units and staff numbers.

    Each has its own pages x of y; ``progress(done, total)`` is told. Raises Refusal for records of several forms or for
    more than one print can hold, and NotVisible (404) where one of them is not open to the actor.
    """
    wanted = set(pks)
    if not 0 < len(wanted) <= MOST:
        raise Refusal(_("One print holds 1 to %(most)s records.") % {"most": MOST})
    rows = list(records(actor).defer(None).filter(pk__in=wanted).order_by("unit_path", "about_number", "id"))
    if len(rows) != len(wanted):
        raise NotVisible(_("There is no such record, or it is not open to you."))
    kinds = {row.type for row in rows}
    if len(kinds) > 1:
        raise Refusal(_("Records of several forms cannot be printed together."))
    kind = record_types()[kinds.pop()]
    contents: Sequence[Mapping[str, Any]] = [content_of(row) for row in rows]
    imprints = _imprints(rows)
    rendered = pdf.render_batch(kind.layout, contents, imprints=imprints, on_progress=progress)
    _report(rendered, f"{kind.title} {rows[0].period}")
    return rendered

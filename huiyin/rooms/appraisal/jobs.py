"""Long work of the appraisal room; each handler passes through a write door, done once however often it is run."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock, files
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.platform.web import found
from huiyin.rooms.appraisal.queries.board import lacking
from huiyin.rooms.appraisal.queries.findings import look_through
from huiyin.rooms.appraisal.queries.imports import imports
from huiyin.rooms.appraisal.queries.years import runs
from huiyin.rooms.appraisal.rules.board import month_before
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases import answer_sheets as answering
from huiyin.rooms.appraisal.usecases import generate_rounds as generating
from huiyin.rooms.appraisal.usecases import hand_in_workbook as handing_in
from huiyin.rooms.appraisal.usecases import issue_forms as issuing
from huiyin.rooms.appraisal.usecases import publish_year as publishing
from huiyin.rooms.appraisal.usecases import settle_year as settling


def preview_import(actor: Actor, progress: Progress, *, key: str, import_id: int) -> Mapping[str, Any]:
    """Look a handed-in workbook through and keep what importing it would do."""
    row = found(imports(actor).filter(pk=import_id).first())
    findings = look_through(actor, files.path_of(row.file), progress)
    kept = handing_in.record_findings.once(
        actor, key, findings.faults, row=row, counts=findings.counts, samples=findings.samples
    )
    return {"url": reverse("appraisal:import", args=[kept.pk]), "label": _("Show the preview")}


def import_sheets(actor: Actor, progress: Progress, *, key: str, import_id: int) -> Mapping[str, Any]:
    """Import a checked workbook: all rows or none."""
    row = found(imports(actor).filter(pk=import_id).first())
    try:
        done = handing_in.finish_import.once(actor, key, progress, row=row)
    except Refusal as refusal:
        handing_in.refuse_import.once(actor, f"{key}:refused", refusal.faults, row=row, reason=refusal.reason)
        raise
    return {"url": reverse("appraisal:import", args=[done.pk]), "label": _("Show the import")}


def settle_year(actor: Actor, progress: Progress, *, key: str, year: int) -> Mapping[str, Any]:
    """Settle a year."""
    run = settling.settle_year.once(actor, key, progress, year=year)
    return {"url": reverse("appraisal:run", args=[run.pk]), "label": _("Show the results"), "run": run.pk}


def publish_year(actor: Actor, progress: Progress, *, key: str, run: int) -> Mapping[str, Any]:
    """Publish a settlement."""
    row = found(runs(actor).filter(pk=run).first())
    published = publishing.publish_year.once(actor, key, progress, run=row)
    return {"url": reverse("appraisal:run", args=[published.pk]), "label": _("Show the results"), "run": published.pk}


def issue_batch(actor: Actor, progress: Progress, *, key: str, form: str, unit: int, period: str) -> Mapping[str, Any]:
    """Issue all forms of a unit and period, and print them into one PDF."""
    return issuing.carry_out_issue(actor, progress, key=key, form=form, unit=unit, period=period)


def close_due_sheets(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Hourly: close the sheets whose term for objections is over; if none is, the trail stays silent."""
    count = answering.closable().count()
    progress(0, count)
    if count:
        answering.close_due_sheets.once(actor, key)
    return {"sheets": count}


def generate_month_sheets(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """On the first day of a month: begin the 月考核 of the month before for everybody who has none.

    The month is the one before the slot's, which counts in UTC; if nobody lacks a sheet, the trail stays silent.
    """
    period = month_before(clock.now().astimezone(UTC).date())
    missing = lacking(Kind.MONTH, period, "", clock.today())
    progress(0, len(missing))
    if missing:
        try:
            generating.generate_rounds.once(actor, key, kind=Kind.MONTH, period=period)
        except Refusal as refusal:  # somebody else began them meanwhile, or the year is published
            return {"period": period, "sheets": 0, "reason": refusal.reason}
    return {"period": period, "sheets": len(missing)}

"""The command line's way into the appraisal room: import, explain, export."""

from pathlib import Path

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.platform.pdf import render
from huiyin.platform.workbooks import Book, write
from huiyin.rooms.appraisal.layouts import EXPLANATION
from huiyin.rooms.appraisal.queries.explain import explain as explained
from huiyin.rooms.appraisal.queries.export import workbook
from huiyin.rooms.appraisal.queries.import_plan import plan_import, said
from huiyin.rooms.appraisal.screens import explanation, explanation_paper
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets as store
from huiyin.site import console, settle_file

COUNTED = ("new", "changed", "unchanged", "read")


def import_workbook(path: Path, *, preview: bool, as_json: bool) -> int:
    """Import a workbook, or say what importing it would do; return 0, or 1 with every refused row named."""
    try:
        book = settle_file.open_book(path)
        with console.progress(_("Looking through") if preview else _("Importing")) as tell:
            counts = _plan(book) if preview else store(SYSTEM, book, tell, digest=book.digest)
    except Refusal as refusal:
        return settle_file.refused(refusal, as_json=as_json)
    _show_counts(counts, as_json=as_json)
    return 0


def _plan(book: Book) -> dict[str, dict[str, int]]:
    plan = plan_import(SYSTEM, book)
    if len(plan.faults):
        reason = _("The workbook would be refused; nothing would be stored.")
        raise Refusal(reason, faults=said(plan.faults))
    return plan.counts()


def _show_counts(counts: dict[str, dict[str, int]], *, as_json: bool) -> None:
    if as_json:
        console.show_json(counts)
        return
    titles = [_("Worksheet"), _("new"), _("changed"), _("unchanged"), _("rows")]
    rows = [(name, *(found.get(key, "") for key in COUNTED)) for name, found in counts.items()]
    console.table(titles, rows)


def explain(number: str, year: int, *, as_json: bool, pdf: Path | None) -> int:
    """Write a person's year out, from the total down to every deduction."""
    made = explained(SYSTEM, number, year)
    step = explanation.tree(made)
    if pdf is not None:
        pdf.write_bytes(render(EXPLANATION, explanation_paper.content(made)).pdf)
        console.say(_("Written: %(path)s") % {"path": pdf})
    if as_json:
        console.show_json(explanation.as_json(step))
    elif pdf is None:
        for line in explanation.as_lines(step):
            console.out.print(line, markup=False, soft_wrap=True)
    return 0


def export(target: Path, year: int | None) -> int:
    """Write what is stored as a workbook in the format in which it comes in."""
    with console.progress(_("Exporting")):
        write(target, workbook(SYSTEM, year=year))
    console.say(_("Written: %(path)s") % {"path": target})
    return 0

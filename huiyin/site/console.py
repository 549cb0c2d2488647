"""What the command line shows: sentences, refusals with their rows, progress."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from huiyin.kernel.errors import Fault, Refusal

MOST_ROWS = 200

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(sentence: str) -> None:
    """Show a sentence on stderr, so that stdout carries results alone."""
    err.print(sentence, markup=False)


def show_json(value: object) -> None:
    """Write JSON to stdout, unescaped Chinese, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")
    sys.stdout.flush()


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Show a table on stdout."""
    grid = Table(*titles)
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    out.print(grid)


def place(fault: Fault) -> tuple[str, str]:
    """Return sheet and row of a fault: ``"扣分明细!645"`` → ("扣分明细", "645")."""
    sheet, _mark, row = fault.where.rpartition("!")
    return sheet, row


def refuse(refusal: Refusal) -> None:
    """Show a refusal on stderr, with its single faults as a table."""
    err.print(refusal.reason, markup=False, style="bold red")
    placed = [fault for fault in refusal.faults if fault.where]
    if placed and (len(placed) > 1 or placed[0].reason != refusal.reason):
        grid = Table(_("Sheet"), _("Row"), _("Reason"))
        for fault in placed[:MOST_ROWS]:
            grid.add_row(*place(fault), fault.reason)
        err.print(grid)
        if len(placed) > MOST_ROWS:
            say(_("… and %(n)s more") % {"n": len(placed) - MOST_ROWS})


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """Show a bar on stderr; the block gets a callable (done, total, message)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        bar = bars.add_task(title, total=None)

        def tell(done: int, total: int, message: str = "") -> None:
            bars.update(bar, completed=done, total=total or None, description=message or title)

        yield tell

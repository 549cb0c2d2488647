"""Terms that are stored nowhere: worksheets of the format of 方案, each laid over a stored version."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries.import_plan import said
from huiyin.rooms.appraisal.queries.schemes import content_of
from huiyin.rooms.appraisal.queries.simulation import Alternative, terms_of
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.scheme_sheet import apply, read_settings
from huiyin.rooms.appraisal.rules.tables import COLUMNS, SCHEME

MOST_ALTERNATIVES = 1_000

Rows = Iterable[Sequence[Cell]]


class _Sheet:
    """One worksheet, read as if it were called 方案."""

    names = (SCHEME,)

    def __init__(self, rows: Rows) -> None:
        """Keep the rows, head first."""
        self._rows = rows

    def rows(self, _name: str) -> Rows:
        """Give the rows."""
        return self._rows


def with_head(rows: Rows) -> Rows:
    """Return rows of (项目, 层级, 值) under the head that a worksheet has."""
    yield COLUMNS[SCHEME]
    yield from rows


def trial_schemes(named: Iterable[tuple[str, Rows]], base: Scheme) -> list[Alternative]:
    """Read worksheets, each by its name, as changes of a version: shares, weights, 满分 and 舍入.

    Raises Refusal with every fault by worksheet and row, as an import does.
    """
    before = content_of(base)
    found: list[Alternative] = []
    wrong: list[Fault] = []
    for name, rows in named:
        faults = Faults()
        settings = read_settings(_Sheet(rows), faults)
        content = apply(settings, before, faults)
        wrong += [Fault(f"{name}!{fault.where.rpartition('!')[2]}", fault.reason) for fault in said(faults)]
        found.append(Alternative(name, terms_of(content)))
        if len(found) > MOST_ALTERNATIVES:
            raise Refusal(_("At most %(most)s schemes are tried at once.") % {"most": MOST_ALTERNATIVES})
    if wrong:
        raise Refusal(_("These schemes cannot be tried."), faults=wrong)
    return found

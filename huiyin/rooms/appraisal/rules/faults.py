"""What is wrong with a workbook: sentences as msgids, and their places. Adapters say them in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue; rules do not translate."""
    return message


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence and the facts in it."""

    text: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowFault:
    """Everything that is wrong with one row: all reasons stand in one fault. Row 0 is the sheet as a whole."""

    sheet: str
    row: int
    reasons: Sequence[Reason]


class Faults:
    """Collects faults while a workbook is read; gives them back by sheet and row."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[tuple[str, int], list[Reason]] = {}
        self._sheets: dict[str, int] = {}

    def opened(self, sheet: str) -> None:
        """Remember the order in which the sheets are spoken of."""
        self._sheets.setdefault(sheet, len(self._sheets))

    def add(self, sheet: str, row: int, text: str, /, **facts: object) -> None:
        """Say what is wrong with a row."""
        self.opened(sheet)
        self._rows.setdefault((sheet, row), []).append(Reason(text, facts))

    def __len__(self) -> int:
        """Count the faulty rows."""
        return len(self._rows)

    def __iter__(self) -> Iterator[RowFault]:
        """Give the faults in the order of the sheets and of their rows."""
        for sheet, row in sorted(self._rows, key=lambda place: (self._sheets[place[0]], place[1])):
            yield RowFault(sheet, row, self._rows[sheet, row])


NO_WORKBOOK = gettext_noop("This is no Excel workbook (.xlsx) that can be read.")
TOO_LARGE = gettext_noop("A table may go on over at most %(most)s worksheets.")
NO_SHEET = gettext_noop("The worksheet is missing.")
NO_COLUMN = gettext_noop("The column %(column)s is missing.")
EMPTY = gettext_noop("%(column)s is empty.")
TOO_LONG = gettext_noop("%(column)s is longer than %(most)s characters.")
NO_TEXT = gettext_noop("%(column)s is not text: %(value)s.")
NO_DATE = gettext_noop("%(column)s is not a date: %(value)s.")
DATE_RANGE = gettext_noop("%(column)s lies outside 1950 to 2099: %(value)s.")
NOT_ONE_OF = gettext_noop("%(column)s is not one of %(known)s: %(value)s.")
NO_NUMBER = gettext_noop("%(column)s is not a number: %(value)s.")
DECIMALS = gettext_noop("%(column)s has more than two decimals: %(value)s.")
NEGATIVE = gettext_noop("%(column)s is negative: %(value)s.")
TOO_MUCH = gettext_noop("%(column)s is too large: %(value)s.")

LEFT_BEFORE_JOINED = gettext_noop("离职日期 lies before 入职日期.")
OTHER_NAME = gettext_noop("Staff number %(value)s belongs to %(name)s (row %(row)s).")
PERIODS_MEET = gettext_noop("Staff number %(value)s is repeated: the period overlaps that of row %(row)s.")

UNKNOWN_STAFF = gettext_noop("Staff number %(value)s is unknown.")
UNKNOWN_SHEET = gettext_noop("Sheet number %(value)s is unknown.")
REPEATED_SHEET = gettext_noop("Sheet number %(value)s is repeated; it stands in row %(row)s already.")
OUTSIDE_EMPLOYMENT = gettext_noop("%(value)s lies outside the employment of %(name)s.")
SECOND_IN_PERIOD = gettext_noop("A second %(kind)s of %(name)s in %(period)s; the first is sheet %(first)s.")
NO_FORM = gettext_noop("The scheme in force on %(value)s has no form for this sheet.")
NO_SCHEME = gettext_noop("No scheme is in force on %(value)s.")

NOT_ON_FORM = gettext_noop("%(value)s is not a section of this sheet's form.")
ZERO = gettext_noop("扣分 is 0 without 严重违规.")
NO_FACT = gettext_noop("事由 is empty; a deduction needs its fact.")

TOO_MANY = gettext_noop("Sheet %(number)s has more than %(most)s deductions.")

BONUS_ON_CHECK = gettext_noop("Bonus points are only given on 月考核 and 年终考评, not on %(kind)s.")
BONUS_WHOLE = gettext_noop("加分 must be a whole number from %(least)s to %(most)s: %(value)s.")
BONUS_SUM = gettext_noop("The bonus points of sheet %(number)s come to %(sum)s; a sheet gets at most %(most)s.")
NO_GROUND = gettext_noop("依据 is empty; bonus points need an award as their ground.")

UNKNOWN_SETTING = gettext_noop("项目 is not known: %(value)s.")
REPEATED_SETTING = gettext_noop("%(value)s is given twice.")
SHARES_SUM = gettext_noop("检查占比, 月考核占比 and 年终占比 sum to %(sum)s, not to 100.")
WEIGHTS_SUM = gettext_noop("周检权重 and 月检权重 sum to %(sum)s, not to 100.")
MAXIMA_SUM = gettext_noop("The marks of %(dimension)s for %(level)s sum to %(sum)s, not to %(wanted)s.")

SCHEME_PERMIT = gettext_noop("This differs from the scheme in force; only who publishes schemes may import it.")
SCHEME_APPROVAL = gettext_noop(
    "This differs from the scheme in force. Draft it as a version and have it approved and published by others first."
)
SCHEME_IN_USE = gettext_noop(
    "This differs from the scheme under which sheets from %(day)s on are stored already (such as %(number)s)."
)
STORED_OUTSIDE = gettext_noop("Sheet %(number)s of %(value)s is stored already and would lie outside the employment.")
TAKEN_NUMBER = gettext_noop("Sheet number %(value)s belongs to another person's sheet.")
OUT_OF_REACH = gettext_noop("%(value)s serves in a unit that is not yours to import for.")
PUBLISHED = gettext_noop("The results of %(year)s are published and frozen; sheet %(number)s would change them.")
SIGNED = gettext_noop("Sheet %(number)s was confirmed and signed; correct it there, with a reason.")

"""Decisions about the board: which periods a month shows, who owes which sheet on which day, and who answers for it.

Plain values in, values out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huiyin.kernel.period import Span, days_of, month_key, month_span, week_key
from huiyin.rooms.appraisal.rules.work import due_on, is_due_in, period_span, who_confirms
from huiyin.rooms.appraisal.terms import UNDONE, Kind, Progress

THURSDAY, DECEMBER = 4, 12


@dataclass(frozen=True, slots=True)
class Term:
    """A kind and period with its days and its last day."""

    kind: Kind
    period: str
    frame: Span
    due: date

    @classmethod
    def of(cls, kind: Kind, period: str) -> "Term":
        """Work out the days of a kind and period."""
        return cls(kind, period, period_span(kind, period), due_on(kind, period))

    def has_begun(self, today: date) -> bool:
        """Tell whether the sheet may be begun: from the first day on, at the year's end from 1 December on."""
        first = date(self.frame.end.year, DECEMBER, 1) if self.kind == Kind.YEAR else self.frame.start
        return first <= today

    def is_over(self, today: date) -> bool:
        """Tell whether the last day has passed."""
        return self.due < today


def month_before(day: date) -> str:
    """Return the month before the one that a day lies in, "2025-03"."""
    return month_key(day.replace(day=1) - timedelta(days=1))


def month_of(term: Term) -> str:
    """Return the month on whose board a term stands: a week on that of its Thursday."""
    return month_key(
        term.frame.start + timedelta(days=THURSDAY - 1) if term.kind == Kind.WEEK_CHECK else term.frame.start
    )


def terms_of_month(month: str) -> list[Term]:
    """Return what a month owes: its ISO weeks (those whose Thursday lies in it, so that each week is in one month),
    its 月检 and its 月考核.
    """
    days = days_of(month_span(int(month[:4]), int(month[5:7])))
    weeks = [week_key(day) for day in days if day.isoweekday() == THURSDAY]
    return [
        *(Term.of(Kind.WEEK_CHECK, week) for week in weeks),
        Term.of(Kind.MONTH_CHECK, month), Term.of(Kind.MONTH, month),
    ]  # fmt: skip


def terms_of_year(year: int) -> list[Term]:
    """Return what a year owes beside its inspections: twelve 月考核 and the 年终考评."""
    months = [Term.of(Kind.MONTH, f"{year:04d}-{month:02d}") for month in range(1, 13)]
    return [*months, Term.of(Kind.YEAR, f"{year:04d}")]


def frame_of(terms: Sequence[Term]) -> Span:
    """Return the days from the first to the last of some terms."""
    return Span(min(term.frame.start for term in terms), max(term.frame.end for term in terms))


def sheet_day(spans: Collection[Span], frame: Span, today: date) -> date | None:
    """Return the day that a sheet bears: the last one of the period, up to today, on which the person is employed."""
    if today < frame.start:
        return None
    lived = Span(frame.start, min(frame.end, today))
    return max((min(span.end, lived.end) for span in spans if span.meets(lived)), default=None)


def standing_of(term: Term, spans: Collection[Span], leave: Collection[Span]) -> Progress | None:
    """Tell whether a person owes a sheet (missing, until there is one), is exempt by leave, or neither."""
    if is_due_in(term.kind, term.frame, spans, leave):
        return Progress.MISSING
    return Progress.EXEMPT if leave and is_due_in(term.kind, term.frame, spans, ()) else None


@dataclass(frozen=True)
class Answerable:
    """Who answers for sheets: over units the 客户经理 (appraiser), the 主管 and the 总经理, {unit: (employee, name)}.

    The employee is None where an account without a person holds the role.
    """

    appraisers: Mapping[int, tuple[int, str]]
    supervisors: Mapping[int, Sequence[tuple[int | None, str]]]
    chiefs: Mapping[int, Sequence[tuple[int | None, str]]]

    def owes(
        self, way: Sequence[int], kind: Kind, state: Progress, person: int, drafter: int | None, *, hands: str = ""
    ) -> str:
        """Return the name of who has to act next on a person's sheet; ``way`` leads from his unit to the top.

        Inspections and the drafts of all sheets are the 主管's, where there is one who is not the person; the
        月考核 and 年终考评 that nobody began, and all that waits, the 客户经理's (P-3.2, P-4.1a, AMB-19).
        """
        if state not in UNDONE:
            return ""
        drafts = state == Progress.DRAFT or kind not in {Kind.MONTH, Kind.YEAR}
        supervisor = self._holder(self.supervisors, way, person) if drafts and state != Progress.WAITING else ""
        if supervisor:
            return supervisor
        chain = dict(self.appraisers[unit] for unit in way if unit in self.appraisers)
        if state != Progress.WAITING:
            drafter, hands = None, ""
        found = who_confirms(list(chain), employee=person, drafter=drafter, hands=hands)
        return chain[found] if found is not None else self._holder(self.chiefs, way, person)

    @staticmethod
    def _holder(held: Mapping[int, Sequence[tuple[int | None, str]]], way: Sequence[int], person: int) -> str:
        """Return who holds a role nearest up the way, but for the person himself."""
        found = (list(dict.fromkeys(name for one, name in held.get(unit, ()) if one != person)) for unit in way)
        return "、".join(next((names for names in found if names), []))

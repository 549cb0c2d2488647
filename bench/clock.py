"""Timing: the wall clock of one go, and how a measure is reported against its floor."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Measure:
    """A measure in seconds beside its floor of the same run; ``limit`` is the most that it may take of the floor."""

    name: str
    seconds: float
    floor: float
    limit: float | None

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.seconds / self.floor

    @property
    def holds(self) -> bool:
        """Tell whether it keeps its limit."""
        return self.limit is None or self.ratio <= self.limit

    def line(self) -> str:
        """One line of the report."""
        verdict = "" if self.limit is None else f"{'within' if self.holds else 'ABOVE'} {self.limit:g}"
        return f"{self.name:48} {self.seconds:8.2f} s   floor {self.floor:7.2f} s   {self.ratio:5.2f} ×   {verdict}"


def timed(what: Callable[[], Result]) -> tuple[float, Result]:
    """Run once and return the seconds beside the result; what lay about before is not cleared away meanwhile."""
    gc.collect()
    start = time.perf_counter()
    result = what()
    return time.perf_counter() - start, result


def best(what: Callable[[], Result], goes: int = 3) -> tuple[float, Result]:
    """Run some goes and return the least seconds beside the last result."""
    results = [timed(what) for _ in range(goes)]
    return min(seconds for seconds, _result in results), results[-1][1]

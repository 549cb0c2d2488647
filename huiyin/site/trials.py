"""`huiyin simulate`: versions of the standard tried on a past year, side by side. Nothing is stored."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform.actor import SYSTEM
from huiyin.platform.workbooks import write
from huiyin.rooms.appraisal.queries.schemes import scheme_in_force, schemes
from huiyin.rooms.appraisal.queries.simulation import (
    DOWN,
    UP,
    Alternative,
    Compared,
    Simulation,
    Spread,
    alternative_of,
    simulate,
)
from huiyin.rooms.appraisal.queries.trial_schemes import Rows, trial_schemes, with_head
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.screens.simulation import form_label, spread_document
from huiyin.rooms.appraisal.screens.statistics import rounded
from huiyin.site import console, settle_file

AS_IT_STANDS = "现行"
SUMMARY = (
    "方案",
    "有总分",
    "平均",
    "超过100",
    "≥90",
    "80–89.99",
    "60–79.99",
    "<60",
    "升过100",
    "不再过100",
    "名次变动",
)
PERSON = ("工号", "姓名", "层级")


def stored(numbers: Sequence[str]) -> list[Alternative]:
    """Return stored versions by their numbers, "3" or "v3"."""
    found = []
    for text in numbers:
        digits = text.lower().removeprefix("v")
        row = schemes(SYSTEM).filter(number=int(digits)).first() if digits.isdecimal() else None
        if row is None:
            raise Refusal.at("scheme", _("There is no version “%(number)s” of the standard.") % {"number": text})
        found.append(alternative_of(row))
    return found


def base_of(year: int, number: int | None) -> Any:
    """Return the version that a grid's schemes change: the one of that number, else the one that weighs the year."""
    found = scheme_in_force(SYSTEM, day=date(year, 12, 31)) if number is None else _numbered(number)
    if found is None:
        raise Refusal.at("base", _("There is no such version to lay the schemes over."))
    return found


def _numbered(number: int) -> Any:
    return schemes(SYSTEM).filter(number=number).first()


def sheets_of(path: Path) -> Iterator[tuple[str, Rows]]:
    """Read a grid: every worksheet of an .xlsx in the format of 方案, or a JSON object {name: {项目: 值}}.

    In JSON, 满分 is given by class: {"满分:工作出勤": {"操作层": 9, "管理层": 6}}.
    """
    if path.suffix.lower() != ".json":
        book = settle_file.open_book(path)
        for name in book.names:
            yield name, book.rows(name)
        return
    try:
        given = json.loads(path.read_text("utf-8"))
    except (ValueError, UnicodeDecodeError) as fault:
        raise Refusal(faults=[Fault("", _("This is no JSON: %(fault)s") % {"fault": fault})]) from None
    if not isinstance(given, dict) or not all(isinstance(settings, dict) for settings in given.values()):
        raise Refusal(faults=[Fault("", _("The grid must be an object: {name: {项目: 值}}."))])
    for name, settings in given.items():
        yield str(name), with_head(_rows(settings))


def _rows(settings: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for item, value in settings.items():
        if isinstance(value, dict):
            yield from ((item, level, _cell(one)) for level, one in value.items())
        else:
            yield item, "", _cell(value)


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def run(
    numbers: Sequence[str], year: int, grid: Path | None, base: int | None, *, as_json: bool, xlsx: Path | None
) -> int:
    """Try the schemes and show them: as JSON, as a table of one line each, or in a workbook; return 0, or 1 refused."""
    try:
        with console.progress(_("Simulating")):
            alternatives = stored(numbers)
            if grid is not None:
                alternatives += trial_schemes(sheets_of(grid), base_of(year, base))
            found = simulate(SYSTEM, alternatives=alternatives, year=year)
    except Refusal as refusal:
        return settle_file.refused(refusal, as_json=as_json)
    if xlsx is not None:
        write(xlsx, worksheets(found))
        console.say(_("Written: %(path)s") % {"path": xlsx})
    if as_json:
        console.show_json(document(found))
    elif xlsx is None:
        for line in settle_file.aligned([SUMMARY, *summary(found)]):
            console.out.print(line, markup=False, soft_wrap=True)
        _say_what_counts_nothing(found)
    return 0


def _say_what_counts_nothing(found: Sequence[Simulation]) -> None:
    for one in found:
        for lost in one.unused:
            console.say(
                _("%(scheme)s has no “%(section)s” (%(form)s): %(points)s points on %(sheets)s sheets count nothing.")
                % {
                    "scheme": one.alternative.name, "section": lost.section, "form": form_label(lost.form),
                    "points": show_points(lost.points), "sheets": lost.sheets,
                }
            )  # fmt: skip
        if one.cut_sheets:
            console.say(
                _("%(scheme)s cuts the awards of %(sheets)s sheets by %(points)s points.")
                % {"scheme": one.alternative.name, "sheets": one.cut_sheets, "points": one.cut_points}
            )


def _turned(one: Simulation) -> tuple[int, int, int]:
    people = one.people
    return (
        sum(person.crosses == UP for person in people),
        sum(person.crosses == DOWN for person in people),
        sum(person.before.rank != person.after.rank for person in people),
    )


def summary(found: Sequence[Simulation]) -> Iterator[list[Any]]:
    """Yield a line for the year as it stands and one for each scheme, under ``SUMMARY``."""
    yield [AS_IT_STANDS, *_spread(found[0].before), None, None, None]
    for one in found:
        yield [one.alternative.name, *_spread(one.after), *_turned(one)]


def _spread(one: Spread) -> list[Any]:
    return [one.totals, rounded(one.mean), one.excellent, *one.bands]


def worksheets(found: Sequence[Simulation]) -> Iterator[tuple[str, Sequence[str], Iterator[Sequence[Any]]]]:
    """Yield the workbook: one line a scheme, then everybody's totals and ranks with the schemes side by side."""
    names = [AS_IT_STANDS, *(one.alternative.name for one in found)]
    yield "汇总", SUMMARY, (_numbers(row) for row in summary(found))
    yield "总分", (*PERSON, *names), _side_by_side(found, lambda line: None if line.total is None else line.total / 100)
    yield "名次", (*PERSON, *names), _side_by_side(found, lambda line: line.rank)


def _numbers(row: list[Any]) -> list[Any]:
    mean = row[2]
    return [*row[:2], None if mean is None else float(mean), *row[3:]]


def _side_by_side(found: Sequence[Simulation], figure: Any) -> Iterator[Sequence[Any]]:
    for place, first in enumerate(found[0].people):
        word = result_of(first.before)["level"]
        after = (figure(one.people[place].after) for one in found)
        yield [first.before.number, first.before.name, word, figure(first.before), *after]


def document(found: Sequence[Simulation]) -> dict[str, Any]:
    """Return everything as `--json` prints it; figures as text with two decimals or null."""
    return {
        "year": found[0].year,
        "in_force": found[0].scheme.number,
        "before": spread_document(found[0].before),
        "schemes": [_scheme(one) for one in found],
    }


def _scheme(one: Simulation) -> dict[str, Any]:
    up, down, ranks = _turned(one)
    scheme = one.alternative.scheme
    return {
        "name": one.alternative.name, "version": scheme.number if scheme else None,
        "after": spread_document(one.after), "rise_above_100": up, "no_longer_above_100": down, "ranks_changed": ranks,
        "unused": [
            {
                "form": lost.form, "section": lost.section, "sheets": lost.sheets, "people": lost.people,
                "points": show_points(lost.points), "serious": lost.serious,
            }
            for lost in one.unused
        ],
        "cut_sheets": one.cut_sheets, "cut_points": one.cut_points,
        "people": [_person(person) for person in one.people],
    }  # fmt: skip


def _person(one: Compared) -> dict[str, Any]:
    before, after = result_of(one.before), result_of(one.after)
    change = one.change
    return {
        "employee_no": before["employee_no"], "level": before["level"], "before": before["total"],
        "after": after["total"], "change": None if change is None else show_points(change),
        "rank_before": before["rank"], "rank_after": after["rank"], "crosses": one.crosses,
    }  # fmt: skip

"""The worksheet 方案: weights and marks that differ from the scheme in force."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.fields import Row
from huiyin.rooms.appraisal.rules.tables import SCHEME, Source, read
from huiyin.rooms.appraisal.terms import DIMENSIONS, LEVEL_WORDS, SUB_ITEMS, FormKind, Rounding

SHARES = {"检查占比": "checks_share", "月考核占比": "months_share", "年终占比": "year_share"}
WEIGHTS = {"周检权重": "week_weight", "月检权重": "month_weight"}
MARKS = "满分:"
ROUNDING = "舍入"
ROUNDING_WORDS = {
    "四舍五入": Rounding.HALF_UP.value,
    "四舍六入五成双": Rounding.HALF_EVEN.value,
    "截尾": Rounding.TRUNCATE.value,
}
DIMENSION_OF = {item: dimension for dimension, items in SUB_ITEMS.items() for item in items}
WHOLE = 10_000


@dataclass
class Settings:
    """What the worksheet says, each with its place: weights by field name, marks by (staff class, sub-item)."""

    weights: dict[str, int | str] = field(default_factory=dict)
    marks: dict[tuple[str, str], int] = field(default_factory=dict)
    places: dict[object, tuple[str, int]] = field(default_factory=dict)
    percents: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Tell whether anything is said."""
        return bool(self.weights or self.marks)


def read_settings(source: Source, faults: Faults) -> Settings:
    """Read the worksheet; what a row says is kept only where nothing is wrong with the row."""
    settings = Settings()
    for sheet, number, values in read(source, SCHEME, faults):
        _take(Row(faults, sheet, number), values, settings)
    for group in (SHARES, WEIGHTS):
        _percentages(settings, list(group.values()))
    return settings


def _take(row: Row, values: tuple[Cell, ...], settings: Settings) -> None:
    name = row.code("项目", values[0], 30)
    if name == ROUNDING:
        _keep(row, settings, name, ROUNDING, row.word("值", values[2], ROUNDING_WORDS))
    elif name in SHARES or name in WEIGHTS:
        key = (SHARES | WEIGHTS)[name]
        _keep(row, settings, name, key, _percent(row, values[2], key, settings))
    elif name.startswith(MARKS) and name.removeprefix(MARKS).strip() in DIMENSION_OF:
        level = row.word("层级", values[1], LEVEL_WORDS)
        if level:
            mark = (level, name.removeprefix(MARKS).strip())
            _keep(row, settings, f"{name} {cells.show(values[1])}", mark, _amount(row, values[2]))
    elif name:
        row.wrong(say.UNKNOWN_SETTING, value=cells.show(name))


def _keep(row: Row, settings: Settings, name: str, key: object, value: int | str | None) -> None:
    if key in settings.places:
        row.wrong(say.REPEATED_SETTING, value=name)
        return
    settings.places[key] = (row.sheet, row.row)
    if value is None:
        return
    if isinstance(key, tuple):
        settings.marks[key] = int(value)
    else:
        settings.weights["rounding" if key == ROUNDING else str(key)] = value


def _amount(row: Row, cell: Cell) -> int | None:
    amount = row.points("值", cell)
    if amount is not None and not 0 <= amount <= WHOLE:
        row.wrong(say.NEGATIVE if amount < 0 else say.TOO_MUCH, column="值", value=cells.show(cell))
        return None
    return amount


def _percent(row: Row, cell: Cell, key: str, settings: Settings) -> int | None:
    """Read 20, "20" or "20%" as 20 %; what Excel keeps for 20 % (0.2) is told apart when the whole group is known."""
    if isinstance(cell, str) and cells.code(cell).endswith("%"):
        settings.percents.add(key)
        return _amount(row, cells.code(cell).removesuffix("%"))
    return _amount(row, cell)


def _percentages(settings: Settings, group: list[str]) -> None:
    """Take 0.2, 0.3, 0.5 as 20 %, 30 %, 50 %: only where the whole group is given so and sums to exactly 1."""
    given = {key: settings.weights[key] for key in group if key in settings.weights and key not in settings.percents}
    if len(given) == len(group) and sum(int(value) for value in given.values()) == WHOLE // 100:
        for key, value in given.items():
            settings.weights[key] = int(value) * 100


def apply(settings: Settings, base: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """Return what the base scheme (``queries.schemes.content_of``) says with the worksheet laid over it.

    Shares and weights must sum to 100, the marks of a staff class to 20/20/30/30 (P-4.5.3, P-4.6Σ); a wrong sum is one
    fault, at the first row that belongs to it.
    """
    content: dict[str, Any] = deepcopy(dict(base))
    content["weights"].update(settings.weights)
    for group, sentence in ((SHARES, say.SHARES_SUM), (WEIGHTS, say.WEIGHTS_SUM)):
        total = sum(content["weights"][key] for key in group.values())
        rows = [settings.places[key] for key in group.values() if key in settings.places]
        if rows and total != WHOLE and all(key in settings.weights for key in group.values() if key in settings.places):
            faults.add(*min(rows), sentence, sum=show_points(total))
    for level in LEVEL_WORDS.values():
        for kind in (FormKind.MONTH.value, FormKind.YEAR.value):
            for section in content["forms"][f"{kind}/{level}"]:
                section[2] = settings.marks.get((level, section[1]), section[2])
        _check_marks(settings, content, level, faults)
    return content


def _check_marks(settings: Settings, content: Mapping[str, Any], level: str, faults: Faults) -> None:
    word = next(word for word, key in LEVEL_WORDS.items() if key == level)
    sections = content["forms"][f"{FormKind.MONTH.value}/{level}"]
    for dimension, wanted in DIMENSIONS.items():
        total = sum(section[2] for section in sections if section[0] == dimension)
        keys = [(level, item) for item in SUB_ITEMS[dimension] if (level, item) in settings.places]
        if keys and total != wanted and all(key in settings.marks for key in keys):
            faults.add(
                *min(settings.places[key] for key in keys),
                say.MAXIMA_SUM,
                dimension=dimension,
                level=word,
                sum=show_points(total),
                wanted=show_points(wanted),
            )

"""A department of 10,000 people and their year, always the same: 777,000 sheets, 3 million deductions, as a workbook.

The workbook is written once and kept in the cache folder (HUIYIN_BENCH_CACHE, else the system's temporary folder).
"""

import hashlib
import os
import random
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.rules.tables import BONUSES, COLUMNS, DEDUCTIONS, SHEETS, STAFF

YEAR = 2025
UNITS = 40
ROWS_OF_A_SHEET = 1_048_576
BUSINESSES = {"物业": "property", "酒店": "hotel", "公司": "company"}
EPOCH = date(1899, 12, 30)

Row = tuple[str | int | float | date, ...]


def sections() -> dict[str, list[str]]:
    """The sections by business and by staff class, as the shipped scheme names them."""
    forms = default_scheme()["forms"]
    checks = {word: [line[1] for line in forms[f"check/{key}"]] for word, key in BUSINESSES.items()}
    return {**checks, "月考核": [line[1] for line in forms["month/operational"]]}


class Year:
    """The rows of the workbook; iterating the sheets fills the deductions and bonuses that go with them."""

    def __init__(self, people: int) -> None:
        """Begin with nobody."""
        self.people = people
        self.chance = random.Random(f"year of {people}")
        self.sections = sections()
        self.facts = [f"第{number}号检查记录：不符合检查标准，当日已告知本人" for number in range(5000)]
        self.deductions: list[Row] = []
        self.bonuses: list[Row] = []
        self.sheet = 0

    def staff(self) -> Iterator[Row]:
        """Everybody, hired before the year."""
        words = list(BUSINESSES)
        for place in range(self.people):
            unit = place % UNITS
            level = "管理层" if place % 20 == 0 else "操作层"
            joined = date(2015, 1, 1) + timedelta(days=place % 3000)
            number, name = f"E{place:05d}", f"员工{place:05d}"
            yield (
                number,
                name,
                f"第{unit:02d}部门",
                words[unit % 3],
                "主管" if level == "管理层" else "客服专员",
                level,
                joined,
            )

    def sheets(self) -> Iterator[Row]:
        """A 周检 a week, a 月检 and a 月考核 a month, sometimes a 抽检, a 年终考评."""
        days = [date(YEAR, 1, 1) + timedelta(days=7 * week) for week in range(52)]
        months = [(date(YEAR, month, 10), date(YEAR, month, 20), date(YEAR, month, 28)) for month in range(1, 13)]
        words = list(BUSINESSES)
        for place in range(self.people):
            check = self.sections[words[place % UNITS % 3]]
            form = self.sections["月考核"]
            number = f"E{place:05d}"
            for day in days:
                yield self._sheet(number, "周检", day, check)
            for spot, monthly, appraisal in months:
                if self.chance.random() < 0.06:
                    yield self._sheet(number, "抽检", spot, check)
                yield self._sheet(number, "月检", monthly, check)
                yield self._sheet(number, "月考核", appraisal, form)
            yield self._sheet(number, "年终考评", date(YEAR, 12, 29), form)

    def _sheet(self, number: str, kind: str, day: date, form: list[str]) -> Row:
        self.sheet += 1
        chance, sheet = self.chance.random, f"K{YEAR}{self.sheet:08d}"
        for _ in range(int(chance() * 8.72)):
            section = form[int(chance() * len(form))]
            serious = chance() < 0.002
            points = 0.5 * int(1 + chance() * 6)
            fact = self.facts[int(chance() * 5000)]
            self.deductions.append(
                (sheet, section, f"BZ-{int(chance() * 99):02d}", points, fact, "是" if serious else "")
            )
        if kind in {"月考核", "年终考评"} and chance() < 0.05:
            self.bonuses.append((sheet, int(1 + chance() * 10), "受嘉奖"))
        return sheet, number, kind, day, f"E{self.sheet % (self.people // 20) * 20:05d}"


class _Texts:
    """The shared strings of a workbook."""

    def __init__(self) -> None:
        """Begin with none."""
        self.places: dict[str, int] = {}

    def cell(self, column: str, row: int, value: object) -> str:
        """One cell as XML."""
        if isinstance(value, str):
            if not value:
                return ""
            place = self.places.setdefault(value, len(self.places))
            return f'<c r="{column}{row}" t="s"><v>{place}</v></c>'
        if isinstance(value, date):
            return f'<c r="{column}{row}" s="1"><v>{(value - EPOCH).days}</v></c>'
        return f'<c r="{column}{row}"><v>{value}</v></c>'

    def xml(self) -> Iterator[str]:
        """The part that holds them."""
        yield '<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        for text in self.places:
            yield f"<si><t>{escape(text)}</t></si>"
        yield "</sst>"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _write(path: Path, tables: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Write tables as Excel does (shared strings, dated cells), row by row; a full worksheet goes on in the next."""
    texts, names = _Texts(), []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table, rows in tables:
            remaining, part = iter(rows), 0
            row = next(remaining, None)
            while part == 0 or row is not None:
                part += 1
                names.append(table if part == 1 else f"{table}{part}")
                with archive.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as stream:
                    stream.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                    stream.write(_row(1, COLUMNS[table], texts))
                    number = 1
                    while row is not None and number < ROWS_OF_A_SHEET:
                        number += 1
                        stream.write(_row(number, row, texts))
                        row = next(remaining, None)
                    stream.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as stream:
            for text in texts.xml():
                stream.write(text.encode())
        for name, text in _frame(names).items():
            archive.writestr(name, HEAD + text)


def _row(number: int, cells: Iterable[object], texts: _Texts) -> bytes:
    made = "".join(texts.cell(column, number, value) for column, value in zip("ABCDEFGH", cells, strict=False))
    return f'<row r="{number}">{made}</row>'.encode()


def _frame(names: list[str]) -> dict[str, str]:
    numbered = list(enumerate(names, start=1))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _name in numbered
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n, _name in numbered
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rIdA" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rIdB" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }  # fmt: skip


def cache() -> Path:
    """The folder for what is made once."""
    folder = Path(os.environ.get("HUIYIN_BENCH_CACHE", Path(tempfile.gettempdir()) / "huiyin-bench"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def workbook(people: int) -> Path:
    """Return the workbook, writing it where it is not there yet."""
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:10]
    path = cache() / f"year-{people}-{made_by}.xlsx"
    if not path.exists():
        year, draft = Year(people), path.with_suffix(f".{os.getpid()}")
        tables = [
            (STAFF, year.staff()),
            (SHEETS, year.sheets()),
            (DEDUCTIONS, year.deductions),
            (BONUSES, year.bonuses),
        ]
        _write(draft, tables)
        draft.replace(path)
    return path

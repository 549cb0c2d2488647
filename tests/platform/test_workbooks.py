"""Reading and writing Excel: what Excel does to cells, what is no workbook, and what would not fit into memory."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import xlsxwriter

from huiyin.platform import workbooks
from huiyin.platform.workbooks import Book, NoWorkbookError, TooLargeError, write


def made(fill):
    """Make a workbook of one worksheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book, book.add_worksheet("表"))
    book.close()
    target.seek(0)
    return target


def rows(fill):
    return list(Book(made(fill)).rows("表"))


def bomb(cells, name="xl/worksheets/sheet1.xml"):
    """A workbook whose only worksheet holds these cells as XML."""
    plain = made(lambda _book, sheet: sheet.write(0, 0, "a"))
    target = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            text = old.read(member)
            if member == name:
                head, _sep, _rest = text.partition(b"<sheetData>")
                text = head + b"<sheetData>" + cells + b"</sheetData></worksheet>"
            new.writestr(member, text)
    target.seek(0)
    return target


def test_rows_stand_from_row_one_on_even_where_the_first_ones_are_empty():
    found = rows(lambda _book, sheet: (sheet.write(2, 0, "a"), sheet.write(4, 1, 1.5)))
    assert found == [["", ""], ["", ""], ["a", ""], ["", ""], ["", 1.5]]


def test_cells_come_as_text_numbers_dates_and_ticks_formulas_as_their_values():
    def fill(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(0, 0, "　１２ x\n")
        sheet.write_number(0, 1, 0.2, book.add_format({"num_format": "0%"}))
        sheet.write_boolean(0, 2, True)
        sheet.write_datetime(0, 3, date(2025, 1, 2), day)
        sheet.write_formula(0, 4, "=1+1", None, 2)
        sheet.write_formula(0, 5, "=1/0", None, "#DIV/0!")
        sheet.write_number(0, 6, 45000)

    assert rows(fill) == [["　１２ x\n", 0.2, True, date(2025, 1, 2), 2.0, "", 45000.0]]


def test_an_empty_worksheet_has_no_rows():
    assert rows(lambda _book, _sheet: None) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"abc",
        b"PK\x03\x04 not really",
        "考评单号,工号\n".encode() * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
    ids=["empty", "text", "cut", "csv", "xls"],
)
def test_what_is_no_workbook_is_said_to_be_none(content):
    with pytest.raises(NoWorkbookError):
        Book(io.BytesIO(content))


def test_an_archive_of_something_else_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(NoWorkbookError):
        Book(target)


def test_a_workbook_cut_in_the_middle_is_no_workbook(tmp_path):
    whole = made(lambda _book, sheet: [sheet.write(row, 0, f"r{row}") for row in range(500)]).getvalue()
    for share in (0.3, 0.6, 0.9, 0.99):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(NoWorkbookError):
            list(Book(path).rows("表"))


def test_broken_xml_inside_is_no_workbook():
    for cells in (b"<row r='1'><c", b"<row r='1'><c r='A1' t='s'><v>999</v></c></row>", b"<row r='1'><c r='?'/></row>"):
        with pytest.raises(NoWorkbookError):
            list(Book(bomb(cells)).rows("表"))


@pytest.mark.parametrize(
    "place",
    [b"A9999999", b"XFD1048576", b"AZ1000000", b"A99999999999999", b"ZZZ900000"],
    ids=lambda place: place.decode(),
)
def test_a_far_cell_that_would_fill_the_memory_is_refused(place):
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="7"><c r="' + place + b'"><v>1</v></c></row>'
    with pytest.raises(TooLargeError):
        Book(bomb(cells))


@pytest.mark.parametrize("place", ["AB3", "XFD2", "A1048576"])
def test_a_far_cell_that_fits_is_read(place):
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="{place}"><v>2</v></c></row>'.encode()
    assert Book(bomb(cells)).names == ["表"]


def test_an_archive_that_grows_beyond_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1000)
    with pytest.raises(TooLargeError):
        Book(made(lambda _book, sheet: sheet.write(0, 0, "a")))


def test_the_digest_is_that_of_the_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(made(lambda _book, sheet: sheet.write(0, 0, "a")).getvalue())
    assert Book(path).digest == Book(io.BytesIO(path.read_bytes())).digest
    assert len(Book(path).digest) == 64


def test_what_is_written_is_read_back(tmp_path):
    table = [["张三", 1.5, date(2025, 1, 2), None, "=1+1"], ["李四", 3, None, "x", "http://a"]]
    write(tmp_path / "a.xlsx", [("表一", ("a", "b", "c", "d", "e"), table), ("表二", ("x",), [])])
    book = Book(tmp_path / "a.xlsx")
    assert book.names == ["表一", "表二"]
    assert list(book.rows("表一"))[1:] == [
        ["张三", 1.5, date(2025, 1, 2), "", "=1+1"], ["李四", 3.0, "", "x", "http://a"],
    ]  # fmt: skip


def test_a_table_longer_than_a_worksheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS_OF_A_SHEET", 4)
    target = io.BytesIO()
    write(target, [("表", ("n",), ([number] for number in range(7)))])
    book = Book(target)
    assert book.names == ["表", "表2", "表3"]
    assert [[row[0] for row in book.rows(name)] for name in book.names] == [["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6]]


def test_a_duration_is_no_number():
    def fill(book, sheet):
        sheet.write_number(0, 0, 1.5, book.add_format({"num_format": "[h]:mm"}))

    assert rows(fill) == [[timedelta(days=1.5)]]

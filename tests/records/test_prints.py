"""PDF and workbook are drawn from the content alone: the same figures, the same bytes, nothing that could run."""

import io
import re
import zipfile

import pypdfium2  # type: ignore[import-untyped]
import pytest
from python_calamine import CalamineWorkbook

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import pdf
from huiyin.rooms.appraisal.terms import (
    ANNUAL_OVERVIEW,
    MONTH_SHEET,
    OBJECTION_FORM,
    RECORD_TYPES,
    RULING,
    STATISTICS,
    YEAR_SHEET,
)
from huiyin.rooms.records import usecases
from huiyin.rooms.records.layouts import worksheet
from huiyin.rooms.records.queries import issued, prints
from huiyin.rooms.records.terms import Draft
from tests.appraisal import samples
from tests.records.conftest import NOON, PERIOD, draft, issuer

CONTENTS = {
    "month": (MONTH_SHEET, samples.month_sheet(1, 5, serious=True)),
    "month bare": (MONTH_SHEET, samples.month_sheet(2, 0, awarded=False)),
    "year": (YEAR_SHEET, samples.year_sheet(1)),
    "year incomplete": (YEAR_SHEET, samples.year_sheet(1, complete=False)),
    "statistics month": (STATISTICS, samples.month_statistics()),
    "statistics year": (STATISTICS, samples.year_statistics()),
    "objection": (OBJECTION_FORM, samples.objection_form()),
    "objection open": (OBJECTION_FORM, samples.objection_form(decided=False)),
    "overview": (ANNUAL_OVERVIEW, samples.annual_overview()),
    "ruling": (RULING, samples.ruling(sanction=False)),
}
TYPES = {kind.key: kind for kind in RECORD_TYPES}
STAMP = worksheet.Stamp("YKH-202611-0001", "ab" * 32, "", NOON)
MONTH = re.compile(r"^2026-\d\d$")
FIGURE = re.compile(r"^[+-]?\d+(\.\d+)?%?$")
HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1+2",
    "\t=1",
    '=HYPERLINK("http://x","y")',
    '#import "x"',
    "$x$",
    "<script>",
    "*b*",
]


def leaves(value):
    """Every text and whole number of a content."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _unnamed(content):
    people = content.get("excellent", False)
    return [one["staff_no"] for one in people] if isinstance(people, list) else []


def text_of(body):
    document = pypdfium2.PdfDocument(body)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def squeezed(text):
    return re.sub(r"[\s\u200b\ufeff\ufffe]", "", text)


def cells_of(body):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [cell for row in rows for cell in row if cell != ""]


@pytest.mark.clause("P-5.1", "P-5.2", "P-5.3", "P-5.4")
@pytest.mark.parametrize("name", CONTENTS)
def test_the_pdf_shows_every_figure_and_its_number(name):
    kind, content = CONTENTS[name]
    rendered = pdf.render(TYPES[kind].layout, content, imprint=pdf.Imprint("YKH-202611-0001", "ab" * 32))
    shown = squeezed(text_of(rendered.pdf))
    figures = [leaf for leaf in leaves(content) if FIGURE.match(leaf) and leaf != content.get("period")]
    assert figures
    assert [figure for figure in figures if figure not in shown] == []
    assert "YKH-202611-0001" in shown
    assert TYPES[kind].title in shown


@pytest.mark.clause("P-5.1", "P-5.2", "P-5.3", "P-5.4")
@pytest.mark.parametrize("name", CONTENTS)
def test_the_workbook_reads_back_equal_to_the_paper(name):
    kind, content = CONTENTS[name]
    paper = TYPES[kind].paper(content)
    read = cells_of(worksheet.draw(paper, STAMP))
    expected = [
        cell.text if cell.number is None else cell.number for row in paper.rows for cell in row.cells if cell.text
    ]
    head = [paper.company, paper.title, f"表号：{paper.code}　　编号：{STAMP.number}"]
    assert read[:3] == head
    assert read[3:-1] == expected
    assert STAMP.digest in read[-1]


@pytest.mark.parametrize("name", CONTENTS)
def test_the_paper_says_all_that_the_content_says(name):
    kind, content = CONTENTS[name]
    paper = TYPES[kind].paper(content)
    said = "\n".join([paper.company, paper.code, *(cell.text for row in paper.rows for cell in row.cells)])
    # The mode and the dates' form are shown in words; the overview names its people without their staff numbers.
    silent = {"month", "year", content.get("period"), *_unnamed(content)}
    missing = [leaf for leaf in leaves(content) if leaf not in said and leaf not in silent and not MONTH.match(leaf)]
    assert missing == []


@pytest.mark.parametrize("name", CONTENTS)
def test_the_rows_of_a_paper_fill_its_columns(name):
    kind, content = CONTENTS[name]
    paper = TYPES[kind].paper(content)
    taken: dict[int, int] = {}
    for at, row in enumerate(paper.rows):
        width = taken.pop(at, 0) + sum(cell.span for cell in row.cells)
        assert width == len(paper.columns), (at, row)
        for cell in row.cells:
            for below in range(1, cell.down):
                taken[at + below] = taken.get(at + below, 0) + cell.span


@pytest.mark.parametrize("name", CONTENTS)
def test_the_same_content_gives_the_same_bytes(name):
    kind, content = CONTENTS[name]
    assert worksheet.draw(TYPES[kind].paper(content), STAMP) == worksheet.draw(TYPES[kind].paper(content), STAMP)


def test_nothing_typed_in_runs_in_the_workbook():
    content = samples.month_sheet(1, len(HOSTILE))
    for line, words in zip(content["score"]["deductions"], HOSTILE, strict=True):
        line["fact"] = line["evidence"] = words
    content["person"]["name"] = content["goals"] = "=cmd|' /C calc'!A0"
    body = worksheet.draw(TYPES[MONTH_SHEET].paper(content), STAMP)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "external" in name or "rels/sheet" in name]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    read = cells_of(body)
    assert all(read.count(words) >= 2 or words.startswith("\t") for words in HOSTILE)


def test_nothing_typed_in_is_markup_in_the_pdf():
    content = samples.month_sheet(1, len(HOSTILE))
    for line, words in zip(content["score"]["deductions"], HOSTILE, strict=True):
        line["fact"] = words
    shown = squeezed(text_of(pdf.render(TYPES[MONTH_SHEET].layout, content).pdf))
    assert [words for words in HOSTILE if squeezed(words) not in shown] == []


def test_a_record_is_printed_from_what_was_stored(issue, manager):
    record = issue()
    _row, body = prints.pdf_of(manager, pk=record.pk)
    assert squeezed(record.number) in squeezed(text_of(body))
    assert prints.pdf_of(manager, pk=record.pk)[1] == body
    _row, book = prints.workbook_of(manager, pk=record.pk)
    assert record.digest in cells_of(book)[-1]
    follower = issue(goals="新目标")
    assert f"代替：{record.number}" in cells_of(prints.workbook_of(manager, pk=follower.pk)[1])[-1]


def test_one_print_holds_records_in_the_order_of_units_and_staff(issue, manager):
    rows = [issue(3, unit="/1/4/"), issue(1, unit="/1/5/"), issue(2, unit="/1/4/")]
    told = []
    rendered = prints.print_records(manager, pks=[row.pk for row in rows], progress=lambda *step: told.append(step))
    shown = squeezed(text_of(rendered.pdf))
    order = [shown.index(rows[at].number) for at in (2, 0, 1)]
    assert order == sorted(order)
    assert told[-1] == (3, 3)


def test_a_print_refuses_what_is_not_open_or_of_several_forms(issue, manager):
    rows = [issue(1), issue(2, unit="/1/5/")]
    table = Draft(("people.unit", "4"), "/1/4/", "部", samples.month_statistics())
    other = usecases.issue_record(manager, kind=STATISTICS, period=PERIOD, draft=table)
    with pytest.raises(NotVisible):
        prints.print_records(issuer("/1/4/"), pks=[row.pk for row in rows], progress=nothing)
    with pytest.raises(Refusal):
        prints.print_records(manager, pks=[rows[0].pk, other.pk], progress=nothing)
    with pytest.raises(Refusal):
        prints.print_records(manager, pks=[], progress=nothing)


def nothing(_done, _total):
    """Tell nobody."""


@pytest.mark.parametrize("name", CONTENTS)
def test_every_form_can_be_issued_and_verified(db, manager, name):
    kind, content = CONTENTS[name]
    one = Draft(("people.unit", "4"), "/1/4/", "物业客户服务中心", content)
    record = usecases.issue_record(manager, kind=kind, period=str(content.get("period", PERIOD)), draft=one)
    assert record.number.startswith(f"{TYPES[kind].prefix}-2026")
    assert issued.verify_record(manager, pk=record.pk).holds
    assert issued.content_of(record) == content


def test_a_print_is_stored_for_who_asked(db, manager, settings):
    stored = usecases.keep_print.once(manager, "job:1", name="a.pdf", content=b"%PDF", records=[])
    again = usecases.keep_print.once(manager, "job:1", name="a.pdf", content=b"%PDF", records=[])
    assert (stored, stored.owner_id) == (again, manager.user_id)


def test_drafts_of_the_same_subject_are_a_fault_of_the_caller(db, manager):
    with pytest.raises(ValueError, match="one form per subject"):
        usecases.issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=[draft(1), draft(1)])

"""The printed forms: every field of a content is on the paper, as typed, on the right page, in the same bytes."""

import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from huiyin.platform import pdf
from huiyin.rooms.appraisal import layouts
from tests.appraisal import samples

IMPRINT = pdf.Imprint("YKH-2026-000123", "3f9a0c17d2be4461" + "0" * 48)
HOSTILE = '#import "x" *粗* _斜_ $x^2$ @ref <label> [方] `码` \\ // /* ~ -- "引" \'单\' = 题 #{panic()} &amp; %'
UNCHECKED = {
    "mode",
    "opinion",
    "outcome",
    "listed",
    "sheet_date",
}  # printed as a tick, or only where they say something new

FORMS: dict[str, tuple[Path, Mapping[str, Any], str, int]] = {
    "month": (layouts.MONTH_SHEET, samples.month_sheet(1, 5, serious=True), "员工月绩效考核记录表", 1),
    "month-60": (layouts.MONTH_SHEET, samples.month_sheet(2, 60), "员工月绩效考核记录表", 3),
    "year": (layouts.YEAR_SHEET, samples.year_sheet(), "员工年终绩效考核记录表", 2),
    "year-incomplete": (layouts.YEAR_SHEET, samples.year_sheet(complete=False), "员工年终绩效考核记录表", 2),
    "statistics-month": (layouts.STATISTICS, samples.month_statistics(20), "员工月/年绩效考核情况统计表", 1),
    "statistics-year": (layouts.STATISTICS, samples.year_statistics(60), "员工月/年绩效考核情况统计表", 3),
    "overview": (layouts.ANNUAL_OVERVIEW, samples.annual_overview(), "年度员工绩效考核情况统计表", 1),
    "ruling": (layouts.RULING, samples.ruling(), "奖惩决定书", 1),
    "ruling-award": (layouts.RULING, samples.ruling(sanction=False), "奖惩决定书", 1),
    "objection": (layouts.OBJECTION, samples.objection_form(), "员工绩效考核申诉表", 1),
    "objection-open": (layouts.OBJECTION, samples.objection_form(decided=False), "员工绩效考核申诉表", 1),
    "explanation": (layouts.EXPLANATION, samples.explanation(), "员工年度绩效考核计算说明", 4),
}


def squeezed(text: str) -> str:
    """Drop what line breaks and columns add to the text of a page."""
    return re.sub(r"[\s\u200b]", "", text)


def pages_of(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def leaves(value: object, key: str = "") -> Iterator[str]:
    """Every text and count of a content as the forms write it."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from leaves(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, key)
    elif key in UNCHECKED or isinstance(value, bool):
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, str) and key == "period":
        year, *month = value.split("-")
        yield f"{year}年" + "".join(f"{int(part)}月" for part in month)
    elif isinstance(value, str) and key == "month":
        yield f"{int(value[5:])}月"
    elif isinstance(value, str):
        yield squeezed(value)


@pytest.fixture(scope="module", params=FORMS)
def form(request):
    layout, content, title, pages = FORMS[request.param]
    return content, title, pages, pdf.render(layout, content, imprint=IMPRINT)


@pytest.mark.clause("P-4.7b", "P-4.7c", "P-5.1", "P-5.2", "P-5.3", "P-5.4")
def test_every_field_of_the_content_is_printed(form):
    content, _, _, rendered = form
    text = "".join(pages_of(rendered.pdf))
    assert [leaf for leaf in leaves(content) if leaf not in text] == []


def test_every_page_says_what_it_is_which_record_and_how_many(form):
    _, title, pages, rendered = form
    texts = pages_of(rendered.pdf)
    assert (rendered.pages, len(texts), rendered.missing) == (pages, pages, ())
    for number, text in enumerate(texts, start=1):
        assert title in text
        assert f"第{number}页共{pages}页" in text
        assert f"记录编号：{IMPRINT.number}内容摘要：3f9a0c17d2be4461" in text
    assert f"编号：{IMPRINT.number}" in texts[0]


def test_chinese_fonts_are_embedded_and_nothing_dates_the_file(form):
    *_, rendered = form
    reader = PdfReader(io.BytesIO(rendered.pdf))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None
    assert "/StructTreeRoot" not in reader.root_object
    fonts = [part.get_object() for part in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "NotoSansSC" in descriptor["/FontName"]
        assert isinstance(descriptor.get("/FontFile2") or descriptor.raw_get("/FontFile2"), IndirectObject | dict)


@pytest.mark.parametrize("name", FORMS)
def test_the_paper_is_a4_and_the_tables_lie_across(name):
    layout, content, *_ = FORMS[name]
    (left, bottom, right, top) = PdfReader(io.BytesIO(pdf.render(layout, content).pdf)).pages[0].mediabox
    size = (round(right - left), round(top - bottom))
    assert size == ((842, 595) if layout in {layouts.STATISTICS, layouts.ANNUAL_OVERVIEW} else (595, 842))


def test_what_is_not_issued_says_so():
    (text,) = pages_of(pdf.render(layouts.MONTH_SHEET, samples.month_sheet()).pdf)
    assert "未签发，仅供预览" in text
    assert "编号：（未签发）" in text


@pytest.mark.clause("P-4.7b", "P-5.1")
def test_sixty_deductions_flow_over_pages_that_repeat_the_header():
    texts = pages_of(pdf.render(layouts.MONTH_SHEET, samples.month_sheet(2, 60)).pdf)
    assert [text.count("扣分事实") for text in texts] == [1, 1, 0]
    assert sum(len(re.findall(r"2026-11-\d\d(?=[A-Z]{2}\d)", text)) for text in texts) == 60
    assert texts[1].startswith("员工月绩效考核记录表（续）张丽华E00022026年11月")
    assert "扣完为止" in texts[0]
    assert "客户经理：" in texts[2]


def test_a_month_without_deductions_leaves_room_for_the_pen():
    content = samples.month_sheet(3, 0, awarded=False)
    content["exams"] = []
    content["self_remark"] = content["evaluator_remark"] = content["goals"] = ""
    (text,) = pages_of(pdf.render(layouts.MONTH_SHEET, content).pdf)
    for words in ("本月无扣分", "无加分", "无理论知识、操作技能考核", "总分100.00", "日期：年月日"):
        assert words in text


@pytest.mark.clause("P-4.10a")
def test_a_serious_violation_is_named_at_its_sub_item_and_its_deduction():
    (text,) = pages_of(pdf.render(layouts.MONTH_SHEET, samples.month_sheet(1, 5, serious=True)).pdf)
    assert "纪律作风严重违规，扣完本项" in text
    assert "《行政奖罚标准工作规程》（严重违规，扣完本项）" in text


@pytest.mark.clause("P-4.8")
def test_the_column_for_other_matters_shows_what_it_deducted():
    content = samples.month_sheet()
    content["score"]["other"] = {"listed": "7.00", "deducted": "5.00"}
    (text,) = pages_of(pdf.render(layouts.MONTH_SHEET, content).pdf)
    assert "列7.00其它扣分5.00" in text


@pytest.mark.parametrize(
    ("opinion", "printed"), [("", "已阅有异议"), ("已阅", "✓已阅有异议"), ("有异议", "已阅✓有异议")]
)
def test_the_employee_confirms_or_objects(opinion, printed):
    content = samples.month_sheet()
    content["confirmation"] = {"opinion": opinion, "name": "李丽华", "date": "2026-12-02"}
    (text,) = pages_of(pdf.render(layouts.MONTH_SHEET, content).pdf)
    assert f"员工确认：{printed}签名：李丽华日期：2026-12-02" in text


@pytest.mark.clause("P-4.6Σ", "P-5.2")
def test_the_year_sheet_adds_up_its_parts():
    text = "".join(pages_of(pdf.render(layouts.YEAR_SHEET, samples.year_sheet()).pdf))
    assert "总分=A×20%+B×30%+C×50%=19.8000+29.2350+48.7500=97.79" in text
    assert "2月：产假，当月在岗不足15天" in text
    assert "是✓否" in text


@pytest.mark.clause("P-4.6Σ")
def test_a_year_without_its_year_end_appraisal_has_no_total():
    text = "".join(pages_of(pdf.render(layouts.YEAR_SHEET, samples.year_sheet(complete=False)).pdf))
    assert "无年终考评单" in text
    assert "A、B、C未齐，不计总分。缺：年终考评。" in text


@pytest.mark.clause("P-4.9e")
def test_an_excellent_employee_is_ticked():
    text = "".join(pages_of(pdf.render(layouts.YEAR_SHEET, samples.year_sheet() | {"excellent": True}).pdf))
    assert "✓是否" in text


@pytest.mark.clause("P-4.7c", "P-5.3")
def test_a_thousand_lines_flow_over_pages_with_their_header():
    content = samples.month_statistics(1000)
    texts = pages_of(pdf.render(layouts.STATISTICS, content).pdf)
    assert len(texts) > 30
    assert all("主要扣分项" in text for text in texts[:-1])
    assert [re.findall(r"第(\d+)页共(\d+)页", text) for text in texts] == [
        [(str(number), str(len(texts)))] for number in range(1, len(texts) + 1)
    ]
    found = re.findall(r"E\d{4}", "".join(texts))
    assert found == [line["staff_no"] for line in content["lines"]]
    assert "人数1000已考评999" in texts[-1]


@pytest.mark.clause("P-5.3")
@pytest.mark.parametrize(
    ("content", "ticked", "columns"),
    [
        pytest.param(samples.month_statistics(3), "✓月年", "德勤能绩加分总分名次较上月", id="month"),
        pytest.param(samples.year_statistics(3), "月✓年", "A检查B月考核C年终总分名次较上年", id="year"),
    ],
)
def test_statistics_have_a_month_mode_and_a_year_mode(content, ticked, columns):
    (text,) = pages_of(pdf.render(layouts.STATISTICS, content).pdf)
    assert f"统计类别{ticked}" in text
    assert f"序号工号姓名岗位层级{columns}主要扣分项备注" in text


def test_what_a_user_typed_is_never_markup():
    content = samples.month_sheet()
    content["self_remark"] = HOSTILE
    content["score"]["deductions"][0]["fact"] = HOSTILE
    content["person"]["name"] = "#strong[王]*"
    rendered = pdf.render(layouts.MONTH_SHEET, content)
    text = "".join(pages_of(rendered.pdf))
    assert text.count(squeezed(HOSTILE)) == 2
    assert "姓名#strong[王]*" in text
    assert rendered.missing == ()


@pytest.mark.parametrize("name", FORMS)
def test_every_text_of_every_form_may_be_hostile(name):
    layout, content, *_ = FORMS[name]

    def spoilt(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {part: spoilt(inner, part) for part, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner, key) for inner in value]
        free = isinstance(value, str) and value and key not in {"mode", "opinion", "period", "month", "key"}
        return f"{value}#[*$@<" if free else value

    text = "".join(pages_of(pdf.render(layout, spoilt(content)).pdf))
    spoilt_leaves = [leaf for leaf in leaves(spoilt(content)) if leaf.endswith("#[*$@<")]
    assert spoilt_leaves
    assert [leaf for leaf in spoilt_leaves if leaf not in text] == []


def test_a_character_that_no_font_has_is_named_and_reported():
    content = samples.month_sheet()
    content["person"]["name"] = "王𪚥"
    content["goals"] = "目标😀\u202e倒\x07\u200b一\ufe0f\t二"
    rendered = pdf.render(layouts.MONTH_SHEET, content)
    (text,) = pages_of(rendered.pdf)
    assert rendered.missing == ("\x07", "\u202e", "😀", "𪚥")
    assert "王[U+2A6A5]" in text
    assert "目标[U+1F600][U+202E]倒[U+0007]一二" in text


def test_rare_and_traditional_names_are_covered():
    content = samples.month_sheet()
    content["person"]["name"] = "喆堃犇㐀𠮷龍葛\U000e0100"
    rendered = pdf.render(layouts.MONTH_SHEET, content)
    assert rendered.missing == ()
    assert "喆堃犇㐀𠮷龍葛" in pages_of(rendered.pdf)[0]


def test_a_text_without_spaces_stays_in_its_cell():
    content = samples.month_sheet(1, 2)
    content["score"]["deductions"][0]["evidence"] = "https://example.org/" + "0123456789abcdef" * 8
    content["score"]["deductions"][1]["recorder"] = "Maximiliane-Alexandrina"
    content["evaluator_remark"] = "长" * 900
    texts = pages_of(pdf.render(layouts.MONTH_SHEET, content).pdf)
    assert "0123456789abcdef" * 8 in "".join(texts)
    assert "".join(texts).count("长") == 900
    assert pdf.render(layouts.MONTH_SHEET, content).pages == 2


def test_the_same_content_gives_the_same_bytes_in_any_process():
    content = samples.month_sheet(7, 30)
    here = hashlib.sha256(pdf.render(layouts.MONTH_SHEET, content, imprint=IMPRINT).pdf).hexdigest()
    program = (
        "import hashlib, json, sys\n"
        "from huiyin.platform import pdf\n"
        "from huiyin.rooms.appraisal import layouts\n"
        "content, number, digest = json.load(sys.stdin)\n"
        "rendered = pdf.render(layouts.MONTH_SHEET, content, imprint=pdf.Imprint(number, digest))\n"
        "print(hashlib.sha256(rendered.pdf).hexdigest())\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([content, IMPRINT.number, IMPRINT.digest]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


def test_a_batch_keeps_the_order_and_counts_the_pages_of_each_form():
    counts = [0, 40, 3, 3, 60, *[2] * 100]
    contents = [samples.month_sheet(number, count) for number, count in enumerate(counts, start=1)]
    imprints = [pdf.Imprint(f"YKH-2026-{number:06d}", f"{number:064x}") for number in range(1, len(counts) + 1)]
    told: list[tuple[int, int]] = []
    rendered = pdf.render_batch(
        layouts.MONTH_SHEET, contents, imprints=imprints, on_progress=lambda *now: told.append(now)
    )
    singles = [
        pdf.render(layouts.MONTH_SHEET, content, imprint=imprint)
        for content, imprint in zip(contents, imprints, strict=True)
    ]
    assert pages_of(rendered.pdf) == [text for single in singles for text in pages_of(single.pdf)]
    assert rendered.pages == sum(single.pages for single in singles) > len(counts)
    assert told == [(100, 105), (105, 105)]
    again = pdf.render_batch(layouts.MONTH_SHEET, contents, imprints=imprints)
    assert again.pdf == rendered.pdf


@pytest.mark.slow
@pytest.mark.clause("P-4.7b")
def test_a_month_of_a_thousand_people_is_one_pdf():
    contents = [samples.month_sheet(number, number % 9, awarded=number % 7 == 0) for number in range(1, 1001)]
    told: list[tuple[int, int]] = []
    rendered = pdf.render_batch(layouts.MONTH_SHEET, contents, on_progress=lambda *now: told.append(now))
    reader = PdfReader(io.BytesIO(rendered.pdf))
    assert len(reader.pages) == rendered.pages >= 1000
    bookmarks = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [str(entry.title) for entry in bookmarks] == [
        f"{content['person']['name']}　{content['person']['staff_no']}　2026 年 11 月" for content in contents
    ]
    for entry in (bookmarks[0], bookmarks[499], bookmarks[999]):
        assert (
            str(entry.title).split("　")[1]
            in reader.pages[reader.get_destination_page_number(entry) or 0].extract_text()
        )
    assert told[-1] == (1000, 1000)


def test_nothing_to_print_is_refused():
    with pytest.raises(ValueError, match="nothing to print"):
        pdf.render_batch(layouts.MONTH_SHEET, [])


def test_each_form_needs_its_imprint():
    with pytest.raises(ValueError, match="zip"):
        pdf.render_batch(layouts.MONTH_SHEET, [samples.month_sheet()] * 2, imprints=[IMPRINT])


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        pytest.param("#let x = ", "expected expression", id="broken"),
        pytest.param("#json(bytes(sys.inputs.forms)).first().content.absent", "absent", id="unknown-field"),
        pytest.param('#set text(font: "Noto Sans SC")\n无标题', "0 headings for 1 forms", id="no-heading"),
        pytest.param('#set text(font: "Nowhere")\n= 题', "unknown font family", id="unknown-font"),
    ],
)
def test_a_faulty_layout_is_no_form(tmp_path, source, fault):
    layout = tmp_path / "faulty.typ"
    layout.write_text(source, "utf-8")
    with pytest.raises(pdf.LayoutError, match=fault):
        pdf.render(layout, {"person": "无"})

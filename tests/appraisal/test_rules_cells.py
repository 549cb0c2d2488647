"""What cells mean that were typed by hand, or kept by Excel in its own way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from huiyin.rooms.appraisal.rules import cells

LATE = datetime(2025, 1, 6, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "hundredths"),
    [
        (1.5, 150), (2, 200), ("1.5", 150), (" 2 ", 200), ("１．５", 150), ("+3", 300), (".5", 50), ("3.", 300),
        (0.1 + 0.2, 30), (3.3000000000000003, 330), (-1.0, -100), ("-0.25", -25), (0.0, 0), ("1.50", 150),
        ("1.500", 150), (99999.99, 9999999),
    ],
    ids=repr,
)  # fmt: skip
def test_points_are_read_into_hundredths(cell, hundredths):
    assert cells.points(cell) == hundredths


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("abc", "number"), ("", "number"), (None, "number"), (True, "number"), ("1,5", "number"), ("1_000", "number"),
        ("nan", "number"), ("Infinity", "number"), (float("inf"), "number"), (float("nan"), "number"),
        ("1e2", "number"),
        (date(2025, 1, 1), "number"), ("两分", "number"), ("1 5", "number"), ("--1", "number"), (time(1), "number"),
        (1.005, "decimals"), ("0.001", "decimals"), (1e-9, "decimals"), (2.675000000001, "decimals"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_amount_of_points_says_why(cell, fault):
    with pytest.raises(ValueError, match=fault):
        cells.points(cell)


@pytest.mark.parametrize(
    "cell",
    [
        date(2025, 1, 6), LATE, "2025-01-06", "2025/1/6", "2025.1.6", "2025年1月6日",
        "２０２５－０１－０６", "20250106", 20250106, 20250106.0, 45663, 45663.75, " 2025-1-6 ", "2025-01-06 00:00:00",
        "2025-01-06T08:30", "2025年01月06日",
    ],
    ids=repr,
)  # fmt: skip
def test_a_day_is_read_however_it_was_written(cell):
    assert cells.day(cell) == date(2025, 1, 6)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("", "date"), (None, "date"), ("昨天", "date"), ("2025-02-30", "date"), ("2025-13-01", "date"), (True, "date"),
        ("2025-01-06前后", "date"), (0, "date"), (-3, "date"), (1e18, "date"), (float("inf"), "date"),
        (timedelta(days=3), "date"), ("1949-12-31", "range"), (date(2100, 1, 1), "range"), (1, "range"),
        ("1-2-3", "date"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_day_says_why(cell, fault):
    with pytest.raises(ValueError, match=fault):
        cells.day(cell)


def test_the_last_day_of_the_calendar_means_an_open_end():
    assert cells.day("9999-12-31") == cells.OPEN_END


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("E0001", "E0001"), (1001.0, "1001"), (1001, "1001"), (" １００１　", "1001"), ("Ｅ００１", "E001"),
        ("0012", "0012"),
        ("", ""), (None, ""), ("张－三", "张-三"), ("A\nB", "A B"), (12345678901.0, "12345678901"),
    ],
    ids=repr,
)  # fmt: skip
def test_codes_are_the_same_in_whatever_width_and_cell(cell, code):
    assert cells.code(cell) == code


@pytest.mark.parametrize("cell", [True, date(2025, 1, 1), LATE, time(3), timedelta(1)], ids=repr)
def test_a_date_or_a_tick_is_no_code(cell):
    with pytest.raises(ValueError, match="text"):
        cells.code(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("　客人投诉 ", "客人投诉"), ("第一行\n第二行\t完", "第一行 第二行 完"),
        ("a\x00b\x07c", "abc"), (12.0, "12"), (0.5, "0.5"),
        (date(2025, 1, 6), "2025-01-06"), (True, "True"), ("龘\ue000", "龘\ue000"), (None, ""),
    ],
    ids=repr,
)  # fmt: skip
def test_text_keeps_what_was_written_without_control_characters(cell, text):
    assert cells.text(cell) == text


@pytest.mark.parametrize("cell", ["是", "Y", "yes", "ＹＥＳ", "1", 1, 1.0, True, "√", "TRUE", "有", " 是 "], ids=repr)
def test_yes(cell):
    assert cells.yes(cell) is True


@pytest.mark.parametrize("cell", ["", None, "否", "N", "no", "0", 0, 0.0, False, "无", "-", "×", "　"], ids=repr)
def test_no(cell):
    assert cells.yes(cell) is False


@pytest.mark.parametrize("cell", ["也许", "2", 2, "是否", "?"], ids=repr)
def test_neither_yes_nor_no(cell):
    with pytest.raises(ValueError, match="yes"):
        cells.yes(cell)

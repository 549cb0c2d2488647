"""A year, as the department lives it: sheets come in, the year is settled, explained, and its forms are printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tools.stage import PHONE, Stage, sign_in

pytestmark = pytest.mark.browser
LONG = 60_000


def hand_in(page: Page, stage: Stage, book: Path) -> None:
    page.goto(f"{stage.url}/appraisal/imports/add")
    page.set_input_files("[type=file]", book)
    page.click("form.hy-form button[type=submit]")
    done = page.get_by_role("link", name="查看预览")
    expect(done.or_(page.locator("#hy-tab-refused"))).to_be_visible(timeout=LONG)
    if done.is_visible():
        done.click()
    expect(page.locator("#hy-tab-refused")).to_be_visible()


def test_a_refused_workbook_is_mended_and_imported(stage: Stage, visit: Callable[..., Page], books: Path) -> None:
    page = visit()
    sign_in(page, stage, "HY0001")
    hand_in(page, stage, books / "bad.xlsx")
    expect(page.locator("#hy-panel-refused")).to_contain_text("扣分明细")
    expect(page.locator("#hy-panel-refused")).to_contain_text("HY9999")
    expect(page.get_by_role("button", name="全部导入")).to_have_attribute("aria-disabled", "true")
    hand_in(page, stage, books / "good.xlsx")
    expect(page.locator("#hy-tab-refused .num")).to_have_text("0")
    page.get_by_role("button", name="全部导入").click()
    expect(page.get_by_role("main")).to_contain_text("已完成", timeout=LONG)
    page.goto(f"{stage.url}/appraisal/sheets?q=TC-2026-1101")
    expect(page.locator(".hy-table tbody tr")).to_have_count(1)
    expect(page.locator(".hy-table")).to_contain_text("99.00")


def test_a_year_is_settled_and_a_total_is_walked_down_to_a_deduction(stage: Stage, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, stage, "zongjingli")
    page.goto(f"{stage.url}/appraisal/years")
    page.locator(".ap-settle button[type=submit]").click()
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    expect(page.locator("main a[href*='/appraisal/runs/']").first).to_be_visible(timeout=LONG)
    page.goto(f"{stage.url}/appraisal/people/HY0010/2025")
    page.get_by_role("button", name="全部展开").click()
    steps = page.locator(".hy-formula")
    for words in ("20% × A + 30% × B + 50% × C", "周检", "月考核", "年终考评"):
        expect(steps).to_contain_text(words)
    total = page.locator(".hy-step-result").first.inner_text().strip()
    assert total == page.locator(".hy-figure-value").first.inner_text().strip()
    address = page.get_by_role("link", name="PDF").first.get_attribute("href")
    assert page.request.get(f"{stage.url}{address}").body().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("form", "period"),
    [
        ("month_sheet", "2025-03"), ("year_sheet", "2025"), ("statistics", "2025-03"), ("annual_overview", "2025"),
    ],
    ids=["month", "year", "statistics", "overview"],
)  # fmt: skip
def test_each_form_is_issued_and_printed(stage: Stage, visit: Callable[..., Page], form: str, period: str) -> None:
    page = visit()
    sign_in(page, stage, "HY0001")
    page.goto(f"{stage.url}/appraisal/issues/add?form={form}&period={period}")
    page.locator("[name=unit]").select_option(index=1)
    page.click("form.hy-form button[type=submit]")
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    result = page.locator("main a[href*='/appraisal/issues/']").first
    expect(result).to_be_visible(timeout=LONG)
    result.click()
    link = page.locator("main a[href*='/files/']").first
    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_an_employee_reads_his_own_sheets_on_a_phone_and_nobody_elses(stage: Stage, visit: Callable[..., Page]) -> None:
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, stage, "HY0010")
    page.goto(f"{stage.url}/appraisal/sheets")
    expect(page.locator(".hy-table tbody tr").first).to_contain_text("赵敏")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer = page.goto(f"{stage.url}/appraisal/people/HY0013/2025")
    assert answer is not None
    assert answer.status == 404


def test_the_keyboard_finds_a_person(stage: Stage, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, stage, "zongjingli")
    page.keyboard.press("Control+k")
    page.keyboard.type("zhaom")
    expect(page.locator("#hy-palette-results")).to_contain_text("赵敏")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/employees/\d+|/appraisal/people/"))
    page.keyboard.press("?")
    expect(page.locator("#hy-keys")).to_be_visible()

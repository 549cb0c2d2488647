"""In Chromium, under the product's content policy: keys, drafts, lists, long work, and axe on every page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.shell.pages import ORIGIN, Site
from tools import axe

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.name || document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Open a page of the made-up site; anything the browser complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def start(path: str, **more: Any) -> Page:
        context = browser.new_context(locale="zh-CN", **{"viewport": {"width": 1440, "height": 900}, **more})
        contexts.append(context)
        page: Page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.route(f"{ORIGIN}/**", Site().answer)
        page.goto(f"{ORIGIN}{path}")
        return page

    yield start
    for context in contexts:
        context.close()
    assert [text for text in complaints if "status of 422" not in text] == []


@pytest.mark.slow
@pytest.mark.skipif(not axe.SOURCE.exists(), reason="no axe-core: `make setup` brings it")
@pytest.mark.parametrize("path", ["/list", "/form", "/conflict", "/detail", "/preview", "/formula", "/job"])
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "light"), (1440, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(open_page, path, width, theme):
    page = open_page(path, viewport={"width": width, "height": 844}, color_scheme=theme)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
    assert axe.violations(page) == []
    assert axe.overflow(page) == 0


def test_a_list_is_worked_without_a_mouse(open_page):
    page = open_page("/list")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "content"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == "吴建国"
    page.keyboard.press("x")
    expect(page.locator("tbody tr.is-selected")).to_have_count(1)
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "q"
    page.keyboard.type("周")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.url.endswith("?q=%E5%91%A8")
    assert page.evaluate(FOCUSED) == "q"


def test_ordering_keeps_the_focus_and_the_selection(open_page):
    page = open_page("/list")
    page.locator("[data-check]").nth(1).check()
    page.locator("[data-check]").nth(3).click(modifiers=["Shift"])
    page.click("#hy-sort-score")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert page.evaluate(FOCUSED) == "hy-sort-score"
    expect(page.locator("tbody tr.is-selected")).to_have_count(3)


def test_the_palette_opens_what_the_arrows_chose(open_page):
    page = open_page("/list")
    page.keyboard.press("Control+k")
    expect(page.locator("#hy-palette [aria-selected=true]")).to_have_text("周晓岚客服组")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/detail")


def test_single_keys_can_be_switched_off(open_page):
    page = open_page("/list")
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#hy-keys")).to_be_hidden()


def test_a_draft_survives_leaving_is_put_back_and_goes_with_the_save(open_page):
    page = open_page("/form")
    asked: list[str] = []

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.fill("[name=ground]", "未使用规范用语")
    page.check("[name=level][value=b]")
    expect(page.locator("[data-draft-saved]")).not_to_be_empty()
    page.goto(f"{ORIGIN}/list")
    assert asked == ["beforeunload"]
    page.goto(f"{ORIGIN}/form")
    page.click("[data-draft-restore]")
    assert page.input_value("[name=ground]") == "未使用规范用语"
    assert page.is_checked("[name=level][value=b]")
    page.fill("[name=points]", "-1")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hy-summary")).to_be_focused()
    assert page.input_value("[name=ground]") == "未使用规范用语"
    page.fill("[name=employee]", "周晓岚")
    page.fill("[name=points]", "1")
    page.click(".hy-submit .btn-primary")
    page.wait_for_url("**/list")
    expect(page.locator(".hy-toast")).to_contain_text("考评单已保存")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft')).length") == 0


def test_the_saved_value_of_a_conflict_is_taken_into_the_form(open_page):
    page = open_page("/conflict")
    expect(page.locator(".hy-conflict")).to_be_focused()
    page.click("[data-fill=points]")
    assert page.input_value("[name=points]") == "2.00"


def test_tabs_open_with_the_arrow_keys(open_page):
    page = open_page("/preview")
    expect(page.locator("#hy-panel-refused")).to_be_visible()
    page.locator("#hy-tab-refused").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#hy-panel-new")).to_be_visible()
    expect(page.locator("#hy-panel-refused")).to_be_hidden()


@pytest.mark.slow
def test_long_work_is_followed_to_its_end(open_page):
    page = open_page("/job")
    expect(page.locator("#hy-job-1")).to_have_attribute("data-state", "done", timeout=10_000)
    expect(page.locator("#hy-job-1-result")).to_be_visible()
    expect(page.locator("#hy-live")).not_to_be_empty()


def test_a_timeline_is_narrowed_to_one_kind(open_page):
    page = open_page("/detail")
    page.click(".hy-timeline [data-kind=edit]")
    expect(page.locator(".hy-timeline ol > li:visible")).to_have_count(1)

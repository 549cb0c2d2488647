"""An inspection of twenty people is written by keyboard alone; on a phone, on the spot, with a photograph."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tools import axe
from tools.stage import PHONE, Stage, sign_in

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"
# A small picture, as a camera would give it.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff56c72f"
    "0d0000000049454e44ae426082"
)
# What was found: place of the person among the twenty → what is typed to find the item, its fact.
FOUND = {
    0: [("hfyq", "投诉结案后第四日才回访")],
    1: [("dc1", "未佩戴工牌")],
    3: [("db1", "接待未问候"), ("qa1", "迟到十分钟")],
    4: [("回访", "承诺三日回访未办")],
    7: [("ja1", "投诉当日未核实")],
    9: [("na5", "回访单缺签名")],
    10: [("dc7", "会上看手机")],
    13: [("xx1", "对讲机未充电")],
    15: [("jdbwh", "见住户未问好")],
    16: [("ja3", "回访逾期两天")],
    19: [("dc2", "上班看视频")],
}
# A Chinese character costs two and a half keys with the usual input methods; a clerk types four keys a second.
KEYS_OF_A_SIGN, KEYS_A_MINUTE = 2.5, 240


class Keyboard:
    """Types as a person does, and counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0.0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        if text.isascii():
            self.page.keyboard.type(text)
            self.keys += len(text)
        else:
            self.page.keyboard.insert_text(text)
            self.keys += KEYS_OF_A_SIGN * len(text)


def begin(page: Page, stage: Stage, unit: str, count: int) -> None:
    page.goto(f"{stage.url}/appraisal/rounds/add")
    page.select_option("[name=unit]", label=unit)
    page.select_option("[name=kind]", label="抽检")
    page.fill("[name=count]", str(count))
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/appraisal/rounds/\d+$"))


def find(keys: Keyboard, typed: str, fact: str) -> None:
    keys.write(typed)
    expect(keys.page.locator("#ap-found")).to_be_visible()
    keys.press("Enter")
    if keys.page.evaluate(FOCUSED).endswith("-points"):  # an item with a range waits for its points
        keys.write("0.5")
        keys.press("Enter")
    keys.write(fact)
    keys.press("Enter")
    if not keys.page.evaluate("document.activeElement.value"):
        keys.write("巡查记录")
    keys.press("Enter")


@pytest.mark.clause("P-3.2", "P-4.5.2a", "P-4.5.2b")
def test_an_inspection_of_twenty_people_takes_three_minutes_of_typing(
    stage: Stage, visit: Callable[..., Page], capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit()
    sign_in(page, stage, "HY0001")
    begin(page, stage, "回音物业", 20)
    sheets, keys = page.locator(".ap-person"), Keyboard(page)
    expect(sheets).to_have_count(20)
    assert axe.violations(page) == []
    for place in range(20):
        assert page.evaluate(FOCUSED).startswith(f"c-{sheets.nth(place).get_attribute('data-sheet')}-")
        for typed, fact in FOUND.get(place, []):
            find(keys, typed, fact)
        keys.press("Enter")
    running = sheets.locator("[data-score]").all_inner_texts()
    assert running[3] != "100.00" == running[2]
    keys.press("Control+Enter")
    expect(page.locator(".hy-toast")).to_contain_text("已保存")
    with capsys.disabled():
        sys.stdout.write(f"\n{keys.keys:.0f} keys for 20 people: {keys.keys / KEYS_A_MINUTE:.1f} minutes\n")
    assert keys.keys <= 3 * KEYS_A_MINUTE
    # The server comes to the same scores as the page did, and the page to the server's.
    expect(sheets.locator("[data-score]")).to_have_text(running)
    assert page.evaluate(
        "[...document.querySelectorAll('.ap-person')].every(one => one.querySelector('[data-score]').textContent * 100"
        " - one.dataset.stored < .5)"
    )
    facts = page.locator("[data-line]:not(.is-blank) [data-fact]")
    assert [field.input_value() for field in facts.all()] == [fact for found in FOUND.values() for _item, fact in found]
    expect(page.locator(".is-dirty")).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")  # what a sticky head half covers is no small target
    assert axe.violations(page) == []


def test_arrows_move_between_lines_and_people_and_a_range_is_checked_as_it_is_typed(
    stage: Stage, visit: Callable[..., Page]
) -> None:
    page = visit()
    sign_in(page, stage, "HY0001")
    begin(page, stage, "翠湖管理处", 3)
    pks = [str(one.get_attribute("data-sheet")) for one in page.locator(".ap-person").all()]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == f"c-{pks[1]}-0-item"
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate(FOCUSED) == f"c-{pks[2]}-0-item"
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("xx1")
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    expect(page.locator(f"#c-{pks[1]}-0-points")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#s-{pks[1]} [data-score]")).to_have_text("95.00")  # 其它 takes at most 5
    page.locator(f"#c-{pks[1]}-0-serious").focus()
    page.keyboard.press("Escape")
    # A line more, removed again, leaves none behind.
    page.locator(f"#s-{pks[1]} [data-drop]").first.click()
    expect(page.locator(f"#s-{pks[1]} [data-line]")).to_have_count(1)
    expect(page.locator(f"#s-{pks[1]} [data-score]")).to_have_text("100.00")


def test_a_refused_save_keeps_everything_and_a_draft_in_the_browser_brings_its_lines_back(
    stage: Stage, visit: Callable[..., Page], tmp_path: Path
) -> None:
    photo = tmp_path / "现场.png"
    photo.write_bytes(PICTURE)
    page = visit()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, stage, "HY0001")
    begin(page, stage, "翠湖管理处", 2)
    keys = Keyboard(page)
    find(keys, "ja3", "回访逾期三天")
    find(keys, "dc1", "工牌未戴")
    first = page.locator("[data-line]").first
    first.locator("[data-points]").fill("55")
    first.locator("[data-photo]").set_input_files(photo)
    expect(page.locator("[data-draft-saved]")).not_to_be_empty()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hy-summary")).to_be_focused()
    expect(page.locator(".hy-summary a")).to_have_count(1)
    assert [one.input_value() for one in page.locator("[data-line]:not(.is-blank) [data-fact]").all()] == [
        "回访逾期三天", "工牌未戴",
    ]  # fmt: skip
    assert page.locator("[data-line]").first.locator("[data-photo]").evaluate("field => field.files.length") == 1
    assert axe.violations(page) == []
    page.locator(".hy-summary a").click()
    assert page.evaluate(FOCUSED).endswith("-0-points")
    page.reload()
    expect(page.locator("[data-line]")).to_have_count(2)
    page.locator("[data-draft-restore]").click()
    assert [one.input_value() for one in page.locator("[data-line]:not(.is-blank) [data-fact]").all()] == [
        "回访逾期三天", "工牌未戴",
    ]  # fmt: skip
    page.locator("[data-points]").first.fill("2")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hy-toast")).to_contain_text("已保存")
    expect(page.locator("[data-draft-notice]")).to_be_hidden()
    expect(page.locator("[data-score]").first).to_have_text("96.00")


def test_two_who_write_on_one_sheet_see_both_versions(stage: Stage, visit: Callable[..., Page]) -> None:
    mine, other = visit(), visit()
    sign_in(mine, stage, "HY0001")
    begin(mine, stage, "翠湖管理处", 1)
    sign_in(other, stage, "zongjingli")
    other.goto(mine.url)
    for page, item, fact in ((other, "ja4", "预约回复失约一次"), (mine, "ja3", "回访逾期一天半")):
        find(Keyboard(page), item, fact)
        page.keyboard.press("Control+Enter")
        if page is other:
            expect(page.locator(".hy-toast")).to_contain_text("已保存")
    conflict = mine.locator(".hy-conflict")
    expect(conflict).to_contain_text("预约回复失约一次")
    expect(conflict).to_contain_text("回访逾期一天半")
    assert axe.violations(mine) == []
    mine.locator("[data-theirs]").click()
    expect(mine.locator("[data-fact]").first).to_have_value("预约回复失约一次")
    mine.locator("[data-fact]").first.fill("预约回复失约，已核实")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator(".hy-toast")).to_contain_text("已保存")
    expect(mine.locator("[data-fact]").first).to_have_value("预约回复失约，已核实")


def without_photo(page: Page) -> None:
    """Remove a photo that was taken wrongly; its line stays."""
    sheet = page.locator(".ap-person:visible")
    removing = sheet.get_by_role("button", name="移除照片")
    expect(removing).to_have_count(1)
    removing.tap()
    expect(sheet.locator("img")).to_have_count(0)
    expect(removing).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/rounds/" in answer.url):
        page.get_by_role("button", name="保存草稿").tap()
    expect(page.locator(".is-dirty")).to_have_count(0)
    expect(sheet.locator("[data-fact]").first).to_have_value("工牌未佩戴，大堂")
    expect(sheet.locator("img")).to_have_count(0)


@pytest.mark.clause("P-4.5.2a")
def test_a_spot_check_is_written_on_a_phone_with_a_photo(
    stage: Stage, visit: Callable[..., Page], tmp_path: Path
) -> None:
    photo = tmp_path / "大堂.png"
    photo.write_bytes(PICTURE)
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, stage, "HY0001")
    begin(page, stage, "翠湖管理处", 3)
    expect(page.locator(".ap-person:visible")).to_have_count(1)
    page.locator("[data-one-next]").tap()
    expect(page.locator("[data-one-place]")).to_have_text("第 2 / 3 人")
    sheet = page.locator(".ap-person:visible")
    sheet.locator("[data-item]").first.tap()
    page.keyboard.type("gp")
    page.locator("#ap-found [role=option]").first.tap()
    line = sheet.locator("[data-line]").first
    expect(line.locator("[data-item]")).to_have_value(re.compile("^DC1 "))
    page.keyboard.insert_text("工牌未佩戴，大堂")
    line.locator("[data-photo]").set_input_files(photo)
    assert axe.violations(page) == []
    assert axe.overflow(page) == 0
    small = page.evaluate(
        "[...document.querySelectorAll('.ap-draft button, .ap-draft input:not([type=hidden]), .ap-draft select,"
        " .ap-photo label')].filter(one => one.offsetParent && !one.matches('[type=checkbox], [type=file]')"
        " && one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 80))"
    )
    assert small == []
    page.get_by_role("button", name="保存草稿").tap()
    expect(page.locator(".hy-toast")).to_contain_text("已保存")
    expect(page.locator("[data-one-place]")).to_have_text("第 2 / 3 人")
    picture = page.locator(".ap-person:visible img")
    expect(picture).to_be_visible()
    address = picture.get_attribute("src")
    assert page.request.get(f"{stage.url}{address}").body() == PICTURE
    stranger = visit()
    sign_in(stranger, stage, "HY0047")
    assert stranger.request.get(f"{stage.url}{address}").status == 404
    assert axe.violations(page) == []
    assert axe.overflow(page) == 0
    without_photo(page)
    assert page.request.get(f"{stage.url}{address}").status == 404

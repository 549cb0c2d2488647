"""A deduction on its whole way: drafted, confirmed, objected to, inquired into, decided, corrected."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from huiyin.site.demo.company import PASSWORD
from tests.journeys.looks import look
from tests.journeys.test_drafting import Keyboard, find
from tools.stage import PHONE, Stage, sign_in

pytestmark = pytest.mark.browser
LATE, BADGE = "11 月 20 日报修结案后第四日才回访", "当班未佩戴工牌"
GROUND = "11 月 22 日 17:50 已电话回访业主，回访单当晚漏登，次日补录。"
FOUND = "话务系统记录：11 月 22 日 17:52 呼出，通话 2 分 40 秒；业主确认当日已接到回访。"
WHY = "回访在时限之内，撤销该项扣分。"


def sign(page: Page, button: str) -> None:
    """Sign with the password what the form says."""
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name=button, exact=True).click()


def drafted(page: Page, stage: Stage) -> str:
    """Draft a spot check of one person with two deductions, hand it on, and return its number."""
    page.goto(f"{stage.url}/appraisal/rounds/add")
    page.select_option("[name=unit]", label="滨江管理处")
    page.select_option("[name=kind]", label="抽检")
    page.fill("[name=people]", "HY0010")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/appraisal/rounds/\d+$"))
    sheet, keys = page.locator(".ap-person"), Keyboard(page)
    expect(sheet).to_have_count(1)
    find(keys, "ja3", LATE)
    find(keys, "dc1", BADGE)
    expect(sheet.locator("[data-score]")).to_have_text("96.00")
    look(page, "抽检 2026-11", "01-drafted")
    page.get_by_role("button", name="提交赵敏的考评单").click()
    expect(page.locator(".hy-toast")).to_contain_text("已提交")
    look(page, "抽检 2026-11", "02-submitted")
    page.get_by_role("link", name="赵敏", exact=True).click()
    return page.locator(".hy-thing .hy-number").inner_text()


def confirmed(page: Page, stage: Stage, number: str) -> None:
    """Confirm it: a wrong password signs nothing, the right one does."""
    page.goto(f"{stage.url}/appraisal/editions/waiting")
    look(page, "编制中考评单", "03-waiting")
    page.get_by_role("link", name=number, exact=True).click()
    look(page, "抽检 · 赵敏", "04-to-confirm")
    page.get_by_role("link", name="确认并签名").click()
    page.fill("[name=password]", "不是这个")
    page.get_by_role("button", name="确认并签名").click()
    expect(page.locator("#id_password_error")).to_be_visible()
    look(page, "确认考评单", "05-wrong-password")
    sign(page, "确认并签名")
    expect(page.locator(".hy-toast")).to_contain_text("已确认")
    expect(page.locator("#sheet-signatures")).to_be_visible()
    look(page, "抽检 · 赵敏", "06-confirmed")


def objected_to(page: Page, stage: Stage, number: str) -> str:
    """Read it on the telephone and object to one line; return the objection's number."""
    page.goto(f"{stage.url}/appraisal/mine")
    look(page, "我的考评", "07-mine")
    page.goto(f"{stage.url}/appraisal/editions/unread")
    page.get_by_role("link", name=number, exact=True).tap()
    expect(page.locator(".ap-losses")).to_have_count(2)
    expect(page.get_by_role("main")).to_contain_text("96.00")
    page.get_by_role("link", name="提出异议").tap()
    look(page, "对扣分提出申诉", "08-which-line")
    page.locator(".ob-lines li").filter(has_text=LATE).get_by_role("link").tap()
    page.fill("[name=ground]", GROUND)
    look(page, "对扣分提出申诉", "09-ground")
    sign(page, "签名并提出申诉")
    look(page, "赵敏的申诉", "10-raised")
    assert re.search(r"/appraisal/objections/\d+$", page.url)
    return page.url


def decided(page: Page, url: str) -> None:
    """Accept it, write down what was found, and only then decide, under one's signature."""
    page.goto(url)
    page.get_by_role("button", name="受理申诉").click()
    expect(page.get_by_role("main")).to_contain_text("请先填写调查情况")
    page.get_by_role("link", name="填写调查情况").click()
    page.fill("[name=findings]", FOUND)
    look(page, "调查情况", "11-inquiry")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="作出决定").click()
    page.get_by_label("成立：撤销扣分", exact=True).check()
    page.fill("[name=decision]", WHY)
    look(page, "裁定申诉", "12-decision")
    sign(page, "签名并裁定")
    expect(page.locator(".hy-toast")).to_contain_text("申诉已裁定")
    cells = page.locator(".ob-result tbody tr")
    expect(cells.filter(has_text="考评单得分").locator("td")).to_have_text(["96.00", "98.00"])
    look(page, "赵敏的申诉", "13-decided")


def both_readable(page: Page, number: str, url: str) -> None:
    """Read the version that counts, and the one before it; both scores stand in the history of each."""
    page.goto(url)
    page.locator(".ob-result a").last.click()
    scores = page.get_by_role("region", name="版本").locator("tbody td.num")
    expect(scores).to_have_text(["98.00", "96.00"])
    expect(page.get_by_role("main")).not_to_contain_text(LATE)
    look(page, "抽检 · 赵敏", "14-corrected")
    page.get_by_role("region", name="版本").get_by_role("link", name="第1版").click()
    expect(page.locator(".hy-banner")).to_contain_text("本版已不再有效")
    expect(page.get_by_role("main")).to_contain_text(LATE)
    expect(scores).to_have_text(["98.00", "96.00"])
    expect(page.locator(".hy-thing .hy-number")).to_have_text(number)
    look(page, "抽检 · 赵敏", "15-earlier")


@pytest.mark.clause("P-1.0b", "P-3.2")
def test_a_deduction_is_confirmed_objected_to_decided_and_corrected(stage: Stage, visit: Callable[..., Page]) -> None:
    supervisor, manager, quality = visit(), visit(), visit()
    employee = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    for page, who in ((supervisor, "HY0004"), (manager, "HY0001"), (employee, "HY0010"), (quality, "pinzhibu")):
        sign_in(page, stage, who)
    number = drafted(supervisor, stage)
    confirmed(manager, stage, number)
    url = objected_to(employee, stage, number)
    # Who confirmed the sheet does not decide about it.
    manager.goto(url)
    expect(manager.get_by_role("main")).to_contain_text("须由他人裁定")
    expect(manager.get_by_role("button", name="受理申诉")).to_have_count(0)
    decided(quality, url)
    for reader in (employee, manager):
        both_readable(reader, number, url)

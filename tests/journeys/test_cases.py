"""A matter from the telephone to its decision by keyboard, and a customer's complaint on his own phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_drafting import Keyboard
from tools import axe
from tools.stage import PHONE, Stage, sign_in

pytestmark = pytest.mark.browser
NUMBER, SAID = "13911112222", "三号楼电梯又坏了两天没人修"
# Open the form, the number, to the text, the text, save: what a clerk does while the caller speaks.
MOST_KEYS = 90


def settled(page: Page) -> None:
    """Hold a page to what every page is held to."""
    assert axe.violations(page) == []
    assert axe.overflow(page) <= 0


def register(page: Page, stage: Stage) -> str:
    """Register a complaint by keyboard alone, and return its page."""
    page.goto(f"{stage.url}/cases/")
    keys = Keyboard(page)
    keys.press("n")
    page.wait_for_url(re.compile(r"/cases/new$"))
    expect(page.locator("#id_caller_phone")).to_be_focused()
    settled(page)
    keys.write(NUMBER)
    expect(page.locator("#hy-beside")).to_contain_text("没有使用该号码的客户")
    keys.press("Tab", "Tab", "Tab")
    expect(page.locator("#id_text")).to_be_focused()
    keys.write(SAID)
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    assert keys.keys <= MOST_KEYS
    expect(page.locator(".hy-thing")).to_contain_text("TS-")
    expect(page.locator(".hy-thing")).to_contain_text("维修")
    return page.url


def act(page: Page, name: str, **given: str) -> None:
    """Do one of the acts that the page of a case offers, by keyboard from its link on."""
    link = page.get_by_role("link", name=name, exact=True)
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/\d+/\w+$"))
    expect(page.locator(".hy-about")).to_contain_text(SAID)
    for field, value in given.items():
        page.locator(f"#id_{field}").focus()
        if value == " ":
            page.keyboard.press("Space")
        else:
            page.keyboard.insert_text(value)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/cases/\d+$"))


@pytest.mark.clause("H-4a", "H-4b", "H-4d", "H-4e")
def test_a_telephone_complaint_is_verified_the_same_day_and_decided_above(
    stage: Stage, visit: Callable[..., Page]
) -> None:
    clerk, chief = visit(), visit()
    sign_in(clerk, stage, "HY0004")
    case = register(clerk, stage)
    expect(clerk.locator(".hy-thing")).to_contain_text("调查核实")
    act(clerk, "填写核实情况", founded=" ", finding="主板烧坏，情况属实")
    expect(clerk.locator("main")).to_contain_text("属实")
    act(clerk, "上报", reason="需更换主板，费用超出权限")
    expect(clerk.get_by_role("link", name="作出决定", exact=True)).to_have_count(0)
    sign_in(chief, stage, "HY0001")
    chief.goto(case)
    act(chief, "作出决定", decision="同意更换，两日内完成")
    expect(chief.locator("main")).to_contain_text("同意更换，两日内完成")
    chief.get_by_role("link", name="添加备注").click()
    settled(chief)
    clerk.goto(case)
    act(clerk, "填写处理结果", result="已更换主板，运行正常")
    settled(clerk)


@pytest.mark.clause("R-5a", "H-12")
def test_a_customer_complains_on_a_phone_and_sees_how_it_stands(stage: Stage, visit: Callable[..., Page]) -> None:
    customer, again = visit(viewport=PHONE), visit(viewport=PHONE)
    customer.goto(f"{stage.url}/account/login/")
    customer.get_by_role("link", name="客户投诉请点这里").click()
    customer.get_by_role("button", name="提交投诉").click()
    expect(customer.locator(".hy-summary")).to_be_visible()
    settled(customer)
    customer.get_by_label("您的姓名").fill("孙女士")
    customer.get_by_label("您的电话号码").fill("139 2222 3333")
    customer.get_by_label("哪个小区或酒店").select_option(label="滨江管理处")
    customer.get_by_label("发生了什么").fill("地下车库积水三天没人管，车轮都泡在水里。")
    customer.get_by_label(re.compile("我同意")).check()
    customer.get_by_role("button", name="提交投诉").click()
    customer.wait_for_url(re.compile(r"/cases/complain/.+"))
    number = customer.locator(".cp-number strong").inner_text()
    assert re.fullmatch(r"TS-[\w-]+-\d{8}-\d{3}", number)
    expect(customer.locator("[aria-current=step]")).to_contain_text("已受理")
    settled(customer)
    again.goto(customer.url)
    assert number not in again.content()
    settled(again)
    again.get_by_label("您的电话号码").fill("13922223334")
    again.get_by_role("button", name="查看进度").click()
    expect(again.locator(".has-error")).to_contain_text("不一致")
    again.get_by_label("您的电话号码").fill("13922223333")
    again.get_by_role("button", name="查看进度").click()
    expect(again.locator(".cp-number")).to_contain_text(number)

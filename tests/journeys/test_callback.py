"""A guest is called back, says something, and the head of the department answers and signs it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from huiyin.site.demo.company import PASSWORD
from tools.stage import PHONE, Stage, sign_in

pytestmark = pytest.mark.browser


def call_back(caller: Page, stage: Stage) -> str:
    """Call the last guest of the list back on a telephone, write his opinion down, and return the callback's page."""
    sign_in(caller, stage, "HY0038")
    caller.goto(f"{stage.url}/callbacks/mine")
    card = caller.locator(".cb-cards li").filter(has_not_text=re.compile("TS-|XQ-")).last
    name = card.locator("strong").inner_text()
    card.get_by_role("link", name=re.compile("回访")).click()
    expect(caller.locator(".cb-script")).to_contain_text("苏晴")
    call = caller.url
    caller.get_by_role("button", name="显示号码").click()
    expect(caller.locator("main")).to_contain_text(re.compile(r"139 \d{4} \d{4}"))
    caller.goto(call)
    caller.get_by_label("满意", exact=True).check()
    caller.get_by_label("已告知客服电话").check()
    caller.get_by_label("已告知我的姓名").check()
    caller.locator("details.cb-slot summary").first.click()
    caller.locator("#id_opinion_1_kind").select_option("opinion")
    caller.locator("#id_opinion_1_text").fill("健身房器材旧了")
    caller.locator("#id_opinion_1_department").select_option(label="酒店客服中心")
    caller.get_by_role("button", name="保存回访记录").click()
    expect(caller.locator(".cb-slot .has-error").first).to_contain_text("H-9")
    caller.locator("#id_opinion_1_appointed_at").fill("2026-11-23T17:00")
    caller.get_by_role("button", name="保存回访记录").click()
    caller.wait_for_url(re.compile(r"/callbacks/\d+$"))
    expect(caller.locator("h1")).to_contain_text(name)
    return caller.url


def answer(head: Page, stage: Stage) -> None:
    """Answer the opinion as head of the department, under one's signature."""
    sign_in(head, stage, "HY0002")
    head.goto(f"{stage.url}/callbacks/opinions?waiting=mine")
    head.locator(".hy-table tbody tr").filter(has_text="健身房器材旧了").get_by_role("link").first.click()
    head.get_by_role("link", name="答复并签字").click()
    head.locator("#id_solution").fill("下月更换两台跑步机")
    head.locator("#id_feedback").fill("已致电说明更换计划")
    head.locator("#id_prevention").fill("器材每季检查一次")
    head.locator("#id_password").fill(PASSWORD)
    head.get_by_role("button", name="签字确认答复").click()
    expect(head.locator(".hy-thing")).to_contain_text("已答复签字")


@pytest.mark.clause("H-8b", "H-9", "H-10d")
def test_a_callback_with_an_opinion_is_signed_by_the_head(stage: Stage, visit: Callable[..., Page]) -> None:
    caller, head = visit(viewport=PHONE), visit()
    page = call_back(caller, stage)
    answer(head, stage)
    caller.goto(page)
    caller.get_by_role("link", name="关闭回访").click()
    caller.get_by_role("button", name="关闭").click()
    caller.wait_for_url(page)
    expect(caller.locator(".hy-thing")).to_contain_text("已关闭")
    head.goto(page)
    head.get_by_role("link", name=re.compile("记录单")).click()
    expect(head.locator("main")).to_contain_text("回访记录单")
    expect(head.locator("main")).to_contain_text("林晓东")

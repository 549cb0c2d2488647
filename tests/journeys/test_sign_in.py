"""Signing in: password first, then the code of a telephone's app."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from huiyin.site.demo.company import PASSWORD
from tools.stage import Stage, sign_in

pytestmark = pytest.mark.browser
PERIOD = 30
ROOM = 8


def code(secret: str) -> str:
    """Return what the app shows, early enough in its 30 seconds to be typed.

    It goes by the machine's clock as allauth does, whatever the day of the stage.
    """
    left = PERIOD - time.time() % PERIOD
    if left < ROOM:
        time.sleep(left)
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
    return shown


def test_a_second_factor_is_switched_on_and_asked_for(stage: Stage, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, stage, "HY0047")
    page.locator(".hy-menu > summary").click()
    page.get_by_role("link", name="两步登录").click()
    page.get_by_role("link", name="开启").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请确认是您本人")
    page.fill("[name=password]", PASSWORD)
    page.click("form.hy-form button[type=submit]")
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("[name=code]", "000000")
    page.locator("form.hy-form .btn-primary").click()
    expect(page.locator(".hy-summary")).to_be_visible()
    assert page.locator("#authenticator_secret").input_value() == secret
    page.fill("[name=code]", code(secret))
    page.locator("form.hy-form .btn-primary").click()
    expect(page.get_by_role("main")).to_contain_text("恢复码")

    page.locator(".hy-menu > summary").click()
    page.locator(".hy-menu-out button").click()
    page.goto(f"{stage.url}/account/login/")
    page.fill("[name=login]", "HY0047")
    page.fill("[name=password]", PASSWORD)
    page.click("form.hy-form button[type=submit]")
    page.wait_for_url("**/account/mfa/authenticate/")
    page.goto(f"{stage.url}/appraisal/sheets")
    assert "/account/mfa/authenticate/" in page.url  # the password alone opens nothing
    page.fill("[name=code]", "000000")
    page.locator("form.hy-form .btn-primary").click()
    expect(page.locator(".hy-summary")).to_be_visible()
    page.fill("[name=code]", code(secret))
    page.locator("form.hy-form .btn-primary").click()
    page.wait_for_url(re.compile(r"^[^?]+(?<!authenticate/)$"))
    page.goto(f"{stage.url}/appraisal/sheets")
    expect(page.locator(".hy-table tbody tr").first).to_contain_text("阎立新")

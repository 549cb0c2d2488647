"""A signed form is verified without the house; what is over its term goes by two people, but for what is held."""

import io
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from huiyin.site.demo.company import PASSWORD
from tests.journeys.looks import look
from tools.stage import ROOT, Stage, context_of, sign_in

pytestmark = pytest.mark.browser
LONG = 60_000
SCRIPT = ROOT / "docs" / "verify" / "verify_record.py"
# Two years after everything of the stage was issued; 2025 is published by then, 2026 is not.
LATER = "2028-12-04T09:05:00+08:00"
DATABASE = "huiyin.sqlite3"


def sign(page: Page, button: str) -> None:
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name=button, exact=True).click()


def codes_of(pdf: bytes) -> list[str]:
    """Read the codes of a print as a camera sees its first page."""
    with closing(pypdfium2.PdfDocument(io.BytesIO(pdf))) as document:
        picture = document[0].render(scale=3, grayscale=True)
        seen = memoryview(bytes(picture.buffer)).cast("B", shape=[picture.height, picture.stride])
        return [one.text for one in zxingcpp.read_barcodes(seen)]


def verify(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the script by itself: no package of the house, nothing of its folder, no server."""
    command = [sys.executable, "-I", "-S", *map(str, (SCRIPT, *arguments))]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", encoding="utf-8")


def month_sheet(page: Page, chief: Page, stage: Stage) -> None:
    """Draft and submit somebody's month appraisal, confirm it under a signature, and stay on its page."""
    page.goto(f"{stage.url}/appraisal/rounds/add")
    page.select_option("[name=unit]", label="滨江管理处")
    page.select_option("[name=kind]", label="月考核")
    page.fill("[name=people]", "HY0022")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/appraisal/rounds/\d+$"))
    page.get_by_role("button", name="提交韩冬梅的考评单").click()
    expect(page.locator(".hy-toast")).to_contain_text("已提交")
    page.get_by_role("link", name="韩冬梅", exact=True).click()
    page.wait_for_url(re.compile(r"/appraisal/editions/\d+$"))
    chief.goto(page.url)
    chief.get_by_role("link", name="确认并签名").click()
    sign(chief, "确认并签名")
    expect(chief.locator("#sheet-signatures")).to_be_visible()


@pytest.mark.clause("P-4.7b", "P-5.1")
def test_a_signed_form_is_printed_and_its_code_verified_offline(
    stage: Stage, visit: Callable[..., Page], tmp_path: Path
) -> None:
    supervisor, manager = visit(), visit()
    sign_in(supervisor, stage, "HY0004")
    sign_in(manager, stage, "HY0001")
    month_sheet(supervisor, manager, stage)
    manager.get_by_role("link", name="出具记录表").click()
    look(manager, "签发个人表单", "40-issue")
    manager.get_by_role("button", name="签发", exact=True).click()
    expect(manager.locator(".rec-sheet")).to_be_visible()
    look(manager, "员工月绩效考核记录表", "41-record")
    expect(manager.get_by_role("main")).to_contain_text("陈志强")
    number = manager.locator(".hy-thing .hy-number").inner_text()

    def fetched(label: str) -> bytes:
        address = manager.get_by_role("link", name=label).get_attribute("href")
        return manager.request.get(f"{stage.url}{address}").body()

    [text] = codes_of(fetched("下载 PDF"))
    content, key = tmp_path / "record.json", tmp_path / "house-key.txt"
    content.write_bytes(fetched("下载内容文件"))
    manager.goto(f"{stage.url}/records/house-key")
    look(manager, "打印件如何验真", "42-key")
    with manager.expect_download() as download:
        manager.get_by_role("link", name="下载公钥").click()
    download.value.save_as(key)

    done = verify("--key", key, text, "--content", content)
    assert done.returncode == 0, done.stdout + done.stderr
    assert number in done.stdout
    assert "确认 陈志强 20261123" in done.stdout
    forged = text.replace("陈志强", "王丽华")
    assert verify("--key", key, forged).returncode == 1
    content.write_bytes(content.read_bytes().replace("韩冬梅".encode(), "韩冬雪".encode()))
    tampered = verify("--key", key, text, "--content", content)
    assert (tampered.returncode, "NOT what was printed" in tampered.stdout) == (3, True)


def issue(page: Page, stage: Stage, form: str, period: str) -> None:
    """Issue a form of an office for a period."""
    page.goto(f"{stage.url}/appraisal/issues/add?form={form}&period={period}")
    page.select_option("[name=unit]", label="滨江管理处")
    page.click("form.hy-form button[type=submit]")
    expect(page.locator("main a[href*='/appraisal/issues/']").first).to_be_visible(timeout=LONG)


@pytest.fixture(scope="module")
def later(stage: Stage, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The company two years after it issued month sheets of the running year: a copy of it, served on that day."""
    context = context_of(browser)
    page = context.new_page()
    sign_in(page, stage, "HY0001")
    issue(page, stage, "month_sheet", "2026-10")
    context.close()
    made = Stage(tmp_path_factory.mktemp("later"), clock=LATER)
    kept = shutil.ignore_patterns(f"{DATABASE}*", "run", "server.log")
    shutil.copytree(stage.folder, made.folder, dirs_exist_ok=True, ignore=kept)
    old, new = (sqlite3.connect(one.folder / DATABASE) for one in (stage, made))
    with closing(old), closing(new):
        old.backup(new)
    made.start()
    yield made
    made.stop()


def numbers(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".hy-table tbody td:first-child a").all_inner_texts()]


def draft_list(page: Page, stage: Stage, form: str = "") -> None:
    """Draft a list of all that is due of a form."""
    page.goto(f"{stage.url}/records/disposals/new")
    page.select_option("[name=form]", value=form)
    page.get_by_role("button", name="生成清单").click()


def hold(page: Page, stage: Stage, number: str) -> str:
    """Put a hold on a record; return its address."""
    page.goto(f"{stage.url}/records/due?period=2025")
    page.get_by_role("link", name=number, exact=True).click()
    address = page.url
    page.get_by_role("link", name="保全", exact=True).last.click()
    page.select_option("[name=kind]", label="争议")
    page.fill("[name=reason]", "劳动争议仲裁用")
    look(page, "保全记录", "52-hold")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#held-title")).to_contain_text("保全中")
    look(page, "员工年终绩效考核记录表", "53-held")
    return address


@pytest.mark.clause("P-4.12", "P-4.12.1", "P-4.12.2")
def test_what_is_over_its_term_goes_by_two_people_but_for_what_is_held_or_needed(
    later: Stage, visit: Callable[..., Page]
) -> None:
    quality, chief = visit(), visit()
    sign_in(quality, later, "pinzhibu")
    sign_in(chief, later, "zongjingli")
    quality.goto(f"{later.url}/records/due?type=year_sheet")
    look(quality, "到期待销毁", "50-due")
    sheets = numbers(quality)
    assert len(sheets) > 1
    draft_list(quality, later, "year_sheet")
    look(quality, "销毁", "51-drafted")
    first = quality.url
    expect(
        quality.get_by_role("button", name="批准销毁").or_(quality.get_by_role("link", name="批准销毁"))
    ).to_have_count(0)
    held = hold(quality, later, sheets[0])
    # With a held record on it the list is refused, by name, and stays as it was.
    chief.goto(f"{first}/approve")
    sign(chief, "签名并批准")
    expect(chief.get_by_role("main")).to_contain_text(sheets[0])
    expect(chief.get_by_role("main")).to_contain_text("不得销毁")
    look(chief, "批准销毁", "54-refused")
    quality.goto(f"{first}/withdraw")
    quality.fill("[name=reason]", "其中一份已保全，重新拟制")
    quality.keyboard.press("Control+Enter")
    expect(quality.locator(".hy-thing .hy-state")).to_have_text("已撤回")
    # Drafted anew it leaves the held one out; the second person signs, and the others go with a list of their own.
    draft_list(quality, later, "year_sheet")
    chief.goto(quality.url)
    chief.get_by_role("link", name="批准").click()
    look(chief, "批准销毁", "55-approve")
    sign(chief, "签名并批准")
    expect(chief.locator(".hy-thing .hy-state")).to_have_text(re.compile("已批准|已执行"))
    done = chief.url
    _await_done(chief, done)
    look(chief, "销毁", "56-done")
    chief.locator(".hy-facts a").first.click()
    assert sorted(numbers(chief)) == sorted(sheets[1:])
    chief.locator(".hy-table tbody a").first.click()
    expect(chief.get_by_role("main")).to_contain_text("内容已于期满后销毁")
    expect(chief.locator(".rec-sheet")).to_have_count(0)
    look(chief, "员工年终绩效考核记录表", "57-stub")
    chief.goto(held)
    expect(chief.locator(".rec-sheet")).to_be_visible()


@pytest.mark.clause("P-4.12.1")
def test_a_month_sheet_of_a_year_that_is_not_closed_is_refused(later: Stage, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, later, "pinzhibu")
    page.goto(f"{later.url}/records/due?type=month_sheet&period=2026-10")
    fates = page.locator(".hy-table tbody tr")
    assert fates.count() > 1
    expect(fates).to_contain_text(["仍需使用"] * fates.count())
    look(page, "到期待销毁", "58-needed")
    open_year = numbers(page)
    # What is due of the closed year goes onto a list; of the open year nothing does.
    draft_list(page, later, "month_sheet")
    page.locator(".hy-facts a").first.click()
    assert not set(open_year) & set(numbers(page))
    draft_list(page, later, "month_sheet")
    expect(page.locator(".hy-summary")).to_contain_text("没有到期待销毁的记录")
    look(page, "拟制销毁单", "59-refused")


def _await_done(page: Page, address: str) -> None:
    """Wait until the job carried the disposal out; its page does not move by itself."""
    for _try in range(60):
        page.goto(address)
        if page.locator(".hy-thing .hy-state").inner_text() == "已执行":
            return
        page.wait_for_timeout(500)
    pytest.fail("the disposal was not carried out")

"""A version of the standard: put into force in the middle of a month by two people, and tried on a past year."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import look
from tools.stage import Stage, sign_in

pytestmark = pytest.mark.browser
# The sheets of the month up to the 23rd stand; the version rules what is filled in from the 25th on.
FROM, NAME = "2026-11-25", "员工绩效考核标准（月中修订）"
FIRST = "员工绩效考核标准"


def open_scheme(page: Page, stage: Stage, name: str) -> None:
    page.goto(f"{stage.url}/appraisal/schemes")
    rows = page.locator(".hy-table tbody tr").filter(has=page.get_by_text(name, exact=True))
    rows.get_by_role("link").first.click()


def draft_with(page: Page, stage: Stage, name: str, day: str, shares: tuple[str, str, str]) -> None:
    """Draft the next version from the first, with other shares of the year."""
    open_scheme(page, stage, FIRST)
    page.get_by_role("link", name="起草新版本").click()
    page.fill("[name=name]", name)
    page.fill("[name=effective_from]", day)
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="修改权重").click()
    for field, share in zip(("checks_share", "months_share", "year_share"), shares, strict=True):
        page.fill(f"[name={field}]", share)
    page.keyboard.press("Control+Enter")


def drafted(page: Page, stage: Stage) -> None:
    """Draft a version in which the year's end weighs less. Who drafts is not let approve."""
    draft_with(page, stage, NAME, FROM, ("25", "35", "45"))
    expect(page.locator("#id_year_share_error")).to_contain_text("100")
    look(page, "权重", "21-weights")
    page.fill("[name=year_share]", "40")
    page.keyboard.press("Control+Enter")
    look(page, NAME, "22-drafted")
    expect(page.locator(".hy-thing .hy-state")).to_have_text("草稿")
    expect(page.get_by_role("button", name="批准")).to_have_count(0)


def published(page: Page, stage: Stage) -> None:
    """Hold both versions against each other, approve the new one, then publish it with the minutes."""
    open_scheme(page, stage, NAME)
    page.get_by_role("link", name="比较版本").click()
    page.select_option("[name=with]", label=f"{FIRST} v1")
    page.get_by_role("button", name="比较", exact=True).click()
    changed = page.locator(".hy-table tbody tr")
    expect(changed).to_have_count(3)
    expect(changed.locator("del")).to_have_text(["20 %", "30 %", "50 %"])
    look(page, "比较版本", "23-compared")
    open_scheme(page, stage, NAME)
    page.locator(".hy-confirm > summary").filter(has_text="批准").click()
    page.get_by_role("button", name="是，批准").click()
    expect(page.locator(".hy-thing .hy-state")).to_have_text("已批准")
    look(page, NAME, "24-approved")
    page.get_by_role("link", name="发布", exact=True).click()
    page.fill("[name=discussed_on]", "2026-11-12")
    page.fill("[name=minutes]", "职代会〔2026〕9 号")
    page.fill("[name=noticed_on]", "2026-11-26")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_noticed_on_error")).to_contain_text(FROM)
    look(page, "发布", "25-notice-too-late")
    page.fill("[name=noticed_on]", "2026-11-16")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hy-thing .hy-state")).to_have_text("已发布")
    expect(page.get_by_role("main")).to_contain_text("职代会〔2026〕9 号")
    look(page, NAME, "26-published")


@pytest.mark.clause("P-4.2a", "P-3.1")
def test_a_version_from_the_middle_of_a_month_leaves_earlier_sheets_under_the_one_before(
    stage: Stage, visit: Callable[..., Page]
) -> None:
    manager, chief = visit(), visit()
    sign_in(manager, stage, "HY0001")
    sign_in(chief, stage, "zongjingli")
    drafted(manager, stage)
    published(chief, stage)
    open_scheme(manager, stage, FIRST)
    expect(manager.get_by_role("main")).to_contain_text(FROM)  # until when it rules
    # A sheet of the month before, and one of the same month before the day: both as they were.
    for period in ("2026-10", "2026-11"):
        manager.goto(f"{stage.url}/appraisal/editions?q=HY0013&period={period}")
        manager.goto(f"{stage.url}/appraisal/sheets?q=HY0013&month={period}")
        manager.locator(".hy-table tbody tr a").first.click()
        look(manager, "朱桂兰", f"27-sheet-of-{period}")
        facts = manager.get_by_role("main")
        expect(facts.get_by_role("link", name=f"{FIRST} v1")).to_be_visible()
        expect(facts).not_to_contain_text(NAME)


def stored(stage: Stage) -> str:
    """Return the digest of every row that the appraisal and the trail keep."""
    seen = sha256()
    with closing(sqlite3.connect(f"file:{stage.folder / 'huiyin.sqlite3'}?mode=ro", uri=True)) as base:
        known = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for name in (row[0] for row in known if row[0].startswith("appraisal_") or "trail" in row[0]):
            seen.update(repr((name, base.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall())).encode())  # noqa: S608
    return seen.hexdigest()


@pytest.mark.clause("P-4.2a")
def test_a_draft_is_tried_on_a_past_year_and_nothing_is_stored(stage: Stage, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, stage, "zongjingli")
    draft_with(page, stage, "试算用草案", "2027-03-16", ("90", "5", "5"))
    before = stored(stage)
    page.get_by_role("link", name="在过往年度试算").click()
    look(page, "试算", "30-simulated")
    expect(page.locator("[name=year]")).to_have_value("2025")
    heads = page.locator(".hy-table thead").last
    for words in ("现行总分", "试算总分", "变动", "现行名次", "试算名次", "100 分线"):
        expect(heads).to_contain_text(words)
    figures = page.locator(".hy-figure")
    for words in ("升过 100", "不再过 100", "名次变动"):
        expect(figures.filter(has_text=words)).to_have_count(1)
    # Who crosses 100 is one press away, and it is as many people as the figure says.
    people = page.locator(".hy-table").last.locator("tbody tr")
    crossing = figures.filter(has_text="不再过 100")
    count = int(crossing.locator(".hy-figure-value").inner_text())
    assert 0 < count < people.count()
    page.select_option("[name=crosses]", label="不再过 100")
    page.get_by_role("button", name="试算").click()
    expect(people.locator(".ap-flag")).to_have_text(["不再过 100"] * count)
    expect(people).to_have_count(count)
    look(page, "试算", "31-crossing")
    assert stored(stage) == before
    open_scheme(page, stage, "试算用草案")
    page.locator(".hy-confirm > summary").filter(has_text="放弃草稿").click()
    page.get_by_role("button", name="是，").click()
    expect(page.locator(".hy-toast")).to_be_visible()

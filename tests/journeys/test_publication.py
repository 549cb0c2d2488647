"""In January the general manager publishes the year before; from then on it is frozen."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tools.stage import Stage, sign_in

pytestmark = pytest.mark.browser
LONG = 60_000
# 2025 was settled on the 12th; the demo company publishes it on the 15th.
JANUARY = "2026-01-14T09:05:00+08:00"


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("january"), clock=JANUARY)
    made.load(dressed=False)
    made.start()
    yield made
    made.stop()


@pytest.mark.clause("P-4.9e")
def test_a_settled_year_is_published_and_frozen(january: Stage, visit: Callable[..., Page]) -> None:
    employee = visit()
    sign_in(employee, january, "HY0010")
    employee.goto(f"{january.url}/appraisal/years")
    expect(employee.locator(".hy-table")).to_have_count(0)

    page = visit()
    sign_in(page, january, "zongjingli")
    page.locator(".hy-duties li").filter(has_text="尚未公布").get_by_role("link").click()
    page.locator(".hy-table tbody a[href*='/appraisal/runs/']").first.click()
    run = page.url
    page.get_by_text("公布结果", exact=True).click()
    page.get_by_role("button", name=re.compile("公布结果")).click()
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    expect(page.locator("main a[href*='/appraisal/runs/']").first).to_be_visible(timeout=LONG)

    page.goto(run)
    expect(page.locator(".hy-state").first).to_have_text("已公布")
    expect(page.get_by_text("公布结果", exact=True)).to_have_count(0)
    page.locator("details.ap-facts summary").click()
    expect(page.locator(".ap-facts")).to_contain_text("方致远")
    page.goto(f"{run}?excellent=true")
    rows = page.locator(".hy-table tbody tr")
    totals = [float(text) for text in rows.locator("strong").all_inner_texts()]
    assert totals
    assert min(totals) > 100
    expect(rows.locator(".ap-flag")).to_have_count(len(totals))
    page.goto(f"{run}?excellent=false&least=100")
    expect(page.locator(".ap-flag")).to_have_count(0)

    employee.goto(f"{january.url}/appraisal/years")
    expect(employee.locator(".hy-table tbody tr")).to_have_count(1)

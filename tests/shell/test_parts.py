"""The parts draw what their comment headers promise."""

import re

from django.template.loader import render_to_string
from django.utils import translation

from tests.shell.pages import draw


def test_errors_stand_at_their_fields_and_in_a_summary_that_links_there():
    page = draw("/form", {"employee": "", "points": "-1", "level": "a"})
    assert re.search(r'class="hy-summary" role="alert" tabindex="-1" data-focus', page)
    for name in ("employee", "points"):
        assert f'<a href="#id_{name}">' in page
        assert f'id="id_{name}_error"' in page
        assert re.search(rf'name="{name}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_{name}_error', page)
    assert 'href="#id_ground"' not in page


def test_a_form_carries_its_key_and_the_version_it_saw():
    page = draw("/form")
    assert '<input type="hidden" name="idempotency_key" value="k1">' in page
    assert '<input type="hidden" name="version" value="3">' in page
    assert 'data-draft="sheet-new"' in page
    assert "hy-summary" not in page


def test_a_stale_save_shows_both_versions_above_the_form_that_keeps_mine():
    page = draw("/conflict")
    assert page.index("hy-conflict") < page.index('id="sheet-1"')
    assert "3.50</td>" in page
    assert "2.00</td>" in page
    assert 'data-fill="points" data-value="2.00"' in page
    assert re.search(r'name="points"[^>]*value="3.5"|value="3.5"[^>]*name="points"', page)


def test_a_column_says_how_it_is_ordered_and_its_link_leaves_the_place_in_the_list():
    page = draw("/list?sort=-score&after=abc&kind=")
    head = re.search(r'<th role="columnheader" scope="col"[^>]*aria-sort="descending">.*?</th>', page, re.DOTALL)
    assert head
    assert "sort=score" in head[0]
    assert "after=" not in head[0]
    assert page.count("aria-sort") == 1
    assert 'data-label="得分" class="num"' in page


def test_an_empty_list_says_what_would_be_here_and_an_empty_search_how_to_widen_it():
    request_free = {"table": type("Nothing", (), {"rows": []})(), "empty_title": "还没有考评单"}
    assert "还没有考评单" in render_to_string("parts/empty.html", request_free)
    with translation.override("en"):
        page = draw("/list?q=nobody")
    assert "Nothing matches these filters" in page
    assert "还没有考评单" not in page


def test_an_import_with_refused_rows_cannot_be_applied_and_says_why():
    page = draw("/preview")
    assert 'aria-disabled="true" aria-describedby="hy-preview-why"' in page
    form = page[page.index('action="/preview"') :]
    assert 'type="submit"' not in form[: form.index("</form>")]
    with translation.override("en"):
        assert "The first 1 of 8 rows are shown." in draw("/preview")


def test_a_refused_action_is_drawn_with_its_reason_and_without_a_form():
    page = draw("/detail")
    button = re.search(r'<button type="button" class="btn" aria-disabled="true" aria-describedby="([\w-]+)">撤回', page)
    assert button
    assert f'id="{button[1]}">只有客户经理可以撤回。' in page
    assert page.count('action="/detail"') == 1


def test_a_running_job_asks_again_and_a_finished_one_does_not():
    running = {"id": "1", "url": "/jobs/1", "title": "导入", "state": "running", "percent": 42}
    page = render_to_string("parts/job.html", {"job": running})
    assert 'hx-get="/jobs/1" hx-trigger="every 1s"' in page
    assert '<progress class="hy-progress" max="100" value="42"' in page
    for state in ("done", "refused", "failed"):
        assert "hx-get" not in render_to_string("parts/job.html", {"job": running | {"state": state}})


def test_what_is_typed_is_escaped_wherever_it_is_shown():
    evil = "<script>alert(1)</script>"
    thing = {"name": evil, "number": evil, "state": evil}
    entry = {"at": None, "who": evil, "sentence": evil, "changes": [{"label": evil, "before": evil, "after": evil}]}
    shown = render_to_string("parts/detail.html", {"thing": thing, "facts": [(evil, evil)], "timeline": [entry]})
    chart = {"id": "c", "title": evil, "kind": "bar", "columns": [evil, evil], "rows": [[evil, 1]], "summary": evil}
    shown += render_to_string("parts/chart.html", {"chart": chart})
    shown += render_to_string("parts/palette_results.html", {"groups": [], "q": evil})
    assert evil not in shown
    assert "&lt;script&gt;" in shown


def test_the_page_of_a_fault_of_ours_needs_nothing_of_the_request():
    page = render_to_string("500.html")
    assert "<h1>" in page
    assert "csrf" not in page

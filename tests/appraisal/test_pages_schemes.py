"""The standard as versions: adopted, drafted, changed, compared, published, withdrawn; frozen once it rules."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Scheme, Section, Sheet, StandardItem
from huiyin.rooms.appraisal.queries.compare import compare_schemes
from huiyin.rooms.appraisal.queries.schemes import content_of, digest_of, faults_in, scheme_in_force
from huiyin.rooms.appraisal.terms import OTHER, SchemeState
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.publish_scheme import publish_scheme, withdraw_scheme
from huiyin.rooms.people.queries import tell
from tests.appraisal.conftest import found_in
from tests.appraisal.versions import TOLD, publish

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2026, 2, 1)
WEIGHTS: dict[str, Any] = {
    "checks_share": 2000, "months_share": 3000, "year_share": 5000, "week_weight": 5000, "month_weight": 5000,
    "bonus_least": 1, "bonus_most": 10, "other_cap": 500, "rounding": "half_up",
}  # fmt: skip


@pytest.fixture
def scheme(department):
    return Scheme.objects.get(is_default_pack=True)


@pytest.fixture
def draft(scheme):
    return drafting.draft_scheme(SYSTEM, base=scheme, name=scheme.name, effective_from=NEXT_YEAR)


def changed(draft, **values):
    head = {"name": draft.name, "effective_from": draft.effective_from}
    return drafting.change_scheme(SYSTEM, scheme=draft, seen=draft.version, **head, **(WEIGHTS | values))


def item_values(item, **values):
    fields = (
        "code", "label", "meaning", "sub_item", "level", "business", "least", "most", "check_least", "check_most",
        "evidence", "link",
    )  # fmt: skip
    return {name: getattr(item, name) for name in fields} | values


@pytest.mark.clause("P-4.2b")
def test_the_shipped_standard_is_adopted_once(department, scheme):
    assert scheme.state == SchemeState.PUBLISHED
    assert scheme.items.count() == 99
    assert scheme.digest == digest_of(scheme)
    again = adopt_default_scheme(department.actor("boss"))
    assert (again.pk, Scheme.objects.count()) == (scheme.pk, 1)


@pytest.mark.clause(
    "P-4.5.1", "P-4.5.1-德", "P-4.5.1-勤", "P-4.5.1-能", "P-4.5.1-绩", "P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d"
)
def test_the_shipped_forms_hold_the_sixteen_sub_items_and_their_sums(scheme):
    assert faults_in(content_of(scheme)) == []
    for form in scheme.forms.exclude(kind="check"):
        sums: dict[str, list[int]] = {}
        for section in form.sections.filter(is_other=False):
            sums.setdefault(section.dimension, []).append(section.maximum)
        assert {name: sum(marks) for name, marks in sums.items()} == {"德": 2000, "勤": 2000, "能": 3000, "绩": 3000}
        assert {len(marks) for marks in sums.values()} == {4}


def test_the_pages_show_weights_forms_and_items(boss, scheme):
    page = re.sub(r"<[^>]+>", " ", boss.get(f"/appraisal/schemes/{scheme.pk}").content.decode())
    for word in ("20 %", "30 %", "50 %", "思想道德", "投诉受理与处理", "只扣分", "四舍五入", "100.00"):
        assert word in page
    assert "员工绩效考核标准" in boss.get("/appraisal/schemes").content.decode()


@pytest.mark.clause("P-4.5.2b")
def test_everybody_reads_what_an_item_costs_on_an_inspection(department, scheme):
    employee = department.client("employee")
    page = employee.get(f"/appraisal/schemes/{scheme.pk}/items", {"q": "DB4"}).content.decode()
    words = re.sub(r"<[^>]+>", " ", page.partition("<tbody")[2].partition("</tbody>")[0]).split()
    assert [word for word in words if word in {"DB4", "与客户争执", "服务态度", "5.00", "10.00"}] == [
        "DB4", "与客户争执", "服务态度", "5.00", "10.00",
    ]  # fmt: skip
    found = employee.get(f"/api/v1/appraisal/items?scheme={scheme.pk}").json()["items"]
    assert len(found) == 99
    assert all(row["code"] and row["sub_item"] and row["check_most"] for row in found)


def test_the_shipped_items_say_their_evidence_in_the_language_of_the_page(department, scheme):
    shipped = scheme.items.values_list("evidence", "link")
    assert not [text for pair in shipped for text in pair if re.search(r"[A-Za-z]", text)]
    employee, url = department.client("employee"), f"/appraisal/schemes/{scheme.pk}/items"
    assert "系统数据，最多扣3分" in employee.get(url, {"q": "JA6"}).content.decode()
    employee.cookies["django_language"] = "en"
    page = employee.get(url, {"q": "JA6"}).content.decode()
    assert "Auto, cap 3" in page
    assert "系统数据" not in page


@pytest.mark.parametrize(
    ("typed", "code"),
    [("DA1", "DA1"), ("da1", "DA1"), ("迟到", "QA1"), ("cdzt5z15fz", "QA1"), ("投诉", "NA4")],
    ids=str,
)
def test_items_are_found_by_code_two_characters_or_pinyin(boss, scheme, typed, code):
    found = boss.get(f"/api/v1/appraisal/items?scheme={scheme.pk}&q={typed}").json()["items"]
    assert code in [row["code"] for row in found]
    assert len(found) < 99


def test_the_version_in_force_is_the_one_of_the_day(department, scheme, draft):
    boss = department.actor("boss")
    assert scheme_in_force(boss, day=NEXT_YEAR) == scheme
    published = publish(draft, approver=boss, actor=boss)
    assert scheme_in_force(boss, day=NEXT_YEAR) == published
    assert scheme_in_force(boss, day=date(2026, 1, 31)) == scheme
    assert scheme_in_force(boss, day=date(1999, 12, 31)) is None
    client = department.client("boss")
    assert client.get("/api/v1/appraisal/in-force?day=2026-02-01").json()["id"] == published.pk
    assert client.get("/api/v1/appraisal/in-force?day=1999-01-01").status_code == 404
    listed = client.get("/api/v1/appraisal/schemes?on=2025-06-30").json()["items"]
    assert [row["id"] for row in listed] == [scheme.pk]


def test_the_trail_tells_points_as_points_and_shares_as_percentages(scheme, draft):
    def told() -> set[tuple[str, str]]:
        entry = tell(TrailEntry.objects.order_by("-seq")[:1])[0]
        return {(change.before, change.after) for change in entry.changes}

    changed(draft, checks_share=2550, year_share=4450, other_cap=950)
    assert told() == {("20 %", "25.50 %"), ("50 %", "44.50 %"), ("5.00", "9.50")}
    item = draft.items.get(code="DA1")
    drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item, most=item.most + 50))
    assert told() == {("2.00", "2.50")}


def test_a_draft_is_a_copy_that_says_the_same(scheme, draft):
    assert content_of(draft) == content_of(scheme)
    assert compare_schemes(SYSTEM, old=scheme, new=draft) == []


@pytest.mark.clause("P-4.2a")
def test_two_versions_are_compared_line_by_line(boss, scheme, draft):
    draft = changed(draft, checks_share=2500, months_share=2500)
    item = draft.items.get(code="DA1")
    drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item, most=300))
    drafting.remove_item(SYSTEM, item=draft.items.get(code="QA1"), seen=1)
    found = {
        (line.part, line.place, line.field): (line.before, line.after)
        for line in compare_schemes(SYSTEM, old=scheme, new=draft)
    }
    assert found.pop(("items", "QA1", ""))[1] is None
    assert found == {
        ("weights", "checks_share", "checks_share"): (2000, 2500),
        ("weights", "months_share", "months_share"): (3000, 2500),
        ("items", "DA1", "most"): (200, 300),
    }
    page = boss.get(f"/appraisal/schemes/{draft.pk}/compare").content.decode()
    assert "25 %" in page
    assert "QA1" in page
    by_api = boss.get(f"/api/v1/appraisal/schemes/{draft.pk}/differences?older={scheme.pk}").json()
    assert len(by_api) == 4
    assert scheme.items.get(code="DA1").most == 200


@pytest.mark.parametrize("field", ["months_share", "year_share", "week_weight"])
def test_shares_and_weights_that_miss_a_hundred_are_refused_at_once(draft, field):
    with pytest.raises(Refusal):
        changed(draft, **{field: WEIGHTS[field] - 100})


def marks_of(scheme, kind):
    rows = Section.objects.filter(form__scheme=scheme, form__kind=kind, is_other=False).order_by("position")
    marks: dict[str, dict[str, int]] = {}
    for section in rows.select_related("form"):
        marks.setdefault(section.form.audience, {})[section.name] = section.maximum
    return marks


def with_marks(draft, kind, audience, **cells):
    marks = marks_of(draft, kind)
    marks[audience] = {**marks[audience], **cells}
    return drafting.set_marks(
        SYSTEM, scheme=draft, seen=draft.version, kind=kind,
        marks={who: {name: value for name, value in row.items() if value is not None} for who, row in marks.items()},
    )  # fmt: skip


def faults(draft):
    with pytest.raises(Refusal) as refused:
        approve_scheme(SYSTEM, scheme=draft, seen=draft.version)
    assert Scheme.objects.get(pk=draft.pk).state == SchemeState.DRAFT
    return [fault.reason for fault in refused.value.faults]


@pytest.mark.clause("P-4.5.1-德", "P-4.5.3a")
def test_a_dimension_off_its_marks_is_refused(draft):
    draft = with_marks(draft, "month", "operational", 思想道德=500)
    assert any("德" in reason and "21.00" in reason for reason in faults(draft))


@pytest.mark.clause("P-4.5.1", "P-1.0c")
def test_a_missing_dimension_is_refused(draft):
    gone = dict.fromkeys(("工作效率", "培训效果", "工作效果", "其它成绩"))
    draft = with_marks(draft, "year", "managerial", **gone)
    assert any("德、勤、能" in reason for reason in faults(draft))


@pytest.mark.clause("P-4.5.2a")
def test_an_inspection_form_off_a_hundred_is_refused(draft):
    draft = with_marks(draft, "check", "hotel", 关怀活动=600)
    assert any("101.00" in reason for reason in faults(draft))


def test_an_item_above_its_section_is_refused(draft):
    item = draft.items.get(sub_item="其它成绩")
    drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item, most=300))
    assert any(item.code in reason for reason in faults(draft))
    other = draft.items.get(sub_item=OTHER)
    drafting.change_item(SYSTEM, item=other, seen=other.version, **item_values(other, most=600))
    assert any(other.code in reason for reason in faults(draft))


def test_an_item_from_above_to_is_refused(draft):
    item = draft.items.get(code="DA1")
    drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item, least=400, most=200))
    assert any("DA1" in reason for reason in faults(draft))


@pytest.mark.clause("P-0", "P-4.2a")
def test_a_version_never_acts_back(scheme):
    latest = Sheet.objects.latest("date").date
    for day in (date(2025, 12, 1), date(2025, 1, 1), latest):
        draft = drafting.draft_scheme(SYSTEM, base=scheme, name="x", effective_from=day)
        with pytest.raises(Refusal) as refused:
            approve_scheme(SYSTEM, scheme=draft, seen=draft.version)
        assert [fault.where for fault in refused.value.faults] == ["effective_from"]


def test_one_version_begins_on_a_day(scheme, draft):
    publish(draft)
    twin = drafting.draft_scheme(SYSTEM, base=scheme, name="x", effective_from=NEXT_YEAR)
    with pytest.raises(Refusal):
        publish(twin)


def test_a_published_version_is_frozen(scheme):
    item = scheme.items.all()[0]
    acts = [
        lambda: changed(scheme),
        lambda: drafting.set_marks(SYSTEM, scheme=scheme, seen=scheme.version, kind="month", marks={}),
        lambda: drafting.record_item(SYSTEM, scheme=scheme, **item_values(item, code="ZZ9")),
        lambda: drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item)),
        lambda: drafting.remove_item(SYSTEM, item=item, seen=1),
        lambda: drafting.discard_draft(SYSTEM, scheme=scheme, seen=scheme.version),
        lambda: approve_scheme(SYSTEM, scheme=scheme, seen=scheme.version),
        lambda: publish_scheme(SYSTEM, scheme=scheme, seen=scheme.version, **TOLD),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert scheme.digest == digest_of(Scheme.objects.get(pk=scheme.pk))


def test_only_an_unused_version_is_withdrawn(scheme, draft):
    with pytest.raises(Conflict):
        withdraw_scheme(SYSTEM, scheme=scheme, seen=scheme.version)
    published = publish(draft)
    gone = withdraw_scheme(SYSTEM, scheme=published, seen=published.version)
    assert gone.state == SchemeState.WITHDRAWN
    assert scheme_in_force(SYSTEM, day=NEXT_YEAR) == scheme
    assert Sheet.objects.filter(form__scheme=scheme).exists()


def test_drafts_are_open_to_who_works_on_them(department, draft):
    for who, status in (("boss", 200), ("manager", 200), ("supervisor", 404), ("employee", 404), ("admin", 403)):
        assert department.client(who).get(f"/appraisal/schemes/{draft.pk}").status_code == status, who


def form_values(client, url):
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {"idempotency_key": hidden["idempotency_key"], "version": hidden.get("version", "")}


def test_a_draft_is_made_and_changed_on_the_pages(department, scheme):
    client = department.client("boss")
    url = f"/appraisal/schemes/{scheme.pk}/draft"
    made = client.post(url, {**form_values(client, url), "name": "新标准", "effective_from": "2026-03-01"})
    draft = Scheme.objects.get(state=SchemeState.DRAFT)
    assert made["Location"] == f"/appraisal/schemes/{draft.pk}"
    url = f"/appraisal/schemes/{draft.pk}/change"
    body = {
        "name": "新标准", "effective_from": "2026-03-01", "checks_share": "25", "months_share": "25.00",
        "year_share": "50", "week_weight": "40", "month_weight": "60", "bonus_least": "1", "bonus_most": "10",
        "other_cap": "5", "rounding": "half_up",
    }  # fmt: skip
    wrong = client.post(url, {**form_values(client, url), **body, "year_share": "49"})
    assert wrong.status_code == 422
    assert "100%" in wrong.content.decode()
    assert client.post(url, {**form_values(client, url), **body}).status_code == 303
    draft.refresh_from_db()
    assert (draft.checks_share, draft.month_weight) == (2500, 6000)
    stale = client.post(url, {**form_values(client, url), **body, "version": "1", "other_cap": "4"})
    assert stale.status_code == 409


def test_marks_are_changed_in_one_grid(department, draft):
    client = department.client("boss")
    url = f"/appraisal/schemes/{draft.pk}/marks/check"
    page = client.get(url).content.decode()
    names = re.findall(r'name="(n-\d+)" value="([^"]*)"', page)
    cells = re.findall(r'name="(m-\d+-\d+)" value="([^"]*)"', page)
    row = next(field for field, name in names if name == "客史录入").removeprefix("n-")
    spare = next(field for field, name in names if not name).removeprefix("n-")
    body = {**dict(names), **dict(cells), **form_values(client, url)}
    bad = client.post(url, {**body, f"m-{row}-1": "五"})
    assert bad.status_code == 422
    assert "客史录入" in bad.content.decode()
    body |= {f"m-{row}-1": "2", f"n-{spare}": "客人生日", f"m-{spare}-1": "3"}
    assert client.post(url, {**body, **form_values(client, url)}).status_code == 303
    hotel = Section.objects.filter(form__scheme=draft, form__kind="check", form__audience="hotel")
    assert dict(hotel.filter(name__in=["客史录入", "客人生日"]).values_list("name", "maximum")) == {
        "客史录入": 200,
        "客人生日": 300,
    }
    assert hotel.get(is_other=True).name == OTHER
    assert faults_in(content_of(draft)) == []


def test_items_are_added_changed_and_removed_on_the_pages(department, draft):
    client: Client = department.client("boss")
    url = f"/appraisal/schemes/{draft.pk}/items/add"
    body = {
        "code": "ZZ1", "label": "未按时提交巡访日报", "sub_item": "工作效率", "least": "1", "most": "2",
        "check_least": "2", "check_most": "4",
    }  # fmt: skip
    assert client.post(url, {**form_values(client, url), **body}).status_code == 303
    item = StandardItem.objects.get(scheme=draft, code="ZZ1")
    assert (item.dimension, item.most, item.initials) == ("绩", 200, "wastjxfrb")
    assert client.post(url, {**form_values(client, url), **body}).status_code == 422
    page = f"/appraisal/schemes/{draft.pk}/items/{item.pk}"
    assert client.post(page, {**form_values(client, page), **body, "most": "1.5"}).status_code == 303
    item.refresh_from_db()
    assert item.most == 150
    gone = client.post(f"{page}/remove", form_values(client, page))
    assert gone.status_code == 303
    assert not StandardItem.objects.filter(pk=item.pk).exists()


def test_a_button_that_is_refused_says_why_on_the_page_it_came_from(department, draft):
    item = draft.items.get(code="DA1")
    drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item, most=900))
    client = department.client("boss")
    page = f"/appraisal/schemes/{draft.pk}"
    answer = client.post(f"{page}/approve", form_values(client, page), follow=True)
    assert "DA1" in re.sub(r"<[^>]+>", "", answer.content.decode())
    assert Scheme.objects.get(pk=draft.pk).state == SchemeState.DRAFT


def test_a_fresh_installation_offers_the_shipped_standard(department):
    Sheet.objects.all().delete()
    Scheme.objects.all().delete()
    client = department.client("boss")
    page = client.get("/appraisal/schemes").content.decode()
    assert "/appraisal/schemes/adopt" in page
    key = found_in(r'name="idempotency_key" value="([^"]+)"', page)
    assert client.post("/appraisal/schemes/adopt", {"idempotency_key": key}).status_code == 303
    assert client.post("/appraisal/schemes/adopt", {"idempotency_key": key}).status_code == 303
    assert Scheme.objects.get().is_default_pack
    assert department.client("employee").post("/appraisal/schemes/adopt", {"idempotency_key": "x"}).status_code == 403


def test_pages_cost_few_statements(boss, statements, scheme, draft):
    urls = ["/appraisal/schemes", f"/appraisal/schemes/{draft.pk}", f"/appraisal/schemes/{draft.pk}/items"]
    urls += [f"/appraisal/schemes/{draft.pk}/compare", f"/appraisal/schemes/{draft.pk}/marks/month"]
    assert max(statements(boss, url) for url in urls) <= 12

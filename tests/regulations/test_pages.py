"""The pages: list, version, clause, comparison, print view, catalogue, and every form."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people.terms import Role
from huiyin.rooms.regulations import usecases
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import State

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"regulations:{name}", args=args)


def post(client, url, version=None, **values):
    form = client.get(url)
    assert form.status_code == 200, url
    carried = {"idempotency_key": form.context["idempotency_key"]}
    if form.context["version"] is not None:
        carried["version"] = version or form.context["version"]
    return client.post(url, carried | values)


@pytest.fixture
def all_pages(first, draft):
    clause = first.clauses.get(number="4.9")
    return [
        page("documents"),
        page("clauses"),
        page("interpretations"),
        page("edition", first.pk),
        page("print_edition", first.pk),
        page("clause", clause.pk),
        page("compare", first.document_id),
        page("catalogue"),
        page("demand", "P-4.6A"),
        page("demand", "P-4.6Σ"),
        page("demand", "P-4.5.1-德"),
    ]


@pytest.mark.clause("P-1.0b")
def test_an_employee_reads_every_page_of_what_is_in_force(sign_in, all_pages, first):
    client = sign_in(Role.EMPLOYEE)
    for url in all_pages:
        assert client.get(url).status_code == 200, url
    shown = client.get(page("edition", first.pk)).content.decode()
    assert "周检和月检的考评结果经加权平均后占员工年终考评总分的20%" in shown
    assert page("start_draft", first.document_id) not in shown
    assert page("repeal_edition", first.pk) not in shown


def test_an_employee_does_not_see_the_draft(sign_in, first, draft):
    client = sign_in(Role.EMPLOYEE)
    assert client.get(page("edition", draft.pk)).status_code == 404
    assert client.get(page("clause", draft.clauses.first().pk)).status_code == 404
    assert client.get(page("compare", first.document_id), {"older": 1, "newer": 2}).status_code == 422
    assert f"v{draft.number}" not in client.get(page("edition", first.pk)).content.decode()
    assert client.get(page("publish_edition", draft.pk)).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client, first):
    answer = client.get(page("edition", first.pk))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.mark.clause("P-0")
def test_the_document_page_leads_to_the_version_of_a_day(sign_in, first, draft, quality):
    second = usecases.publish_edition(SYSTEM, edition=draft, seen=1, effective_from=date(2025, 3, 15))
    client = sign_in(Role.EMPLOYEE)
    url = page("document", first.document_id)
    assert client.get(url)["Location"] == page("edition", first.pk)
    assert client.get(url, {"on": "2025-02-28"})["Location"] == page("edition", first.pk)
    assert client.get(url, {"on": "2025-03-15"})["Location"] == page("edition", second.pk)
    assert client.get(url, {"on": "2024-06-01"}).status_code == 422
    for wrong in ("yesterday", "2025-02-30"):
        assert client.get(url, {"on": wrong}).status_code == 422


def test_a_document_without_any_version_leads_to_its_first_draft(sign_in, draft, manager):
    document = usecases.record_document(manager, code="X-1", title="新规程", owner="品质部")
    usecases.discard_draft(manager, edition=document.editions.get(), seen=1)
    client = sign_in(Role.MANAGER)
    assert client.get(page("document", document.pk))["Location"] == page("start_draft", document.pk)
    answer = post(client, page("start_draft", document.pk), effective_from="2025-04-01", change_note="")
    assert answer["Location"] == page("edition", document.editions.get().pk)


def test_the_whole_life_of_a_document_by_its_forms(sign_in, db):
    client = sign_in(Role.QUALITY)
    made = post(client, page("record_document"), code="KF-09", title="回访规程", owner="品质部")
    document = Document.objects.get(code="KF-09")
    assert made["Location"] == page("document", document.pk)
    first = document.editions.get()
    add = page("add_clause", first.pk)
    assert client.get(add).context["form"].initial == {}
    added = post(client, add, number="1.0", heading="目的", catalogue_ids="H-6a，H-7a")
    assert added["Location"] == f"{page('edition', first.pk)}#c1.0"
    clause = first.clauses.get()
    assert clause.catalogue_ids == ["H-6a", "H-7a"]
    assert post(client, add, number="1.0", text="重复").status_code == 422
    shown = client.get(page("change_clause", clause.pk)).content.decode()
    assert "H-6a, H-7a" in shown
    post(client, page("change_clause", clause.pk), number="1.0", heading="目的", text="事事有着落。")
    post(client, page("change_draft", first.pk), effective_from="2025-03-20", change_note="首版")
    answer = post(client, page("publish_edition", first.pk), effective_from="2025-03-20")
    assert answer["Location"] == page("edition", first.pk)
    first.refresh_from_db()
    assert (first.state, first.effective_from, first.change_note) == (State.IN_FORCE, date(2025, 3, 20), "首版")
    post(client, page("interpret_clause", first.clauses.get().pk), text="包括来电。")
    assert "包括来电。" in client.get(page("clause", first.clauses.get().pk)).content.decode()
    post(client, page("start_draft", document.pk), effective_from="2025-04-01", change_note="修订")
    second = document.editions.get(number=2)
    post(client, page("remove_clause", second.clauses.get().pk))
    assert second.clauses.count() == 0
    gone = post(client, page("discard_draft", second.pk))
    assert gone["Location"] == page("document", document.pk)
    post(client, page("repeal_edition", first.pk), repealed_from="2025-03-20")
    first.refresh_from_db()
    assert first.state == State.REPEALED
    assert Interpretation.objects.count() == 1


def test_the_shipped_procedure_is_taken_over_by_a_form(sign_in, db):
    client = sign_in(Role.QUALITY)
    empty = client.get(page("documents")).content.decode()
    assert page("adopt_document") in empty
    answer = post(client, page("adopt_document"), effective_from="2024-01-01")
    document = Document.objects.get()
    assert answer["Location"] == page("document", document.pk)
    assert document.editions.get().published_by == "做quality的人"
    assert client.get(page("documents")).context["page"]["count_label"] == "1"


def test_a_date_in_the_past_comes_back_at_its_field(sign_in, draft):
    client = sign_in(Role.QUALITY)
    answer = post(client, page("publish_edition", draft.pk), effective_from="2025-03-01")
    assert answer.status_code == 422
    assert "effective_from" in answer.context["form"].errors


def test_a_stale_clause_shows_both_wordings(sign_in, draft, manager):
    clause = draft.clauses.get(number="4.6A")
    client = sign_in(Role.MANAGER)
    url = page("change_clause", clause.pk)
    form = client.get(url)
    usecases.change_clause(manager, clause=Clause.objects.get(pk=clause.pk), seen=1, text="别人的文字")
    mine = {
        "number": "4.6A",
        "text": "我的文字",
        "version": form.context["version"],
        "idempotency_key": form.context["idempotency_key"],
    }
    answer = client.post(url, mine)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "别人的文字" in shown
    assert "我的文字" in shown


def test_the_comparison_marks_what_changed(sign_in, first, draft, manager):
    clause = draft.clauses.get(number="4.6A")
    usecases.change_clause(manager, clause=clause, seen=1, text=clause.text.replace("20%", "30%"))
    client = sign_in(Role.MANAGER)
    answer = client.get(page("compare", first.document_id))
    assert [one.number for one in answer.context["changes"]] == ["4.6A"]
    shown = answer.content.decode()
    assert "<del>" in shown
    assert "<ins>" in shown
    assert client.get(page("compare", first.document_id), {"older": "x"}).status_code == 422


def test_a_broken_seal_is_said_on_the_page(sign_in, first):
    client = sign_in(Role.EMPLOYEE)
    assert "hy-banner--bad" not in client.get(page("edition", first.pk)).content.decode()
    Clause.objects.filter(edition=first, number="4.6A").update(text="改过")
    assert "hy-banner--bad" in client.get(page("edition", first.pk)).content.decode()


def test_actions_are_those_that_are_possible_now(sign_in, first, draft):
    client = sign_in(Role.QUALITY)
    waiting = {
        action["url"]: action.get("refused", "") for action in client.get(page("edition", first.pk)).context["actions"]
    }
    assert "2" in waiting[page("start_draft", first.document_id)]
    possible = {action["url"] for action in client.get(page("edition", draft.pk)).context["actions"]}
    assert page("publish_edition", draft.pk) in possible
    assert page("repeal_edition", draft.pk) not in possible


def test_lists_export_what_they_show_and_filter(sign_in, first):
    client = sign_in(Role.EMPLOYEE)
    lines = b"".join(client.get(page("documents"), {"format": "csv"}).streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "KF-GC-01" in lines[1]
    assert "owner" not in lines[0].lower(), "titles are the model's, in the reader's language"
    assert client.get(page("documents"), {"q": "没有"}).context["page"]["count_label"] == "0"
    found = client.get(page("clauses"), {"q": "优秀员工"})
    assert [row.record.number for row in found.context["table"].rows] == ["4.9"]
    by_number = client.get(page("clauses"), {"q": "4.6A"})
    assert [row.record.number for row in by_number.context["table"].rows] == ["4.6A"]


def test_english_pages_are_english(sign_in, first):
    client = sign_in(Role.EMPLOYEE)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        shown = client.get(page("edition", first.pk)).content.decode()
    assert "Effective from" in shown
    assert "In force" in shown


def test_a_demand_speaks_the_language_of_the_page(sign_in):
    client = sign_in(Role.EMPLOYEE)
    chinese = ("与目标相比", "按时回访80件→80%", "原文缺数字", "可设置，默认80%")
    english = ("against a target", "80 of 100 due reached on time → 80%", "The number is lost", "Setting, default 80%")
    shown = client.get(page("demand", "H-7b")).content.decode()
    assert [text in shown for text in chinese + english] == [True] * 4 + [False] * 4
    client.cookies["django_language"] = "en"
    shown = client.get(page("demand", "H-7b")).content.decode()
    assert [text in shown for text in chinese + english] == [False] * 4 + [True] * 4


@pytest.mark.parametrize("extra", [0, 30], ids=["few", "many"])
def test_pages_cost_the_same_number_of_statements(sign_in, django_assert_max_num_queries, first, quality, extra):
    for count in range(extra):
        document = usecases.record_document(SYSTEM, code=f"X-{count}", title="规程", owner="品质部")
        usecases.add_clause(SYSTEM, edition=document.editions.get(), number="1", text="一")
        usecases.publish_edition(SYSTEM, edition=document.editions.get(), seen=2, effective_from=date(2025, 4, 1))
    for _ in range(extra):
        usecases.interpret_clause(quality, clause=first.clauses.get(number="4.9"), text="甲")
    client = sign_in(Role.EMPLOYEE)
    for url in (
        page("documents"),
        page("edition", first.pk),
        page("clause", first.clauses.get(number="4.9").pk),
        page("compare", first.document_id),
        page("print_edition", first.pk),
        page("catalogue"),
        page("demand", "P-4.9c"),
        page("interpretations"),
    ):
        client.get(url)
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
    assert Edition.objects.count() == extra + 1

"""The pages, the files and the API of customers: what they show, what they hide, and what they cost."""

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.platform import workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.customers import usecases
from huiyin.rooms.customers.models import Consent, Contact, Merge, Party, Profile
from huiyin.rooms.customers.terms import COLUMNS, SHEET
from tests.customers.conftest import register

MOST_STATEMENTS = 12


def cost(client, url):
    with CaptureQueriesContext(
        connection,
    ) as spent:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(spent), answer.content.decode()


def crowd(company, count, start=0):
    for number in range(start, start + count):
        register(company, f"张三{number}", "owner", f"1390000{number:04d}", unit=company.estate)


def test_the_list_costs_the_same_for_3_and_for_30(company, browser):
    client = browser("clerk")
    client.get("/customers/")
    crowd(company, 3)
    few, text = cost(client, "/customers/?profile=owner&q=张三")
    crowd(company, 27, 3)
    many, text = cost(client, "/customers/?profile=owner&q=张三")
    assert few == many <= MOST_STATEMENTS
    assert "139****0001" in text
    assert "139 0000 0001" not in text


def test_the_page_of_a_customer_shows_all_of_it_masked(company, browser):
    party = register(company, "张三丰", "owner", "13900001234", "95588")
    twin = register(company, "张三丰", "consumer", "13900001234", unit=company.estate)
    usecases.classify_customer(SYSTEM, profile=Profile.objects.get(party=twin), seen=1, grade="A", reason="大客户")
    other = register(company, "张三风", "tenant", "13700001111")
    usecases.merge_parties(SYSTEM, party=party, seen=1, other=other, reason="同一人")
    usecases.give_consent(SYSTEM, party=party, purpose="survey", basis="consent", channel="paper")
    client = browser("manager")
    client.get("/customers/")
    spent, text = cost(client, f"/customers/{party.pk}")
    assert spent <= MOST_STATEMENTS
    for word in ("张三丰", "139****1234", "业主", "租户", "可能是同一客户", twin.code, "满意度调查", "撤销", "合并"):
        assert word in text, word
    assert "0000 1234" not in text
    assert cost(client, f"/customers/{other.pk}")[1].count("已并入")
    assert browser("keeper").get(f"/customers/{party.pk}").status_code == 404


def posted(version=None, key="k", **given):
    return given | {"idempotency_key": key} | ({"version": str(version)} if version else {})


def test_a_customer_is_registered_on_one_page(company, browser):
    client = browser("clerk")
    form = {"name": "张三丰", "kind": "person", "profile": "owner", "number": "13900001234", "unit": company.estate.pk}
    answer = client.post("/customers/new", posted(**form))
    party = Party.objects.get()
    assert answer["Location"] == f"/customers/{party.pk}"
    assert Contact.objects.get().digits == "13900001234"
    again = client.post("/customers/new", posted(key="k2", **form))
    assert again.status_code == 422
    assert party.code in again.content.decode()
    assert client.post("/customers/new", posted(key="k3", **form, anyway="on")).status_code == 303
    wrong = client.post("/customers/new", posted(key="k4", **form | {"number": "123", "mail": "x"}))
    assert wrong.content.decode().count("has-error") == 2
    elsewhere = client.post("/customers/new", posted(key="k5", **form | {"unit": company.hotel.pk}))
    assert elsewhere.status_code == 422


def test_every_act_has_its_page(company, browser):
    party = register(company, "张三丰", "consumer", "13900001234", unit=company.estate)
    other = register(company, "张三风", "owner", "13700001111")
    client, at = browser("manager"), f"/customers/{party.pk}"
    contact, profile = Contact.objects.get(party=party), Profile.objects.get(party=party)
    facts = posted(1, "b", product="面漆", bought_on="2026-01-05")
    acts = [
        (f"{at}/change", posted(1, "a", name="张三峰", kind="person", unit=company.estate.pk)),
        (f"/customers/profiles/{profile.pk}", facts),
        (f"/customers/profiles/{profile.pk}/class", posted(2, "c", grade="B", reason="常客")),
        (f"{at}/profiles/new", posted(1, "d", kind="tenant")),
        (f"{at}/contacts/new", posted(1, "e", kind="mail", value="z@example.com")),
        (f"/customers/contacts/{contact.pk}", posted(1, "f", value="139****1234", label="本人", primary="on")),
        (f"{at}/consents/new", posted(1, "g", purpose="survey", basis="consent", channel="paper")),
        (f"{at}/merge", posted(2, "h", other=other.code, reason="同一人")),
    ]
    for url, sent in acts:
        assert client.get(url).status_code == 200, url
        assert client.post(url, sent).status_code == 303, url
    [merge], [consent] = Merge.objects.all(), Consent.objects.all()
    for url, sent in (
        (f"/customers/merges/{merge.pk}/undo", posted(1, "i", reason="两个人")),
        (f"/customers/consents/{consent.pk}/withdraw", posted(1, "j", channel="online")),
        (f"/customers/profiles/{Profile.objects.get(kind='tenant').pk}/remove", posted(1, "l")),
    ):
        assert client.post(url, sent).status_code == 303, url
    shown = client.post(f"/customers/contacts/{contact.pk}/reveal", posted(1, "m", reason="回访"))
    assert "139 0000 1234" in shown.content.decode()
    handed = client.post(f"{at}/disclose", posted(1, "n", reason="本人申请"))
    assert json.loads(handed.content)["customers"][0]["name"] == "张三峰"
    assert client.post(f"{at}/disclose", posted(1, "n", reason="本人申请")).status_code == 303
    stale = client.post(f"{at}/change", posted(1, "o", name="又改", kind="person", unit=company.estate.pk))
    assert stale.status_code == 409
    party.refresh_from_db()
    erased = client.post(f"{at}/erase", posted(party.version, "p", reason="本人申请"))
    assert erased.status_code == 303
    assert "已删除" in client.get(at).content.decode()


def test_the_fields_and_the_palette_suggest_customers(company, browser):
    party = register(company, "张三丰", "owner", "13900001234")
    client = browser("clerk")
    for typed in ("三丰", "zsf", "1234"):
        assert party.code in client.get("/customers/known", {"other": typed}).content.decode()
        assert f"/customers/{party.pk}" in client.get("/search", {"q": typed}).content.decode()
    assert "139****1234" in client.get("/customers/callers", {"number": "13900"}).content.decode()
    [found] = client.get("/api/v1/customers/callers", {"number": "13900001234"}).json()
    assert (found["id"], found["whole"], found["phone"]) == (party.pk, True, "139****1234")
    assert client.get("/api/v1/customers/contacts").json()["items"][0]["value"] == "139****1234"


def book(*rows):
    target = io.BytesIO()
    workbooks.write(target, [(SHEET, COLUMNS, rows)])
    target.seek(0)
    target.name = "客户.xlsx"
    return target


def row(name, kinds, number, **more):
    cells = {"名称": name, "单位": "E1", "客户种类": kinds, "电话": number} | more
    return [cells.get(column) for column in COLUMNS]


def test_a_workbook_is_looked_through_and_imported_whole_or_not_at_all(company, browser):
    party = register(company, "张三丰", "owner", "13900001234")
    client = browser("clerk")
    good = [
        row("张三丰", "业主、消费者", "139****1234", 客户编号=party.code, 微信="zhang_sf"),
        row("李四", "租户", "13700001111"),
    ]
    bad = client.post("/customers/import", posted(file=book(*good, row("王五", "路人", "123"))))
    preview = client.get(bad["Location"]).content.decode()
    assert "路人" in preview
    assert Party.objects.count() == 1
    assert client.post(bad["Location"], posted(key="x")).status_code == 422
    assert Party.objects.count() == 1
    handed = client.post("/customers/import", posted(key="y", file=book(*good)))
    assert "zha****" not in (text := client.get(handed["Location"]).content.decode()) or text
    assert client.post(handed["Location"], posted(key="z")).status_code == 303
    assert {one.kind for one in Profile.objects.filter(party=party)} == {"owner", "consumer"}
    assert Party.objects.filter(name="李四", kind="person", unit=company.estate).exists()
    out = client.get("/customers/export")
    target = io.BytesIO(b"".join(out.streaming_content))
    lines = list(workbooks.Book(target).rows(SHEET))
    assert lines[1][COLUMNS.index("电话")] == "139****1234"
    assert tuple(lines[0]) == COLUMNS
    target.seek(0)
    target.name = "客户.xlsx"
    back = client.post("/customers/import", posted(key="w", file=target))
    assert client.post(back["Location"], posted(key="v")).status_code == 303
    assert Contact.objects.count() == 3


@pytest.mark.parametrize("kind", ["dealer", "retailer", "factory", "consumer", "owner", "tenant", "guest"])
def test_the_form_of_a_profile_shows_its_own_fields(company, browser, kind):
    profile = Profile.objects.get(party=register(company, "某某", kind))
    text = browser("boss").get(f"/customers/profiles/{profile.pk}").content.decode()
    assert ('name="room"' in text) == (kind in {"owner", "tenant"})
    assert ('name="shops"' in text) == (kind == "retailer")

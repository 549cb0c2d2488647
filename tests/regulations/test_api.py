"""The same doors as an API."""

from datetime import date

import pytest
from django.test import Client

from huiyin.rooms.people.terms import Role
from huiyin.rooms.regulations import usecases
from huiyin.rooms.regulations.models import Document, Interpretation

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/regulations"


class Api:
    """A program that signs in with a session and sends JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.keys = 0

    def get(self, path, **query):
        return self.client.get(f"{ROOT}{path}", query)

    def put(self, path, **body):
        return self.client.put(f"{ROOT}{path}", body, content_type="application/json")

    def post(self, path, key="", **body):
        self.keys += 1
        headers = {"Idempotency-Key": key or f"key-{self.keys}"}
        return self.client.post(f"{ROOT}{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def api(sign_in):
    return lambda role: Api(sign_in(role))


@pytest.mark.clause("P-0")
def test_the_version_in_force_on_a_day(api, first, draft, quality):
    usecases.publish_edition(quality, edition=draft, seen=1, effective_from=date(2025, 3, 15))
    program = api(Role.EMPLOYEE)
    earlier = program.get("/in-force/KF-GC-01", on="2025-02-28").json()
    assert (earlier["number"], earlier["until"], earlier["intact"]) == (1, "2025-03-15", True)
    assert len(earlier["clauses"]) == 45
    assert program.get("/in-force/KF-GC-01", on="2025-03-15").json()["number"] == 2
    assert program.get("/in-force/KF-GC-01", on="2020-01-01").status_code == 404
    assert program.get("/in-force/NONE", on="2025-02-28").status_code == 404
    assert program.get("/in-force/KF-GC-01", on="soon").status_code == 422


def test_the_whole_life_of_a_document(api, db):
    program = api(Role.QUALITY)
    made = program.post("/documents", code="KF-09", title="回访规程", owner="品质部")
    assert made.status_code == 201
    document = Document.objects.get(pk=made.json()["id"])
    edition = document.editions.get().pk
    clause = program.post(f"/editions/{edition}/clauses", number="1.0", text="一", catalogue_ids="H-6a").json()["id"]
    assert program.put(f"/clauses/{clause}", version=1, number="1.0", text="二", catalogue_ids="").status_code == 200
    assert program.put(f"/clauses/{clause}", version=1, number="1.0", text="三").status_code == 409
    seen = program.get(f"/editions/{edition}").json()
    assert [row["text"] for row in seen["clauses"]] == ["二"]
    assert program.put(f"/editions/{edition}", version=seen["version"], effective_from="2025-03-20").status_code == 200
    early = program.post(f"/editions/{edition}/publish", version=seen["version"], effective_from="2025-03-20")
    assert early.status_code == 409
    published = program.post(f"/editions/{edition}/publish", version=seen["version"] + 1, effective_from="2025-03-20")
    assert published.status_code == 200
    given = program.post(f"/clauses/{clause}/interpretations", text="包括来电。")
    assert given.status_code == 201
    draft = program.post(f"/documents/{document.pk}/drafts", effective_from="2025-04-01").json()["id"]
    changes = program.get("/compare", older=edition, newer=draft).json()
    assert [(row["number"], row["kind"]) for row in changes] == [("1.0", "same")]
    copied = document.editions.get(pk=draft).clauses.get()
    assert program.post(f"/clauses/{copied.pk}/remove", version=1).status_code == 200
    assert program.post(f"/editions/{draft}/discard", version=2).status_code == 200
    repealed = program.post(
        f"/editions/{edition}/repeal", version=published.json()["version"], repealed_from="2025-03-20"
    )
    assert repealed.status_code == 200
    assert program.get(f"/editions/{edition}").json()["standing"] == "withdrawn"


def test_a_repeated_key_gives_what_the_first_request_made(api, first):
    program = api(Role.QUALITY)
    clause = first.clauses.get(number="4.9").pk
    answers = [program.post(f"/clauses/{clause}/interpretations", key="once", text="甲").json() for _ in range(3)]
    assert len({answer["id"] for answer in answers}) == 1
    assert Interpretation.objects.count() == 1
    assert program.post(f"/clauses/{clause}/interpretations", key="once", text="乙").status_code == 409


def test_taking_over_the_shipped_procedure(api, db):
    program = api(Role.QUALITY)
    for _ in range(2):
        assert program.post("/adoptions", effective_from="2024-01-01").status_code == 201
    listed = program.get("/documents").json()
    assert [(row["code"], row["in_force"], row["since"]) for row in listed["items"]] == [("KF-GC-01", 1, "2024-01-01")]


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.SUPERVISOR, Role.GENERAL_MANAGER, Role.ADMINISTRATOR])
def test_who_only_reads_cannot_write(api, first, draft, role):
    program = api(role)
    clause = first.clauses.get(number="4.9").pk
    refused = [
        program.post("/documents", code="A", title="A", owner="A"),
        program.post("/adoptions", effective_from="2024-01-01"),
        program.post(f"/documents/{first.document_id}/drafts", effective_from="2025-04-01"),
        program.put(f"/documents/{first.document_id}", version=1, code="A", title="A", owner="A"),
        program.put(f"/editions/{draft.pk}", version=1, effective_from="2025-04-01"),
        program.post(f"/editions/{draft.pk}/publish", version=1, effective_from="2025-04-01"),
        program.post(f"/editions/{draft.pk}/discard", version=1),
        program.post(f"/editions/{first.pk}/repeal", version=2, repealed_from="2025-04-01"),
        program.post(f"/editions/{draft.pk}/clauses", number="9", text="A"),
        program.put(f"/clauses/{clause}", version=1, number="9", text="A"),
        program.post(f"/clauses/{clause}/remove", version=1),
        program.post(f"/clauses/{clause}/interpretations", text="A"),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert all(answer["Content-Type"] == "application/problem+json" for answer in refused)
    assert program.get(f"/editions/{draft.pk}").status_code == 404
    assert program.get("/editions").json()["count"] == 1


def test_strangers_are_refused(client, first):
    for path in ("/documents", f"/editions/{first.pk}", "/catalogue", "/catalogue/P-0", "/compare?older=1&newer=1"):
        assert client.get(f"{ROOT}{path}").status_code == 401, path


def test_the_catalogue(api, procedure):
    program = api(Role.EMPLOYEE)
    assert len(program.get("/catalogue").json()) == 230
    assert len(program.get("/catalogue", family="H").json()) == 40
    one = program.get("/catalogue/P-4.11").json()
    assert "interpret_clause" in {door["name"] for door in one["executors"]}
    assert program.get("/catalogue/P-99").status_code == 404


def test_a_filter_that_cannot_be_read_is_refused_at_its_field(api, first):
    program = api(Role.EMPLOYEE)
    assert program.get("/clauses", edition=first.pk, q="4.11").json()["count"] == 1
    assert program.get("/clauses", edition="x").status_code == 422
    assert program.get("/editions", state="lost").status_code == 422

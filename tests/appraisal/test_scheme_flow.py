"""The way of a version: drafted, approved by somebody else, sent back, published with its procedure, superseded."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Scheme, Section
from huiyin.rooms.appraisal.queries.schemes import digest_of, scheme_in_force, schemes
from huiyin.rooms.appraisal.terms import SCHEME_FLOW, SchemeState, Standing
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme, send_back_scheme
from huiyin.rooms.appraisal.usecases.publish_scheme import publish_scheme
from tests.appraisal.test_pages_schemes import changed, form_values, item_values
from tests.appraisal.versions import TOLD, publish

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 11)


@pytest.fixture
def scheme(department):
    return Scheme.objects.get(is_default_pack=True)


@pytest.fixture
def draft(department, scheme):
    return drafting.draft_scheme(department.actor("manager"), base=scheme, name="新标准", effective_from=DAY)


@pytest.fixture
def approved(department, draft):
    return approve_scheme(department.actor("boss"), scheme=draft, seen=draft.version)


@pytest.mark.parametrize("state", SchemeState.values)
@pytest.mark.parametrize("name", sorted(SCHEME_FLOW.moves))
def test_every_state_and_move_of_a_scheme(state, name):
    move = SCHEME_FLOW.moves[name]
    if state in move.sources:
        assert SCHEME_FLOW.target(name, state) == move.target
    else:
        with pytest.raises(Conflict):
            SCHEME_FLOW.target(name, state)


@pytest.mark.clause("P-3.1", "P-4.2a")
def test_a_manager_drafts_the_general_manager_approves_and_publishes(department, draft):
    manager, boss = department.actor("manager"), department.actor("boss")
    acts: list[tuple[Any, dict[str, Any]]] = [
        (approve_scheme, {}), (send_back_scheme, {"reason": "x"}), (publish_scheme, TOLD),
    ]  # fmt: skip
    for act, more in acts:
        with pytest.raises(NotPermitted):
            act(manager, scheme=draft, seen=draft.version, **more)
    published = publish(draft, approver=boss, actor=boss)
    assert (published.approved_by, published.published_by, published.state) == ("boss", "boss", "published")
    assert published.digest == digest_of(Scheme.objects.get(pk=draft.pk))


def test_nobody_approves_a_draft_he_worked_on(department, scheme, draft):
    boss = department.actor("boss")
    own = drafting.draft_scheme(boss, base=scheme, name="x", effective_from=DAY)
    with pytest.raises(Conflict):
        approve_scheme(boss, scheme=own, seen=own.version)
    item = draft.items.get(code="DA1")
    drafting.change_item(boss, item=item, seen=item.version, **item_values(item))
    draft.refresh_from_db()
    with pytest.raises(Conflict):
        approve_scheme(boss, scheme=draft, seen=draft.version)
    page = department.client("boss").get(f"/appraisal/schemes/{draft.pk}").content.decode()
    assert 'aria-disabled="true"' in page


def test_who_approves_must_have_seen_the_last_change(department, draft):
    seen = draft.version
    drafting.remove_item(department.actor("manager"), item=draft.items.get(code="QA1"), seen=1)
    with pytest.raises(Stale):
        approve_scheme(department.actor("boss"), scheme=draft, seen=seen)


def test_an_approved_version_changes_no_more_until_it_is_sent_back(department, approved):
    item = approved.items.get(code="DA1")
    acts = [
        lambda: changed(approved),
        lambda: drafting.set_marks(SYSTEM, scheme=approved, seen=approved.version, kind="month", marks={}),
        lambda: drafting.record_item(SYSTEM, scheme=approved, **item_values(item, code="ZZ9")),
        lambda: drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item)),
        lambda: drafting.remove_item(SYSTEM, item=item, seen=1),
        lambda: drafting.discard_draft(SYSTEM, scheme=approved, seen=approved.version),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    back = send_back_scheme(department.actor("boss"), scheme=approved, seen=approved.version, reason="绩的分值再议")
    assert (back.state, back.digest, back.approved_by, back.approved_at) == ("draft", "", "", None)
    page = department.client("manager").get(f"/appraisal/schemes/{back.pk}").content.decode()
    assert page.count("绩的分值再议") >= 2, "in the facts and in the timeline"
    drafting.change_item(SYSTEM, item=back.items.get(code="DA1"), seen=1, **item_values(item))


def test_an_item_written_meanwhile_is_refused_by_the_stored_state(department, draft):
    """Whoever read the item before the approval still cannot change it after it."""
    item = draft.items.select_related("scheme").get(code="DA1")
    approve_scheme(department.actor("boss"), scheme=draft, seen=draft.version)
    with pytest.raises(Conflict):
        drafting.change_item(SYSTEM, item=item, seen=item.version, **item_values(item))


def test_what_was_approved_is_what_is_published(approved):
    Section.objects.filter(form__scheme=approved, name="思想道德").update(maximum=300)
    Section.objects.filter(form__scheme=approved, name="人际关系").update(maximum=400)
    with pytest.raises(Refusal):
        publish_scheme(SYSTEM, scheme=approved, seen=approved.version, **TOLD)
    assert Scheme.objects.get(pk=approved.pk).state == SchemeState.APPROVED


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"discussed_on": date(2026, 1, 21), "noticed_on": date(2026, 1, 22)}, "discussed_on"),
        ({"noticed_on": date(2025, 12, 4)}, "noticed_on"),
        ({"noticed_on": date(2026, 2, 12)}, "noticed_on"),
    ],
    ids=["not yet discussed", "told before it was discussed", "told after it rules"],
)
def test_the_procedure_must_come_before_the_rule(approved, told, field):
    with pytest.raises(Refusal) as refused:
        publish_scheme(SYSTEM, scheme=approved, seen=approved.version, **(TOLD | told))
    assert [fault.where for fault in refused.value.faults] == [field]


@pytest.mark.clause("P-4.2a")
def test_a_published_version_is_superseded_when_a_later_one_rules(department, scheme, draft):
    published = publish(draft, approver=department.actor("boss"))
    stands = {row.pk: row.standing for row in listed_versions()}
    assert stands == {scheme.pk: Standing.PUBLISHED, published.pk: Standing.PUBLISHED}
    with clock.fixed(datetime(2026, 2, 11, 2, 0, tzinfo=UTC)):
        rows: dict[int, Any] = {row.pk: row for row in schemes(SYSTEM)}
        assert (rows[scheme.pk].standing, rows[scheme.pk].ends) == (Standing.SUPERSEDED, DAY)
        assert (rows[published.pk].standing, rows[published.pk].ends) == (Standing.PUBLISHED, None)
        client = department.client("boss")
        listed = client.get("/api/v1/appraisal/schemes?state=superseded").json()["items"]
        assert [(row["id"], row["state"], row["ends"]) for row in listed] == [(scheme.pk, "superseded", "2026-02-11")]
        assert "已被新版取代" in client.get(f"/appraisal/schemes/{scheme.pk}").content.decode()
    assert scheme_in_force(SYSTEM, day=date(2026, 2, 10)) == scheme
    assert scheme_in_force(SYSTEM, day=DAY) == published


def listed_versions() -> Any:
    return schemes(SYSTEM)


def test_approved_versions_are_open_to_who_works_on_them(department, approved):
    for who, status in (("boss", 200), ("manager", 200), ("supervisor", 404), ("employee", 404)):
        assert department.client(who).get(f"/appraisal/schemes/{approved.pk}").status_code == status, who


def test_a_version_goes_its_way_on_the_pages(department, draft):
    client, page = department.client("boss"), f"/appraisal/schemes/{draft.pk}"
    assert "在过往年度试算" in client.get(page).content.decode()
    assert client.post(f"{page}/approve", form_values(client, page)).status_code == 303
    sent = client.post(f"{page}/send-back", {**form_values(client, f"{page}/send-back"), "reason": "再议"})
    assert sent.status_code == 303
    assert client.post(f"{page}/approve", form_values(client, page)).status_code == 303
    form = f"{page}/publish"
    values = {"discussed_on": "2025-12-05", "minutes": "职代会〔2025〕7号", "noticed_on": "2026-02-20"}
    wrong = client.post(form, {**form_values(client, form), **values})
    assert wrong.status_code == 422
    assert "2026-02-11" in wrong.content.decode()
    assert client.post(form, {**form_values(client, form), "minutes": ""}).status_code == 422
    done = client.post(form, {**form_values(client, form), **values, "noticed_on": "2025-12-20"})
    assert done["Location"] == page
    shown = re.sub(r"<[^>]+>", " ", client.get(page).content.decode())
    for word in ("职代会〔2025〕7号", "2025-12-05", "2025-12-20", "已发布"):
        assert word in shown


def test_a_version_goes_its_way_over_the_api(department, draft):
    client, url = department.client("boss"), f"/api/v1/appraisal/schemes/{draft.pk}"

    def act(name, key, **body):
        version = Scheme.objects.get(pk=draft.pk).version
        return client.post(
            f"{url}/{name}", {"version": version, **body}, content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip

    assert act("approve", "a").status_code == 200
    assert act("send-back", "b").status_code == 422
    assert act("send-back", "c", reason="再议").status_code == 200
    assert act("publish", "d", **{name: str(value) for name, value in TOLD.items()}).status_code == 409
    assert act("approve", "e").status_code == 200
    assert act("publish", "f", **{name: str(value) for name, value in TOLD.items()}).status_code == 200
    told = client.get(url).json()
    assert (told["state"], told["minutes"], told["noticed_on"]) == ("published", TOLD["minutes"], "2025-12-20")

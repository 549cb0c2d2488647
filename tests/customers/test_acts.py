"""What is done with customers: changed, classed, reached, merged and taken apart, handed out, erased."""

import json

import pytest

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.customers import usecases
from huiyin.rooms.customers.models import Consent, Contact, Grading, Merge, Party, Profile
from huiyin.rooms.customers.queries import find_callers, ids_of, party_of, search_parties
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft
from tests.customers.conftest import register


@pytest.mark.clause("M-2a", "R-4b")
def test_a_customer_has_a_profile_for_each_way_it_is_served(company):
    party = register(company, "曾国平", "owner", "13900001234")
    assert (party.pinyin, party.initials, party.business) == ("zeng guo ping", "zgp", "property")
    usecases.add_profile(SYSTEM, party=party, kind="consumer")
    assert [one.kind for one in Profile.objects.filter(party=party)] == ["owner", "consumer"]
    with pytest.raises(Refusal):
        usecases.add_profile(SYSTEM, party=party, kind="owner")
    with pytest.raises(Refusal):
        register(company, "无人", profiles=[])
    firm = register(company, "华东建材", "dealer")
    with pytest.raises(Refusal):
        usecases.add_profile(SYSTEM, party=firm, kind="guest")
    with pytest.raises(Refusal):
        register(company, "宾客", "guest", profiles=[ProfileDraft("guest", {}, "A")])


def test_facts_are_those_of_the_kind(company):
    [profile] = Profile.objects.filter(party=register(company, "华东建材", "dealer"))
    facts = {"region": "华东", "since": "2024年3月1日", "scale": "large"}
    usecases.change_profile(SYSTEM, profile=profile, seen=1, facts=facts)
    assert profile.facts == facts | {"since": "2024-03-01"}
    for wrong in ({"birthday": "1990-01-01"}, {"since": "昨天"}, {"scale": "huge"}):
        with pytest.raises(Refusal):
            usecases.change_profile(SYSTEM, profile=profile, seen=2, facts=wrong)


@pytest.mark.clause("M-4.1a")
def test_a_change_of_class_is_kept_with_both_classes_and_its_reason(company):
    [profile] = Profile.objects.filter(party=register(company, "华东建材", "dealer"))
    usecases.classify_customer(SYSTEM, profile=profile, seen=1, grade="B", reason="销售额增长")
    usecases.classify_customer(SYSTEM, profile=profile, seen=2, grade="A", reason="规模扩大")
    told = [(one.before, one.after, one.reason) for one in Grading.objects.all()]
    assert told == [("B", "A", "规模扩大"), ("", "B", "销售额增长")]
    with pytest.raises(Stale):
        usecases.classify_customer(SYSTEM, profile=Profile.objects.get(), seen=2, grade="C", reason="误")
    [owner] = Profile.objects.filter(party=register(company, "张三丰"))
    with pytest.raises(Conflict):
        usecases.classify_customer(SYSTEM, profile=owner, seen=1, grade="A", reason="业主")


def test_contacts_are_checked_and_one_is_the_first_choice(company):
    party = register(company, "张三丰", "owner", "13900001234")
    [first] = Contact.objects.filter(party=party)
    second = usecases.add_contact(SYSTEM, party=party, kind="number", value="95588", primary=True)
    first.refresh_from_db()
    assert (second.kind, second.primary, first.primary) == ("hotline", True, False)
    usecases.change_contact(SYSTEM, contact=first, seen=first.version, value="139****1234", label="本人")
    assert (first.value, first.label) == ("139 0000 1234", "本人")
    usecases.remove_contact(SYSTEM, contact=second, seen=second.version)
    assert Contact.objects.get().primary
    for kind, value in (("number", "123"), ("mail", "nobody"), ("wechat", "？"), ("number", "13900001234")):
        with pytest.raises(Refusal):
            usecases.add_contact(SYSTEM, party=party, kind=kind, value=value)


def test_a_contact_is_shown_once_and_the_trail_says_to_whom(company):
    [contact] = Contact.objects.filter(party=register(company, "张三丰", "owner", "13900001234"))
    shown = usecases.reveal_contact(company.actor("clerk"), contact=contact, reason="回访")
    assert shown.shown_once == {"value": "139 0000 1234"}
    last = TrailEntry.objects.latest("seq")
    assert (last.act, json.loads(last.detail)["reason"]) == ("customers.reveal_contact", "回访")
    with pytest.raises(NotPermitted):
        usecases.reveal_contact(company.actor("keeper"), contact=contact, reason="好奇")
    told = "".join(TrailEntry.objects.values_list("detail", flat=True))
    assert "0000 1234" not in told
    assert "13900001234" not in told
    assert "张三丰" not in told


def test_a_purpose_is_allowed_once_and_withdrawn_for_good(company):
    party = register(company, "张三丰")
    given = {"purpose": "survey", "basis": "consent", "channel": "telephone"}
    usecases.give_consent(SYSTEM, party=party, **given)
    with pytest.raises(Refusal):
        usecases.give_consent(SYSTEM, party=party, **given)
    consent = Consent.objects.get()
    usecases.withdraw_consent(SYSTEM, consent=consent, seen=1, channel="online")
    with pytest.raises(Conflict):
        usecases.withdraw_consent(SYSTEM, consent=Consent.objects.get(), seen=2, channel="online")
    usecases.give_consent(SYSTEM, party=party, **given)
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def snapshot():
    """All that a merge may move: each row without its version."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Party, Profile, Contact, Consent)
    }


def merge(kept, gone, **more):
    return usecases.merge_parties(SYSTEM, party=kept, seen=kept.version, other=gone, reason="同一人", **more)


def test_a_merge_moves_what_the_other_has_more_and_is_undone_to_the_letter(company):
    kept = register(company, "张三丰", "owner", "13900001234")
    gone = register(company, "张三丰", "consumer", "13900001234", "95588", unit=company.estate)
    low = register(company, "张三", "tenant", "13700001111")
    usecases.give_consent(SYSTEM, party=gone, purpose="survey", basis="consent", channel="paper")
    merge(gone, low)
    gone.refresh_from_db()
    before = snapshot()
    merge(kept, gone)
    assert {one.kind for one in Profile.objects.filter(party=kept)} == {"owner", "consumer", "tenant"}
    assert Contact.objects.filter(party=kept).count() == 3
    assert ids_of(kept) == [kept.pk, gone.pk, low.pk]
    assert party_of(SYSTEM, low.pk) == party_of(SYSTEM, gone.pk) == kept
    assert [one.pk for one in search_parties(SYSTEM, "张三")] == [kept.pk]
    assert [one.id for one in find_callers(SYSTEM, "13700001111")] == [kept.pk]
    usecases.undo_merge(SYSTEM, merge=Merge.objects.get(kept=kept), seen=1, reason="两个人")
    assert snapshot() == before
    assert party_of(SYSTEM, low.pk) == gone
    with pytest.raises(Conflict):
        usecases.undo_merge(SYSTEM, merge=Merge.objects.get(kept=kept), seen=2, reason="再来")
    merge(Party.objects.get(pk=kept.pk), Party.objects.get(pk=gone.pk))
    assert party_of(SYSTEM, gone.pk) == kept


def test_what_was_merged_away_takes_no_more_acts(company):
    kept, gone = register(company, "张三丰"), register(company, "张三风")
    merge(kept, gone)
    gone.refresh_from_db()
    for act in (
        lambda: merge(kept, gone), lambda: merge(gone, kept),
        lambda: usecases.add_contact(SYSTEM, party=gone, kind="number", value="95588"),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            act()
    with pytest.raises(Refusal):
        merge(kept, kept)


def test_what_is_kept_of_a_person_is_handed_out_whole(company):
    party = register(company, "张三丰", "owner", "13900001234", note="电梯厅旁")
    told = json.loads(usecases.disclose_party(SYSTEM, party=party, reason="本人申请").shown_once["json"])
    assert told["customers"][0]["name"] == "张三丰"
    assert told["contacts"] == [{"kind": "mobile", "value": "139 0000 1234", "label": "", "primary": True}]


def held(keys):
    return "有未办结的事项" if keys else ""


def test_a_person_is_erased_unless_something_holds_him(company, settings):
    party = register(company, "张三丰", "owner", "13900001234", note="电梯厅旁")
    settings.CUSTOMER_HOLDERS = (f"{__name__}.held",)
    with pytest.raises(Conflict, match="未办结"):
        usecases.erase_party(SYSTEM, party=party, seen=1, reason="本人申请")
    settings.CUSTOMER_HOLDERS = ()
    usecases.erase_party(SYSTEM, party=party, seen=1, reason="本人申请")
    left = Party.objects.get()
    assert (left.name, left.note, left.grams) == (left.code, "", "")
    assert not Contact.objects.exists()
    assert search_parties(SYSTEM, "张三") == []
    told = "".join(TrailEntry.objects.values_list("detail", flat=True))
    assert "张三丰" not in told


def test_a_draft_names_contacts_of_every_kind(company):
    ways = [
        ContactDraft("mail", "A@Example.com"),
        ContactDraft("wechat", "zhang_sf"),
        ContactDraft("address", "滨江路 1 号"),
    ]
    party = register(company, "张三丰", contacts=ways)
    assert [one.value for one in Contact.objects.filter(party=party)] == ["a@example.com", "zhang_sf", "滨江路 1 号"]

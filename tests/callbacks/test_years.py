"""The annual plan of callbacks, and the annual summary with its contest."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.callbacks import usecases
from huiyin.rooms.callbacks.models import Callback, Plan, Summary, SummaryLine, Target
from huiyin.rooms.callbacks.queries import years as queries
from huiyin.rooms.callbacks.rules.rates import Count
from huiyin.rooms.callbacks.rules.years import Figures, places
from huiyin.rooms.callbacks.terms import Occasion
from huiyin.rooms.duties.models import Duty


def _figures(numerator, more, satisfied, unsatisfied):
    counted = Count(due=numerator + more, numerator=numerator, unreachable=more)
    return Figures(counted, 0, satisfied + unsatisfied, satisfied)


@pytest.mark.clause("H-6c")
@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=7))
def test_places_are_the_order_of_the_rates_and_equals_share_one(people):
    found = places({key: _figures(*one) for key, one in enumerate(people)})
    counted = {key: one for key, one in enumerate(people) if one[0] + one[1]}
    assert set(found) == set(counted)

    def standing(key):
        reached, more, content, others = counted[key]
        share = Fraction(content, content + others) if content + others else -1
        return Fraction(reached, reached + more), share

    ordered = sorted((standing(key) for key in counted), reverse=True)
    assert all(found[key] == ordered.index(standing(key)) + 1 for key in counted)


def _plan(hotel, year=2027, *, occasions=("departure",), approved=True):
    keeper, boss = hotel.company.actor("keeper"), hotel.company.actor("boss")
    plan = usecases.draft_plan(keeper, unit=hotel.company.hotel, year=year)
    for occasion in occasions:
        usecases.set_target(keeper, plan=plan, seen=plan.version, occasion=occasion, rate=80, number=1)
    return usecases.approve_plan(boss, plan=plan, seen=plan.version) if approved else plan


def _owed(kind):
    return Duty.objects.get(kind=f"callbacks.{kind}", subject_type="callbacks.unit_year")


@pytest.mark.django_db
@pytest.mark.clause("H-6b")
def test_a_plan_without_targets_cannot_be_approved_nor_by_its_author(hotel):
    company = hotel.company
    keeper, boss = company.actor("keeper"), company.actor("boss")
    plan = _plan(hotel, occasions=(), approved=False)
    with pytest.raises(Refusal, match="H-6b"):
        usecases.approve_plan(boss, plan=plan, seen=plan.version)
    usecases.set_target(keeper, plan=plan, seen=plan.version, occasion="vip", rate=100)
    usecases.set_target(keeper, plan=plan, seen=plan.version, occasion="vip", rate=None)
    with pytest.raises(Refusal, match="H-6b"):
        usecases.approve_plan(boss, plan=plan, seen=plan.version)
    usecases.set_target(keeper, plan=plan, seen=plan.version, occasion="departure", rate=80, number=300)
    with pytest.raises(NotPermitted):
        usecases.approve_plan(keeper, plan=plan, seen=plan.version)
    Plan.objects.filter(pk=plan.pk).update(author=boss.employee_id)
    plan.refresh_from_db()
    with pytest.raises(NotPermitted):
        usecases.approve_plan(boss, plan=plan, seen=plan.version)
    Plan.objects.filter(pk=plan.pk).update(author=keeper.employee_id)
    plan.refresh_from_db()
    with pytest.raises(Stale):
        usecases.approve_plan(boss, plan=plan, seen=plan.version - 1)
    plan.refresh_from_db()
    done = usecases.approve_plan(boss, plan=plan, seen=plan.version)
    assert (done.state, done.approved_by) == ("approved", "高远")
    with pytest.raises(Conflict):
        usecases.set_target(keeper, plan=plan, seen=plan.version, occasion="departure", rate=1)
    with pytest.raises(NotPermitted):
        usecases.draft_plan(keeper, unit=company.estate, year=2027)


@pytest.mark.django_db
@pytest.mark.clause("H-6b")
def test_a_correction_is_another_edition_with_its_reason(hotel):
    keeper, boss = hotel.company.actor("keeper"), hotel.company.actor("boss")
    plan = _plan(hotel)
    with pytest.raises(Refusal):
        usecases.revise_plan(keeper, plan=plan, reason=" ")
    later = usecases.revise_plan(keeper, plan=plan, reason="客房增加")
    assert (later.edition, later.state) == (2, "draft")
    assert [one.rate for one in Target.objects.filter(plan=later)] == [80]
    usecases.set_target(keeper, plan=later, seen=later.version, occasion="departure", rate=85)
    assert queries.plan_in_force(hotel.company.hotel.pk, 2027) == plan
    assert Target.objects.get(plan=plan).rate == 80
    usecases.approve_plan(boss, plan=later, seen=later.version)
    assert queries.plan_in_force(hotel.company.hotel.pk, 2027) == later
    with pytest.raises(Conflict):
        usecases.revise_plan(keeper, plan=plan, reason="旧的")


@pytest.mark.django_db
@pytest.mark.clause("H-6b")
def test_next_years_plan_is_owed_by_31_december_and_missing_ones_are_listed(hotel):
    keeper = hotel.company.actor("keeper")
    with clock.fixed(datetime(2026, 10, 31, 2, 0, tzinfo=UTC)):
        usecases.begin_years(SYSTEM)
    assert not Duty.objects.filter(kind="callbacks.year_plan").exists()
    for _again in range(2):
        usecases.begin_years(SYSTEM)
    duty = _owed("year_plan")
    assert duty.due_at == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert duty.owner == hotel.company.people["keeper"]
    assert queries.missing_plans(keeper, year=2027) == [hotel.company.hotel]
    _plan(hotel)
    duty.refresh_from_db()
    assert duty.done_at
    assert queries.missing_plans(keeper, year=2027) == []
    usecases.begin_years(SYSTEM)
    assert Duty.objects.filter(kind="callbacks.year_plan").count() == 1


@pytest.mark.django_db
@pytest.mark.clause("H-6a")
def test_calling_back_stands_among_the_duties_of_the_post(hotel, browser):
    people, client = hotel.company.people, browser("boss")

    def page(who):
        return client.get(f"/people/employees/{people[who].pk}").content.decode()

    clerk = page("guest_clerk")
    assert "H-6a" in clerk
    assert all(str(Occasion(one).label) in clerk for one in ("departure", "complaint"))
    keeper = page("keeper")
    assert str(Occasion.COMPLAINT.label) in keeper
    assert str(Occasion.DEPARTURE.label) not in keeper
    assert "H-6a" not in page("clerk")
    assert "H-6a" in browser("guest_clerk").get(f"/people/employees/{people['guest_clerk'].pk}").content.decode()


def _year(hotel):
    """Two callers: one reached two of three, the other one of one; one exempt; one given to nobody and still open."""
    company = hotel.company
    hotel.call(hotel.plan("1"))
    hotel.call(hotel.plan("2"), satisfaction="unsatisfied")
    hotel.plan("3")
    hotel.call(hotel.plan("4"), "keeper")
    row = hotel.plan("5")
    usecases.exempt_callback(
        company.actor("keeper"), callback=row, seen=row.version, exemption="no_contact", reason="无电话"
    )
    row = hotel.plan("6")
    Callback.objects.filter(pk=row.pk).update(caller=None)


def _recounted(year):
    """Count a year again from the callbacks themselves, by no code of the room."""
    found: dict[Any, list[int]] = {}
    for one in Callback.objects.filter(month__startswith=str(year)):
        line = found.setdefault(one.caller_id, [0, 0, 0, 0])
        if one.state in {"exempt", "refused"}:
            continue
        line[1] += 1
        line[0] += one.reached_at is not None and one.reached_at <= one.due_at
        line[3] += one.satisfaction != ""
        line[2] += one.satisfaction in {"satisfied", "fairly"}
    return {key: tuple(line) for key, line in found.items()}


@pytest.mark.django_db
@pytest.mark.clause("H-6c")
def test_the_contest_is_what_the_callbacks_give_and_is_frozen(hotel):
    company, unit = hotel.company, hotel.company.hotel
    keeper = company.actor("keeper")
    _plan(hotel, 2026, occasions=("departure", "vip"))
    _year(hotel)
    live = queries.year_figures(keeper, unit=unit, year=2026)
    with pytest.raises(Refusal):
        usecases.sign_summary(keeper, unit=unit, year=2026, assessment="好")
    with clock.fixed(datetime(2027, 1, 5, 2, 0, tzinfo=UTC)):
        usecases.begin_years(SYSTEM)
        duty = _owed("year_summary")
        assert duty.due_at == datetime(2027, 1, 31, 16, 0, tzinfo=UTC)
        made = usecases.sign_summary(keeper, unit=unit, year=2026, assessment="接通率有待提高")
        duty.refresh_from_db()
        assert duty.done_at
        lines = list(SummaryLine.objects.filter(summary=made).order_by("pk"))
        counted = {one.employee_id: (one.numerator, one.denominator, one.satisfied, one.rated) for one in lines}
        assert counted == _recounted(2026)
        clerk, chief = company.people["guest_clerk"].pk, company.people["keeper"].pk
        assert [(one.employee_id, one.place) for one in lines] == [(chief, 1), (clerk, 2), (None, None)]
        assert counted[clerk] == (2, 3, 1, 2)
        assert (made.numerator, made.denominator, made.exempt, made.open) == (3, 5, 1, 2)
        assert [(one.employee, one.place, one.figures) for one in live.people] == [
            (one.employee_id, one.place, queries.figures_of(one)) for one in lines
        ]
        compared = {one["occasion"]: (one["rate"], one["numerator"], one["kept"]) for one in made.targets}
        assert compared == {"departure": (80, 3, False), "vip": (80, 0, False)}
        with pytest.raises(Refusal):
            usecases.sign_summary(keeper, unit=unit, year=2026, assessment="再签")
        Callback.objects.filter(number=hotel.plan("3").number).update(state="exempt", exemption="court",
            exempt_reason="诉讼", ended_at=clock.now())  # fmt: skip
        again = usecases.sign_summary(keeper, unit=unit, year=2026, assessment="更正", reason="一件进入诉讼")
    assert (again.edition, again.denominator) == (2, 4)
    kept = Summary.objects.get(pk=made.pk)
    assert queries.holds(kept)
    assert queries.signed_year(keeper, kept).total == queries.figures_of(kept)
    with pytest.raises(DatabaseError), transaction.atomic():
        Summary.objects.filter(pk=made.pk).update(numerator=4)
    with pytest.raises(DatabaseError), transaction.atomic():
        SummaryLine.objects.filter(summary=made).update(place=1)
    kept.numerator = 4
    assert not queries.holds(kept)


@pytest.mark.django_db
@pytest.mark.clause("H-6b", "H-6c")
def test_pages_of_the_year(hotel, browser):
    _year(hotel)
    plan = _plan(hotel, 2026, approved=False)
    keeper, boss, unit = browser("keeper"), browser("boss"), hotel.company.hotel
    page = keeper.get("/callbacks/plans").content.decode()
    assert unit.name in page
    assert "2027" in page
    assert boss.post(
        f"/callbacks/plans/{plan.pk}/approve", {"idempotency_key": "k1", "version": plan.version}
    ).status_code == 303  # fmt: skip
    assert "高远" in keeper.get(f"/callbacks/plans/{plan.pk}").content.decode()
    page = keeper.get(f"/callbacks/year?unit={unit.pk}&year=2026").content.decode()
    for shown in ("韩雪", "梅兰", "66.7 %", "2/3", "60.0 %"):
        assert shown in page
    assert keeper.get(f"/callbacks/year?unit={hotel.company.estate.pk}").status_code == 404
    assert keeper.get("/callbacks/year?year=9").status_code == 422
    said = {"unit": unit.pk, "year": 2026, "assessment": "尚可", "idempotency_key": "k2"}
    with clock.fixed(datetime(2027, 1, 5, 2, 0, tzinfo=UTC)):
        answer = keeper.post("/callbacks/year/sign", said)
    assert answer.status_code == 303
    made = Summary.objects.get()
    assert answer.headers["Location"] == f"/callbacks/summaries/{made.pk}"
    assert "66.7 %" in keeper.get(f"/callbacks/summaries/{made.pk}").content.decode()
    csv = b"".join(keeper.get(f"/callbacks/summaries/{made.pk}/lines?format=csv").streaming_content).decode()
    assert "66.7 %" in csv
    told = keeper.get(f"/api/v1/callbacks/summaries/{made.pk}").json()
    now = keeper.get(f"/api/v1/callbacks/year?unit={unit.pk}&year=2026").json()
    assert told["people"] == now["people"]
    assert [one["per_mille"] for one in told["people"]] == [1000, 667, 0]
    assert hotel.company.hotel.pk == told["unit"]
    assert browser("guest_clerk").get(f"/callbacks/summaries/{made.pk}").status_code == 404

"""Approvals: asked by one, decided by another who holds the permit over the unit, once, with the effect in one act."""

import csv
import io
import threading
from itertools import product

import pytest
from django.db import IntegrityError, connection, connections, transaction

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal, Stale
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.platform.trail import writing
from huiyin.rooms.approvals import queries
from huiyin.rooms.approvals.models import Approval
from huiyin.rooms.approvals.terms import APPROVAL_FLOW, REQUEST, ApprovalState, Permit
from huiyin.rooms.approvals.usecases import ask, decide, decide_request, file_request, withdraw, withdraw_request
from tests.approvals.conftest import found_house

pytestmark = pytest.mark.django_db


def asked(house, who="supervisor", subject=("cases.case", "7"), **more):
    """What a room's own use case does: it asks inside its act."""
    actor = house.actor(who)
    given = {"unit": house.unit, "reason": "客户要求撤诉", "permit": Permit.DECIDE_REQUESTS, "label": "投诉 7 · 撤诉",
             "url": "/cases/7", **more}  # fmt: skip
    with transaction.atomic(), writing(actor, "approvals.file_request"):
        return ask(actor, REQUEST, subject, **given)


def acted(actor, act, *args, **given):
    with transaction.atomic(), writing(actor, "approvals.decide_request"):
        return act(actor, *args, **given)


def test_what_is_asked_waits_for_who_holds_the_permit_over_the_unit_and_for_nobody_else(house):
    row = asked(house)
    waits = {who: list(queries.open_for(house.actor(who))) for who in house.accounts if who != "administrator"}
    assert waits == {"employee": [], "supervisor": [], "manager": [row], "second": [row], "elsewhere": []}
    assert list(queries.own_approvals(house.actor("supervisor"))) == [row]
    assert queries.of_subject(house.actor("manager"), ("cases.case", "7")) == [row]
    assert row.asked_by == "钱立"


def test_who_asks_does_not_decide_nor_see_it_waiting(house):
    row = asked(house, "manager")
    assert row not in queries.open_for(house.actor("manager"))
    with pytest.raises(NotPermitted):
        acted(house.actor("manager"), decide, row, granted=True)
    assert acted(house.actor("second"), decide, row, granted=True).state == ApprovalState.GRANTED


def test_who_lacks_the_permit_over_the_unit_does_not_find_it(house):
    row = asked(house)
    for who in ("elsewhere", "employee", "administrator"):
        with pytest.raises(NotVisible):
            acted(house.actor(who), decide, row, granted=True)
    with pytest.raises(NotVisible):
        queries.approval(house.actor("elsewhere"), pk=row.pk)


def test_one_is_open_per_subject_and_kind_and_it_may_be_asked_again_after_its_end(house):
    first = asked(house)
    with pytest.raises(Conflict):
        asked(house)
    asked(house, subject=("cases.case", "8"))
    acted(house.actor("manager"), decide, first, granted=False, reason="事实未核实")
    assert asked(house).pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=first.pk).update(state="open", decided_at=None)


def test_a_refusal_and_a_question_need_their_reason_and_a_kind_that_is_declared(house):
    row = asked(house)
    with pytest.raises(Refusal):
        acted(house.actor("manager"), decide, row, granted=False, reason=" ")
    with pytest.raises(Refusal):
        asked(house, subject=("x", "1"), reason=" ")
    with pytest.raises(Refusal):
        acted(SYSTEM, ask, "no.such", ("x", "1"), unit=house.unit, reason="x", permit=Permit.DECIDE_REQUESTS,
              label="x", url="")  # fmt: skip
    with pytest.raises(ValueError, match="no role holds"):
        asked(house, subject=("x", "1"), permit="nobody.holds_this")


@pytest.mark.parametrize(("move", "state"), list(product(APPROVAL_FLOW.moves, ApprovalState.values)))
def test_every_move_from_every_state(house, move, state):
    row = asked(house)
    if state != ApprovalState.OPEN:
        Approval.objects.filter(pk=row.pk).update(state=state, decided_at=row.asked_at, answer="已答复")
        row.refresh_from_db()
    actor = house.actor("supervisor" if move == "withdraw" else "manager")
    acts = {
        "grant": lambda: acted(actor, decide, row, granted=True),
        "refuse": lambda: acted(actor, decide, row, granted=False, reason="不符合规定"),
        "withdraw": lambda: acted(actor, withdraw, row, reason="已自行解决"),
    }
    if APPROVAL_FLOW.can(move, state):
        assert acts[move]().state == APPROVAL_FLOW.target(move, state)
    else:
        with pytest.raises(Conflict):
            acts[move]()


def test_only_who_asked_withdraws(house):
    row = asked(house)
    with pytest.raises(NotPermitted):
        acted(house.actor("manager"), withdraw, row, reason="不需要了")
    assert acted(house.actor("supervisor"), withdraw, row, reason="不需要了").state == ApprovalState.WITHDRAWN
    assert not row.decided_by


def test_a_decision_that_its_act_rolls_back_was_never_made(house):
    row = asked(house)
    with transaction.atomic():
        acted(house.actor("manager"), decide, row, granted=True)
        transaction.set_rollback(True)
    assert Approval.objects.get(pk=row.pk).state == ApprovalState.OPEN


def test_a_request_is_filed_decided_and_withdrawn_by_its_pages(house):
    employee, manager = house.client("employee"), house.client("manager")
    sent = {"label": "申请调班", "reason": "家中有事", "idempotency_key": "a"}
    made = employee.post("/approvals/file", sent)
    assert employee.post("/approvals/file", sent)["Location"] == made["Location"]
    row = Approval.objects.get()
    assert str(row) == "QS-20261123-001 申请调班"
    assert "申请调班" in manager.get("/approvals/waiting").content.decode()
    assert "申请调班" not in house.client("elsewhere").get("/approvals/").content.decode()
    page = f"/approvals/{row.pk}/decide"
    empty = {"granted": "refused", "reason": "", "version": row.version, "idempotency_key": "b"}
    assert manager.post(page, empty).status_code == 422
    done = manager.post(page, empty | {"granted": "granted", "idempotency_key": "c"})
    assert done.status_code == 303
    again = house.client("second").post(page, empty | {"granted": "granted", "idempotency_key": "d"})
    assert again.status_code == 409
    shown = employee.get(f"/approvals/{row.pk}").content.decode()
    assert "孙平" in shown
    assert TrailEntry.objects.get(act="approvals.decide_request").subject_id == str(row.pk)


def test_lists_are_files_too_and_formulas_are_inert(house):
    file_request(house.actor("employee"), label="=1+1", reason="=cmd()")
    answer = house.client("manager").get("/approvals/?format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert "'=cmd()" in lines[1]
    book = house.client("manager").get("/approvals/waiting?format=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_lists_cost_the_same_for_three_rows_and_thirty(house, django_assert_max_num_queries):
    client = house.client("manager")
    for number in range(3):
        asked(house, subject=("x", str(number)))
    for path in ("/approvals/", "/approvals/waiting", "/approvals/mine"):
        with django_assert_max_num_queries(12):
            client.get(path)
    for number in range(3, 30):
        asked(house, subject=("x", str(number)))
    for path in ("/approvals/", "/approvals/waiting"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_a_stale_decision_and_a_stale_withdrawal_are_refused(house):
    row = file_request(house.actor("employee"), label="调班", reason="家事")
    Approval.objects.filter(pk=row.pk).update(version=5)
    with pytest.raises(Stale):
        decide_request(house.actor("manager"), approval=row, seen=1, granted="granted")
    row.refresh_from_db()
    with pytest.raises(Stale):
        withdraw_request(house.actor("employee"), approval=row, seen=1, reason="算了")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer; the race is PostgreSQL's")
    house = found_house()
    row = file_request(house.actor("employee"), label="调班", reason="家事")
    start, came = threading.Barrier(2), []

    def go(who, outcome):
        actor, mine = house.actor(who), Approval.objects.select_related("unit").get(pk=row.pk)
        start.wait()
        try:
            decide_request(actor, approval=mine, seen=row.version, granted=outcome, reason="已核")
            came.append(outcome)
        except Conflict:
            came.append("late")
        connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in (("manager", "granted"), ("second", "refused"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert came.count("late") == 1
    assert TrailEntry.objects.filter(act="approvals.decide_request").count() == 1

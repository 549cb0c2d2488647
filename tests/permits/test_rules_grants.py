"""What an actor may do and how far he sees, and the table of roles and permits read from the permits' side.

The table here is written by hand from the regulations, permit by permit, so that a slip in ``site/roles.py``, which is
written role by role, cannot pass: E 员工, S 主管, M 客户经理, Q 品质部, G 总经理, A 系统管理员; small letters narrow to
what concerns the person himself.
"""

import pytest
from django.db.models import Q
from django.utils import translation

from huiyin.kernel.errors import NotPermitted
from huiyin.platform.actor import ANYBODY, EVERYTHING, NOTHING, SIGNED_IN, STRANGER, SYSTEM, Actor, Reach
from huiyin.rooms.people.terms import Role
from huiyin.site.roles import BRANCH, GRANTS, OWN

LETTERS = {
    "E": Role.EMPLOYEE, "S": Role.SUPERVISOR, "M": Role.MANAGER, "Q": Role.QUALITY, "G": Role.GENERAL_MANAGER,
    "A": Role.ADMINISTRATOR,
}  # fmt: skip
TABLE = {
    "people.read_people": "eSMQGA", "people.keep_people": "MGA", "people.reveal_contact": "MG",
    "people.grant_roles": "A", "people.read_trail": "QGA",
    "appraisal.read_sheets": "eSMQG", "appraisal.read_statistics": "SMQG", "appraisal.answer_sheets": "e",
    "appraisal.import_sheets": "SMG", "appraisal.draft_sheets": "SMG", "appraisal.confirm_sheets": "MG",
    "appraisal.decide_objections": "MQG", "appraisal.issue_forms": "MG", "appraisal.settle_year": "MG",
    "appraisal.publish_year": "G",
    "appraisal.read_schemes": "eSMQG", "appraisal.draft_scheme": "MG", "appraisal.approve_scheme": "G",
    "appraisal.publish_scheme": "G",
    "appraisal.read_rulings": "eSMQG", "appraisal.answer_ruling": "e", "appraisal.propose_ruling": "SMG",
    "appraisal.check_ruling": "Q", "appraisal.decide_reminders": "SMG", "appraisal.decide_rulings": "MG",
    "appraisal.decide_grave": "G", "appraisal.decide_appeals": "QG",
    "records.read": "eSMQG", "records.issue": "MG", "records.read_retention": "MQG", "records.hold": "QG",
    "records.draft_disposal": "MQG", "records.approve_disposal": "G",
    "regulations.read": "eSMQGA", "regulations.draft": "MQ", "regulations.publish": "Q", "regulations.interpret": "Q",
    "duties.read_duties": "eSMQG", "duties.reassign": "SMG", "duties.pause": "SMG", "duties.waive": "MG",
    "duties.keep_policies": "QG", "duties.keep_calendar": "MGA",
    "evidence.read_evidence": "eSMQG", "evidence.answer_evidence": "e", "evidence.record_evidence": "SMQG",
    "evidence.withdraw_evidence": "MG",
    "customers.read_customers": "ESMQG", "customers.keep_customers": "ESMG", "customers.merge_customers": "SMG",
    "customers.reveal_customer_contact": "ESMG",
    "cases.read_cases": "ESMQG", "cases.keep_cases": "ESMG", "cases.decide_cases": "MG", "cases.reveal_caller": "ESMG",
    "callbacks.read": "eSMQG", "callbacks.call": "eSM", "callbacks.plan": "SMG", "callbacks.answer_opinion": "MG",
    "callbacks.keep_policies": "MG", "callbacks.keep_plans": "M", "callbacks.approve_plans": "G",
    "approvals.read_approvals": "eSMQG", "approvals.ask_requests": "e", "approvals.decide_requests": "MG",
    "notices.read_notices": "e", "notices.keep_channels": "MA", "notices.read_dead_letters": "MA",
    "roster.read_logs": "eSMQG", "roster.write_logs": "ESMG", "roster.keep_books": "SMG", "roster.read_days": "SMQG",
    "roster.review_days": "SMG",
    "commission.read": "eSMG", "commission.keep_stays": "SM", "commission.draft": "SM", "commission.approve": "MG",
    "commission.keep_rules": "MG",
    "committee.read_committees": "ESMQG", "committee.keep_committees": "SMG", "committee.answer_requests": "eSMG",
    "committee.reveal_member": "SMG",
    "publicity.read_publicity": "ESMQG", "publicity.keep_publicity": "SMG", "publicity.check_placements": "ESMG",
}  # fmt: skip


@pytest.mark.clause("P-3.1", "P-3.2", "P-4.11", "S-0b")
@pytest.mark.parametrize("letter", LETTERS)
def test_a_role_opens_exactly_the_permits_that_the_regulations_give_it(letter):
    expected = {permit: BRANCH for permit, letters in TABLE.items() if letter in letters}
    expected |= {permit: OWN for permit, letters in TABLE.items() if letter.lower() in letters}
    assert {str(permit): extent for permit, extent in GRANTS[LETTERS[letter]].items()} == expected


def test_the_table_speaks_of_every_role_once():
    assert set(GRANTS) == set(LETTERS.values()) == set(Role)


NORTH, SOUTH = Reach(branches=frozenset({"/1/4/"})), Reach(branches=frozenset({"/1/5/"}), own=7)


def test_reaches_join():
    assert Reach(branches=frozenset({"/1/4/", "/1/5/"}), own=7) == NORTH | SOUTH
    assert Reach(branches=frozenset({"/1/4/", "/1/5/"}), own=7) == SOUTH | NORTH
    assert NOTHING | NOTHING == NOTHING == Reach(everything=False)
    assert (NORTH | EVERYTHING).everything
    assert (EVERYTHING | NORTH).everything
    assert not (NORTH | SOUTH).everything


def test_a_reach_covers_its_branches_and_what_lies_below_them():
    assert SOUTH.covers("/1/5/")
    assert SOUTH.covers("/1/5/12/")
    assert not SOUTH.covers("/1/")
    assert not SOUTH.covers("/1/4/")
    assert (NORTH | SOUTH).covers("/1/4/")
    assert EVERYTHING.covers("/1/4/")
    assert not NOTHING.covers("/1/4/")


def test_a_reach_narrows_a_table_to_its_branches_and_to_the_person():
    none = Q(pk__in=[])
    below = {path: Q(unit__path__startswith=path) for path in ("/1/4/", "/1/5/")}
    own = Q(employee_id=7)

    def either(*ways):
        return Q(*ways, _connector=Q.OR)

    def narrow(reach, employee="employee_id"):
        return reach.narrow(unit_path="unit__path", employee=employee)

    assert narrow(EVERYTHING) == Q()
    assert narrow(NOTHING) == none
    assert narrow(NORTH) == either(below["/1/4/"])
    assert narrow(SOUTH) == either(below["/1/5/"], own)
    assert narrow(SOUTH, "") == either(below["/1/5/"])
    assert narrow(SOUTH | NORTH) == either(below["/1/4/"], below["/1/5/"], own)
    assert narrow(Reach(own=7)) == either(own)


PERSON = Actor(user_id=1, employee_id=7, name="张三", grants={"records.read": SOUTH})


def test_who_is_signed_in():
    assert PERSON.signed_in
    assert SYSTEM.signed_in
    assert not STRANGER.signed_in


@pytest.mark.parametrize(
    ("actor", "anybody", "signed_in", "granted", "other"),
    [
        (PERSON, True, True, True, False),
        (SYSTEM, True, True, True, True),
        (STRANGER, True, False, False, False),
        (
            Actor(user_id=1, grants={"records.read": NOTHING}, first="account_change_password"),
            True,
            False,
            False,
            False,
        ),
        (Actor(grants={"records.read": SOUTH}), True, False, True, False),
    ],
    ids=["person", "system", "stranger", "not ready", "token"],
)
def test_what_an_actor_may(actor, anybody, signed_in, granted, other):
    may = [actor.may(permit) for permit in (ANYBODY, SIGNED_IN, "records.read", "records.issue")]
    assert may == [anybody, signed_in, granted, other]


def test_a_permit_that_is_required_is_named_where_it_lacks():
    PERSON.require("records.read")
    with translation.override("en"), pytest.raises(NotPermitted) as refused:
        PERSON.require("records.issue")
    assert refused.value.reason == "This needs the permit “records.issue”. Ask the administrator who may grant it."
    assert refused.value.status == 403


def test_how_far_a_permit_opens_the_rows():
    assert PERSON.reach("records.read") == SOUTH
    assert PERSON.reach("records.issue") == NOTHING
    assert SYSTEM.reach("records.issue") == EVERYTHING

"""A company of two branches with a thing of every kind in each, and one account for each role over the first branch.

The first branch has two people, so that an employee's colleague can be told from himself. What lies in the second one
bears names of its own: ``Branch.marks`` are what nobody of the first branch may ever read.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import override_settings

from huiyin.platform import clock, files, trail, workbooks
from huiyin.platform.actor import EVERYTHING, SYSTEM, Actor
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.models import Honour, Line, Scheme, SelfSummary, Sheet, SheetEdition, StandardItem
from huiyin.rooms.appraisal.queries.objections import disputable
from huiyin.rooms.appraisal.rules.work import EntryDraft
from huiyin.rooms.appraisal.terms import MONTH_SHEET, Kind
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.draft_scheme import draft_scheme
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.hand_in_workbook import XLSX, hand_in_workbook, record_findings
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.issue_forms import issue_personal_form
from huiyin.rooms.appraisal.usecases.objections import raise_objection
from huiyin.rooms.appraisal.usecases.propose_ruling import propose_ruling
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.approvals.usecases import file_request
from huiyin.rooms.callbacks import models as callbacks
from huiyin.rooms.callbacks.usecases import plan_callback, record_policy
from huiyin.rooms.cases.usecases import attach_file, customer, file_complaint, record_case
from huiyin.rooms.commission import models as commission
from huiyin.rooms.committee import usecases as committees
from huiyin.rooms.customers import usecases as customers
from huiyin.rooms.duties.models import Duty, Feed
from huiyin.rooms.duties.usecases import calendar, owe
from huiyin.rooms.evidence.usecases import record_fact_by_hand
from huiyin.rooms.notices.models import Delivery, Notice
from huiyin.rooms.notices.usecases import add_channel, hear_rungs, set_quiet_hours, set_unit_quiet_hours
from huiyin.rooms.people import models as people
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.terms import Role
from huiyin.rooms.publicity import usecases as publicity
from huiyin.rooms.records.usecases import draft_disposal, place_hold
from huiyin.rooms.regulations import usecases as regulations
from huiyin.rooms.roster.usecases import comment_on, record_book, write_log
from huiyin.site import wiring
from tests.appraisal.versions import publish
from tests.appraisal.worlds import Rows
from tests.duties import kinds

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
JOINED = date(2020, 1, 6)
YEAR, OPEN_YEAR, MONTH = 2025, 2026, "2025-03"
PASSWORD = "correct-horse-battery"
# Branch → its unit, its people by staff number: somebody, and who appraises.
FIRST, SECOND = "滨江管理处", "翠湖管理处"
STAFF = {
    FIRST: {"ZA0001": "赵敏", "ZA0002": "钱立", "ZA0003": "孙平"},
    SECOND: {"QB0001": "李冬", "QB0003": "周密"},
}
BOOK = b"PK\x03\x04 not read by anybody"


@dataclass
class Things:
    """What concerns one person, or lies in one branch, by the name of its kind."""

    by_kind: dict[str, Any] = field(default_factory=dict)
    marks: tuple[str, ...] = ()

    def __getitem__(self, kind: str) -> Any:
        return self.by_kind[kind]


@dataclass
class World:
    """Both branches, the colleague, what belongs to the whole company, and the accounts by role with what is theirs."""

    own: Things
    colleague: Things
    other: Things
    shared: dict[str, Any]
    accounts: dict[str, people.User]
    mine: dict[str, dict[str, Any]]


@dataclass
class Upload:
    """A file as a browser sends it."""

    name: str | None
    content: bytes = BOOK

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def _tables() -> dict[str, list[Sequence[Any]]]:
    """The worksheets of both branches: for each person inspections, a month's appraisal and one of the year's end."""
    tables: dict[str, list[Sequence[Any]]] = {"员工": [], "考评单": [], "扣分明细": [], "加分": []}
    for unit, staff in STAFF.items():
        chief = list(staff)[-1]
        for number, name in staff.items():
            tables["员工"].append([number, name, unit, "物业", "客服管理员", "操作层", JOINED, None])
            for kind, day in (
                ("周检", date(2025, 3, 5)), ("月检", date(2025, 3, 20)), ("抽检", date(2025, 4, 2)),
                ("月考核", date(2025, 3, 31)), ("年终考评", date(2025, 12, 30)), ("月考核", date(2026, 3, 31)),
            ):  # fmt: skip
                sheet = f"{number}-{kind}-{day:%Y%m}"
                tables["考评单"].append([sheet, number, kind, day, chief])
                section = "服务态度" if kind in {"月考核", "年终考评"} else "回访"
                tables["扣分明细"].append([sheet, section, "DB1", 1.5, f"{name}：接待未问候", ""])
            tables["加分"].append([f"{number}-月考核-202503", 2, f"{name}：受嘉奖"])
    return tables


def _account(employee: people.Employee) -> people.User:
    made = usecases.make_account(SYSTEM, employee=employee)
    people.User.objects.filter(pk=made.pk).update(must_change=False)
    return people.User.objects.get(pk=made.pk)


@cache
def staff_book() -> bytes:
    """A staff workbook that says nothing."""
    target = io.BytesIO()
    workbooks.write(target, [("岗位", ("名称", "层级"), [])])
    return target.getvalue()


def _private(account: people.User) -> dict[str, Any]:
    """What belongs to an account alone: long work, a file, a token."""
    return {
        "job": Job.objects.create(kind="appraisal.settle_year", asked_by=account, asked_at=NOW, state="done"),
        "issue": Job.objects.create(kind="appraisal.issue_batch", asked_by=account, asked_at=NOW, state="waiting"),
        "file": files.put(Actor(user_id=account.pk), f"{account.first_name}.xlsx", [staff_book()], XLSX),
        "token": people.ApiToken.objects.create(
            user=account, name=account.first_name, prefix=f"t{account.pk}", hashed=f"{account.pk:064}", made_at=NOW,
            expires_at=NOW + timedelta(days=30),
        ),
        "feed": Feed.objects.create(
            user=account, name=account.first_name, prefix="f", hashed=f"{account.pk:064}", made_at=NOW
        ),
    }  # fmt: skip


def duty_kinds() -> dict[str, Any]:
    """The kinds of duty of all rooms, and some for tests."""
    return wiring.duty_kinds() | kinds.kinds()


def _duty(person: people.Employee) -> Duty:
    """What somebody owes."""
    with trail.writing(SYSTEM, "people.test"):
        return owe(
            SYSTEM, "case.answer", person, unit=person.unit, owner=person, label=f"{person.name}：投诉待答复"
        )  # fmt: skip


def _edition(person: people.Employee) -> SheetEdition:
    """A sheet about somebody that was drafted, proved with a picture and confirmed; he has not read it."""
    made = begin_round(SYSTEM, kind=Kind.WEEK_CHECK, date=date(2026, 11, 18), unit=person.unit, people=[person.pk])
    edition = made.editions.get()
    late = EntryDraft("JA3", f"{person.name}：回访逾期", date(2026, 11, 17), section="回访", evidence="回访单")
    picture = Upload(f"{person.number}.png", b"\x89PNG\r\n")
    write_sheets(SYSTEM, sheets=[SheetInput(edition, edition.version, [late], uploads={0: picture})], submit=True)
    edition.refresh_from_db()
    confirm_editions(edition)
    edition.refresh_from_db()
    return edition


def confirm_editions(edition: SheetEdition) -> None:
    """Confirm as somebody else than who drafted it: the system signs nothing, and drafts under its own name."""
    confirm_sheet(Actor(name="house", system=True), edition=edition, seen=edition.version)


def _objection(person: people.Employee, account: people.User) -> Any:
    """An objection to a deduction of a spot check, with a file as evidence."""
    day = date(2026, 11, 18)
    edition = begin_round(SYSTEM, kind=Kind.SPOT_CHECK, date=day, unit=person.unit, people=[person.pk]).editions.get()
    late = EntryDraft("JA4", f"{person.name}：预约回复晚了一天", day, evidence="回访单")
    write_sheets(SYSTEM, sheets=[SheetInput(edition, edition.version, [late])], submit=True)
    edition.refresh_from_db()
    confirm_editions(edition)
    actor = queries.actor_of(account)
    line = disputable(actor, entry=edition.entries.get().pk)
    proof = Upload(f"{person.number}.png", b"\x89PNG\r\n\x1a\n0000")
    return raise_objection(actor, line=line, seen=line.version, ground="不属实", file=proof)


def _of_person(number: str) -> Things:
    """What concerns one person."""
    person = queries.employees(SYSTEM).get(number=number)
    account = _account(person)
    edition = _edition(person)
    span = {"start": date(2026, 5, 4), "end": date(2026, 5, 8)}
    return Things({
        "employee": person, "number": person.number, "year": YEAR, "account": account, "login": account,
        "employment": person.employments.get(), "placement": person.placements.get(),
        "leave": usecases.record_leave(SYSTEM, employee=person, kind="annual", **span),
        "sheet": Sheet.objects.get(number=f"{number}-月考核-202503"),
        "duty": _duty(person), "sheet edition": edition,
        "entry": edition.entries.get(), "objection": _objection(person, account),
        "line": Line.objects.get(number=number, run__year=YEAR),
        "ruling": propose_ruling(
            SYSTEM, employee=person, level="reminder", facts=f"{person.name}：争执", happened_on=date(2026, 11, 2),
            clause="第 12 条",
        ),
        "fact": record_fact_by_hand(
            SYSTEM, kind="late_arrival", employee=person, on=date(2026, 11, 3), text=f"{person.name}：迟到十分钟",
            file=Upload(f"{person.number}.png", b"\x89PNG\r\n"),
        ),
        "approval": file_request(queries.actor_of(account), label=f"{person.name}：调班", reason="家事"),
        "notice": _notice(person),
        "quiet": set_quiet_hours(queries.actor_of(account), start=time(20), end=time(7)),
        "record": issue_personal_form(SYSTEM, form=MONTH_SHEET, employee=person.pk, period=MONTH),
        "summary": SelfSummary.objects.create(employee=person, year=YEAR, text=f"{person.name}：小结", changed_at=NOW),
        "honour": Honour.objects.create(employee=person, year=YEAR, unit=person.unit, total=10_150),
        **_callback(person),
    }, (person.name, number))  # fmt: skip


def _callback(person: people.Employee) -> dict[str, Any]:
    """A callback that somebody makes, the customer's opinion in it, and the number."""
    made = plan_callback(
        SYSTEM, occasion="complaint", subject_type="cases.case", subject_id=person.number, unit=person.unit,
        reference=f"{person.name}：事项", customer=f"{person.name}的客户",
    )  # fmt: skip
    assert made is not None
    callbacks.Callback.objects.filter(pk=made.pk).update(caller=person)
    opinion = callbacks.Opinion.objects.create(
        callback=made, place=1, kind="opinion", text=f"{person.name}：意见", department=person.unit,
        said_at_once="已答", raised_at=NOW,
    )  # fmt: skip
    return {"callback": made, "opinion": opinion}


def _promises(unit: people.Unit) -> dict[str, Any]:
    """What a branch promises to call back about, a draw of it, and a frozen rate."""
    policy = record_policy(SYSTEM, unit=unit, occasion="repair", start=JOINED, delay_days=0, window_days=7, rate=50)
    rate = callbacks.FrozenRate.objects.create(
        month="2026-10", occasion="repair", policy=policy, unit=unit, due=0, exempt=0, refused=0, denominator=0,
        numerator=0, late=0, unreachable=0, open=0, target=80, confirmed=False, cut_off=NOW, digest="0" * 64,
        frozen_by="系统",
    )  # fmt: skip
    draw = callbacks.Draw.objects.create(policy=policy, month="2026-10", seed="0" * 32, rate=50)
    by = {"unit": unit, "year": 2025}
    plan = callbacks.Plan.objects.create(**by, measures=unit.name, drafted_by="系统", drafted_at=NOW)
    summary = callbacks.Summary.objects.create(
        **by, assessment=unit.name, digest="0" * 64, cut_off=NOW, signed_by="系统", due=0, exempt=0, refused=0,
        denominator=0, numerator=0, late=0, unreachable=0, open=0, missed=0, rated=0, satisfied=0,
    )  # fmt: skip
    paid = {
        "statement": commission.Statement.objects.create(
            unit=unit, month="2025-11", base=0, commission=0, digest="0" * 64, drafted_by="系统", drafted_at=NOW
        ),
        "return stay": commission.Stay.objects.create(
            unit=unit, number=f"{unit.name}-1", guest=f"{unit.name}客人", phone="139****1234", booked_at=NOW,
            checked_in=NOW.date(), checked_out=NOW.date(), revenue=100, basis="unknown", window_days=180,
            recorded_by="系统", recorded_at=NOW,
        ),
    }  # fmt: skip
    years = {**paid, "callback plan": plan, "callback summary": summary}
    return {"callback policy": policy, "draw": draw, "frozen rate": rate, **years}


def _of_branch(unit: people.Unit, number: str, chief: str) -> Things:
    """What lies in one branch, with what concerns the person."""
    things = _of_person(number)
    head, person = queries.employees(SYSTEM).get(number=chief), things["employee"]
    days = {"start": date(2026, 11, 20), "end": date(2026, 11, 27)}
    hand = _manager(unit)
    handed = hand_in_workbook(hand, file=Upload(f"{unit.name}.xlsx"))
    account = _account(head)
    with clock.fixed(NOW.replace(year=2030)):
        listed = draft_disposal(hand)
    things.by_kind |= {
        "unit": unit,
        **_sending(unit, person),
        "hours": calendar.set_hours(SYSTEM, unit=unit, start=date(2026, 1, 1), week={1: ((510, 720),)}),
        "disposal": listed,
        **_customers(unit),
        **_case(unit, person),
        **_day(unit, person),
        **_committee(unit, person),
        **_publicity(unit),
        "hold": place_hold(SYSTEM, record=things["record"], kind="audit", reason=f"{person.name}：审计"),
        "round": things["sheet edition"].round,
        "appraiser": usecases.appoint_appraiser(SYSTEM, unit=unit, employee=head, start=date(2025, 1, 1)),
        "deputy": usecases.name_deputy(SYSTEM, principal=head, deputy=person, reason="出差", **days),
        "account": account,
        **_private(account),
        "holding": usecases.give_role(SYSTEM, account=account, role=Role.SUPERVISOR, unit=unit, start=JOINED),
        **_promises(unit),
        "import": record_findings(SYSTEM, (), row=handed, counts={"new": 1}, samples={}),
    }
    things.marks = (unit.name, *STAFF[unit.name], *STAFF[unit.name].values())
    return things


def _day(unit: people.Unit, person: people.Employee) -> dict[str, Any]:
    """A log book of a branch that somebody keeps, what he wrote in it, and what he follows up."""
    day = NOW.date()
    book = record_book(SYSTEM, unit=unit, kind="log", name=f"{unit.name}前台", keeper=person, start=day)
    author = Actor(employee_id=person.pk, name=person.name, grants={"roster.write_logs": EVERYTHING})
    log = write_log(author, book=book, day=day, text=f"{unit.name}：路灯不亮", problem=True)
    asked: dict[str, Any] = {
        "item": f"roster.daylog:{log.pk}",
        "text": f"{person.name}：报修",
        "due": day,
    }
    made = comment_on(SYSTEM, unit=unit, day=day, owner=person, matter="request", **asked)
    return {"book": book, "log": log, "follow-up": made}


def _publicity(unit: people.Unit) -> dict[str, Any]:
    """Where a branch receives complaints, and a place with a photograph that says so."""
    office = {"place": f"{unit.name}一层", "phone": "12345", "hours": "全天"}
    publicity.record_office(SYSTEM, unit=unit, start=NOW.date(), **office)
    row = publicity.add_placement(SYSTEM, unit=unit, kind="lobby", place=f"{unit.name}大堂")
    photo = Upload(f"{unit.name}.png", b"\x89PNG\r\n")
    return {"placement of the office": publicity.attach_photo(SYSTEM, placement=row, seen=1, file=photo)}


def _committee(unit: people.Unit, person: people.Employee) -> dict[str, Any]:
    """The owners' committee of a branch, a member, a meeting with its minutes, and what somebody answers."""
    day, term = NOW.date(), {"start": date(2026, 1, 1), "end": date(2028, 12, 31)}
    row = committees.record_committee(SYSTEM, unit=unit, name=f"{unit.name}业委会", **term)
    said = {"topics": f"{unit.name}：收益", "attendees": person.name, "minutes": f"{unit.name}：纪要"}
    held = committees.record_meeting(SYSTEM, committee=row, day=day, **said)
    photo = Upload(f"{unit.name}.png", b"\x89PNG\r\n")
    asked: dict[str, Any] = {"text": f"{unit.name}：照明", "received_on": day, "owner": person}
    return {
        "committee": row,
        "committee member": committees.add_member(
            SYSTEM, committee=row, name=f"{unit.name}业主", role="chair", phone="13900001234"
        ),
        "meeting": committees.attach_minutes(SYSTEM, meeting=held, seen=held.version, file=photo),
        "committee request": committees.record_request(SYSTEM, committee=row, **asked),
    }


def _case(unit: people.Unit, person: people.Employee) -> dict[str, Any]:
    """A matter of a branch with a photograph; both bear its name."""
    given = {"kind": "complaint", "text": f"{unit.name}：楼道漏水", "caller_phone": "13900001234"}
    taker = Actor(employee_id=person.pk, name=person.name, grants={"cases.keep_cases": EVERYTHING})
    case = record_case(taker, unit=unit, caller_name=f"{unit.name}业主", **given)
    photo = attach_file(SYSTEM, case=case, file=Upload(f"{unit.name}.png", b"\x89PNG\r\n"))
    return {"case": case, "attachment": photo}


def _filing(unit: people.Unit) -> str:
    """Where a customer of a branch sees how his complaint stands."""
    said = {"caller_name": f"{unit.name}住户", "caller_phone": "13900009876", "text": f"{unit.name}：网上投诉"}
    return file_complaint(customer(), unit=unit, **said).token


def _customers(unit: people.Unit) -> dict[str, Any]:
    """A customer of a branch, with another that was merged into it; both bear the branch's name."""

    def registered(name: str) -> Any:
        ways = [
            customers.ContactDraft("number", "13900001234"),
            customers.ContactDraft("mail", f"a{unit.pk}@example.com"),
        ]
        named = {"kind": "person", "name": f"{unit.name}{name}", "note": f"{unit.name}：备注"}
        profiles = [customers.ProfileDraft("consumer", {"product": unit.name}, "B")]
        return customers.register_party(SYSTEM, unit=unit, profiles=profiles, contacts=ways, **named)

    kept = registered("顾客")
    agreed = {"purpose": "survey", "basis": "consent", "channel": "paper"}
    customers.give_consent(SYSTEM, party=kept, **agreed)
    customers.merge_parties(
        SYSTEM, party=kept, seen=kept.version, other=registered("旧档"), reason=f"{unit.name}：同一人"
    )
    return {
        "customer": kept, "profile": kept.profiles.get(), "contact": kept.contacts.earliest("pk"),
        "consent": kept.consents.get(), "merge": kept.merges.get(),
    }  # fmt: skip


def _notice(person: people.Employee) -> Notice:
    """What a person is told."""
    told = {"duty": "1", "kind": "x", "label": f"{person.name}：考核", "url": "/", "rung": "owner+0", "urgent": False}
    hear_rungs(SYSTEM, fired=[told | {"recipients": [person.pk], "channels": ["wecom"], "late_minutes": 0}])
    return Notice.objects.filter(employee=person).latest("pk")


def _sending(unit: people.Unit, person: people.Employee) -> dict[str, Any]:
    """A channel of the branch, a message over it that was not delivered, and when nobody is disturbed there."""
    channel = add_channel(SYSTEM, name=f"{unit.name}群", kind="wecom", unit=unit, password="world-robot-01")
    _notice(person)
    message = Delivery.objects.filter(channel=channel).latest("pk")
    Delivery.objects.filter(pk=message.pk).update(state="dead", error="HTTP 404")
    hours = set_unit_quiet_hours(SYSTEM, unit=unit, start=time(21), end=time(8))
    return {"channel": channel, "message": message, "unit quiet": hours}


def _manager(unit: people.Unit) -> Actor:
    """Somebody who hands workbooks in for a branch and is nobody's employee."""
    account = people.User.objects.create_user(f"hand-{unit.code}", first_name="导入员")
    people.RoleHolding.objects.create(user=account, role=Role.MANAGER, unit=unit, start=JOINED)
    return queries.actor_of(account)


def _shared(quality: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs to the whole company."""
    base = Scheme.objects.get()
    following = draft_scheme(SYSTEM, base=base, name="下一版", effective_from=date(2026, 12, 1))
    publish(following)
    draft = draft_scheme(SYSTEM, base=base, name="草案", effective_from=date(2027, 1, 1))
    document = regulations.adopt_document(SYSTEM, effective_from=date(2025, 1, 1))
    edition = document.editions.get()
    copy = regulations.start_draft(SYSTEM, document=document, effective_from=date(2027, 1, 1))
    return {
        "calendar day": calendar.set_day(SYSTEM, date=date(2026, 12, 25), kind="holiday", name="厂休"),
        **quality, "scheme": base, "draft": draft, "item": StandardItem.objects.filter(scheme=draft).earliest("pk"),
        "document": document, "edition": edition, "clause": edition.clauses.earliest("pk"),
        "draft edition": copy, "draft clause": copy.clauses.earliest("pk"), "post": people.Post.objects.get(),
        "run": publish_year(SYSTEM, run=settle_year(SYSTEM, year=YEAR)),
        "open run": settle_year(SYSTEM, year=OPEN_YEAR), "duty kind": "case.answer",
    }  # fmt: skip


def build() -> World:
    """Build the world through the house's own doors, as far as they need no worker."""
    with clock.fixed(NOW), override_settings(DUTY_KINDS="tests.permits.world.duty_kinds"):
        return _build()


def _build() -> World:
    top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    units = {
        name: usecases.record_unit(SYSTEM, code=code, name=name, parent=top, business="property")
        for code, name in (("A", FIRST), ("B", SECOND))
    }
    adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, Rows(_tables()), digest="0" * 64)
    shared = _shared({"top": top})
    colleague = _of_person("ZA0002")  # before the branch has an appraiser, who alone would confirm his sheets
    own, other = _of_branch(units[FIRST], "ZA0001", "ZA0003"), _of_branch(units[SECOND], "QB0001", "QB0003")
    colleague.by_kind |= _private(colleague["login"])
    accounts = {Role.EMPLOYEE.value: own["login"]}
    for role in Role.values:
        if role != Role.EMPLOYEE:
            account = people.User.objects.create_user(role, first_name=f"{role} account", password=None)
            people.RoleHolding.objects.create(user=account, role=role, unit=units[FIRST], start=JOINED)
            accounts[role] = account
    Feed.objects.create(
        user=own["login"], name="日历", prefix="f", hashed=queries.token_hash("feed-of-own"), made_at=NOW
    )  # fmt: skip
    shared["feed token"] = "feed-of-own"
    shared["filing token"] = _filing(units[SECOND])
    mine = {role: _private(account) for role, account in accounts.items()}
    return World(own, colleague, other, shared, accounts, mine)


def sign_up(username: str) -> people.User:
    """Make an account that holds every role over the whole company."""
    account = people.User.objects.create_user(username, first_name=username)
    people.User.objects.filter(pk=account.pk).update(password=make_password(PASSWORD))
    top = people.Unit.objects.get(parent=None)
    for role in Role.values:
        if role != Role.EMPLOYEE:
            people.RoleHolding.objects.create(user=account, role=role, unit=top, start=JOINED)
    return account

"""A department with somebody for every role, for the register of awards and sanctions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.terms.rulings import RulingLevel
from huiyin.rooms.appraisal.usecases import move_ruling as moves
from huiyin.rooms.appraisal.usecases import propose_ruling as proposals
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY, DAY, JOINED = date(2026, 11, 23), date(2026, 11, 20), date(2024, 1, 2)
RIVER, LAKE = "滨江管理处", "翠湖管理处"
FACTS, CLAUSE = "在服务前台与业主争执，推搡业主", "《行政奖罚标准工作规程》第 12 条"
STAFF = {
    "worker": ("E0001", "张三", RIVER), "colleague": ("E0002", "李四", RIVER), "other": ("E0003", "王五", LAKE),
    "supervisor": ("E0004", "赵六", RIVER), "manager": ("E0005", "钱七", "总部"), "chief": ("E0006", "孙八", "总部"),
    "quality": ("E0007", "周九", "总部"), "second": ("E0008", "吴十", "总部"),
}  # fmt: skip
ROLES = {
    "supervisor": (Role.SUPERVISOR, RIVER), "manager": (Role.MANAGER, "总部"), "quality": (Role.QUALITY, "总部"),
    "chief": (Role.GENERAL_MANAGER, "总部"), "second": (Role.QUALITY, "总部"), "admin": (Role.ADMINISTRATOR, "总部"),
}  # fmt: skip


@dataclass
class House:
    """Everybody by what he is."""

    people: dict[str, Employee]
    accounts: dict[str, User]

    def actor(self, who: str) -> Actor:
        return actor_of(User.objects.get(pk=self.accounts[who].pk))

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.accounts[who])
        return client

    def propose(self, level: RulingLevel, by: str = "supervisor", about: str = "worker", **more: Any) -> Ruling:
        given = {"facts": FACTS, "happened_on": DAY, "clause": CLAUSE, **more}
        return proposals.propose_ruling(self.actor(by), employee=self.people[about], level=level, **given)

    def hear(self, row: Ruling, by: str = "worker") -> Ruling:
        return moves.state_own_case(
            self.actor(by), ruling=row, seen=row.version, statement="当时情绪激动，已向业主道歉。"
        )

    def check(self, row: Ruling, by: str = "quality", union: date | None = None) -> Ruling:
        note = "事实清楚，程序合规。"
        return moves.check_ruling(self.actor(by), ruling=row, seen=row.version, check_note=note, union_told_on=union)

    def decide(self, row: Ruling, by: str = "manager", **more: Any) -> Ruling:
        given = {"decision": "依据规程予以处理。", **more}
        return moves.decide_ruling(self.actor(by), ruling=row, seen=row.version, **given)

    def deliver(self, row: Ruling, by: str = "supervisor", on: date = TODAY) -> Ruling:
        given: dict[str, Any] = {"delivery": "handed", "delivered_on": on, "receipt": "本人签收"}
        return moves.deliver_ruling(self.actor(by), ruling=row, seen=row.version, **given)

    def appeal(self, row: Ruling, by: str = "worker") -> Ruling:
        return moves.appeal_ruling(self.actor(by), ruling=row, seen=row.version, appeal="业主先动手，有录像。")

    def answer(self, row: Ruling, by: str = "quality", result: str = "uphold", **more: Any) -> Ruling:
        given = {"answer": "经核查录像。", **more}
        return moves.decide_appeal(self.actor(by), ruling=row, seen=row.version, result=result, **given)

    def decided(self, level: RulingLevel, about: str = "worker", **more: Any) -> Ruling:
        """Take one through to its decision by the 总经理."""
        row = self.propose(level, about=about, **more)
        if level in {"warning", "demerit", "great_demerit", "dismissal"}:
            given: dict[str, Any] = {"statement": "无异议。"}
            row = moves.hear_person(self.actor("supervisor"), ruling=row, seen=row.version, **given)
        if level in {"merit", "demerit", "dismissal"}:
            row = self.check(row, union=TODAY if level == "dismissal" else None)
        return self.decide(row, "chief")


def build() -> House:
    top = people.record_unit(SYSTEM, code="HQ", name="总部", parent=None, business="company")
    for code, name in (("A", RIVER), ("B", LAKE)):
        people.record_unit(SYSTEM, code=code, name=name, parent=top, business="property")
    units = {unit.name: unit for unit in Unit.objects.all()}
    post = people.record_post(SYSTEM, name="客服管理员", level="operational")
    adopt_default_scheme(SYSTEM)
    staff, accounts = {}, {}
    for who, (number, name, unit) in STAFF.items():
        staff[who] = people.hire_employee(SYSTEM, number=number, name=name, unit=units[unit], post=post, joined=JOINED)
        accounts[who] = User.objects.create(username=who, first_name=name, employee=staff[who])
    accounts["admin"] = User.objects.create(username="admin", first_name="管理员")
    for who, (role, unit) in ROLES.items():
        RoleHolding.objects.create(user=accounts[who], role=role, unit=units[unit], start=JOINED)
    return House(staff, accounts)

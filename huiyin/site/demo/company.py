"""回音集团: its units, posts, people and accounts. Made up; any likeness is chance."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huiyin.kernel.period import Span

OPERATIONAL, MANAGERIAL = "operational", "managerial"
PROPERTY, HOTEL, COMPANY = "property", "hotel", "company"
PASSWORD = "huiyin-demo"  # noqa: S105 - printed for everybody, and set in demo homes alone


@dataclass(frozen=True)
class Unit:
    """A node of the tree; ``parent`` is a code, empty for the top."""

    code: str
    name: str
    parent: str
    business: str


UNITS = (
    Unit("HY", "回音集团", "", COMPANY),
    Unit("WY", "回音物业", "HY", PROPERTY),
    Unit("WY-FW", "物业服务中心", "WY", PROPERTY),
    Unit("WY-BJ", "滨江管理处", "WY", PROPERTY),
    Unit("WY-CH", "翠湖管理处", "WY", PROPERTY),
    Unit("JD", "回音酒店", "HY", HOTEL),
    Unit("JD-KF", "酒店客服中心", "JD", HOTEL),
    Unit("JD-HF", "宾客回访组", "JD", HOTEL),
    Unit("GS", "回音建材", "HY", COMPANY),
    Unit("GS-KF", "客户服务中心", "GS", COMPANY),
    Unit("GS-HD", "华东营业所", "GS", COMPANY),
    Unit("GS-HN", "华南营业所", "GS", COMPANY),
)
UNIT = {unit.name: unit for unit in UNITS}

POSTS = {
    "客户经理": MANAGERIAL,
    "客服主管": MANAGERIAL,
    **dict.fromkeys(
        (
            "客服管理员",
            "楼宇管家",
            "收费员",
            "前台接待员",
            "客服专员",
            "档案管理员",
            "宾客关系员",
            "客史管理员",
            "回访专员",
            "客户专员",
            "巡访员",
        ),
        OPERATIONAL,
    ),
}


@dataclass(frozen=True)
class Place:
    """Where and as what somebody serves from a day on."""

    start: date
    unit: str
    post: str

    @property
    def level(self) -> str:
        """The staff class of the post."""
        return POSTS[self.post]


@dataclass(frozen=True)
class Leave:
    """Days of leave, both counted."""

    kind: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Person:
    """A member of staff, with every placement in order and all leave."""

    number: str
    name: str
    joined: date
    left: date | None
    places: tuple[Place, ...]
    leaves: tuple[Leave, ...] = ()

    @property
    def service(self) -> Span:
        """The days of employment."""
        return Span.of(self.joined, self.left)

    def place_on(self, day: date) -> Place:
        """Return where the person served on a day."""
        return [place for place in self.places if place.start <= day][-1]

    def away_on(self, day: date) -> bool:
        """Tell whether the person was on leave."""
        return any(leave.holds(day) for leave in self.leaves)


# One promotion (操作层 → 管理层) and two transfers, by name.
MOVES = {
    "徐磊": (Place(date(2025, 7, 1), "物业服务中心", "客服主管"),),
    "韩冬梅": (Place(date(2025, 5, 5), "滨江管理处", "客服管理员"),),
    "潘玉洁": (Place(date(2025, 10, 9), "华南营业所", "巡访员"),),
}
LEAVES = {
    "袁梦": (Leave("maternity", date(2025, 3, 17), date(2025, 7, 31)),),
    "贾雨薇": (Leave("marriage", date(2025, 5, 19), date(2025, 5, 30)),),
    "朱桂兰": (Leave("sick", date(2025, 2, 10), date(2025, 2, 21)),),
    "余秋实": (Leave("injury", date(2025, 9, 8), date(2025, 9, 26)),),
    "宋雅静": (
        Leave("annual", date(2025, 8, 4), date(2025, 8, 8)),
        Leave("annual", date(2026, 7, 13), date(2026, 7, 17)),
    ),
    "于海洋": (Leave("annual", date(2025, 10, 9), date(2025, 10, 15)),),
    "曹俊杰": (Leave("bereavement", date(2025, 11, 12), date(2025, 11, 14)),),
    "丁建平": (
        Leave("annual", date(2025, 6, 23), date(2025, 7, 4)),
        Leave("annual", date(2026, 6, 15), date(2026, 6, 24)),
    ),
    "沈佩瑶": (Leave("annual", date(2025, 4, 14), date(2025, 4, 18)),),
    "叶芷若": (Leave("sick", date(2025, 12, 1), date(2025, 12, 5)),),
    "马思远": (Leave("annual", date(2026, 4, 7), date(2026, 4, 14)),),
    "夏雨荷": (Leave("annual", date(2026, 8, 10), date(2026, 8, 21)),),
    "卢伟杰": (Leave("civic", date(2026, 5, 11), date(2026, 5, 12)),),
    "何雨桐": (Leave("annual", date(2026, 9, 14), date(2026, 9, 25)),),
}


def people() -> list[Person]:
    """Return everybody, by staff number."""
    lines = (Path(__file__).parent / "roster.txt").read_text("utf-8").splitlines()
    found = []
    for place, line in enumerate((line for line in lines if not line.startswith("#")), start=1):
        name, unit, post, joined, left = line.split("|")
        first = Place(date.fromisoformat(joined), unit, post)
        end = date.fromisoformat(left) if left else None
        found.append(
            Person(f"HY{place:04d}", name, first.start, end, (first, *MOVES.get(name, ())), LEAVES.get(name, ()))
        )
    return found


@dataclass(frozen=True)
class Account:
    """A demo account: ``person`` where a member of staff stands behind it; ``role`` over ``unit`` beside 员工."""

    username: str
    name: str
    role: str
    unit: str
    person: str = ""


ACCOUNTS = (
    Account("zongjingli", "方致远", "general_manager", "回音集团"),
    Account("pinzhibu", "顾明珠", "quality", "回音集团"),
    Account("HY0001", "陈志强", "manager", "回音物业", "HY0001"),
    Account("HY0002", "林晓东", "manager", "回音酒店", "HY0002"),
    Account("HY0003", "周文博", "manager", "回音建材", "HY0003"),
    Account("HY0004", "王丽华", "supervisor", "滨江管理处", "HY0004"),
    Account("HY0006", "何雨桐", "supervisor", "酒店客服中心", "HY0006"),
    Account("HY0010", "赵敏", "employee", "滨江管理处", "HY0010"),
    Account("HY0021", "谢婷婷", "employee", "翠湖管理处", "HY0021"),
    Account("HY0038", "苏晴", "employee", "宾客回访组", "HY0038"),
    Account("HY0047", "阎立新", "employee", "华东营业所", "HY0047"),
    Account("guanliyuan", "系统管理员", "administrator", "回音集团"),
)

"""A house with channels to receivers on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress
from huiyin.platform.models import Job
from huiyin.platform.trail import writing
from huiyin.rooms.notices import jobs, usecases
from huiyin.rooms.people.models import Employee, Unit
from tests.approvals.conftest import House, found_house
from tests.notices.receivers import SIGNING, Mailbox, Robots, mailbox, robots

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in the department
TOKEN = "0123456789abcdefTOKEN"
ADDRESSES = {
    "wecom": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
    "dingtalk": f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
    "feishu": f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
}


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture
def house(db: None) -> House:
    made = found_house()
    for who, person in made.people.items():
        Employee.objects.filter(pk=person.pk).update(email=f"{who}@example.com")
    return made


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Robots, Mailbox]]:
    with robots() as one, mailbox() as other:
        yield one, other


@pytest.fixture
def robot(served: tuple[Robots, Mailbox], settings: LazySettings) -> Robots:
    one = served[0]
    one.got.clear()
    one.answers[:] = [(200, {"errcode": 0, "code": 0})]
    settings.NOTICES_ROBOTS = dict.fromkeys(ADDRESSES, one.url)
    settings.HUIYIN_URL = "https://huiyin.example.com"
    return one


@pytest.fixture
def box(served: tuple[Robots, Mailbox]) -> Mailbox:
    one = served[1]
    one.got.clear()
    one.refuses = False
    return one


def channel(house: House, kind: str, *, unit: Unit | None = None, signed: bool = False, **more: Any) -> Any:
    """Add a channel as its keeper does."""
    given = {"name": f"{kind} {more.pop('name', '')}".strip(), "kind": kind, "unit": unit or house.unit, **more}
    given.setdefault("password", ADDRESSES.get(kind, ""))
    return usecases.add_channel(house.actor("manager"), **given, signing_password=SIGNING if signed else "")


def mail(house: House, box: Mailbox, **more: Any) -> Any:
    """Add the mail server on this machine."""
    address = f"mailto://127.0.0.1:{box.port}?mode=insecure&from=service@example.com"
    return channel(house, "mail", password=address, **more)


def tell(house: House, *who: str, kind: str = "notices.duty", **more: Any) -> int:
    """Tell some people something, inside an act as other rooms do."""
    given = {"title": "投诉 TS-001 · 调查核实", "body": "今日内完成", "url": "/cases/1", **more}
    with transaction.atomic(), writing(SYSTEM, "notices.hear_rungs"):
        return usecases.notify(SYSTEM, kind, to=[house.people[one].pk for one in who], **given)


def send(key: str = "") -> dict[str, Any]:
    """Run the sender as the worker does."""
    return dict(jobs.send(SYSTEM, Progress(Job()), key=key))

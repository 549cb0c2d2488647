"""Messages leave through real sockets: once, within limits, later where it failed, and nothing is lost or shown."""

import io
import json
import threading
from datetime import time, timedelta
from email.header import decode_header, make_header
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from huiyin.kernel.errors import Conflict, NotVisible, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress
from huiyin.platform.models import Job, TrailEntry
from huiyin.rooms.notices import jobs, usecases
from huiyin.rooms.notices.models import Attempt, Channel, Delivery, Notice
from huiyin.rooms.notices.queries import dead_letters
from huiyin.rooms.notices.terms import BACK_OFF_MINUTES, KEPT, DeliveryState
from huiyin.rooms.notices.usecases import purge
from huiyin.rooms.notices.usecases.sending import Outcome, Parcel, settle, take
from tests.approvals.conftest import found_house
from tests.notices.conftest import ADDRESSES, NOW, TOKEN, channel, mail, send, tell
from tests.notices.receivers import SIGNING, dingtalk_signature, feishu_signature

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(ADDRESSES))
def test_a_robot_posts_once_to_its_group_and_names_whom_it_means(house, robot, kind):
    channel(house, kind)
    tell(house, "employee", "supervisor")
    assert send() == {"sent": 1, "failed": 0, "full": 0}
    text, row = robot.text(), Delivery.objects.get()
    assert "投诉 TS-001 · 调查核实\n@赵敏、钱立\n今日内完成\nhttps://huiyin.example.com/cases/1" in text
    assert text.endswith(f"〔№ {row.pk}〕")
    assert (row.state, row.sent_at, row.lease) == (DeliveryState.SENT, NOW, "")
    assert TOKEN in robot.got[0]["path"] + json.dumps(robot.got[0]["query"])
    assert send() == {"sent": 0, "failed": 0, "full": 0}


def test_signatures_are_what_dingtalk_and_feishu_compute(house, robot):
    channel(house, "dingtalk", signed=True)
    channel(house, "feishu", signed=True)
    tell(house, "employee")
    send()
    found = {"dingtalk" if "robot" in one["path"] else "feishu": one for one in robot.got}
    query, body = found["dingtalk"]["query"], found["feishu"]["body"]
    assert query["sign"] == dingtalk_signature(query["timestamp"], SIGNING)
    assert body["sign"] == feishu_signature(body["timestamp"], SIGNING)


def test_mail_goes_to_the_person_and_bears_the_messages_number(house, box):
    mail(house, box)
    tell(house, "employee")
    assert send()["sent"] == 1
    to, message = box.got[0]
    assert to == ["employee@example.com"]
    assert str(make_header(decode_header(message["Subject"]))) == "投诉 TS-001 · 调查核实"
    assert message["X-Huiyin-Message"] == str(Delivery.objects.get().pk)
    part = next(one for one in message.walk() if one.get_content_type() == "text/plain")
    assert "今日内完成" in part.get_payload(decode=True).decode()


def test_a_200_that_refuses_is_not_taken_for_delivered(house, robot):
    channel(house, "wecom")
    tell(house, "employee")
    robot.answers[:] = [(200, {"errcode": 45009, "errmsg": "api freq out of limit"})]
    assert send() == {"sent": 0, "failed": 1, "full": 0}
    row = Delivery.objects.get()
    assert (row.state, row.error) == (DeliveryState.WAITING, "45009 api freq out of limit")
    assert row.due_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((500, b"oops"), DeliveryState.WAITING),
        ((429, b""), DeliveryState.WAITING),
        ((404, b""), DeliveryState.DEAD),
        ((302, b""), DeliveryState.WAITING),
        ((200, b"<html>captive portal</html>"), DeliveryState.WAITING),
        ((200, []), DeliveryState.WAITING),
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), DeliveryState.DEAD),
    ],
)
def test_what_can_pass_is_tried_again_and_what_cannot_is_dead_at_once(house, robot, answer, state):
    channel(house, "wecom")
    tell(house, "employee")
    robot.answers[:] = [answer]
    send()
    row = Delivery.objects.get()
    assert row.state == state
    assert row.error


def test_tries_end_in_a_dead_letter_that_is_sent_again_or_given_up(house, robot):
    channel(house, "wecom")
    tell(house, "employee")
    robot.answers[:] = [(503, b"")]
    for minutes in (0, *BACK_OFF_MINUTES):
        with clock.fixed(Delivery.objects.get().due_at):
            send()
        assert minutes >= 0
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.attempts.count()) == (DeliveryState.DEAD, 8, 8)
    manager = house.actor("manager")
    assert list(dead_letters(manager)) == [row]
    assert not dead_letters(house.actor("elsewhere")).exists()
    usecases.send_again(manager, message=row, seen=row.version)
    robot.answers[:] = [(404, b"")]
    send()
    row.refresh_from_db()
    with pytest.raises(Refusal):
        usecases.drop_message(manager, message=row, seen=row.version, reason=" ")
    usecases.drop_message(manager, message=row, seen=row.version, reason="群已解散")
    with pytest.raises(Conflict):
        usecases.send_again(manager, message=row, seen=row.version)
    assert Delivery.objects.get().settled_by == "孙平"


def test_a_server_that_is_not_there_and_a_mailbox_that_refuses_are_tried_again(house, robot, box, settings):
    settings.NOTICES_ROBOTS = {"wecom": "http://127.0.0.1:9"}
    channel(house, "wecom")
    mail(house, box)
    box.refuses = True
    tell(house, "employee")
    assert send()["failed"] == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
    assert all(error and TOKEN not in error for error in Delivery.objects.values_list("error", flat=True))


def test_a_channel_is_held_to_its_messages_a_minute_and_the_rest_goes_later(house, robot):
    channel(house, "wecom", per_minute=3)
    for number in range(5):
        tell(house, "employee", title=f"事项 {number}")
    assert send() == {"sent": 3, "failed": 0, "full": 1}
    assert send() == {"sent": 0, "failed": 0, "full": 1}
    with clock.fixed(NOW + timedelta(seconds=61)):
        assert send()["sent"] == 2
    assert [robot.text(place).splitlines()[0] for place in range(5)] == [f"事项 {number}" for number in range(5)]


def test_a_full_channel_does_not_hold_up_another_and_urgent_ones_go_first(house, robot, box):
    channel(house, "wecom", per_minute=1)
    mail(house, box)
    tell(house, "employee", title="平常")
    tell(house, "employee", title="紧急", urgent=True)
    assert send()["sent"] == 3
    assert robot.text().startswith("紧急")


def test_a_message_fits_the_bytes_that_wecom_takes(house, robot):
    channel(house, "wecom")
    tell(house, "employee", title="长" * 200, body="很长的内容" * 800)
    send()
    assert len(robot.text().encode()) <= 2048
    assert "https://huiyin.example.com/cases/1" in robot.text()


def test_a_worker_killed_before_sending_loses_nothing(house, robot):
    channel(house, "wecom")
    tell(house, "employee")
    assert Job.objects.filter(kind="notices.send", state="waiting").count() == 1
    parcel = take(frozenset())
    assert isinstance(parcel, Parcel)
    assert take(frozenset()) is None  # another worker finds it in hand
    with clock.fixed(NOW + timedelta(seconds=61)):
        assert send()["sent"] == 1
        assert settle(parcel, Outcome(ok=False, error="late")) == DeliveryState.SENT
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert len(robot.got) == 1


def test_an_act_that_is_rolled_back_told_nobody(house, robot):
    channel(house, "wecom")
    with transaction.atomic():
        assert tell(house, "employee") == 1
        transaction.set_rollback(True)
    assert (Notice.objects.count(), Delivery.objects.count(), send()["sent"]) == (0, 0, 0)


def test_quiet_hours_hold_what_is_not_urgent_ones_own_before_the_departments(house, box):
    mail(house, box)
    usecases.set_unit_quiet_hours(house.actor("manager"), unit=house.unit, start=time(9), end=time(12))
    usecases.set_quiet_hours(house.actor("supervisor"), start=time(9, 30), end=time(11))
    tell(house, "employee", "supervisor")
    tell(house, "employee", title="停电", urgent=True)
    due = {f"{row.to}{row.title}": row.due_at for row in Delivery.objects.all()}
    assert due == {
        "赵敏投诉 TS-001 · 调查核实": NOW + timedelta(hours=2),
        "钱立投诉 TS-001 · 调查核实": NOW + timedelta(hours=1),
        "赵敏停电": NOW,
    }
    assert send()["sent"] == 1
    with clock.fixed(NOW + timedelta(hours=2)):
        assert send()["sent"] == 2


def test_people_say_what_comes_over_which_channel(house, robot, box):
    channel(house, "wecom")
    mail(house, box)
    usecases.prefer(house.actor("employee"), kind="notices.duty", channel="mail", wanted="no")
    usecases.prefer(house.actor("supervisor"), kind="notices.duty", channel="wecom", wanted="no")
    tell(house, "employee", "supervisor")
    found = {(row.channel.kind, row.to) for row in Delivery.objects.select_related("channel")}
    assert found == {("wecom", "赵敏"), ("mail", "钱立")}
    assert Notice.objects.count() == 2


def test_the_grid_says_what_comes_over_which_channel_and_emergencies_come_all_the_same(house, robot, box):
    channel(house, "wecom")
    mail(house, box)
    client = house.client("employee")
    page = client.get("/notices/preferences").content.decode()
    assert 'value="notices.duty/mail" checked' in page
    assert 'value="notices.approval/wecom">' in page
    ticked = {"idempotency_key": "g", "wanted": ["notices.duty/dingtalk", "notices.duty/feishu", "notices.check/mail"]}
    assert client.post("/notices/preferences", ticked)["Location"] == "/notices/preferences"
    assert client.post("/notices/preferences", ticked | {"wanted": ["notices.duty/smoke"]}).status_code in {303, 409}
    page = client.get("/notices/preferences").content.decode()
    assert 'value="notices.duty/mail">' in page
    assert 'value="notices.check/mail" checked' in page
    tell(house, "employee")
    assert not Delivery.objects.exists()
    tell(house, "employee", title="停电", urgent=True)
    assert {row.channel.kind for row in Delivery.objects.select_related("channel")} == {"wecom", "mail"}
    wrong = client.post("/notices/preferences", {"idempotency_key": "h", "wanted": ["notices.duty/smoke"]})
    assert wrong.status_code == 422


def test_what_was_read_and_delivered_long_ago_is_purged_and_nothing_else(house, box, monkeypatch):
    monkeypatch.setattr(purge, "PURGED_AT_ONCE", 1)
    mail(house, box)
    for who in ("employee", "supervisor", "manager"):
        tell(house, who)
    tell(house, "employee", title="未读")
    tell(house, "employee", title="近日")
    sent, dead, dropped, open_one, recent = Delivery.objects.order_by("pk")
    Notice.objects.exclude(title="未读").update(read_at=NOW)
    old = NOW - KEPT - timedelta(minutes=1)
    Notice.objects.exclude(title="近日").update(made_at=old)
    Delivery.objects.update(state="sent", sent_at=old)
    Delivery.objects.filter(pk=dead.pk).update(state="dead")
    Delivery.objects.filter(pk=dropped.pk).update(state="dropped", settled_why="号码不对")
    Delivery.objects.filter(pk=open_one.pk).update(state="waiting")
    Delivery.objects.filter(pk=recent.pk).update(sent_at=NOW)
    Attempt.objects.create(delivery=sent, channel=sent.channel, at=old, ok=True)
    assert jobs.purge(SYSTEM, Progress(Job()), key="k") == {"gone": 4}
    assert set(Delivery.objects.values_list("pk", flat=True)) == {dead.pk, dropped.pk, open_one.pk, recent.pk}
    assert set(Notice.objects.values_list("title", flat=True)) == {"未读", "近日"}
    assert not Attempt.objects.exists()


def test_the_nearest_channel_of_a_kind_serves_and_one_out_of_use_does_not(house, robot):
    top = house.unit.parent
    company = usecases.add_channel(SYSTEM, name="集团群", kind="wecom", unit=top, password=ADDRESSES["wecom"])
    office = channel(house, "wecom")
    tell(house, "employee", "elsewhere")
    assert set(Delivery.objects.values_list("channel_id", "to")) == {(company.pk, "李冬"), (office.pk, "赵敏")}
    row = Channel.objects.get(pk=office.pk)
    usecases.change_channel(
        house.actor("manager"), channel=row, seen=row.version, name="群", unit=house.unit, per_minute=5, active=False
    )
    assert send()["sent"] == 1
    tell(house, "employee")
    assert Delivery.objects.latest("pk").channel_id == company.pk


def test_who_left_and_who_is_named_twice_are_told_once_or_not_at_all(house):
    house.people["supervisor"].__class__.objects.filter(pk=house.people["supervisor"].pk).update(active=False)
    assert tell(house, "employee", "employee", "supervisor") == 1
    assert Notice.objects.get().employee == house.people["employee"]


def secrets_in(client: Client, *paths: str) -> list[str]:
    """What pages, files and answers say of a channel's secrets."""
    found = []
    for path in paths:
        answer: Any = client.get(path)
        assert answer.status_code == 200, path
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        raw = io.BytesIO(body).read().decode(errors="ignore")
        found += [f"{path}: {secret}" for secret in (TOKEN, SIGNING, "pw-secret-1") if secret in raw]
    return found


def test_no_page_file_answer_trail_entry_or_error_shows_a_secret(house, box, settings):
    kept = channel(house, "dingtalk", signed=True)
    post = mail(house, box)
    client = house.client("manager")
    address = f"mailto://u:pw-secret-1@127.0.0.1:{box.port}?mode=insecure&from=service@example.com"
    usecases.replace_secret(house.actor("manager"), channel=post, seen=post.version, password=address)
    box.refuses = True
    settings.NOTICES_ROBOTS = {"dingtalk": "http://127.0.0.1:9"}
    tell(house, "employee")
    send()
    places = [f"/notices/channels{part}" for part in ("", "?format=csv", "?format=xlsx", f"/{kept.pk}",
              f"/{kept.pk}/change", f"/{kept.pk}/address")]  # fmt: skip
    places += [f"/notices/messages/{row.pk}" for row in Delivery.objects.all()]
    places += ["/notices/messages", "/api/v1/notices/channels", "/api/v1/notices/messages"]
    assert secrets_in(client, *places) == []
    told = "".join(TrailEntry.objects.values_list("detail", flat=True))
    errors = "".join(Attempt.objects.values_list("error", flat=True))
    stored = "".join(Channel.objects.values_list("secret", flat=True))
    assert [word for word in (TOKEN, SIGNING, "pw-secret-1") if word in told + errors + stored] == []
    assert errors


def test_a_refused_address_does_not_come_back_in_its_form(house):
    answer = house.client("manager").post("/notices/channels/add", {
        "name": "群", "kind": "wecom", "unit": house.unit.pk, "password": "not an address pw-secret-1",
        "idempotency_key": "k",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "pw-secret-1" not in answer.content.decode()


def test_a_secret_sealed_under_another_key_is_asked_for_again(house, robot, settings):
    channel(house, "wecom")
    tell(house, "employee")
    settings.SECRET_KEY = "another"
    send()
    assert Delivery.objects.get().state == DeliveryState.DEAD


def test_a_channel_is_checked_and_kept_within_ones_units(house, robot):
    row = channel(house, "feishu")
    usecases.check_channel(house.actor("manager"), channel=row, seen=row.version)
    assert send()["sent"] == 1
    assert "渠道“feishu”测试" in robot.text()
    with pytest.raises(NotVisible):
        usecases.add_channel(
            house.actor("manager"), name="越界", kind="wecom", unit=house.other, password=ADDRESSES["wecom"]
        )
    with pytest.raises(Refusal):
        channel(house, "wecom", per_minute=21)


def test_who_keeps_channels_reads_for_whom_and_why_but_not_what(house, robot):
    channel(house, "wecom")
    tell(house, "employee", title="您的月考核结果", body="91.37 分")
    send()
    row = Delivery.objects.get()
    client = house.client("administrator")
    for path in ("/notices/messages", f"/notices/messages/{row.pk}", "/api/v1/notices/messages"):
        answer = client.get(path)
        text = json.dumps(answer.json(), ensure_ascii=False) if "/api/" in path else answer.content.decode()
        assert "赵敏" in text
        assert "91.37" not in text
        assert "您的月考核结果" not in text


@pytest.mark.django_db(transaction=True)
def test_workers_that_send_at_once_send_each_message_once_and_keep_the_rate_together(robot):
    house = found_house()
    channel(house, "wecom", per_minute=15)
    for number in range(24):
        tell(house, "employee", title=f"事项 {number:02d}")
    start, came = threading.Barrier(3), []

    def work():
        start.wait()
        with clock.fixed(NOW):
            came.append(send()["sent"])
        connections.close_all()

    threads = [threading.Thread(target=work) for _each in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    titles = [robot.text(place).splitlines()[0] for place in range(len(robot.got))]
    assert (sum(came), len(titles)) == (15, len(set(titles)))

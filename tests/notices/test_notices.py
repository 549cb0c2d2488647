"""One's own notices: the bell, the list, reading, and what other rooms tell."""

import pytest
from django.test import override_settings

from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress, run_job
from huiyin.platform.models import Job
from huiyin.rooms.approvals.usecases import decide_request, file_request
from huiyin.rooms.notices import jobs
from huiyin.rooms.notices.models import Delivery, Notice
from tests.notices.conftest import channel, mail, tell

pytestmark = pytest.mark.django_db


def fired(house, *who, **more):
    return {
        "duty": 7, "kind": "cases.verify", "label": "投诉 TS-001 · 调查核实", "url": "/duties/7", "rung": "owner-60",
        "recipients": [house.people[one].pk for one in who], "channels": ["app"], "urgent": False, "late_minutes": 0,
        **more,
    }  # fmt: skip


def hear(house, *rungs, key="job:1"):
    return jobs.duty_rungs_fired(SYSTEM, Progress(Job()), key=key, fired=list(rungs))


def test_the_bell_counts_up_to_99_and_costs_one_statement_beyond_the_session(house, django_assert_max_num_queries):
    client = house.client("employee")
    for _each in range(3):
        tell(house, "employee", "supervisor")
    with django_assert_max_num_queries(5):
        text = client.get("/notices/bell").content.decode()
    assert ">3<" in text
    for _each in range(120):
        tell(house, "employee")
    assert ">99+<" in client.get("/notices/bell").content.decode()
    assert "没有未读通知" in house.client("manager").get("/notices/bell").content.decode()


def test_every_page_asks_for_the_bell_after_itself(house, django_assert_num_queries):
    page = house.client("employee").get("/notices/").content.decode()
    assert 'hx-get="/notices/bell" hx-trigger="load"' in page


def test_opening_leads_on_and_marks_as_read_and_reading_all_marks_the_rest(house):
    tell(house, "employee", title="第一件")
    tell(house, "employee", title="第二件")
    tell(house, "supervisor", title="别人的")
    client = house.client("employee")
    listed = client.get("/notices/?reading=unread").content.decode()
    assert "第一件" in listed
    assert "别人的" not in listed
    row = Notice.objects.get(title="第一件")
    sent = {"idempotency_key": "a", "version": 1}
    assert client.post(f"/notices/{row.pk}/open", sent)["Location"] == "/cases/1"
    assert client.post(f"/notices/{row.pk}/open", sent)["Location"] == "/cases/1"
    assert "第一件" not in client.get("/notices/?reading=unread").content.decode()
    other = Notice.objects.get(title="别人的")
    assert client.get(f"/notices/{other.pk}").status_code == 404
    assert client.post(f"/notices/{other.pk}/open", {"idempotency_key": "b", "version": 1}).status_code == 404
    client.post("/notices/read-all", {"idempotency_key": "c"})
    assert list(Notice.objects.filter(read_at=None)) == [other]


def test_lists_cost_the_same_for_three_notices_and_thirty(house, box, django_assert_max_num_queries):
    mail(house, box)
    client = house.client("manager")
    for count in (3, 27):
        for _each in range(count):
            tell(house, "manager", "employee")
        for path in ("/notices/", "/notices/messages", "/notices/messages/dead", "/notices/channels"):
            with django_assert_max_num_queries(12):
                assert client.get(path).status_code == 200


def test_fired_rungs_are_told_once_with_how_late(house, robot):
    channel(house, "dingtalk")
    rungs = [
        fired(house, "employee"),
        fired(house, "supervisor", rung="supervisor+60", channels=["app", "wecom"], urgent=True, late_minutes=130),
        fired(house, "manager", rung="manager+0", late_minutes=2 * 24 * 60 + 5),
    ]
    hear(house, *rungs)
    hear(house, *rungs)
    told = {row.employee.name: (row.title, row.body, row.urgent) for row in Notice.objects.select_related("employee")}
    assert told == {
        "赵敏": ("即将到期：投诉 TS-001 · 调查核实", "", False),
        "钱立": ("逾期：投诉 TS-001 · 调查核实", "此提醒发出较晚：迟 2 小时。", True),
        "孙平": ("已到期：投诉 TS-001 · 调查核实", "此提醒发出较晚：迟 2 天。", False),
    }
    assert [(row.to, row.urgent) for row in Delivery.objects.all()] == [("钱立", True)]


def test_five_hundred_rungs_cost_no_more_statements_than_one(house, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        hear(house, *[fired(house, "employee", duty=number) for number in range(500)])
    assert Notice.objects.count() == 500


def test_who_may_decide_hears_of_a_request_and_who_asked_of_the_decision(house):
    row = file_request(house.actor("employee"), label="调班", reason="家事")
    run_all()
    assert set(Notice.objects.values_list("employee__name", flat=True)) == {"孙平", "吴刚"}
    decide_request(house.actor("manager"), approval=row, seen=row.version, granted="refused", reason="人手不足")
    run_all()
    last = Notice.objects.latest("pk")
    assert (last.employee, last.title) == (house.people["employee"], f"不同意：{row.label}")
    assert last.body == "孙平：人手不足"
    assert last.url == f"/approvals/{row.pk}"


def run_all():
    for job in Job.objects.filter(kind="notices.approval_told", state=Job.State.WAITING):
        run_job.func(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error


def test_without_a_channel_people_are_told_in_the_application_alone(house):
    with override_settings(NOTICES_TRANSPORT="no.such.transport"):
        assert tell(house, "employee") == 1
    assert not Delivery.objects.exists()
    assert not Job.objects.filter(kind="notices.send").exists()

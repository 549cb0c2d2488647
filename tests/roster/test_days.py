"""The supervisor's day: what each post owes, what is read, what is followed up, what is missing (S-1)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.cases import usecases as cases
from huiyin.rooms.cases.models import Case
from huiyin.rooms.duties.models import Duty, Fired
from huiyin.rooms.duties.usecases.sweep import sweep
from huiyin.rooms.roster.models import Comment, DayLog, DayReview, LogBook, Reading
from huiyin.rooms.roster.queries import day_pack, follow_ups, logs, missed_days
from huiyin.rooms.roster.usecases import (
    begin_day,
    change_book,
    comment_on,
    read_items,
    record_book,
    review_day,
    write_log,
)
from tests.roster.conftest import TODAY, YESTERDAY, Company, at, run_jobs

Books = dict[str, LogBook]
Write = Callable[..., DayLog]


def owed(kind: str) -> list[Duty]:
    return list(Duty.objects.open().filter(kind=kind).order_by("pk"))


def everything(company: Company, day: date = YESTERDAY) -> str:
    return " ".join(day_pack(company.actor("supervisor"), unit=company.estate, day=day).items)


@pytest.mark.clause("S-1a")
def test_a_day_begins_with_what_each_post_and_the_supervisor_owe(company: Company, books: Books) -> None:
    for _hourly in range(2):
        begin_day(SYSTEM)
    log, patrol = owed("roster.log")
    assert {log.owner_id, patrol.owner_id} == {company.people["clerk"].pk}
    assert log.due_at == at(TODAY + timedelta(days=1), 0)
    [review] = owed("roster.review")
    assert (review.owner_id, review.due_at) == (company.people["supervisor"].pk, at(TODAY + timedelta(days=1), 12))


@pytest.mark.clause("S-1a")
def test_who_writes_in_time_has_done_it_and_is_not_asked_again(company: Company, books: Books, write: Write) -> None:
    begin_day(SYSTEM)
    write("log", TODAY, when=at(TODAY, 18))
    begin_day(SYSTEM)
    [left] = owed("roster.log")
    assert left.subject_id == f"{books['patrol'].pk}-{TODAY:%Y%m%d}"
    done = Duty.objects.get(kind="roster.log", done_at__isnull=False)
    assert (done.missed_at, done.done_by) == (None, "曾国平")


@pytest.mark.clause("S-1a")
def test_a_post_without_a_log_appears_as_missing(company: Company, books: Books, write: Write) -> None:
    write("patrol")
    pack = day_pack(company.actor("supervisor"), unit=company.estate, day=YESTERDAY)
    assert [book.name for book in pack.missing] == ["服务中心前台"]
    missed = missed_days(company.actor("supervisor"), unit=company.estate)
    assert [(one.gap.day, len(one.books)) for one in missed] == [
        (YESTERDAY - timedelta(days=ago), 1 if ago == 0 else 2) for ago in range(3)
    ]
    write("log", when=at(TODAY, 9))
    pack = day_pack(company.actor("supervisor"), unit=company.estate, day=YESTERDAY)
    assert pack.missing == []
    assert next(one for one in pack.items.values() if one.title.endswith("服务中心前台")).tone == "soon"


@pytest.mark.clause("S-1a", "S-4a")
def test_the_pack_holds_complaints_logs_and_what_was_not_done_in_time(
    company: Company, books: Books, write: Write
) -> None:
    with clock.fixed(at(YESTERDAY, 9)):
        begin_day(SYSTEM)
        given: dict[str, Any] = {"unit": company.estate, "text": "电梯又坏了"}
        case = cases.record_case(company.actor("supervisor"), kind="complaint", **given)
        cases.record_case(company.actor("supervisor"), kind="consultation", **given)
    with clock.fixed(at(TODAY, 0)):
        cases.record_case(company.actor("supervisor"), kind="complaint", **given)
    write("log")
    pack = day_pack(company.actor("supervisor"), unit=company.estate, day=YESTERDAY)
    assert [one.title for one in pack.feeds["complaints"]] == [case.number]
    assert [one.text for one in pack.feeds["logs"]] == ["无异常"]
    late = pack.feeds["overdue"]
    assert len(late) == 2
    assert all("核实" in one.title or "verify" in one.title.lower() for one in late)
    assert case.taken_by == "沈星"


@pytest.mark.clause("S-6")
def test_an_emergency_stands_in_every_day_until_it_is_closed_and_silence_is_flagged(
    company: Company, books: Books
) -> None:
    supervisor: Any = company.actor("supervisor")
    given: dict[str, Any] = {"kind": "emergency", "level": "2", "unit": company.estate, "text": "地下车库冒烟"}
    with clock.fixed(at(YESTERDAY, 9)):
        case = cases.record_case(supervisor, **given)

    def shown(day: date) -> list[tuple[str, str]]:
        pack = day_pack(supervisor, unit=company.estate, day=day)
        return [(one.title, one.tone) for one in pack.feeds["emergencies"]]

    assert shown(YESTERDAY - timedelta(days=1)) == []
    with clock.fixed(at(TODAY, 8, 59)):
        assert shown(YESTERDAY) == shown(TODAY) == [(case.number, "")]
    with clock.fixed(at(TODAY, 9)):
        assert (shown(YESTERDAY), shown(TODAY)) == ([(case.number, "")], [(case.number, "bad")])
        cases.add_note(supervisor, case=case, text="消防已复查")
        assert shown(TODAY) == [(case.number, "")]


@pytest.mark.clause("S-1b")
def test_what_was_read_bears_the_name_and_the_moment_once(company: Company, books: Books, write: Write) -> None:
    row = write("log")
    given: dict[str, Any] = {"unit": company.estate, "day": YESTERDAY, "items": f"roster.daylog:{row.pk}"}
    read_items(company.actor("supervisor"), **given)
    reading = Reading.objects.get()
    assert (reading.read_by, reading.read_at, reading.label) == ("沈星", clock.now(), str(row.book))
    with pytest.raises(Conflict):
        read_items(company.actor("supervisor"), **given)
    with pytest.raises(Refusal):
        read_items(company.actor("supervisor"), **given | {"items": "roster.daylog:999"})
    with pytest.raises(Refusal):
        read_items(company.actor("supervisor"), **given | {"day": TODAY})


@pytest.mark.clause("S-1b")
def test_a_day_is_signed_off_once_everything_was_read(company: Company, books: Books, write: Write) -> None:
    with clock.fixed(at(YESTERDAY, 8)):
        begin_day(SYSTEM)
    write("log")
    supervisor: Any = company.actor("supervisor")
    given: dict[str, Any] = {"unit": company.estate, "day": YESTERDAY}
    with pytest.raises(Refusal, match="1"):
        review_day(supervisor, **given)
    read_items(supervisor, **given, items=everything(company))
    review = review_day(supervisor, **given, remark="早班未巡查，已提醒")
    assert (review.read, review.missing) == (1, str(books["patrol"]))
    done = Duty.objects.get(kind="roster.review")
    assert (done.done_by, done.missed_at) == ("沈星", None)
    with pytest.raises(Conflict):
        review_day(supervisor, **given)
    assert YESTERDAY not in [one.gap.day for one in missed_days(supervisor, unit=company.estate) if one.gap.unreviewed]


@pytest.mark.clause("S-1b")
def test_a_day_that_nobody_reviewed_alarms_who_stands_above_after_a_day(company: Company, books: Books) -> None:
    with clock.fixed(at(YESTERDAY, 8)):
        begin_day(SYSTEM)
    with clock.fixed(at(TODAY + timedelta(days=1), 11, 59)):
        sweep(SYSTEM)
    fired = Fired.objects.filter(duty__kind="roster.review")
    assert "manager+1440" not in set(fired.values_list("rung", flat=True))
    with clock.fixed(at(TODAY + timedelta(days=1), 12, 1)):
        sweep(SYSTEM)
    alarm = fired.get(rung="manager+1440")
    assert alarm.recipients == [company.people["manager"].pk]
    assert Duty.objects.get(kind="roster.review").missed_at is not None


@pytest.mark.clause("S-1c")
def test_a_reported_problem_holds_the_review_up_until_somebody_follows_it_up(
    company: Company, books: Books, write: Write
) -> None:
    row = write("patrol", text="三号楼路灯不亮", problem=True)
    supervisor: Any = company.actor("supervisor")
    given: dict[str, Any] = {"unit": company.estate, "day": YESTERDAY}
    about: dict[str, Any] = given | {"item": f"roster.daylog:{row.pk}"}
    read_items(supervisor, **given, items=everything(company))
    comment_on(supervisor, **about, text="记得修")
    with pytest.raises(Refusal, match="早班巡查"):
        review_day(supervisor, **given)
    owner: dict[str, Any] = {"owner": company.person("clerk")}
    for wrong in (owner, {"due": TODAY}, owner | {"due": YESTERDAY}):
        with pytest.raises(Refusal):
            comment_on(supervisor, **about, text="报修", matter="request", **wrong)
    comment_on(supervisor, **about, text="报修", matter="request", **owner, due=TODAY)
    review_day(supervisor, **given)
    above: dict[str, Any] = {"unit": company.root, "day": YESTERDAY}
    read_items(company.actor("boss"), **above, items=everything(company))
    review_day(company.actor("boss"), **above)
    assert DayReview.objects.count() == 2


@pytest.mark.parametrize("matter", ["violation", "request"])
@pytest.mark.clause("S-1c", "R-10b")
def test_a_follow_up_becomes_a_case_of_its_owner_and_stays_open_until_that_is_over(
    company: Company, books: Books, write: Write, matter: str
) -> None:
    row = write("log", text="五号楼有人堆放杂物")
    comment_on(
        company.actor("supervisor"), unit=company.estate, day=YESTERDAY, item=f"roster.daylog:{row.pk}",
        text="限期清理", matter=matter, owner=company.person("clerk"), due=TODAY + timedelta(days=2),
    )  # fmt: skip
    comment = Comment.objects.get()
    [duty] = owed("roster.follow_up")
    assert (duty.owner_id, duty.due_at) == (company.people["clerk"].pk, at(TODAY + timedelta(days=3), 0))
    assert Reading.objects.filter(subject_id=str(row.pk)).exists()
    run_jobs()
    case = Case.objects.get()
    comment.refresh_from_db()
    assert (case.kind, case.channel, case.owner_id, case.taken_by) == (
        matter, "patrol", company.people["clerk"].pk, "沈星",
    )  # fmt: skip
    assert (comment.case, comment.case_number, comment.closed_at) == (case.pk, case.number, None)
    assert "限期清理" in case.text
    for name, given in (
        ("verify_case", {"founded": True, "finding": "属实"}), ("write_result", {"result": "已清理"}),
        ("report_case", {"told": "已报"}), ("answer_case", {"answer": "已办"}),
    ):  # fmt: skip
        case.refresh_from_db()
        getattr(cases, name)(company.actor("clerk"), case=case, seen=case.version, **given)
    assert owed("roster.follow_up")
    case.refresh_from_db()
    cases.close_case(company.actor("manager"), case=case, seen=case.version, reason="已复查")
    run_jobs()
    comment.refresh_from_db()
    assert comment.closed_at == clock.now()
    assert not owed("roster.follow_up")


def test_only_who_reviews_the_unit_reads_its_day_and_signs_it_off(company: Company, books: Books, write: Write) -> None:
    row = write("log")
    given: dict[str, Any] = {"unit": company.estate, "day": YESTERDAY}
    for who in ("clerk", "admin"):
        with pytest.raises(NotPermitted):
            day_pack(company.actor(who), **given)
    with pytest.raises(NotVisible):
        day_pack(company.actor("keeper"), **given)
    assert day_pack(company.actor("quality"), **given).items
    with pytest.raises(NotPermitted):
        read_items(company.actor("quality"), **given, items=f"roster.daylog:{row.pk}")
    assert not missed_days(company.actor("keeper"), unit=company.estate)
    assert [one.pk for one in logs(company.actor("clerk"))] == [row.pk]
    assert not logs(company.actor("guest_clerk")).exists()
    assert not follow_ups(company.actor("clerk")).exists()


def test_a_log_is_written_about_days_on_which_the_book_is_kept_and_not_ahead(company: Company, books: Books) -> None:
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=31), YESTERDAY - timedelta(days=3)):
        with pytest.raises(Refusal):
            write_log(company.actor("clerk"), book=books["log"], day=day, text="无异常")
    with pytest.raises(NotPermitted):
        write_log(company.actor("guest_clerk"), book=books["log"], day=TODAY, text="无异常")
    keeper: dict[str, Any] = {"keeper": company.person("guest_clerk"), "name": "服务中心前台"}
    change_book(company.actor("manager"), book=books["log"], seen=1, **keeper)
    assert write_log(company.actor("guest_clerk"), book=books["log"], day=TODAY, text="无异常").author_id


def test_a_post_keeps_one_running_book_of_a_kind(company: Company, books: Books) -> None:
    given: dict[str, Any] = {"unit": company.estate, "keeper": company.person("clerk"), "start": TODAY}
    with pytest.raises(Refusal):
        record_book(company.actor("supervisor"), kind="log", name="服务中心前台", **given)
    with pytest.raises(NotPermitted):
        record_book(company.actor("keeper"), kind="log", name="前台", **given)
    changed: dict[str, Any] = {"keeper": company.person("clerk"), "name": "服务中心前台"}
    with pytest.raises(Refusal):
        change_book(company.actor("supervisor"), book=books["log"], seen=1, end=date(2026, 1, 1), **changed)
    change_book(company.actor("supervisor"), book=books["log"], seen=1, end=YESTERDAY, **changed)
    again = record_book(company.actor("supervisor"), kind="log", name="服务中心前台", **given)
    assert again.pk != books["log"].pk
    with translation.override("en"):
        assert str(books["log"]) == "Management log · 服务中心前台"

"""Rules of notices: quiet hours, limits in bytes, back-off, secrets."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.rooms.notices import rules
from huiyin.rooms.notices.terms import BACK_OFF_MINUTES

TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(
    TIMES,
    TIMES,
    st.integers(0, 525_599).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
)
def test_quiet_hours_end_at_their_end_and_hold_nothing_else(start, end, now):
    if start == end:
        return
    over = rules.quiet_until(now, start, end)
    minute, span = now.time(), start < end
    inside = start <= minute < end if span else minute >= start or minute < end
    assert (over is not None) == inside
    if over is not None:
        assert over.time() == end
        assert timedelta(0) < over - now <= timedelta(days=1)


def test_quiet_hours_over_midnight():
    night = (time(22), time(7, 30))
    assert rules.quiet_until(datetime(2026, 11, 23, 23, 5, tzinfo=UTC), *night) == datetime(
        2026, 11, 24, 7, 30, tzinfo=UTC
    )
    assert rules.quiet_until(datetime(2026, 11, 24, 0, 5, tzinfo=UTC), *night) == datetime(
        2026, 11, 24, 7, 30, tzinfo=UTC
    )
    assert rules.quiet_until(datetime(2026, 11, 24, 7, 30, tzinfo=UTC), *night) is None


@given(st.text(max_size=300), st.text(max_size=900), st.integers(120, 2048))
def test_a_text_fits_its_bytes_and_keeps_link_and_number(title, body, most):
    tail = ["https://huiyin.example.com/cases/1", "〔№ 12〕"]
    text = rules.fitted([title], body, tail, most)
    assert len(text.encode()) <= most
    assert text.endswith("\n".join(tail))


def test_the_body_gives_way_before_the_title():
    text = rules.fitted(["标题"], "很长" * 500, ["〔№ 1〕"], 100)
    assert text.startswith("标题\n很长")
    assert "…\n〔№ 1〕" in text


def test_tries_wait_longer_each_time_and_end():
    waits: list[Any] = [rules.delay_after(tries, BACK_OFF_MINUTES) for tries in range(1, len(BACK_OFF_MINUTES) + 2)]
    assert waits[0] == timedelta(minutes=1)
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[-1] is None


@pytest.mark.parametrize(("kind", "typed", "kept"), [
    ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-DEF_123456", "abc-DEF_123456"),
    ("wecom", "javascript:alert(1)", None),
    ("dingtalk", " https://oapi.dingtalk.com/robot/send?access_token=abc123456789 ", "abc123456789"),
    ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/aa-bb-cc-dd-ee", "aa-bb-cc-dd-ee"),
    ("feishu", "http://127.0.0.1/", None),
    ("mail", "mailtos://u:p@smtp.example.com:465?mode=ssl", "mailtos://u:p@smtp.example.com:465?mode=ssl"),
    ("mail", "json://example.com", None),
])  # fmt: skip
def test_an_address_is_one_of_its_kind_or_is_refused(kind, typed, kept):
    assert rules.address_of(kind, typed) == kept


def test_signing_belongs_to_robots_that_are_signed():
    assert rules.signing_of("wecom", "SEC12345678") is None
    assert rules.signing_of("wecom", "") == ""
    assert rules.signing_of("dingtalk", "SEC12345678") == "SEC12345678"


def test_a_secret_opens_under_its_own_key_alone():
    sealed = rules.seal("one", "token")
    assert "token" not in sealed
    assert (rules.unseal("one", sealed), rules.unseal("two", sealed)) == ("token", None)


def test_secrets_are_taken_out_of_errors():
    address = "mailtos://u:hunter2@smtp.example.com?pass=other3"
    text = rules.scrubbed(f"failed at {address} with hunter2 and other3", rules.passwords_in(address))
    assert text == "failed at *** with *** and ***"


def test_a_rungs_key_says_its_offset():
    assert [rules.offset_of(key) for key in ("owner-60", "supervisor+0", "manager+1440", "x")] == [-60, 0, 1440, 0]

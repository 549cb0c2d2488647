"""A short year of a hotel, whole: complaints over the API by eight clients, staff with leave, and nothing forgotten."""

import pytest
from django.db import connection

from bench.year_of_cases import Year
from huiyin.rooms.cases.models import Case

WORDS = ("早餐太凉", "房间有异味", "前台态度冷淡", "空调坏了没人修", "隔壁太吵睡不着", "押金退得慢")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "postgresql", reason="what it shows no database changes; SQLite is enough")
def test_after_a_month_of_complaints_nothing_is_without_owner_duty_or_callback() -> None:
    account = Year([f"{WORDS[place % 6]}（{place}）" for place in range(60)], days=30).run()
    assert account.registered == Case.objects.filter(channel="web").count() == 60
    assert account.counts["callbacks"] > 20
    assert account.rates > 5
    assert account.states["archived"] > 20
    assert account.holds, "\n".join(account.lines())

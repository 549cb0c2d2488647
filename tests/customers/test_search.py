"""Two characters, pinyin, initials, numbers: what is typed finds whom it means, through an index."""

import pytest
from django.db import connection

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.queries import find_callers, party_of, search_parties
from huiyin.rooms.customers.rules.grams import asked, grams
from huiyin.rooms.customers.rules.numbers import digits_of, following, number_of
from tests.customers.conftest import register


@pytest.mark.parametrize(
    ("typed", "kind", "shown", "digits"),
    [
        ("13900001234", "mobile", "139 0000 1234", "13900001234"),
        ("+86 139-0000-1234", "mobile", "139 0000 1234", "13900001234"),
        ("008613900001234", "mobile", "139 0000 1234", "13900001234"),
        ("021-58886688", "phone", "021 5888 6688", "02158886688"),
        ("021-58886688-8012", "phone", "021 5888 6688 转 8012", "02158886688"),
        ("0571 88886666 转 12", "phone", "0571 8888 6666 转 12", "057188886666"),
        ("95588", "hotline", "95588", "95588"),
        ("12345", "hotline", "12345", "12345"),
        ("400-800-1234", "hotline", "400 800 1234", "4008001234"),
        ("8008101234", "hotline", "800 810 1234", "8008101234"),
        ("+1 650-253-0000", "mobile", "+1 650-253-0000", "0016502530000"),
    ],
)
def test_a_number_is_known_and_written_one_way(typed, kind, shown, digits):
    number = number_of(typed)
    assert number is not None
    assert (number.kind, number.shown, number.digits) == (kind, shown, digits)
    assert digits_of(shown.split(" 转 ")[0]) == digits


@pytest.mark.parametrize("typed", ["", "1234", "58886688", "1390000123", "139000012345", "abc", "110a", "9" * 60])
def test_what_is_no_number_is_refused(typed):
    assert number_of(typed) is None


@pytest.mark.parametrize(("digits", "after"), [("138", "139"), ("199", "2"), ("99", ""), ("1389", "139")])
def test_the_range_of_a_beginning(digits, after):
    assert following(digits) == after


def test_grams_are_characters_pairs_and_words():
    assert grams(["张三丰", "zhang san"]).split() == ["张", "三", "丰", "张三", "三丰", "zhang", "san"]
    assert asked("三丰 Zhang") == [("三丰", False), ("zhang", True)]
    assert asked("丰") == [("丰", False)]
    assert asked(" …'\" ") == []


ZHANG, DEALER = "张三丰", "上海华东建材有限公司"
TYPED = [
    ("张三丰", ZHANG), ("三丰", ZHANG), ("丰", ZHANG), ("zsf", ZHANG), ("zhangsan", ZHANG), ("zhang san", ZHANG),
    ("1234", ZHANG), ("13900001234", ZHANG), ("139000", ZHANG), ("华东", DEALER), ("建材", DEALER),
    ("shhd", DEALER), ("95588", DEALER), ("K000002", DEALER),
]  # fmt: skip


def test_what_is_typed_finds_whom_it_means(company):
    register(company, "张三丰", "owner", "13900001234")
    register(company, "上海华东建材有限公司", "dealer", "95588", "021-58886688")
    register(company, "李三", "guest", "13700004321")
    for typed, name in TYPED:
        assert [one.name for one in search_parties(SYSTEM, typed)] == [name], typed
    assert search_parties(SYSTEM, "'; DROP") == []
    assert search_parties(SYSTEM, "丰三") == []
    assert {one.name for one in search_parties(SYSTEM, "三")} == {"张三丰", "李三"}


def test_a_caller_is_found_while_the_number_is_typed(company):
    wanted = register(company, "张三丰", "owner", "13900001234", "021-58886688")
    register(company, "李四", "owner", "13900005678")
    assert [one.name for one in find_callers(SYSTEM, "13900")] == ["张三丰", "李四"]
    [found] = find_callers(SYSTEM, "+8613900001234")
    assert (found.id, found.phone, found.whole, found.profiles) == (wanted.pk, "139****1234", True, ("业主",))
    assert [one.id for one in find_callers(SYSTEM, "58886688")] == [wanted.pk]
    assert find_callers(SYSTEM, "139") == []
    assert find_callers(company.actor("keeper"), "13900001234") == []
    assert [one.id for one in find_callers(company.actor("clerk"), "13900001234")] == [wanted.pk]
    assert party_of(company.actor("clerk"), wanted.pk) == wanted


def test_the_index_follows_the_table(company):
    """A migration that has SQLite rebuild the table would drop its triggers: then this fails."""
    party = register(company, "张三丰")
    party.grams = "李 四 李四"
    party.save()
    assert search_parties(SYSTEM, "三丰") == []
    assert search_parties(SYSTEM, "李四") == [party]
    Party.objects.all().delete()
    assert search_parties(SYSTEM, "李四") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_party_grams_found(customers_party_grams_found) VALUES('integrity-check')"
            )

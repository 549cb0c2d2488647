"""The demo company is the same on every machine, plausible, and loaded through the doors."""

import random
from datetime import date

import pytest

from huiyin.rooms.appraisal.data import default_scheme
from huiyin.site.demo import company, facts, sheets
from tests.site.homes import Home, as_json


def _items() -> dict[str, sheets.Item]:
    pack = default_scheme()["items"]
    return {
        code: sheets.Item(code, one["sub_item"], one["level"], one["business"], one["most"], one["check_most"])
        for code, one in pack.items()
    }


def _company(until: date) -> sheets.Company:
    return sheets.Company(company.people(), _items(), until)


def test_sixty_people_of_three_businesses_with_every_turn_of_a_career():
    people = company.people()
    assert len(people) == len({person.number for person in people}) == len({person.name for person in people}) == 60
    assert {company.UNIT[person.places[0].unit].business for person in people} == {"property", "hotel", "company"}
    assert sum(person.left is not None for person in people) == 1
    levels = [[place.level for place in person.places] for person in people]
    assert ["operational", "managerial"] in levels
    assert sum(len(person.places) > 1 for person in people) == 3
    assert {account.role for account in company.ACCOUNTS} == {
        "general_manager", "quality", "manager", "supervisor", "employee", "administrator",
    }  # fmt: skip


def test_the_same_day_gives_the_same_sheets_and_a_later_day_only_adds():
    year = list(_company(date(2025, 12, 31)).sheets())
    assert list(_company(date(2025, 12, 31)).sheets()) == year
    later = list(_company(date(2026, 3, 1)).sheets())
    assert [sheet for sheet in later if sheet.day.year == 2025] == year


def test_a_full_year_uses_every_standard_item_and_every_kind_of_sheet():
    year = [sheet for sheet in _company(date(2026, 1, 31)).sheets() if sheet.day.year == 2025]
    assert 4_300 < len(year) < 4_700
    assert {sheet.kind for sheet in year} == {"周检", "月检", "抽检", "月考核", "年终考评"}
    assert {one.item for sheet in year for one in sheet.deductions} == set(_items())
    assert sum(one.serious for sheet in year for one in sheet.deductions) >= 5
    assert all(1 <= points <= 10 for sheet in year for points, _ground in sheet.bonuses)
    assert len({sheet.number for sheet in year}) == len(year)


def test_every_standard_item_has_wordings_whose_placeholders_are_all_filled():
    assert set(facts.wordings()) == set(_items())
    for code, found in facts.wordings().items():
        for business in ("property", "hotel", "company"):
            for turn in range(4 * len(found)):
                fact, proof = facts.tell(random.Random(f"{code}{turn}"), code, business, date(2025, 3, 14))
                assert "{" not in fact + proof
                assert 3 < len(fact) + len(proof) + 2 <= 200


@pytest.mark.slow
def test_the_demo_prints_accounts_for_every_role_and_settles_the_year(demo: Home):
    for account in company.ACCOUNTS:
        assert account.username in demo.said
    assert company.PASSWORD in demo.said
    results = as_json(demo.run("settle", "--stored", "--year", "2025", "--json"))
    assert len(results) == 59
    assert [one["employee_no"] for one in results if one["excellent"]][:1] == ["HY0004"]
    assert {one["employee_no"]: one["missing"] for one in results if not one["complete"]} == {
        "HY0030": [f"月考核 2025-0{month}" for month in range(4, 8)],
        "HY0037": ["月考核 2025-10"],
        "HY0049": ["月考核 2025-10"],
        "HY0054": ["年终考评"],
        "HY0055": ["月考核 2025-12"],
    }
    published = demo.select("SELECT year, state FROM appraisal_run")
    assert published == [(2025, "published")]
    assert demo.select("SELECT count(*) FROM records_record")[0][0] > 20
    verified = as_json(demo.run("verify-trail", "--json"))
    assert verified["breaks"] == []
    assert verified["anchors"] > 3


@pytest.mark.slow
def test_loading_again_changes_nothing_and_somebodys_own_data_is_left_alone(demo: Home, home: Home):
    before = demo.select("SELECT max(seq) FROM platform_trailentry")
    assert demo.run("demo", "--load-only").returncode == 0
    assert demo.select("SELECT max(seq) FROM platform_trailentry") == before
    assert home.run("create-admin", "chief", "--company", "别家公司").returncode == 0
    done = home.run("demo", "--load-only")
    assert "is not loaded" in done.stderr
    assert home.select("SELECT count(*) FROM people_unit") == [(1,)]

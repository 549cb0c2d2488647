import pytest

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import Unit
from tests.people.conftest import hire


def values(unit, **changed):
    return {"code": unit.code, "name": unit.name, "parent": unit.parent, "business": unit.business} | changed


def test_a_unit_knows_its_place_in_the_tree(company):
    assert company.estate.path == f"/{company.root.pk}/{company.estate.pk}/"


def test_moving_a_unit_moves_everything_below(company):
    desk = usecases.record_unit(SYSTEM, code="D1", name="前台", parent=company.estate, business="property")
    usecases.change_unit(
        SYSTEM, unit=company.estate, seen=company.estate.version, **values(company.estate, parent=company.hotel)
    )
    desk.refresh_from_db()
    assert desk.path == f"/{company.root.pk}/{company.hotel.pk}/{company.estate.pk}/{desk.pk}/"
    seen = {unit.code for unit in queries.units(company.actor("keeper"))}
    assert seen == {"H1", "E1", "D1"}


def test_a_unit_is_not_moved_below_itself(company):
    desk = usecases.record_unit(SYSTEM, code="D1", name="前台", parent=company.estate, business="property")
    with pytest.raises(Refusal) as refused:
        usecases.change_unit(
            SYSTEM, unit=company.estate, seen=company.estate.version, **values(company.estate, parent=desk)
        )
    assert [fault.where for fault in refused.value.faults] == ["parent"]


def test_a_manager_keeps_his_own_branch_only(company):
    manager = company.actor("manager")
    below = usecases.record_unit(manager, code="D1", name="前台", parent=company.estate, business="property")
    with pytest.raises(NotPermitted):
        usecases.record_unit(manager, code="D2", name="总台", parent=company.hotel, business="hotel")
    with pytest.raises(NotPermitted):
        usecases.record_unit(manager, code="D3", name="新公司", parent=None, business="company")
    with pytest.raises(NotPermitted):
        usecases.change_unit(manager, unit=below, seen=below.version, **values(below, parent=company.hotel))
    with pytest.raises(NotPermitted):
        usecases.change_unit(manager, unit=below, seen=below.version, **values(below, parent=None))


def test_a_manager_may_rename_his_own_unit_though_its_parent_is_not_his(company):
    estate = company.estate
    usecases.change_unit(
        company.actor("manager"), unit=estate, seen=estate.version, **values(estate, name="滨江服务中心")
    )
    assert Unit.objects.get(pk=estate.pk).name == "滨江服务中心"


def test_a_stale_change_is_refused_with_both_versions(company):
    first, second = Unit.objects.get(pk=company.hotel.pk), Unit.objects.get(pk=company.hotel.pk)
    usecases.change_unit(SYSTEM, unit=first, seen=first.version, **values(first, name="一"))
    with pytest.raises(Stale) as refused:
        usecases.change_unit(SYSTEM, unit=second, seen=second.version, **values(second, name="二"))
    assert (refused.value.mine["name"], refused.value.theirs["name"]) == ("二", "一")


def test_a_unit_is_closed_when_it_is_empty(company):
    with pytest.raises(Conflict):
        usecases.close_unit(SYSTEM, unit=company.hotel, seen=company.hotel.version)
    empty = usecases.record_unit(SYSTEM, code="D1", name="前台", parent=company.hotel, business="hotel")
    with pytest.raises(Conflict):
        usecases.close_unit(SYSTEM, unit=company.root, seen=company.root.version)
    closed = usecases.close_unit(SYSTEM, unit=empty, seen=empty.version)
    with pytest.raises(Refusal) as refused:
        hire("X1", "新人", closed, company.clerk)
    assert refused.value.faults[0].where == "unit"
    assert usecases.open_unit(SYSTEM, unit=closed, seen=closed.version).closed is False


def test_a_post_that_was_held_stays(company):
    unused = usecases.record_post(SYSTEM, name="收费员", level="operational")
    with pytest.raises(Conflict):
        usecases.remove_post(SYSTEM, post=company.clerk, seen=company.clerk.version)
    usecases.remove_post(SYSTEM, post=unused, seen=unused.version)
    assert not queries.posts(SYSTEM).filter(name="收费员").exists()
    last = TrailEntry.objects.order_by("-seq").first()
    assert last is not None
    assert (last.act, last.subject_type) == ("people.remove_post", "people.post")


def test_the_same_key_adds_one_unit(company):
    given = {"code": "D9", "name": "前台", "parent": company.hotel, "business": "hotel"}
    first = usecases.record_unit.once(SYSTEM, "key-1", **given)
    assert usecases.record_unit.once(SYSTEM, "key-1", **given).pk == first.pk
    with pytest.raises(Conflict):
        usecases.record_unit.once(SYSTEM, "key-1", **(given | {"code": "D10"}))
    assert Unit.objects.filter(code__startswith="D").count() == 1

"""Every read and write has a permit; only use cases write; foreign keys point down; every act has its sentence."""

import ast
import configparser
import importlib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

import huiyin
from huiyin.platform.actor import ANYBODY, SIGNED_IN
from huiyin.platform.doors import DOORS, WriteDoor
from huiyin.site.roles import GRANTS
from tests.house.conftest import ROOMS, pages

PACKAGE = Path(huiyin.__file__).parent
PERMITS = {
    str(value) for room in ROOMS for value in importlib.import_module(f"huiyin.rooms.{room}.terms").Permit.values
}
get_resolver().url_patterns  # noqa: B018 - importing the addresses imports every room, and so every door


@pytest.mark.parametrize("name", sorted(DOORS), ids=str)
def test_a_door_names_a_permit_that_exists(name):
    assert DOORS[name].permit in PERMITS | {SIGNED_IN, ANYBODY}


@pytest.mark.parametrize("name", sorted(DOORS), ids=str)
def test_a_door_says_what_it_is_for(name):
    assert (DOORS[name].__doc__ or "").strip().endswith((".", ")"))


def test_every_permit_opens_a_door_and_is_granted_to_somebody():
    used = {door.permit for door in DOORS.values()}
    granted = {str(permit) for permits in GRANTS.values() for permit in permits}
    assert PERMITS - used == set()
    assert PERMITS ^ granted == set()


@pytest.mark.parametrize(("route", "pattern"), [pytest.param(route, pattern, id=route) for route, pattern in pages()])
def test_a_page_has_a_gate(route, pattern):
    assert getattr(pattern.callback, "permit", None) in PERMITS | {SIGNED_IN, ANYBODY}


WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MANAGER = {"objects", "_base_manager", "_default_manager"}


def _writes(path: Path) -> list[str]:
    """Find calls that write rows: a verb of a manager or queryset chain, or of an instance."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        chain = {inner.attr for inner in ast.walk(node.func.value) if isinstance(inner, ast.Attribute)}
        is_plain = isinstance(node.func.value, ast.Name | ast.Attribute) and not chain & MANAGER
        if node.func.attr in {"update", "create"} and is_plain:
            continue  # dict.update, Thing.create
        found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {ast.unparse(node.func)}")
    return found


def test_only_use_cases_write():
    """Rules are left out: they know no database (contract "pure"), so what they update is a dict."""
    allowed = {"migrations", "rules", "rules.py", "usecases", "usecases.py"}
    outside = [path for path in (PACKAGE / "rooms").rglob("*.py") if not allowed & set(path.parts)]
    assert [line for path in outside for line in _writes(path)] == []
    assert any(_writes(path) for path in [PACKAGE / "platform" / "store.py"]), "the finder must find what it looks for"


def _floors() -> dict[str, int]:
    """Read the map of the rooms from the contract: a room's floor, 0 at the bottom."""
    contracts = configparser.ConfigParser()
    contracts.read(PACKAGE.parent / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:rooms"]["layers"].strip().splitlines()
    return {room.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_foreign_keys_point_down():
    floors = _floors()
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in ROOMS:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
                there = field.related_model._meta.app_label
                if there in ROOMS and there != here and floors[there] >= floors[here]:
                    wrong.append(f"{model.__name__}.{field.name} → {there}")
    assert wrong == []
    assert floors["people"] == 0


def test_write_doors_have_their_sentence_in_the_trail():
    silent = []
    for name, door in DOORS.items():
        if isinstance(door, WriteDoor) and ".rooms." in name:
            terms = importlib.import_module(f"huiyin.rooms.{door.room}.terms")
            if door.name not in getattr(terms, "SENTENCES", {}):
                silent.append(name)
    assert silent == []

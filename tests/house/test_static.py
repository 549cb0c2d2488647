"""The files that pages link can be collected as they are served: none is missing, and none is shipped unlinked."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

HOUSE = Path(__file__).parents[2] / "huiyin"
REAL = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
LINK = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


def linked():
    """Every static file that a template names."""
    return sorted(
        {name for path in HOUSE.rglob("templates/**/*.html") for name in LINK.findall(path.read_text("utf-8"))}
    )


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES={**settings.STORAGES, **REAL}):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.mark.parametrize("name", linked())
def test_a_linked_file_is_collected_under_a_name_of_its_content(collected, name):
    paths = json.loads((collected / "staticfiles.json").read_text("utf-8"))["paths"]
    assert paths[name] != name
    assert (collected / paths[name]).stat().st_size > 0


def test_only_what_is_linked_comes_from_packages():
    shipped = {
        f"vendor/{path.name}" for path in (HOUSE / "site/static/vendor").iterdir() if path.suffix in {".css", ".js"}
    }
    assert shipped == {name for name in linked() if name.startswith("vendor/")}


def test_licences_travel_with_the_code_they_cover(collected):
    text = next((collected / "vendor").glob("LICENCES*.txt")).read_text("utf-8")
    for package in ("@tabler/core", "echarts", "zrender"):
        assert package in text


def test_nothing_is_asked_for_from_outside(collected):
    """A style sheet may name only files of ours: the content policy would refuse others."""
    sheets = {path: path.read_text("utf-8") for path in collected.rglob("*.css")}
    assert sheets
    assert [path for path, text in sheets.items() if re.search(r"url\(['\"]?(https?:)?//|@import", text)] == []

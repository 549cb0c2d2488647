"""What holds for every template: nothing inline, every icon and sentence there, and a light page."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

HOUSE = Path(settings.PACKAGE)
SHELL = HOUSE / "site" / "templates"
STATIC = HOUSE / "site" / "static" / "huiyin"
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
MOST_BYTES = 300_000

COMMENT = re.compile(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
INLINE = re.compile(
    r"""<style|<[^>]*\s(?:style|on[a-z]+)\s*=\s*["']|<script(?![^>]*\s(?:src=|type="application/json"))"""
)
ICON = re.compile(
    r'parts/icon\.html" with name="(\w+)"|\b(?:icon=|"icon": )"(\w+)"|Place\(_\([^)]*\), "[^"]+", "(\w+)"'
)


def body_of(path):
    return COMMENT.sub("", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_template_holds_nothing_that_the_content_policy_refuses(path):
    assert INLINE.findall(body_of(path)) == []


@pytest.mark.parametrize("name", sorted(path.relative_to(SHELL).as_posix() for path in SHELL.rglob("*.html")))
def test_a_template_of_the_shell_compiles_and_says_what_it_is(name):
    get_template(name)
    assert "{% comment %}" in (SHELL / name).read_text("utf-8") or name.startswith("allauth/layouts/")


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text("utf-8")))
    asked = {
        name
        for path in [*TEMPLATES, *HOUSE.rglob("*.py")]
        for found in ICON.findall(path.read_text("utf-8"))
        for name in found
        if name
    }
    assert len(asked) > 20
    assert asked - drawn == set()


def test_every_sentence_that_a_script_says_is_translated_in_the_page():
    there = set(re.findall(r'data-text="(\w+)"', (SHELL / "parts/texts.html").read_text("utf-8")))
    scripts = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    assert set(re.findall(r'\btext\("(\w+)"', scripts)) <= there
    assert there == {name for name in there if f'"{name}"' in scripts}


def test_a_page_weighs_less_than_300_kilobytes_before_charts():
    page = (SHELL / "base.html").read_text("utf-8")
    names = re.findall(r"(?:href|src)=\"\{% static '([^']+)'", page)
    files = [Path(str(finders.find(name))) for name in [*names, "django_htmx/htmx-2.min.js", "huiyin/icons.svg"]]
    assert len(files) >= 9
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < MOST_BYTES

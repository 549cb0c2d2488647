"""What the catalogue's tool finds in code, compared with what Django looks up when the page is made."""

import gettext

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.template import Context, Engine
from django.utils import translation

from tools import messages

PAGE = """
{% translate "100% of \\"it\\"" context 'share' as part %}{{ _("a%")|default:_('b') }}
{% blocktranslate trimmed count n=rows context "table" %}
  One {{ n }} row, 5%
{% plural %}
  {{ n }} rows, 5%
{% endblocktranslate %}
{% blocktranslate with name=who %}Dear {{ name }}{% endblocktranslate %}
{% comment %}{% translate "not said" %} {{ _("nor this") }}{% endcomment %}
{% firstof nothing _("T (1)") %} {# _("not said") #}
"""
CODE = """
_("one"); gettext_lazy("two" " joined"); ngettext("%(n)s row", "%(n)s rows", n)
pgettext("sheet", "Check"); npgettext("sheet", "%(n)s check", "%(n)s checks", n); _(variable)
"""

# Django's functions with the order of their arguments: context, singular, plural.
LOOK_UPS = {
    "gettext": "s",
    "ngettext": "sp",
    "pgettext": "cs",
    "npgettext": "csp",
    "gettext_lazy": "s",
    "pgettext_lazy": "cs",
}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A repository of one page and one module, with an empty catalogue."""
    root = tmp_path
    (root / "huiyin" / "templates").mkdir(parents=True)
    (root / "huiyin" / "templates" / "page.html").write_text(PAGE, "utf-8")
    (root / "huiyin" / "terms.py").write_text(CODE, "utf-8")
    locale = root / "huiyin" / "locale"
    monkeypatch.setattr(messages, "ROOT", root)
    monkeypatch.setattr(messages, "HOUSE", root / "huiyin")
    monkeypatch.setattr(messages, "PARTS", locale / "parts")
    monkeypatch.setattr(messages, "CATALOGUE", locale / "zh_Hans" / "LC_MESSAGES" / "django.po")
    (locale / "parts").mkdir(parents=True)
    return root


def translate(house, *, but=(), **other):
    """Write a part that translates all that is said, `but` some, with `other` (by first word) as given."""
    part = Catalog(locale="zh_Hans")
    for one in messages.said_by_code().values():
        word = one.text.split()[0]
        if word not in but:
            text = other.get(word, f"译 {one.plural or one.text}")
            part.add(
                (one.text, one.plural) if one.plural else one.text, (text,) if one.plural else text, context=one.context
            )
    with (house / "huiyin" / "locale" / "parts" / "all.po").open("wb") as target:
        write_po(target, part)


def kinds(faults):
    return sorted(fault[:18].strip() for fault in faults)


def test_finds_what_python_says(house):
    said = {(one.context, one.text, one.plural) for one in messages.from_python(house / "huiyin" / "terms.py")}
    assert said == {
        (None, "one", None),
        (None, "two joined", None),
        (None, "%(n)s row", "%(n)s rows"),
        ("sheet", "Check", None),
        ("sheet", "%(n)s check", "%(n)s checks"),
    }


def test_finds_exactly_what_django_looks_up_for_a_page(house, monkeypatch):
    asked = set()
    for name, order in LOOK_UPS.items():

        def note(*values, order=order):
            told = dict(zip(order, values, strict=False))
            asked.add((told.get("c"), told["s"], told.get("p")))
            return told["s"]

        monkeypatch.setattr(translation, name, note)
        monkeypatch.setattr(f"django.templatetags.i18n.translation.{name}", note)
        if name.endswith("_lazy"):
            monkeypatch.setattr(f"django.template.base.{name}", note)
    page = Engine(libraries={"i18n": "django.templatetags.i18n"}, builtins=["django.templatetags.i18n"]).from_string(
        PAGE
    )
    page.render(Context({"rows": 2, "who": "him", "nothing": ""}))
    assert {
        (one.context, one.text, one.plural) for one in messages.from_template(house / "huiyin/templates/page.html")
    } == asked


def test_a_complete_catalogue_has_no_faults_before_and_after_the_merge(house):
    translate(house)
    assert messages.check() == []
    messages.merge()
    assert list(messages.PARTS.glob("*.po")) == []
    assert messages.check() == []


def test_names_every_kind_of_fault(house):
    translate(house, but=["one"], two="", Dear="亲爱的 %(nobody)s")
    (messages.PARTS / "other.po").write_text('msgid "gone"\nmsgstr "走"\n\nmsgid "b"\nmsgstr "乙"\n', "utf-8")
    assert kinds(messages.check()) == ["empty", "missing", "obsolete", "other placeholders", "two translations"]


def test_writing_it_again_changes_nothing_and_drops_what_is_not_said(house):
    translate(house)
    messages.merge()
    first = messages.CATALOGUE.read_bytes()
    messages.update()
    assert messages.CATALOGUE.read_bytes() == first
    (house / "huiyin" / "terms.py").write_text("", "utf-8")
    messages.update()
    assert b"two joined" in first
    assert b"two joined" not in messages.CATALOGUE.read_bytes()


def test_a_message_of_a_package_stays(house):
    (messages.PARTS / "packages.po").write_text('# package: allauth\nmsgid "Passkey"\nmsgstr "通行密钥"\n', "utf-8")
    translate(house)
    messages.merge()
    assert messages.check() == []
    assert "通行密钥" in messages.CATALOGUE.read_text("utf-8")


def test_compiles_what_django_then_says(house):
    translate(house, one="一", but=["two"])
    messages.update()
    messages.compile_catalogue()
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert spoken.gettext("one") == "一"
    assert spoken.gettext("two joined") == "two joined"
    assert spoken.ngettext("%(n)s row", "%(n)s rows", 1) == "译 %(n)s rows"

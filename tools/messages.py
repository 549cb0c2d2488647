"""The translation catalogue, without gettext's programs: `python -m tools.messages [--merge | --check | --compile]`.

Without an option: adds to huiyin/locale/zh_Hans/LC_MESSAGES/django.po what the code says and the catalogue lacks
(with an empty translation), and drops what nothing says any more. `--merge` first takes in huiyin/locale/parts/*.po
and deletes them. `--check` changes nothing and lists all that is missing, empty, fuzzy, obsolete, said twice
differently, or has other placeholders than its original. `--compile` writes django.mo.

English is the language of the msgids and needs no catalogue. A message that only a package says stays in the
catalogue when its entry carries a comment that begins with `package:`.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, Token, TokenType
from django.utils.text import unescape_string_literal
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "huiyin"
PARTS = HOUSE / "locale" / "parts"
CATALOGUE = HOUSE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

# No date and no machine, so that the file changes only with its messages.
HEADER = rb"""# Huiyin in simplified Chinese.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""

# How Django's functions take their arguments: (n, "c") is the context, the next ones singular and plural.
PYTHON_CALLS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LITERAL = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
TRANSLATE = re.compile(rf"trans(?:late)?\s+{LITERAL}")
CONTEXT = re.compile(rf"\bcontext\s+{LITERAL}")
UNDERSCORE = re.compile(rf"\b_\({LITERAL}\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Said:
    """One message as the code says it."""

    text: str
    plural: str | None
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes it one message: its context and its singular."""
        return self.context, self.text


def from_python(path: Path) -> Iterator[Said]:
    """Yield the messages of a Python file."""
    with path.open("rb") as source:
        for line, found, _comments, context in extract("python", source, PYTHON_CALLS, options={"encoding": "utf-8"}):
            singular, plural = (found, None) if isinstance(found, str) else found[:2]
            yield Said(singular, plural, context, f"{path.relative_to(ROOT)}:{line}")


def literal(match: re.Match[str] | None) -> str | None:
    """Return the text of a quoted literal, its percent signs doubled as Django's template tags look it up."""
    return unescape_string_literal(match[1]).replace("%", "%%") if match else None


def from_template(path: Path) -> Iterator[Said]:
    """Yield the messages of a Django template: translate and blocktranslate tags, and _("…") in any other."""
    tokens = iter(Lexer(path.read_text("utf-8")).tokenize())
    for token in tokens:
        place = f"{path.relative_to(ROOT)}:{token.lineno}"
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        if token.contents.split()[:1] == ["comment"]:
            next((end for end in tokens if end.contents == "endcomment"), None)
            continue
        context = literal(CONTEXT.search(token.contents))
        if text := literal(TRANSLATE.match(token.contents)):
            yield Said(text, None, context, place)
        elif token.contents.startswith(("blocktranslate", "blocktrans")):
            singular, plural = block(tokens, trimmed="trimmed" in token.contents.split())
            yield Said(singular, plural, context, place)
        for match in UNDERSCORE.finditer(token.contents):
            yield Said(literal(match) or "", None, None, place)


def block(tokens: Iterator[Token], *, trimmed: bool) -> tuple[str, str | None]:
    """Read a blocktranslate to its end and return its singular and plural, as Django's tag looks them up."""
    halves = [""]
    for token in tokens:
        if token.token_type is TokenType.TEXT:
            halves[-1] += token.contents.replace("%", "%%")
        elif token.token_type is TokenType.VAR:
            halves[-1] += f"%({token.contents})s"
        elif token.token_type is TokenType.BLOCK and token.contents.split()[0] == "plural":
            halves.append("")
        elif token.token_type is TokenType.BLOCK:
            break
    if trimmed:
        halves = [trim_whitespace(half) for half in halves]
    return halves[0], halves[1] if len(halves) > 1 else None


def said_by_code() -> dict[tuple[str | None, str], Said]:
    """Return every message of the house, under its key, as first said in order of files and lines."""
    said: dict[tuple[str | None, str], Said] = {}
    for pattern, read in (("*.py", from_python), ("templates/**/*", from_template)):
        for path in sorted(HOUSE.rglob(pattern)):
            if path.is_file() and "migrations" not in path.parts:
                for one in read(path):
                    earlier = said.setdefault(one.key, one)
                    if one.plural and not earlier.plural:
                        said[one.key] = one
    return said


def key_of(message: Message) -> tuple[str | None, str]:
    """Return the key of a catalogue's entry."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def translations_of(message: Message) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def read(path: Path) -> list[Message]:
    """Return the entries of a .po file, without its header."""
    if not path.exists():
        return []
    with path.open("rb") as source:
        return [message for message in read_po(source, locale="zh_Hans", abort_invalid=True) if message.id]


def entries() -> tuple[dict[tuple[str | None, str], Message], list[str]]:
    """Return the entries of the catalogue and of the parts not merged yet, and where two of them disagree."""
    found: dict[tuple[str | None, str], Message] = {}
    quarrels = []
    for path in (CATALOGUE, *sorted(PARTS.glob("*.po"))):
        for message in read(path):
            earlier = found.get(key_of(message))
            if earlier is None or not any(translations_of(earlier)):
                found[key_of(message)] = message
            elif any(new := translations_of(message)) and new != translations_of(earlier):
                quarrels.append(
                    f"{'two translations':<18} {key_of(message)[1]!r}: {translations_of(earlier)} and {new}"
                )
    return found, quarrels


def is_foreign(message: Message) -> bool:
    """Tell whether only a package says this message."""
    return any(comment.startswith("package:") for comment in message.user_comments)


def faults_of(message: Message, said: Said) -> Iterator[str]:
    """Yield what is wrong with the entry of a message that the code says."""
    translations = translations_of(message)
    if not all(translations):
        yield "empty"
    elif message.fuzzy:
        yield "fuzzy"
    elif said.plural and not message.pluralizable:
        yield "without plural"
    else:
        allowed = {tuple(sorted(set(PLACEHOLDER.findall(text)))) for text in (said.plural or said.text, said.text)}
        if not {tuple(sorted(set(PLACEHOLDER.findall(text)))) for text in translations} <= allowed:
            yield "other placeholders"


def check() -> list[str]:
    """Return every fault of the catalogue, one line each; none where it is complete."""
    said = said_by_code()
    found, faults = entries()
    for key, one in said.items():
        kinds = faults_of(found[key], one) if key in found else ["missing"]
        faults += [f"{kind:<18} {one.text!r}  {one.place}" for kind in kinds]
    faults += [
        f"{'obsolete':<18} {key[1]!r}" for key, entry in found.items() if key not in said and not is_foreign(entry)
    ]
    return faults


def update() -> None:
    """Rewrite the catalogue: all that the code says, in order of text; parts are taken in but not deleted."""
    found, quarrels = entries()
    said = said_by_code()
    new = Catalog(locale="zh_Hans")
    for key, one in said.items():
        known = found.get(key)
        text = (one.text, one.plural) if one.plural else one.text
        string: Any = translations_of(known) if known else [""]
        flags = known.flags - {"python-format", "python-brace-format"} if known else ()
        new.add(text, tuple(string) if one.plural else string[0], context=one.context, flags=flags)
    for key, entry in found.items():
        if key not in said and is_foreign(entry):
            new.add(entry.id, entry.string, context=entry.context, user_comments=entry.user_comments)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as target:
        target.write(HEADER)
        write_po(target, new, width=110, sort_output=True, no_location=True, omit_header=True)
    print("\n".join(quarrels) or f"{len(new)} messages", file=sys.stderr)


def merge() -> None:
    """Take the parts into the catalogue and delete them."""
    update()
    for path in PARTS.glob("*.po"):
        path.unlink()


def compile_catalogue() -> None:
    """Write django.mo from the catalogue and the parts not merged yet."""
    compiled = Catalog(locale="zh_Hans", fuzzy=False)
    for message in entries()[0].values():
        if all(translations_of(message)):
            compiled.add(message.id, message.string, context=message.context)
    with CATALOGUE.with_suffix(".mo").open("wb") as target:
        write_mo(target, compiled)


def main() -> int:
    """Do what the command line asks; the exit code of a check with faults is 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group()
    for name in ("merge", "check", "compile"):
        what.add_argument(f"--{name}", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        faults = check()
        print("\n".join([*faults, f"{len(faults)} faults in the catalogue"]))
        return int(bool(faults))
    if chosen.merge:
        merge()
    elif chosen.compile:
        compile_catalogue()
    else:
        update()
    return 0


if __name__ == "__main__":
    sys.exit(main())

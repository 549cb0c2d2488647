"""What a party is registered with: profiles and contacts as they were typed, checked and written one way."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from huiyin.rooms.customers.rules.numbers import number_of
from huiyin.rooms.customers.terms import (
    CLASSED,
    FACTS,
    LONGEST_FACT,
    NATURAL,
    NUMBERS,
    ContactKind,
    Fact,
    GivenKind,
    PartyKind,
)


class ProfileDraft(NamedTuple):
    """A profile to be added: its kind, its facts by key, its class."""

    kind: str
    facts: Mapping[str, str] = {}
    grade: str = ""


class ContactDraft(NamedTuple):
    """A contact to be added; of a number the kind need not be known."""

    kind: str
    value: str
    label: str = ""
    primary: bool = False


class Written(NamedTuple):
    """A contact as it is stored."""

    kind: str
    value: str
    digits: str


_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_WECHAT = re.compile(r"[A-Za-z0-9_-]{5,40}")
_LONGEST_VALUE = 200
_IS_NUMBER = NUMBERS | {GivenKind.NUMBER}


def written(kind: str, value: str) -> Written | None:
    """Return a contact as it is stored, or nothing where the value is none of its kind."""
    text = " ".join(value.split())
    if not text or len(text) > _LONGEST_VALUE:
        return None
    if kind in _IS_NUMBER:
        number = number_of(text)
        return Written(number.kind, number.shown, number.digits) if number else None
    if kind == ContactKind.MAIL:
        return Written(kind, text.lower(), "") if _MAIL.fullmatch(text) else None
    if kind == ContactKind.WECHAT:
        return Written(kind, text, "") if _WECHAT.fullmatch(text) or number_of(text) else None
    return Written(kind, text, "") if kind == ContactKind.ADDRESS else None


def fact_written(fact: Fact, text: str) -> str | None:
    """Return a fact as it is stored, or nothing where it cannot be read as what it is."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    if fact.kind == "day":
        return _day(plain)
    if fact.kind == "number":
        return str(int(plain)) if re.fullmatch(r"\d{1,6}", plain) else None
    if fact.kind == "choice":
        return plain if plain in dict(fact.choices) else None
    return plain if len(plain) <= LONGEST_FACT else None


def _day(text: str) -> str | None:
    parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text)
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else None
    except ValueError:
        return None


def facts_written(kind: str, given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the facts of a profile as they are stored, and the keys of those that cannot be read or are not kept."""
    known = {fact.key: fact for fact in FACTS[kind]}
    kept: dict[str, str] = {}
    faults = sorted(given.keys() - known.keys())
    for key, fact in known.items():
        text = fact_written(fact, str(given.get(key) or ""))
        if text is None:
            faults.append(key)
        elif text:
            kept[key] = text
    return kept, faults


def unfit(party: str, profiles: Iterable[ProfileDraft]) -> tuple[str, str] | None:
    """Return the first profile that a party of this kind cannot have, with why: ("guest", "natural")."""
    seen: set[str] = set()
    for one in profiles:
        if one.kind in seen:
            return one.kind, "twice"
        if one.kind in NATURAL and party != PartyKind.PERSON:
            return one.kind, "natural"
        if one.grade and one.kind not in CLASSED:
            return one.kind, "classed"
        seen.add(one.kind)
    return None

"""Names: how they are read aloud, and what they are found by."""

from pypinyin import lazy_pinyin

from huiyin.rooms.customers.rules.grams import grams
from huiyin.rooms.customers.terms import PartyKind
from huiyin.rooms.people.rules import read_aloud

LONGEST_PINYIN = 240
LONGEST_INITIALS = 40


def spelt(kind: str, name: str) -> str:
    """Return the pinyin of a name, syllables apart; of a person, the surname as surnames are read."""
    said = read_aloud(name) if kind == PartyKind.PERSON else " ".join(lazy_pinyin(name)).lower()
    return " ".join(said.split())[:LONGEST_PINYIN]


def initials(pinyin: str) -> str:
    """Return the first letters of the syllables."""
    return "".join(part[0] for part in pinyin.lower().split())[:LONGEST_INITIALS]


def found_by(name: str, pinyin: str, code: str, *more: str) -> str:
    """Return the tokens by which a party is found: name, pinyin in one word and in syllables, initials, code."""
    return grams([name, pinyin, pinyin.replace(" ", ""), initials(pinyin), code, *more])

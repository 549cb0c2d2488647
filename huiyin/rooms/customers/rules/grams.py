"""What a text is found by: each Chinese character, each pair of neighbours, each word in Latin letters or digits.

The same tokens serve both databases (``queries.search``). Any room may keep a column of them beside what it searches.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[0-9a-z]+")
MOST_ASKED = 12
"""Tokens of a question that are looked up; the rest of a long one only narrows what is left."""


def _runs(text: str) -> Iterator[str]:
    """Yield runs of letters and digits, in small letters and their plain forms: "Ａ座，张三" → "a座", "张三"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    run: list[str] = []
    for sign in plain:
        if sign.isalnum():
            run.append(sign)
        elif run:
            yield "".join(run)
            run = []
    if run:
        yield "".join(run)


def _pieces(run: str) -> Iterator[tuple[str, bool]]:
    """Part a run into words of Latin letters and digits (True) and what lies between them (False)."""
    at = 0
    for word in _WORD.finditer(run):
        if word.start() > at:
            yield run[at : word.start()], False
        yield word.group(), True
        at = word.end()
    if at < len(run):
        yield run[at:], False


def grams(texts: Iterable[str]) -> str:
    """Return the tokens of some texts, each once, apart by spaces: "张三丰 zsf" → "张 三 丰 张三 三丰 zsf"."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _runs(text):
            for piece, is_word in _pieces(run):
                if is_word:
                    found[piece[:60]] = None
                    continue
                found |= dict.fromkeys(piece)
                found |= dict.fromkeys(piece[place : place + 2] for place in range(len(piece) - 1))
    return " ".join(found)


def asked(text: str) -> list[tuple[str, bool]]:
    """Return what a typed text asks for: tokens that must all be there; True: it is enough that one begins so.

    A Latin word is sought by its beginning ("zhang" finds "zhangsan"); of Chinese, the pairs, or the one character.
    """
    found: dict[tuple[str, bool], None] = {}
    for run in _runs(text):
        for piece, is_word in _pieces(run):
            if is_word:
                found[piece[:60], True] = None
            elif len(piece) == 1:
                found[piece, False] = None
            else:
                found |= dict.fromkeys((piece[place : place + 2], False) for place in range(len(piece) - 1))
    return list(found)[:MOST_ASKED]

"""Decisions about records: values in, values out."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.kernel import canon

FEBRUARY = 2


def keep_until(archived: date, years: int) -> date:
    """Return the day on which the retention term ends: the same calendar day, years later (P-4.12, AMB-14).

    29 February ends on 28 February where the year has no leap day.
    """
    try:
        return archived.replace(year=archived.year + years)
    except ValueError:
        return date(archived.year + years, FEBRUARY, 28)


def is_over(kept_until: date, today: date) -> bool:
    """Tell whether the term is over (P-4.12.1: archived 2024-02-05, due on 2026-02-05 and not the day before)."""
    return today >= kept_until


def series_of(prefix: str, period: str) -> str:
    """Return the series in which a form's numbers of a period are counted."""
    return f"record:{prefix}:{period}"


def number_of(prefix: str, period: str, count: int) -> str:
    """Return a record number: form, period and place in the series, "YKH-202503-0001"."""
    return f"{prefix}-{period.replace('-', '')}-{count:04d}"


def seal_of(pairs: list[tuple[str, str]]) -> str:
    """Return the digest of (number, content digest) of all records issued in one act: what the trail keeps of them."""
    return canon.digest([list(pair) for pair in pairs])


def common_path(paths: Sequence[str]) -> str:
    """Return the narrowest unit that holds all units: "/1/4/" and "/1/5/" give "/1/"."""
    first, last = min(paths).strip("/").split("/"), max(paths).strip("/").split("/")
    shared = []
    for one, other in zip(first, last, strict=False):
        if one != other:
            break
        shared.append(one)
    return "".join(f"/{part}" for part in shared) + "/"


def is_another(drafter: tuple[int | None, int | None], approver: tuple[int | None, int | None]) -> bool:
    """Tell whether two (account, employee) are different people: neither the same account nor the same person."""
    return all(one is None or one != other for one, other in zip(drafter, approver, strict=True))


@dataclass(frozen=True, slots=True)
class Said:
    """What a signature states: who confirmed which content of what, as what, and when (ISO, UTC)."""

    subject: tuple[str, str]
    edition: int
    meaning: str
    words: str
    signer: tuple[int, int | None, str, str]
    behalf: tuple[int | None, str]
    digest: str
    at: str


def statement(said: Said) -> bytes:
    """Return the bytes that the house's key signs for a signature."""
    account, employee, name, role = said.signer
    return canon.canonical({
        "huiyin": "signature/1", "subject": list(said.subject), "edition": said.edition, "meaning": said.meaning,
        "words": said.words, "account": account, "employee": employee, "name": name, "role": role,
        "behalf": list(said.behalf), "digest": said.digest, "at": said.at,
    }).encode()  # fmt: skip


def chained(*, seq: int, stated: bytes, proof: str, key: str, anchor: tuple[int, str], previous: str) -> str:
    """Return a signature's seal: the digest of all that it is, of its place in the trail, and of the seal before it."""
    return canon.digest([seq, stated.decode(), proof, key, *anchor, previous])


MOST_SIGNERS, MOST_BYTES = 5, 160
"""Lines that a code on paper holds, and how much they take together; of more it says how many."""
_BARS = re.compile(r"[|;\r\n\t]+")


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A signature in short: what it is called, who, on which day."""

    words: str
    by: str
    day: date

    def __str__(self) -> str:
        """Return the line without the signs that part lines: "确认 林晓东 20261123"."""
        return f"{_BARS.sub('', self.words)} {_BARS.sub('', self.by)} {self.day:%Y%m%d}"


def lines_of(signed: Sequence[SignedLine]) -> str:
    """Return the signers as a code carries them."""
    lines: list[str] = []
    for line in map(str, signed[:MOST_SIGNERS]):
        if sum(len(one.encode()) + 1 for one in (*lines, line)) > MOST_BYTES:
            break
        lines.append(line)
    more = len(signed) - len(lines)
    return ";".join([*lines, f"+{more}"] if more else lines)


def printed(number: str, digest: str, *, edition: int, issued: date, signed: Sequence[SignedLine], key: str) -> str:
    """Return what the code of an issued record states, before the house's signature over it (format 1).

    ``HY1|number|edition|digest|day of issue|signers|key``: the digest is base64 for addresses, ``key`` names the
    house's key by the first eight digits of its fingerprint.
    """
    short = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return "|".join(["HY1", number, str(edition), short, f"{issued:%Y%m%d}", lines_of(signed), key[:8]])


def with_proof(stated: str, proof: str) -> str:
    """Return the whole text of a code: what it states, and the house's signature (base64) over that."""
    return f"{stated}|{proof.rstrip('=').translate({43: '-', 47: '_'})}"

"""Decisions about notices: values in, values out."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from cryptography.fernet import Fernet, InvalidToken

ROBOT_ADDRESS: Mapping[str, re.Pattern[str]] = {
    "wecom": re.compile(r"(?:https?://\S+[?&]key=)?([A-Za-z0-9_-]{8,80})"),
    "dingtalk": re.compile(r"(?:https?://\S+[?&]access_token=)?([A-Za-z0-9]{8,120})"),
    "feishu": re.compile(r"(?:https?://\S+/hook/)?([A-Za-z0-9_-]{8,80})/?"),
}
MAIL_ADDRESS = re.compile(r"mailtos?://\S+")
SIGNING = {"dingtalk": re.compile(r"[A-Za-z0-9]{8,120}"), "feishu": re.compile(r"\S{8,120}")}


def address_of(kind: str, typed: str) -> str | None:
    """Return what a channel's secret is kept as: a robot's token, or the mail server's address; None: not usable."""
    text = typed.strip()
    if kind == "mail":
        return text if MAIL_ADDRESS.fullmatch(text) else None
    found = ROBOT_ADDRESS[kind].fullmatch(text)
    return found.group(1) if found else None


def signing_of(kind: str, typed: str) -> str | None:
    """Return a robot's signing secret, "" where none was typed; None: not usable with this kind."""
    text = typed.strip()
    if not text:
        return ""
    pattern = SIGNING.get(kind)
    return text if pattern and pattern.fullmatch(text) else None


def _lock(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"huiyin.notices:{key}".encode()).digest()))


def seal(key: str, text: str) -> str:
    """Encrypt a secret under the installation's own key."""
    return _lock(key).encrypt(text.encode()).decode()


def unseal(key: str, sealed: str) -> str | None:
    """Return a sealed secret; None where it was sealed under another key."""
    try:
        return _lock(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def quiet_until(now: datetime, start: time, end: time) -> datetime | None:
    """Return when the quiet hours in which a local moment lies are over; None outside them. They may span midnight."""
    clock, today = now.time(), now.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    if start < end:
        return today if start <= clock < end else None
    if clock >= start:
        return today + timedelta(days=1)
    return today if clock < end else None


def delay_after(tries: int, minutes: Sequence[int]) -> timedelta | None:
    """Return how long to wait after so many tries; None: no more."""
    return timedelta(minutes=minutes[tries - 1]) if 0 < tries <= len(minutes) else None


def cut(text: str, most: int) -> str:
    """Cut a text to so many bytes of UTF-8, between two signs, and mark the cut."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    kept = raw[: max(0, most - len("…".encode()))].decode(errors="ignore")
    return f"{kept}…" if most >= len("…".encode()) else ""


def fitted(lines: Sequence[str], body: str, tail: Sequence[str], most: int) -> str:
    """Join head, body and tail as one text of at most so many bytes; the body gives way, then the head.

    The tail (the link and the message's number) is what leads on, so it stays whole.
    """
    end = "\n".join(line for line in tail if line)
    head = "\n".join(line for line in lines if line)
    left = most - len(end.encode()) - 1
    head = cut(head, left)
    room = left - len(head.encode()) - 1
    middle = cut(body, room) if body and room > 0 else ""
    return "\n".join(part for part in (head, middle, end) if part)


def scrubbed(text: str, secrets: Sequence[str]) -> str:
    """Take secrets out of an error before it is stored."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def passwords_in(address: str) -> list[str]:
    """Return what is secret in a mail server's address: the whole of it, and its password."""
    found = re.match(r"mailtos?://[^/?#]*?:([^@/?#]+)@", address)
    asked = re.findall(r"[?&](?:pass|password)=([^&#]+)", address)
    return [address, *([found.group(1)] if found else []), *asked]


def offset_of(rung: str) -> int:
    """Return the minutes after the due time at which a rung stands, from its key: "supervisor+60" gives 60."""
    found = re.search(r"[+-]\d+$", rung)
    return int(found.group()) if found else 0

"""Stored files: bytes lie under their digest in the media folder, written and synced before their row is committed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.models import StoredFile


class Upload(Protocol):
    """What a browser or a program sends as a file."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the bytes."""


def _home() -> Path:
    home = Path(settings.MEDIA_ROOT)
    home.mkdir(parents=True, exist_ok=True)
    return home


def path_of(stored: StoredFile) -> Path:
    """Return where the bytes lie."""
    return _home() / stored.digest[:2] / stored.digest


def put(actor: Actor, name: str, chunks: Iterable[bytes], content_type: str) -> StoredFile:
    """Store bytes and their row; the same bytes are kept once. Call it inside a write door."""
    total, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=_home(), delete=False) as draft:
        for chunk in chunks:
            total.update(chunk)
            size += len(chunk)
            draft.write(chunk)
        draft.flush()
        os.fsync(draft.fileno())
    stored = StoredFile(
        name=Path(name).name[:200], content_type=content_type, size=size, digest=total.hexdigest(),
        owner_id=actor.user_id, stored_at=clock.now(),
    )  # fmt: skip
    target = path_of(stored)
    target.parent.mkdir(exist_ok=True)
    Path(draft.name).replace(target)
    stored.save(force_insert=True)
    return stored


def read(stored: StoredFile) -> BinaryIO:
    """Open the bytes."""
    return path_of(stored).open("rb")

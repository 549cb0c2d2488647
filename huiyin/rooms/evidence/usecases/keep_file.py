"""Files that prove a fact: pictures and PDF alone, known by their first bytes, never by what they are called."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import files
from huiyin.platform.actor import Actor
from huiyin.platform.models import StoredFile

MOST_FILE = 10 * 1024 * 1024
SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"%PDF": "application/pdf"}


def keep_file(actor: Actor, upload: files.Upload) -> StoredFile:
    """Store a piece of evidence: a picture or a PDF of at most 10 MB, known by its first bytes."""
    kind, data = evidence_type(upload), upload.chunks()
    return files.put(actor, upload.name or _("evidence"), data, kind)


def evidence_type(upload: files.Upload) -> str:
    """Return the type that a file's first bytes say. Raises Refusal for any other, and for a file that is too large."""
    if sum(len(chunk) for chunk in upload.chunks()) > MOST_FILE:
        raise Refusal.at("file", _("The file is larger than 10 MB."))
    head = next(iter(upload.chunks()), b"")
    kind = next((kind for sign, kind in SIGNATURES.items() if head.startswith(sign)), "")
    if not kind and head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        kind = "image/webp"
    if not kind:
        raise Refusal.at("file", _("Only pictures (JPEG, PNG, WebP) and PDF can be kept as evidence."))
    return kind

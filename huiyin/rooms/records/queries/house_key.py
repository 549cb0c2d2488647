"""The house's key: the Ed25519 pair with which this installation proves what it issued and who signed."""

import base64
import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal

FILE = "house-key"
"""The file in the data folder that holds the private part: 32 bytes in base64."""
_SIZE = 32


@dataclass(frozen=True)
class HouseKey:
    """The pair in hand; ``public`` is its public part in base64."""

    private: Ed25519PrivateKey
    public: str

    @property
    def fingerprint(self) -> str:
        """Return the name of the key: 16 hex digits."""
        return fingerprint(self.public)

    def sign(self, stated: bytes) -> str:
        """Return the signature over some bytes, in base64; the same bytes always give the same one."""
        return base64.b64encode(self.private.sign(stated)).decode()

    def as_text(self) -> str:
        """Return the file that anybody may keep, and that the verifying script reads."""
        return f"# Huiyin house key (Ed25519), fingerprint {self.fingerprint}\n{self.public}\n"


def fingerprint(public: str) -> str:
    """Return the name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def house_key() -> HouseKey:
    """Return this installation's key: from the environment, else from the data folder, where it is made once."""
    return _pair(settings.HUIYIN_HOUSE_KEY or _kept(Path(settings.HOME)))


@cache
def _pair(seed: str) -> HouseKey:
    try:
        private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True))
    except ValueError:
        raise Refusal(_("The house key cannot be read: it must be 32 bytes in base64.")) from None
    return HouseKey(private, base64.b64encode(private.public_key().public_bytes_raw()).decode())


def _kept(home: Path) -> str:
    """Return the key of the data folder; of several processes that make it at once, the first one's stays."""
    kept = home / FILE
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        opened, draft = tempfile.mkstemp(dir=home, prefix=f".{FILE}.")  # for this account alone
        with os.fdopen(opened, "wb") as target:
            target.write(base64.b64encode(os.urandom(_SIZE)) + b"\n")
            target.flush()
            os.fsync(target.fileno())
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return kept.read_text("ascii").strip()


def proves(public: str, proof: str, stated: bytes) -> bool:
    """Tell whether a signature over some bytes was made with the key of this public part."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public))
        key.verify(base64.b64decode(proof), stated)
    except (InvalidSignature, ValueError):
        return False
    return True

"""Signing (签名): called inside an open write door, as numbers are taken and the trail is written.

``sign`` and ``sign_many`` store what somebody confirmed. That it was he is shown by his password, which the screen of
the door asks for (``people.forms.SignedForm``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.kernel.errors import NotPermitted
from huiyin.platform import bulk, clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.models import TrailHead
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.terms import BY_ITSELF, Role
from huiyin.rooms.records import rules
from huiyin.rooms.records.models import Signature
from huiyin.rooms.records.queries.house_key import HouseKey, house_key
from huiyin.rooms.records.queries.signatures import iso
from huiyin.rooms.records.terms import PAPER_LANGUAGE

Subject = models.Model | tuple[str, str]
# What is each signature's own, and then what all of an act share.
COLUMNS = (
    "seq", "subject_type", "subject_id", "edition", "digest", "proof", "previous", "seal",
    "meaning", "words", "account_id", "employee_id", "name", "role", "behalf_id", "behalf_name", "key",
    "trail_seq", "trail_digest", "signed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signed:
    """A thing to be signed: which, in which edition, and the digest of its canonical content (``kernel.canon``)."""

    subject: Subject
    digest: str
    edition: int = 1


@dataclass(frozen=True, slots=True)
class _Signer:
    account: int
    employee: int | None
    name: str
    role: str
    behalf: tuple[int | None, str]


def _signer(actor: Actor, behalf: int | None, role: str) -> _Signer:
    if actor.system or actor.user_id is None:
        raise NotPermitted(_("Only a person signs; a program cannot."))
    principal = people.stands_in(actor.employee_id, behalf, clock.today()) if behalf is not None else None
    if behalf is not None and principal is None:
        raise NotPermitted(_("You are not the deputy of this person today."))
    held = [one for one in actor.roles if one not in BY_ITSELF] or list(actor.roles)
    words = role or "、".join(str(Role(one).label) for one in held)
    named = (principal.pk, principal.name) if principal else (None, "")
    return _Signer(actor.user_id, actor.employee_id, actor.name, words, named)


def sign(
    actor: Actor, *, subject: Subject, meaning: models.TextChoices, digest: str, edition: int = 1,
    behalf: int | None = None, role: str = "",
) -> Signature:  # fmt: skip
    """Sign one thing and return the signature.

    ``subject`` is the row (or its type and id) that is signed, ``edition`` its version, ``digest`` that of its
    canonical content. ``meaning`` is a word of the calling room. ``behalf`` is the employee for whom the actor stands
    in (代): refused (403) unless he is named as deputy today. ``role`` are the words of the role; left out, those of
    the actor's roles. The system does not sign (403); signing the same with the same meaning twice is refused (409).
    Call it last: it locks the trail until the transaction ends, so nothing slow may follow.
    """
    rows = _store(actor, meaning, [Signed(subject, digest, edition)], behalf, role)
    return Signature.objects.get(seq=rows[0])


def sign_many(
    actor: Actor, *, meaning: models.TextChoices, things: Sequence[Signed], behalf: int | None = None, role: str = ""
) -> range:
    """Sign many things with one meaning, as ``sign`` does each, and return the signatures' numbers in that order."""
    return _store(actor, meaning, things, behalf, role)


def _store(actor: Actor, meaning: models.TextChoices, things: Sequence[Signed], behalf: int | None, role: str) -> range:
    with override(PAPER_LANGUAGE):
        words = str(meaning.label)
        signer = _signer(actor, behalf, role)
    now, pair = clock.now(), house_key()
    at, stored_at = iso(now), bulk.moment(now)
    proven = [_proven(thing, signer, (str(meaning.value), words), at, pair) for thing in things]
    # From here on everybody who signs or seals waits: the chain has one order, and so has the trail.
    TrailHead.objects.select_for_update().get_or_create(pk=1)
    anchor = trail.head()
    before, seal = Signature.objects.order_by("-seq").values_list("seq", "seal").first() or (0, "0" * 64)
    shared = (
        meaning.value, words, signer.account, signer.employee, signer.name, signer.role, *signer.behalf, pair.public,
        *anchor, stored_at,
    )  # fmt: skip
    rows: list[tuple[bulk.Value, ...]] = []
    for seq, (thing, (kind, key), stated, proof) in enumerate(proven, start=before + 1):
        previous, seal = (
            seal,
            rules.chained(seq=seq, stated=stated, proof=proof, key=pair.public, anchor=anchor, previous=seal),
        )
        rows.append((seq, kind, key, thing.edition, thing.digest, proof, previous, seal, *shared))
    bulk.insert(Signature, COLUMNS, rows)
    if rows:
        _tell(before + 1, before + len(rows), seal)
    return range(before + 1, before + 1 + len(rows))


def _proven(
    thing: Signed, signer: _Signer, meant: tuple[str, str], at: str, pair: HouseKey
) -> tuple[Signed, tuple[str, str], bytes, str]:
    """Return a thing with what is stated of it and the house's proof of that; it has no place in the chain yet."""
    subject = trail.subject_of(thing.subject) if isinstance(thing.subject, models.Model) else thing.subject
    meaning, words = meant
    stated = rules.statement(rules.Said(
        subject=subject, edition=thing.edition, meaning=meaning, words=words,
        signer=(signer.account, signer.employee, signer.name, signer.role), behalf=signer.behalf,
        digest=thing.digest, at=at,
    ))  # fmt: skip
    return thing, subject, stated, pair.sign(stated)


def _tell(first: int, last: int, seal: str) -> None:
    """Name the act's signatures in its trail entry: the first, the last, and the seal of the last."""
    earlier = trail.current().detail.get("signatures", {})
    trail.note(signatures={"first": earlier.get("first", first), "last": last, "seal": seal})

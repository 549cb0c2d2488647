"""Upkeep of an installation: migrate, verify the trail, check the deployment."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import files, trail
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import StoredFile
from huiyin.rooms.appraisal.queries.years import runs
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.terms import Business, Role
from huiyin.rooms.people.usecases import make_service_account, record_unit
from huiyin.rooms.records.queries.house_key import fingerprint, house_key
from huiyin.rooms.records.queries.issued import records
from huiyin.rooms.records.queries.signatures import keys_used, signature_anchors, verify_signatures
from huiyin.site import console, lifeline, serve


def migrate() -> None:
    """Apply what the database lacks, and say so."""
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    lacking, _empty = serve.unapplied()
    if lacking:
        call_command("migrate", verbosity=0, interactive=False)
        console.say(_("%(n)s migrations were applied.") % {"n": lacking})
    else:
        console.say(_("The database is up to date."))


def say_if_older() -> None:
    """Say that a restored database needs migrating."""
    lacking, _empty = serve.unapplied()
    if lacking:
        console.say(_("The backup is of an older version: run “huiyin migrate”."))


def create_admin(username: str, name: str, company: str) -> None:
    """Make an administrator over the whole tree; its password is shown once and must be changed at first sign-in."""
    top = units(SYSTEM).filter(parent=None).first()
    if top is None:
        called = company or settings.HUIYIN_COMPANY
        if not called:
            raise Refusal.at("company", _("There is no unit yet. Name the company: --company NAME"))
        top = record_unit(SYSTEM, code="HQ", name=called, parent=None, business=Business.COMPANY)
    account = make_service_account(SYSTEM, username=username, name=name, unit=top, role=Role.ADMINISTRATOR)
    shown = account.shown_once
    console.say(_("Account %(username)s, password %(password)s; it must be changed at the first sign-in.") % shown)


def anchors() -> dict[int, str]:
    """Collect the links of the trail that settlements, records and signatures keep ({seq: digest})."""
    kept: dict[int, str] = {}
    for rows in (runs(SYSTEM), records(SYSTEM)):
        for seq, digest in rows.order_by().values_list("trail_seq", "trail_digest").distinct():
            kept[seq] = digest if kept.get(seq, digest) == digest else ""  # two that differ fit no chain
    for seq, digest in signature_anchors().items():
        kept[seq] = digest if kept.get(seq, digest) == digest else ""
    return kept


def verify_trail(*, as_json: bool) -> int:
    """Show whether trail and signatures hold; return 0, or 1 with every break named."""
    kept = anchors()
    seen, breaks = trail.verify(kept)
    signed, forged = verify_signatures()
    if as_json:
        console.show_json(
            {
                "entries": seen,
                "anchors": len(kept),
                "breaks": [{"seq": item.seq, "reason": item.reason} for item in breaks],
                "signatures": signed,
                "signature_breaks": [{"seq": item.seq, "reason": item.reason} for item in forged],
            }
        )
        return int(bool(breaks or forged))
    if breaks:
        console.say(_("The trail does not hold: %(n)s breaks in %(seen)s entries.") % {"n": len(breaks), "seen": seen})
        console.table([_("Entry"), _("Reason")], [(item.seq, item.reason) for item in breaks])
    else:
        console.say(_("The trail holds: %(seen)s entries, %(kept)s anchors.") % {"seen": seen, "kept": len(kept)})
    if forged:
        said = _("The signatures do not hold: %(n)s breaks in %(seen)s signatures.")
        console.say(said % {"n": len(forged), "seen": signed})
        console.table([_("Signature"), _("Reason")], [(item.seq, item.reason) for item in forged])
    else:
        console.say(_("The signatures hold: %(seen)s.") % {"seen": signed})
    return int(bool(breaks or forged))


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: good, or not and why."""

    what: str
    good: bool
    detail: str


def check(*, as_json: bool) -> int:
    """Look at everything that an installation needs; return 0, or 1 where something is wrong."""
    found = list(_findings())
    if as_json:
        console.show_json([{"what": item.what, "good": item.good, "detail": item.detail} for item in found])
    else:
        rows = [(_("good") if item.good else _("NOT GOOD"), item.what, item.detail) for item in found]
        console.table([_("Finding"), _("What"), _("Detail")], rows)
    return int(not all(item.good for item in found))


def _findings() -> Iterator[Finding]:
    yield _settings()
    try:
        yield from _database()
    except OperationalError as fault:
        yield Finding(_("database"), good=False, detail=str(fault).strip())
        return
    for look in _LOOKS:
        yield look()


def _settings() -> Finding:
    wrong = []
    if settings.DEBUG:
        wrong.append(_("HUIYIN_DEBUG is on: every fault shows the code to everybody."))
    outside = [host for host in settings.ALLOWED_HOSTS if host not in {"127.0.0.1", "localhost", "[::1]"}]
    if outside and not settings.SESSION_COOKIE_SECURE:
        wrong.append(
            _("HUIYIN_HOSTS names %(host)s, and HUIYIN_HTTPS is off: passwords travel in the open.")
            % {"host": outside[0]}
        )
    if "*" in outside:
        wrong.append(_("HUIYIN_HOSTS is “*”: name the host instead."))
    return Finding(_("settings"), good=not wrong, detail=" ".join(wrong) or str(settings.HOME))


def _database() -> Iterator[Finding]:
    lacking, empty = serve.unapplied()
    detail = _("empty") if empty else _("%(n)s migrations are missing") % {"n": lacking} if lacking else _("up to date")
    yield Finding(_("database"), good=not lacking, detail=f"{connection.vendor} · {detail}")


def _static() -> Finding:
    there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return Finding(
        _("front-end files"),
        good=there,
        detail=_("collected") if there else _("“huiyin serve” collects them at its start"),
    )


def _workers() -> Finding:
    seen = lifeline.workers(settings.HOME)
    return Finding(
        _("worker"),
        good=seen.alive > 0,
        detail=_("%(alive)s running, %(silent)s silent") % {"alive": seen.alive, "silent": seen.silent},
    )


def _files() -> Finding:
    lost = [str(stored.pk) for stored in StoredFile.objects.iterator() if not files.path_of(stored).is_file()]
    detail = _("missing: %(keys)s") % {"keys": ", ".join(lost[:10])} if lost else _("all there")
    return Finding(_("stored files"), good=not lost, detail=detail)


def _trail() -> Finding:
    seen, breaks = trail.verify(anchors())
    detail = (
        json.dumps([[item.seq, item.reason] for item in breaks[:5]])
        if breaks
        else _("%(seen)s entries") % {"seen": seen}
    )
    return Finding(_("audit trail"), good=not breaks, detail=detail)


def _signatures() -> Finding:
    seen, breaks = verify_signatures()
    others = [fingerprint(key) for key in keys_used() if key != house_key().public]
    if breaks:
        detail = json.dumps([[item.seq, item.reason] for item in breaks[:5]])
    elif others:
        detail = _("made with another house key: %(keys)s") % {"keys": ", ".join(others)}
    else:
        detail = _("%(seen)s signatures, house key %(key)s") % {"seen": seen, "key": house_key().fingerprint}
    return Finding(_("signatures"), good=not breaks and not others, detail=detail)


_LOOKS: tuple[Callable[[], Finding], ...] = (_static, _workers, _files, _trail, _signatures)

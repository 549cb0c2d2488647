"""How use cases write: add, change, remove. Each write enters the open trail entry with before and after."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import NotVisible, Stale
from huiyin.platform import trail

Row = TypeVar("Row", bound=models.Model)


class Versioned(models.Model):
    """An editable row: a change carries the version it saw."""

    version = models.PositiveIntegerField(gettext_lazy("version"), default=1, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True


def mask(text: str) -> str:
    """Hide the middle of a personal datum: 13812345678 → 138****5678, 张三丰 → 张**."""
    if len(text) > 7:  # noqa: PLR2004 - as printed on Chinese receipts: three in front, four behind
        return f"{text[:3]}****{text[-4:]}"
    return text[:1] + "*" * (len(text) - 1)


def plain(row: models.Model) -> dict[str, Any]:
    """Return a row's stored fields for the trail: ``PERSONAL`` ones masked, ``SECRET`` ones (hashes) left out."""
    personal: frozenset[str] = getattr(type(row), "PERSONAL", frozenset())
    secret: frozenset[str] = getattr(type(row), "SECRET", frozenset())
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in secret:
            continue
        value = field.value_from_object(row)
        values[field.attname] = mask(str(value)) if field.name in personal and value else value
    return values


def _log(verb: str, row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    kind, key = trail.subject_of(row)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)} - {"version"}
    trail.current().changes.append({
        "verb": verb, "type": kind, "id": key,
        "before": {name: before[name] for name in sorted(changed) if name in before},
        "after": {name: after[name] for name in sorted(changed) if name in after},
    })  # fmt: skip


def add(row: Row) -> Row:
    """Insert a row."""
    row.save(force_insert=True)
    _log("add", row, {}, plain(row))
    return row


def change(row: Row, *, seen: int | None, **values: Any) -> Row:
    """Update fields of a row if it still has the version that the actor saw.

    ``seen=None`` is for rows that only the system changes. Raises Stale (409) with both versions otherwise.
    """
    before = plain(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in values])
    stored = type(row)._base_manager.filter(pk=row.pk)
    columns = [field.attname for field in row._meta.concrete_fields if field.name in values]
    fresh = {name: getattr(row, name) for name in columns}
    if isinstance(row, Versioned):
        expected = seen if seen is not None else row.version
        hit = stored.filter(version=expected).update(**fresh, version=expected + 1)
        if not hit:
            _refuse_stale(row, fresh)
        row.version = expected + 1
    elif not stored.update(**fresh):
        raise NotVisible(_("It no longer exists."))
    _log("change", row, before, plain(row))
    return row


def check_seen(row: Versioned, seen: int | None, **mine: Any) -> None:
    """Refuse (409, both versions) who acts on a version that is gone, before the row's state is looked at."""
    if seen is not None and row.version != seen:
        change(row, seen=seen, **mine)


def _refuse_stale(row: models.Model, mine: Mapping[str, Any]) -> None:
    theirs = type(row)._base_manager.filter(pk=row.pk).first()
    if theirs is None:
        raise NotVisible(_("It no longer exists."))
    stored = {name: value for name, value in plain(theirs).items() if name in mine}
    raise Stale(
        _("Somebody else changed this while you were editing. Compare both versions and save again."),
        mine={name: mine[name] for name in stored}, theirs=stored, version=theirs.version,  # type: ignore[attr-defined]
    )  # fmt: skip


def remove(row: models.Model, *, seen: int | None) -> None:
    """Delete a row if it still has the version that the actor saw."""
    before = plain(row)
    stored = type(row)._base_manager.filter(pk=row.pk)
    if seen is not None:
        stored = stored.filter(version=seen)
    _log("remove", row, before, {})
    if not stored.delete()[0]:
        _refuse_stale(row, {})

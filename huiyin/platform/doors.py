"""Doors: every read and every write goes through one. A door holds the permit; a write door also holds the transaction,
the idempotency key and the trail entry, so page, API, import and job cannot disagree.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict
from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.models import IdempotencyKey

P = ParamSpec("P")
R = TypeVar("R")

_CLAIM = (
    "INSERT INTO platform_idempotencykey (user_id, key, act, request, result_type, result_id, made_at) "
    "VALUES (%s, %s, %s, %s, '', '', %s) ON CONFLICT (user_id, key) DO NOTHING"
)
_KEEP = "UPDATE platform_idempotencykey SET result_type = %s, result_id = %s WHERE user_id = %s AND key = %s"


@dataclass
class Door(Generic[P, R]):
    """A function that only opens to who holds its permit.

    ``clauses`` are the IDs of the regulation clauses that it executes; ``kind`` is "query" or "usecase".
    """

    call: Callable[Concatenate[Actor, P], R]
    permit: str
    kind: str
    clauses: tuple[str, ...] = ()
    name: str = field(init=False)

    def __post_init__(self) -> None:
        """Take over the function's name and sentence."""
        self.name = self.call.__name__
        functools.update_wrapper(self, self.call)
        DOORS[f"{self.call.__module__}.{self.name}"] = self

    @property
    def room(self) -> str:
        """Return the room (or floor) that the door stands in."""
        parts = self.call.__module__.split(".")
        return parts[2] if parts[1] == "rooms" else parts[1]

    def __call__(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Check the permit, then pass through."""
        actor.require(self.permit)
        return self.call(actor, *args, **kwargs)


class Key(str):
    """An idempotency key with the digest of what was sent with it, as it was sent.

    What was sent tells a repeated request apart from a key used twice, also where the first one's effect (a name that
    is now taken, a row that is now gone) would make the second one's input invalid.
    """

    __slots__ = ("given",)
    given: str

    def __new__(cls, text: str, given: object) -> Self:
        """Keep the key's text and seal what was sent."""
        key = super().__new__(cls, text)
        key.given = canon.digest(given)
        return key


@dataclass(frozen=True)
class Earlier(Generic[R]):
    """What an act with the same key made before."""

    result: R


@dataclass
class WriteDoor(Door[P, R]):
    """A door whose act is one transaction, done once per key, and sealed in the trail."""

    def __call__(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Act as ``once`` does, without a key."""
        return self.once(actor, "", *args, **kwargs)

    def once(self, actor: Actor, key: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Act at most once per account and key; a repeated key returns what the first act made.

        Raises Conflict (409) when the key was used for another act or other input, and when somebody else stored what
        must be unique after this input was checked.
        """
        actor.require(self.permit)
        try:
            return self._once(actor, key, args, kwargs)
        except IntegrityError as fault:
            raise Conflict(_("Somebody else stored the same at this moment. Look again.")) from fault

    def _once(self, actor: Actor, key: str, args: Any, kwargs: Any) -> R:
        with transaction.atomic():
            if key and not self._claim(actor, key, _request(key, kwargs)):
                return self._replay(actor, key, _request(key, kwargs))
            with trail.writing(actor, f"{self.room}.{self.name}") as draft:
                result = self.call(actor, *args, **kwargs)
                if isinstance(result, models.Model):
                    draft.subject = draft.subject or result
            if key and isinstance(result, models.Model):
                self._keep(actor, key, result)
        return result

    def earlier(self, actor: Actor, key: Key) -> Earlier[R] | None:
        """Return what this key made before, or nothing; ask before the input is checked against what is stored now."""
        actor.require(self.permit)
        if not key or not IdempotencyKey.objects.filter(user_id=actor.user_id or 0, key=key).exists():
            return None
        return Earlier(self._replay(actor, key, key.given))

    def _claim(self, actor: Actor, key: str, request: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [actor.user_id or 0, key, self.name, request, clock.now()])
            return bool(cursor.rowcount == 1)

    def _keep(self, actor: Actor, key: str, result: models.Model) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [*trail.subject_of(result), actor.user_id or 0, key])

    def _replay(self, actor: Actor, key: str, request: str) -> R:
        first = IdempotencyKey.objects.get(user_id=actor.user_id or 0, key=key)
        if (first.act, first.request) != (self.name, request):
            raise Conflict(_("This key was used for something else. Take a new key for new input."))
        if not first.result_type:
            return None  # type: ignore[return-value]
        made = apps.get_model(first.result_type)._base_manager.filter(pk=first.result_id).first()
        if made is None:
            raise Conflict(_("What this key made no longer exists."))
        return made  # type: ignore[no-any-return]


DOORS: dict[str, Door[Any, Any]] = {}


def _request(key: str, given: object) -> str:
    """Seal what came with a key: as it was sent, or, for jobs and the command line, the act's own arguments."""
    if isinstance(key, Key):
        return key.given

    def plain(value: object) -> object:
        if isinstance(value, models.Model):
            return trail.subject_of(value)
        if isinstance(value, dict):
            return {str(key): plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value

    return canon.digest(plain(given))


def query(*, permit: str, clauses: Iterable[str] = ()) -> Callable[[Callable[Concatenate[Actor, P], R]], Door[P, R]]:
    """Make a read door. The function narrows its rows by ``actor.reach(permit)``."""
    return lambda call: Door(call, str(permit), "query", tuple(clauses))


def usecase(
    *, permit: str, clauses: Iterable[str] = ()
) -> Callable[[Callable[Concatenate[Actor, P], R]], WriteDoor[P, R]]:
    """Make a write door. The function writes through ``platform.store`` and returns the row it is about."""
    return lambda call: WriteDoor(call, str(permit), "usecase", tuple(clauses))

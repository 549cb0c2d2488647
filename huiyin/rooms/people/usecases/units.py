"""Units and posts."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible
from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import Employee, Placement, Post, Unit
from huiyin.rooms.people.terms import Permit


def check_within(actor: Actor, path: str) -> None:
    """Refuse a unit that the actor does not keep."""
    if not actor.reach(Permit.KEEP_PEOPLE).covers(path):
        raise NotPermitted(_("This unit is outside what you keep."))


def _fresh(unit: Unit) -> Unit:
    """Read a unit again under the lock of the whole tree: two moves at once could tear it."""
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk"))
    found = Unit.objects.filter(pk=unit.pk).first()
    if found is None:
        raise NotVisible(_("This unit no longer exists."))
    return found


def _parent_path(own_path: str, parent: Unit | None) -> str:
    path = parent.path if parent else ""
    rules.check_parent(
        own_path, path, loop=_("A unit cannot stand below itself."), deep=_("The unit tree is too deep here.")
    )
    return path


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-2.0",))
def record_unit(actor: Actor, *, code: str, name: str, parent: Unit | None, business: str) -> Unit:
    """Add a unit to the tree. Only who keeps everything may add one without a parent."""
    above = _fresh(parent) if parent else None
    check_within(actor, above.path if above else "/")
    path = _parent_path("", above)
    unit = store.add(Unit(code=code, name=name, parent=above, business=business, path=path or "/"))
    return store.change(unit, seen=unit.version, path=rules.path_below(path, unit.pk))


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-2.0", "S-0a"))
def change_unit(
    actor: Actor, *, unit: Unit, seen: int, code: str, name: str, parent: Unit | None, business: str
) -> Unit:
    """Change a unit; moving it moves everything below it."""
    check_within(actor, unit.path)
    above, stored = _fresh(parent) if parent else None, _fresh(unit)
    if (above.pk if above else None) != stored.parent_id:
        check_within(actor, above.path if above else "/")
    new = rules.path_below(_parent_path(stored.path, above), stored.pk)
    below = list(Unit.objects.filter(path__startswith=stored.path).exclude(pk=stored.pk)) if new != stored.path else []
    values: dict[str, Any] = {"code": code, "name": name, "parent": above, "business": business, "path": new}
    changed = store.change(unit, seen=seen, **values)
    for lower in below:
        store.change(lower, seen=None, path=rules.moved(lower.path, stored.path, new))
    return changed


@usecase(permit=Permit.KEEP_PEOPLE)
def close_unit(actor: Actor, *, unit: Unit, seen: int) -> Unit:
    """Close a unit in which nobody serves any more; it stays in lists of the past."""
    check_within(actor, unit.path)
    if Unit.objects.filter(parent=unit, closed=False).exists():
        raise Conflict(_("There are open units below it. Close or move them first."))
    if Employee.objects.filter(unit=unit, active=True).exists():
        raise Conflict(_("People still serve here. Transfer them first."))
    return store.change(unit, seen=seen, closed=True)


@usecase(permit=Permit.KEEP_PEOPLE)
def open_unit(actor: Actor, *, unit: Unit, seen: int) -> Unit:
    """Open a closed unit again."""
    check_within(actor, unit.path)
    if unit.parent and unit.parent.closed:
        raise Conflict(_("The unit above it is closed. Open that one first."))
    return store.change(unit, seen=seen, closed=False)


@usecase(permit=Permit.KEEP_PEOPLE)
def record_post(_actor: Actor, *, name: str, level: str) -> Post:
    """Add a post; posts are shared by all units."""
    return store.add(Post(name=name, level=level))


@usecase(permit=Permit.KEEP_PEOPLE)
def change_post(_actor: Actor, *, post: Post, seen: int, name: str, level: str) -> Post:
    """Change a post. The class of people who already hold it stays as their placement says (P-4.3.3)."""
    return store.change(post, seen=seen, name=name, level=level)


@usecase(permit=Permit.KEEP_PEOPLE)
def remove_post(_actor: Actor, *, post: Post, seen: int) -> None:
    """Remove a post that nobody holds or held."""
    trail.about(post)
    if Placement.objects.filter(post=post).exists():
        raise Conflict(_("People hold or held this post; it stays for their history."))
    store.remove(post, seen=seen)

"""The tree of units as plain rows, for rooms that reckon with whole branches of it."""

from collections.abc import Iterable

from django.conf import settings

from huiyin.platform.actor import Reach
from huiyin.rooms.people.models import Employee, Unit
from huiyin.rooms.people.rules import climb


def branch(path: str) -> dict[int, Unit]:
    """Return the unit at a path and all below it, by id, in the order of the tree."""
    return {unit.pk: unit for unit in Unit.objects.filter(path__startswith=path).order_by("path")}


def units_below(path: str) -> list[tuple[int, str, str]]:
    """Return number, name and path of the units at and below a path ("": all), in the order of the tree."""
    return list(Unit.objects.filter(path__startswith=path).order_by("path").values_list("pk", "name", "path"))


def company_of(path: str) -> str:
    """Return the name of the company that a unit belongs to: the one set for the installation, else the tree's top."""
    if settings.HUIYIN_COMPANY:
        return str(settings.HUIYIN_COMPANY)
    return str(Unit.objects.values_list("name", flat=True).get(pk=climb(path)[-1]))


def unit_name(path: str) -> str:
    """Return the name of the unit at a path; nothing where several trees share no unit."""
    return Unit.objects.filter(path=path).values_list("name", flat=True).first() or ""


def units_within(reach: Reach) -> list[int] | None:
    """Return the units in a reach, or None where that is all of them: so a list may leave the condition out."""
    if reach.everything:
        return None
    paths = dict(Unit.objects.order_by().values_list("pk", "path"))
    found = [pk for pk, path in paths.items() if reach.covers(path)]
    return None if len(found) == len(paths) else found


def unit_of(employee: int) -> Unit:
    """Return the unit in which somebody serves now."""
    return Unit.objects.get(pk__in=Employee.objects.filter(pk=employee).values("unit"))


def paths_of(units: Iterable[int]) -> dict[int, str]:
    """Return the paths of units by id."""
    return dict(Unit.objects.filter(pk__in=list(units)).order_by().values_list("pk", "path"))


def home_of(employee: int | None) -> tuple[int, str]:
    """Return the unit in which somebody serves and its name; for nobody the first of the tree, (0, "") without any."""
    if employee is not None:
        return Employee.objects.values_list("unit_id", "unit__name").get(pk=employee)
    return Unit.objects.order_by("path").values_list("pk", "name").first() or (0, "")

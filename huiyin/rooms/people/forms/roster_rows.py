"""What one row of the staff workbook means beside what is stored, and the write doors that make it so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.platform.store import mask
from huiyin.rooms.people import usecases
from huiyin.rooms.people.forms.people import (
    ContactForm,
    EmployeeForm,
    EmploymentForm,
    HireForm,
    LastDayForm,
    PlaceForm,
    PostForm,
    UnitForm,
)
from huiyin.rooms.people.models import Employee, Employment, Post, Unit
from huiyin.rooms.people.terms import (
    BUSINESS_WORDS,
    LEVEL_WORDS,
    SHEET_EMPLOYEES,
    SHEET_POSTS,
    SHEET_UNITS,
    YES_WORDS,
    Permit,
)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a row: "new", "changed", "unchanged" or "refused"."""

    kind: str
    label: str = ""
    changes: Sequence[dict[str, str]] = ()
    reason: str = ""


class Known:
    """The units, posts and people there are, kept up to date while rows are applied."""

    def __init__(self, actor: Actor, below: Unit | None) -> None:
        """Read them once: four statements."""
        self.actor, self.below = actor, below
        periods = Prefetch("employments", Employment.objects.order_by("start"), to_attr="periods")
        people = Employee.objects.select_related("unit", "post").prefetch_related(periods)
        self.units = list(Unit.objects.order_by("path"))
        self.posts = {post.name: post for post in Post.objects.all()}
        self.people = {person.number: person for person in people}
        self.seen: set[tuple[str, str]] = set()

    def mark(self) -> tuple[list[Unit], dict[str, Post]]:
        """Remember what is known, so that a refused row leaves no trace."""
        return list(self.units), dict(self.posts)

    def back_to(self, mark: tuple[list[Unit], dict[str, Post]]) -> None:
        """Forget what a refused row had added."""
        self.units, self.posts = mark

    def once(self, sheet: str, key: str, column: str) -> None:
        """Refuse a key that stood in the worksheet already."""
        if (sheet, key) in self.seen:
            raise Refusal.at(column, _("“%(key)s” stands in this worksheet twice.") % {"key": key})
        self.seen.add((sheet, key))

    def unit(self, text: str, business: str) -> Unit | None:
        """Return the unit of that code, or the one open unit of that name and business."""
        by_code = [unit for unit in self.units if unit.code == text]
        named = [unit for unit in self.units if unit.name == text and business in {"", unit.business}]
        found = by_code or [unit for unit in named if not unit.closed] or named
        if len(found) > 1:
            raise Refusal.at(
                "unit", _("Several departments are called %(name)s; give the code instead.") % {"name": text}
            )
        return found[0] if found else None


def _word(row: Row, column: str, words: Mapping[str, Any]) -> str:
    given = row.get(column, "")
    if given and given not in words:
        said = {"given": given, "known": "、".join(words)}
        raise Refusal.at(column, _("“%(given)s” is not one of %(known)s.") % said)
    return str(words[given]) if given else ""


def _accept(form: type[DoorForm], known: Known, data: Mapping[str, object], stored: Any = None) -> dict[str, Any]:
    copy = None
    if stored is not None:
        copy = type(stored)(**{field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields})
        copy._state.adding = False
    more = {"instance": copy} if copy is not None and hasattr(form, "_meta") else {}
    return form(data=data, actor=known.actor, **more).accept()


def _change(label: str, before: object, after: object) -> dict[str, str]:
    return {"label": label, "before": str(before or ""), "after": str(after or "")}


def apply_unit(known: Known, row: Row) -> Outcome:
    """Add or change a unit, close or open it."""
    known.once(SHEET_UNITS, row["编号"], "编号")
    stored = next((unit for unit in known.units if unit.code == row["编号"]), None)
    above = known.unit(row["上级"], "") if row["上级"] else None
    if row["上级"] and above is None:
        raise Refusal.at("上级", _("There is no department %(name)s.") % {"name": row["上级"]})
    data = {"code": row["编号"], "name": row["名称"], "business": _word(row, "业态", BUSINESS_WORDS)}
    values = _accept(UnitForm, known, data | {"parent": above.pk if above else ""}, stored)
    label = f"{row['名称']} {row['编号']}"
    if stored is None:
        made = usecases.record_unit(known.actor, **values)
        known.units.append(made)
        return Outcome("new", label)
    changes = [
        _change(str(stored._meta.get_field(name).verbose_name), getattr(stored, name), value)  # type: ignore[union-attr]
        for name, value in values.items()
        if getattr(stored, name) != value
    ]
    if changes:
        usecases.change_unit(known.actor, unit=stored, seen=stored.version, **values)
        known.units = list(Unit.objects.order_by("path"))
        stored = next(unit for unit in known.units if unit.pk == stored.pk)
    closed = row.get("停用", "") in YES_WORDS
    if "停用" in row and closed != stored.closed:
        door = usecases.close_unit if closed else usecases.open_unit
        door(known.actor, unit=stored, seen=stored.version)
        changes.append(_change("停用", "" if closed else "是", "是" if closed else ""))
    return Outcome("changed" if changes else "unchanged", label, changes)


def apply_post(known: Known, row: Row) -> Outcome:
    """Add or change a post."""
    known.once(SHEET_POSTS, row["名称"], "名称")
    stored = known.posts.get(row["名称"])
    values = _accept(PostForm, known, {"name": row["名称"], "level": _word(row, "层级", LEVEL_WORDS)}, stored)
    if stored is None:
        known.posts[row["名称"]] = usecases.record_post(known.actor, **values)
        return Outcome("new", row["名称"])
    if stored.level == values["level"]:
        return Outcome("unchanged", row["名称"])
    before = stored.get_level_display()
    usecases.change_post(known.actor, post=stored, seen=stored.version, **values)
    return Outcome("changed", row["名称"], [_change(_("Staff class"), before, stored.get_level_display())])


def _place(known: Known, row: Row) -> tuple[Unit, Post, str]:
    business, level = _word(row, "业态", BUSINESS_WORDS), _word(row, "层级", LEVEL_WORDS)
    if not row["部门"]:
        raise Refusal.at("部门", _("This cell is empty."))
    unit = known.unit(row["部门"], business)
    if unit is None and known.below is not None:
        data = {"code": row["部门"], "name": row["部门"], "parent": known.below.pk}
        values = _accept(UnitForm, known, data | {"business": business or known.below.business})
        unit = usecases.record_unit(known.actor, **values)
        known.units.append(unit)
    if unit is None:
        raise Refusal.at("部门", _("There is no department %(name)s.") % {"name": row["部门"]})
    if business and unit.business != business:
        raise Refusal.at(
            "业态", _("The business of this department is %(name)s.") % {"name": unit.get_business_display()}
        )
    post = known.posts.get(row["岗位"])
    if post is None and known.below is not None and row["岗位"]:
        post = usecases.record_post(known.actor, **_accept(PostForm, known, {"name": row["岗位"], "level": level}))
        known.posts[post.name] = post
    if post is None:
        raise Refusal.at("岗位", _("There is no post %(name)s.") % {"name": row["岗位"]})
    return unit, post, level or post.level


def apply_employee(known: Known, row: Row) -> Outcome:
    """Take a person on, or bring what is stored about him up to the row. Empty contact cells change nothing."""
    known.once(SHEET_EMPLOYEES, row["工号"], "工号")
    unit, post, level = _place_or_all_faults(known, row)
    stored, label = known.people.get(row["工号"]), f"{row['姓名']} {row['工号']}"
    if stored is None:
        _hire(known, row, unit, post, level)
        return Outcome("new", label)
    if not known.actor.reach(Permit.KEEP_PEOPLE).covers(stored.unit.path):
        raise Refusal.at("工号", _("Staff number %(value)s is taken in another department.") % {"value": row["工号"]})
    changes = (
        _rename(known, row, stored) + _contact(known, row, stored) + _service(known, row, stored, (unit, post, level))
    )
    return Outcome("changed" if changes else "unchanged", label, changes)


def _place_or_all_faults(known: Known, row: Row) -> tuple[Unit, Post, str]:
    """Return where the row places somebody, or refuse it with whatever else is wrong in it."""
    try:
        return _place(known, row)
    except Refusal as refusal:
        others: list[Fault] = []
        if row["工号"] not in known.people:
            form = HireForm(data=_hire_data(row), actor=known.actor)
            form.is_valid()
            others = [fault for fault in form.faults() if fault.where not in {"unit", "post", "level"}]
        raise Refusal(refusal.reason, faults=[*refusal.faults, *others]) from refusal


def _hire_data(row: Row, **place: object) -> dict[str, object]:
    return place | {
        "number": row["工号"], "name": row["姓名"], "joined": row["入职日期"],
        "phone": row.get("电话", ""), "email": row.get("邮箱", ""),
    }  # fmt: skip


def _hire(known: Known, row: Row, unit: Unit, post: Post, level: str) -> None:
    data = _hire_data(row, unit=unit.pk, post=post.pk, level=level)
    person = usecases.hire_employee(known.actor, **_accept(HireForm, known, data))
    if row.get("离职日期"):
        last = _accept(LastDayForm, known, {"end": row["离职日期"]})
        usecases.leave_service(known.actor, employee=person, seen=person.version, **last)


def _rename(known: Known, row: Row, person: Employee) -> list[dict[str, str]]:
    if row["姓名"] == person.name:
        return []
    change = _change(_("Name"), person.name, row["姓名"])
    values = _accept(EmployeeForm, known, {"number": person.number, "name": row["姓名"]}, person)
    usecases.change_employee(known.actor, employee=person, seen=person.version, **values)
    return [change]


def _contact(known: Known, row: Row, person: Employee) -> list[dict[str, str]]:
    given = {name: row.get(column, "") for name, column in (("phone", "电话"), ("email", "邮箱"))}
    other = {
        name: text
        for name, text in given.items()
        if text and text not in {getattr(person, name), mask(getattr(person, name))}
    }
    if not other:
        return []
    labels = {"phone": _("Telephone"), "email": _("E-mail")}
    changes = [_change(labels[name], mask(getattr(person, name)), mask(text)) for name, text in other.items()]
    values = _accept(ContactForm, known, {"phone": person.phone, "email": person.email} | other, person)
    usecases.change_contact(known.actor, employee=person, seen=person.version, **values)
    return changes


def _service(known: Known, row: Row, person: Employee, place: tuple[Unit, Post, str]) -> list[dict[str, str]]:
    period: Employment = person.periods[-1]  # type: ignore[attr-defined]
    told = _accept(EmploymentForm, known, {"start": row["入职日期"], "end": row.get("离职日期", "")}, period)
    start, end = told["start"], told["end"]
    changes: list[dict[str, str]] = []
    act: dict[str, Any] = {"employee": person}
    if period.end and start > period.end:
        values = _accept(PlaceForm, known, _place_data(start, place))
        usecases.come_back(known.actor, **act, seen=person.version, **values)
        changes.append(_change(_("Joined on"), period.start, start))
        if end:
            usecases.leave_service(known.actor, **act, seen=person.version, end=end)
            changes.append(_change(_("Left on"), "", end))
        return changes
    if period.end and not end:
        raise Refusal.at(
            "离职日期", _("This person left on %(day)s. Write the day, or the new 入职日期.") % {"day": period.end}
        )
    if start != period.start:
        changes.append(_change(_("Joined on"), period.start, start))
        usecases.correct_employment(
            known.actor, employment=_fresh(period, person), seen=period.version, start=start, end=period.end
        )
    changes += _move(known, row, person, place)
    if end != period.end:
        changes.append(_change(_("Left on"), period.end, end))
        _end(known, person, end)
    return changes


def _fresh(period: Employment, person: Employee) -> Employment:
    period.employee = person
    return period


def _end(known: Known, person: Employee, end: date) -> None:
    period = Employment.objects.filter(employee=person).order_by("-start")[0]
    if period.end is None:
        usecases.leave_service(known.actor, employee=person, seen=person.version, end=end)
    else:
        period.employee = person
        usecases.correct_employment(known.actor, employment=period, seen=period.version, start=period.start, end=end)


def _place_data(start: object, place: tuple[Unit, Post, str]) -> dict[str, object]:
    return {"start": start, "unit": place[0].pk, "post": place[1].pk, "level": place[2]}


def _move(known: Known, row: Row, person: Employee, place: tuple[Unit, Post, str]) -> list[dict[str, str]]:
    now = (person.unit, person.post, person.level)
    if now == place:
        return []
    if not person.active:
        raise Refusal.at("部门", _("This person is not in service; correct the placement on the person's page."))
    day = row.get("调动日期") or clock.today().isoformat()
    values = _accept(PlaceForm, known, _place_data(day, place))
    try:
        usecases.transfer_employee(known.actor, employee=person, seen=person.version, **values)
    except Refusal as refusal:
        faults = [
            type(fault)("moved" if fault.where == "start" else fault.where, fault.reason) for fault in refusal.faults
        ]
        raise Refusal(refusal.reason, faults=faults) from refusal
    said = _("from %(day)s: %(place)s") % {"day": values["start"], "place": _said(place)}
    return [_change(_("Placement"), _said(now), said)]


def _said(place: tuple[Unit, Post, str]) -> str:
    return f"{place[0].name} {place[1].name} {next(word for word, level in LEVEL_WORDS.items() if level == place[2])}"


APPLY: Mapping[str, Callable[[Known, Row], Outcome]] = {
    SHEET_UNITS: apply_unit,
    SHEET_POSTS: apply_post,
    SHEET_EMPLOYEES: apply_employee,
}

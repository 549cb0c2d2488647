"""Drafts of a new version of the standard: copied from an older one, changed line by line, discarded."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Form, Scheme, Section, StandardItem
from huiyin.rooms.appraisal.queries.schemes import ITEM_FIELDS, WEIGHTS, content_of
from huiyin.rooms.appraisal.terms import OTHER, SUB_ITEMS, FormKind, Permit, SchemeState

DIMENSION_OF = {name: dimension for dimension, names in SUB_ITEMS.items() for name in names}


def initials_of(label: str) -> str:
    """Return the pinyin initials by which an item is found: 投诉登记 → tsdj."""
    return "".join(lazy_pinyin(label, style=Style.FIRST_LETTER))[:80].lower()


def next_number() -> int:
    """Return the version number after the last one."""
    return (Scheme.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def fill_scheme(scheme: Scheme, content: Mapping[str, Any]) -> None:
    """Give a new version the forms and items of a content (see ``queries.schemes.content_of``)."""
    for place, sections in content["forms"].items():
        kind, audience = place.split("/")
        form = Form(scheme=scheme, kind=kind, audience=audience)
        form.save(force_insert=True)
        Section.objects.bulk_create(
            Section(form=form, position=position, dimension=dimension, name=name, maximum=maximum, is_other=is_other)
            for position, (dimension, name, maximum, is_other) in enumerate(sections)
        )
    StandardItem.objects.bulk_create(
        StandardItem(
            scheme=scheme, code=code, initials=initials_of(item["label"]), **{name: item[name] for name in ITEM_FIELDS}
        )
        for code, item in content["items"].items()
    )


def _still_draft(scheme: Scheme) -> None:
    if scheme.state == SchemeState.APPROVED:
        raise Conflict(_("This version is approved and frozen. It can be changed once it is sent back."))
    if scheme.state != SchemeState.DRAFT:
        raise Conflict(_("This version is frozen. Draft a new version from it and change that."))


def _touch(scheme: Scheme) -> None:
    """Give a draft a new version with every item, so that nobody approves what he has not seen; hold it meanwhile."""
    _still_draft(scheme)
    if not Scheme.objects.filter(pk=scheme.pk, state=SchemeState.DRAFT).update(version=F("version") + 1):
        raise Conflict(_("This version was approved or discarded in the meantime. Open it again."))


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a",))
def draft_scheme(actor: Actor, *, base: Scheme, name: str, effective_from: date) -> Scheme:
    """Copy a version into a draft that may be changed until it is approved."""
    weights = {field: getattr(base, field) for field in WEIGHTS}
    scheme = store.add(Scheme(number=next_number(), name=name, effective_from=effective_from, **weights))
    fill_scheme(scheme, content_of(base))
    trail.note(base=base.pk, digest=base.digest)
    return scheme


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a", "P-4.6Σ"))
def change_scheme(actor: Actor, /, *, scheme: Scheme, seen: int, **values: Any) -> Scheme:
    """Change a draft's name, day and weights; shares and weights must sum to 100 % at once."""
    _still_draft(scheme)
    if values["checks_share"] + values["months_share"] + values["year_share"] != 10_000:  # noqa: PLR2004 - 100 %
        raise Refusal.at("year_share", _("The three shares must sum to 100 %."))
    if values["week_weight"] + values["month_weight"] != 10_000:  # noqa: PLR2004 - 100 %
        raise Refusal.at("month_weight", _("The two weights must sum to 100 %."))
    if values["bonus_least"] > values["bonus_most"]:
        raise Refusal.at("bonus_most", _("The most must not be less than the least."))
    return store.change(scheme, seen=seen, **values)


MARKS_CLAUSES = (
    *("P-4.2a", "P-4.5.1", "P-4.5.1-德", "P-4.5.1-勤", "P-4.5.1-能", "P-4.5.1-绩"),
    *("P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d"),
)


@usecase(permit=Permit.DRAFT_SCHEME, clauses=MARKS_CLAUSES)
def set_marks(actor: Actor, *, scheme: Scheme, seen: int, kind: str, marks: Mapping[str, Mapping[str, int]]) -> Scheme:
    """Set the sections of a draft's forms of one kind: {audience: {section: hundredths}}; what is left out goes.

    Month and year-end forms keep the 16 sub-items of the regulation (P-4.5.1); 其它 stays where it is.
    """
    _still_draft(scheme)
    if kind != FormKind.CHECK:
        strange = sorted({name for row in marks.values() for name in row} - DIMENSION_OF.keys())
        if strange:
            raise Refusal(_("%(names)s is no sub-item of the regulation.") % {"names": "、".join(strange)})
    before = content_of(scheme)["forms"]
    for form in Form.objects.filter(scheme=scheme, kind=kind, audience__in=marks):
        _rewrite(form, marks[form.audience])
    after = content_of(scheme)["forms"]
    trail.note(kind=kind, before=_of_kind(before, kind), after=_of_kind(after, kind))
    return store.change(scheme, seen=seen)


def _of_kind(forms: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {place: lines for place, lines in forms.items() if place.startswith(f"{kind}/")}


def _rewrite(form: Form, marks: Mapping[str, int]) -> None:
    """Set the sections of a form; those that stay keep their order, new ones follow."""
    others: Sequence[Section] = list(form.sections.filter(is_other=True))
    before = form.sections.filter(is_other=False).order_by("position").values_list("name", flat=True)
    ordered = dict.fromkeys((*(name for name in before if name in marks), *marks))
    form.sections.filter(is_other=False).delete()
    Section.objects.bulk_create(
        Section(form=form, position=position, dimension=DIMENSION_OF.get(name, ""), name=name, maximum=marks[name])
        for position, name in enumerate(ordered)
        if name != OTHER
    )
    for offset, other in enumerate(others):
        other.position = len(marks) + offset
        other.save(update_fields=["position"])


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a", "P-4.2b"))
def record_item(actor: Actor, /, *, scheme: Scheme, **values: Any) -> StandardItem:
    """Add a deduction item to a draft."""
    _touch(scheme)
    if scheme.items.filter(code=values["code"]).exists():
        raise Refusal.at("code", _("This version has an item of this code."))
    dimension = DIMENSION_OF.get(values["sub_item"], OTHER)
    trail.about(scheme)
    return store.add(StandardItem(scheme=scheme, dimension=dimension, initials=initials_of(values["label"]), **values))


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a", "P-4.2b"))
def change_item(actor: Actor, /, *, item: StandardItem, seen: int, **values: Any) -> StandardItem:
    """Change a deduction item of a draft."""
    _touch(item.scheme)
    if item.scheme.items.filter(code=values["code"]).exclude(pk=item.pk).exists():
        raise Refusal.at("code", _("This version has an item of this code."))
    dimension = DIMENSION_OF.get(values["sub_item"], OTHER)
    trail.about(item.scheme)
    return store.change(item, seen=seen, dimension=dimension, initials=initials_of(values["label"]), **values)


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a",))
def remove_item(actor: Actor, *, item: StandardItem, seen: int) -> Scheme:
    """Take a deduction item out of a draft."""
    scheme = item.scheme
    _touch(scheme)
    store.remove(item, seen=seen)
    return scheme


@usecase(permit=Permit.DRAFT_SCHEME, clauses=("P-4.2a",))
def discard_draft(actor: Actor, *, scheme: Scheme, seen: int) -> None:
    """Throw a draft away."""
    _still_draft(scheme)
    trail.note(number=scheme.number, name=scheme.name)
    store.remove(scheme, seen=seen)

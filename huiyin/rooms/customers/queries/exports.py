"""The customer workbook on its way out, in the format in which it comes in."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.store import mask
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.terms import COLUMNS, KIND_WORDS, NUMBERS, PROFILE_WORDS, SHEET, ContactKind, Permit

Worksheet = tuple[str, Sequence[str], Iterator[Sequence[object]]]

_KIND: dict[str, str] = {value: word for word, value in KIND_WORDS.items()}
_PROFILE: dict[str, str] = {value: word for word, value in PROFILE_WORDS.items()}


@query(permit=Permit.READ_CUSTOMERS)
def customer_workbook(_actor: Actor, rows: QuerySet[Party]) -> list[Worksheet]:
    """Return the worksheet 客户, contacts masked: a masked value that comes back changes nothing."""
    return [(SHEET, COLUMNS, map(_line, rows.order_by("code").iterator(chunk_size=1000)))]


def _line(party: Party) -> Sequence[object]:
    profiles, contacts = list(party.profiles.all()), list(party.contacts.all())
    grades = [one.grade for one in profiles if one.grade]

    def first(*kinds: str) -> str | None:
        return next((mask(one.value) for one in contacts if one.kind in kinds), None)

    return (
        party.code, _KIND[party.kind], party.name, party.unit.code, "、".join(_PROFILE[one.kind] for one in profiles),
        grades[0] if grades else None, first(*NUMBERS), first(ContactKind.MAIL), first(ContactKind.WECHAT),
        first(ContactKind.ADDRESS), party.note or None,
    )  # fmt: skip

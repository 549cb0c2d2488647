"""What ties sheets to the register: a serious violation opens a sanction, a bonus rests on an award (P-4.9, P-4.10)."""

from collections.abc import Collection

from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Entry, Ruling, SheetEdition
from huiyin.rooms.appraisal.usecases.propose_ruling import propose_sanction


def open_sanctions(actor: Actor, editions: Collection[SheetEdition]) -> None:
    """Propose a sanction for each serious violation of some editions that has none; runs inside a write door.

    A fact that stands on an inspection and on an appraisal leads to one sanction.
    """
    waiting = Entry.objects.filter(edition__in=editions, serious=True, ruling=None).select_related("employee")
    for entry in waiting.order_by("edition_id", "position"):
        known = Ruling.objects.filter(entries__employee=entry.employee_id, entries__occurrence=entry.occurrence).first()
        ruling = known or propose_sanction(
            actor, employee=entry.employee, facts=entry.fact, happened_on=entry.happened_on, item=entry.item,
            evidence=entry.evidence or entry.link,
        )  # fmt: skip
        Entry.objects.filter(pk=entry.pk).update(ruling=ruling)

"""Reads of the workbooks that were handed in."""

from itertools import takewhile

from django.db.models import QuerySet

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Import
from huiyin.rooms.appraisal.terms import Permit


@query(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def imports(actor: Actor) -> QuerySet[Import]:
    """List the workbooks that the actor handed in, and those of the branches that he imports for."""
    reach = actor.reach(Permit.IMPORT_SHEETS)
    return Import.objects.visible_to(reach, actor.user_id).select_related("file", "job").defer("faults", "rows")


def branch_of(actor: Actor) -> str:
    """Return the unit path under which the actor's imports are listed: what all branches of his reach share."""
    reach = actor.reach(Permit.IMPORT_SHEETS)
    if reach.everything:
        return "/"
    ways = [path.strip("/").split("/") for path in reach.branches]
    shared = list(takewhile(lambda steps: len(set(steps)) == 1, zip(*ways, strict=False)))
    return "/".join(["", *(steps[0] for steps in shared), ""]) or "/"

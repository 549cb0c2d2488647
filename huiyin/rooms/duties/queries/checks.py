"""What has to hold of every open duty."""

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.standing import standing_on
from huiyin.rooms.duties.terms import Permit


@query(permit=Permit.KEEP_POLICIES, clauses=("H-12",))
def unborne(_actor: Actor) -> list[str]:
    """Return the open duties that nobody owes: nobody in service owns them, and nobody holds the role above."""
    rows = Duty.objects.open().exclude(owner__active=True)
    found = rows.select_related("unit").order_by("pk").only("label", "role", "owner_id", "unit__path")
    standing = standing_on(clock.today())
    return [
        f"{duty.pk} {duty.label}"
        for duty in found.iterator(chunk_size=2000)
        if standing.bearer(duty.role, duty.unit.path) is None
    ]

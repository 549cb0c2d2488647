"""How two versions of the standard differ."""

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries.schemes import content_of
from huiyin.rooms.appraisal.rules.comparison import Difference, differences
from huiyin.rooms.appraisal.terms import Permit


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.2a",))
def compare_schemes(actor: Actor, *, old: Scheme, new: Scheme) -> list[Difference]:
    """Return line by line what the new version says otherwise than the old one; none where they say the same."""
    return differences(content_of(old), content_of(new))

"""Taking the shipped standard as the first version, so that a department can begin without typing anything in."""

from datetime import date

from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries.schemes import digest_of
from huiyin.rooms.appraisal.terms import Permit, SchemeState
from huiyin.rooms.appraisal.usecases.draft_scheme import fill_scheme, next_number

NAME = "员工绩效考核标准"
BEGINNING = date(2000, 1, 1)


@usecase(permit=Permit.PUBLISH_SCHEME, clauses=("P-4.2b", "H-3a", "H-5a"))
def adopt_default_scheme(actor: Actor, *, effective_from: date = BEGINNING) -> Scheme:
    """Publish the shipped standard (AMB-09), marked as a default; adopted before, it is returned as it is.

    It rules from a day before every sheet that may be imported, so that earlier years can be taken in.
    """
    adopted = Scheme.objects.filter(is_default_pack=True).order_by("number").first()
    if adopted is not None:
        return adopted
    content = default_scheme()
    scheme = store.add(
        Scheme(
            number=next_number(), name=NAME, effective_from=effective_from, is_default_pack=True, **content["weights"]
        )
    )
    fill_scheme(scheme, content)
    trail.note(items=len(content["items"]))
    return store.change(
        scheme, seen=None, state=SchemeState.PUBLISHED, digest=digest_of(scheme), published_at=clock.now(),
        published_by=actor.name,
    )  # fmt: skip

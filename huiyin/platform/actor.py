"""Who acts, what he may do, and how far he sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted

ANYBODY = "anybody"
SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Reach:
    """The rows that a permit opens: all, whole branches of the unit tree, or what concerns the person alone.

    ``branches`` are unit paths ("/1/4/"); ``own`` is the employee's id.
    """

    everything: bool = False
    branches: frozenset[str] = frozenset()
    own: int | None = None

    def __or__(self, other: "Reach") -> "Reach":
        """Join what two roles open."""
        return Reach(self.everything or other.everything, self.branches | other.branches, self.own or other.own)

    def narrow(self, *, unit_path: str, employee: str) -> Q:
        """Build the condition over a table's lookups of a unit path and of an employee id."""
        if self.everything:
            return Q()
        ways = [Q(**{f"{unit_path}__startswith": branch}) for branch in sorted(self.branches)]
        if self.own is not None and employee:
            ways.append(Q(**{employee: self.own}))
        return Q(*ways, _connector=Q.OR) if ways else Q(pk__in=[])

    def covers(self, path: str) -> bool:
        """Tell whether a unit lies in the reach."""
        return self.everything or any(path.startswith(branch) for branch in self.branches)


NOTHING = Reach()
EVERYTHING = Reach(everything=True)


@dataclass(frozen=True)
class Actor:
    """A signed-in person, a token's owner, or the system itself.

    ``first`` is the route of a page that has to be done before anything else (a given-out password, a second factor).
    """

    user_id: int | None = None
    employee_id: int | None = None
    name: str = ""
    grants: Mapping[str, Reach] = field(default_factory=dict)
    system: bool = False
    roles: tuple[str, ...] = ()
    first: str = ""

    @property
    def signed_in(self) -> bool:
        """Tell a person or the system from a stranger."""
        return self.system or self.user_id is not None

    def may(self, permit: str) -> bool:
        """Tell whether the actor holds the permit anywhere."""
        if permit == ANYBODY or self.system:
            return True
        if permit == SIGNED_IN:
            return self.signed_in and not self.first
        return permit in self.grants and not self.first

    def require(self, permit: str) -> None:
        """Refuse (403) who lacks the permit."""
        if not self.may(permit):
            msg = _("This needs the permit “%(permit)s”. Ask the administrator who may grant it.") % {"permit": permit}
            raise NotPermitted(msg)

    def reach(self, permit: str) -> Reach:
        """Return how far the permit opens the rows."""
        return EVERYTHING if self.system else self.grants.get(permit, NOTHING)


SYSTEM = Actor(name="system", system=True)
STRANGER = Actor()

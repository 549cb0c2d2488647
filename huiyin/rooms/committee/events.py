"""What the committee room tells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemandFound:
    """A request of an owners' committee asks for a service: it becomes a case (R-10b). All but the texts are ids."""

    request: int
    unit: int
    text: str
    owner: int
    found_by: str
    asked_by: str

"""What the roster room tells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemFound:
    """A supervisor who read a day's record has a problem followed up: it becomes a case (S-1c).

    ``follow_up`` and ``owner`` are ids, ``kind`` the code of a case's kind, ``due_at`` an instant as ISO text.
    """

    follow_up: int
    unit: int
    kind: str
    text: str
    owner: int
    due_at: str
    found_by: str

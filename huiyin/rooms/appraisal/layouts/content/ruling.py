"""The content of 《奖惩决定书》."""

from typing import Literal, TypedDict

from huiyin.rooms.appraisal.layouts.content.personal import Signature


class RulingPerson(TypedDict):
    """Whom the decision is about, as he served on the day."""

    company: str
    department: str
    name: str
    staff_no: str
    post: str
    level: str


class RulingPaper(TypedDict):
    """《奖惩决定书》 (P-4.9a, P-4.10b): one decision about one person, with what it rests on and how to appeal."""

    form_code: str
    person: RulingPerson
    ruling_no: str
    kind: Literal["奖励", "处分"]
    level: str
    points: str
    """Points that a bonus may rest on, "3"; empty where there are none."""
    happened_on: str
    place: str
    facts: str
    clause: str
    evidence: str
    statement: str
    hearing: str
    """When and how the person was heard, or that he refused and before whom; empty where nobody asked him."""
    check: str
    union: str
    decision: str
    term: str
    """Until when a sanction counts; empty without a term."""
    appeal: str
    """How to appeal; empty on an award."""
    answer: str
    """What an appeal came to, with what was first decided; empty without one."""
    proposer: Signature
    decider: Signature
    delivery: str
    receipt: Signature
    """The person's own signature of receipt; open, to be signed by hand."""

"""Writes of the committee room: committees, members, meetings, requests and their answers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, files, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.committee import rules
from huiyin.rooms.committee.events import DemandFound
from huiyin.rooms.committee.models import Committee, CommitteeRequest, Meeting, Member
from huiyin.rooms.committee.queries import subject_of_quarter, to_be_met
from huiyin.rooms.committee.terms import ANSWER, MEETING, MOST_MEMBERS, QUARTER, MemberRole, Permit, RequestState
from huiyin.rooms.duties.usecases import Owed, fulfil, owe, owe_many
from huiyin.rooms.evidence.usecases.keep_file import keep_file


def _check(actor: Actor, unit: Any, permit: str = Permit.KEEP) -> None:
    if not actor.reach(permit).covers(unit.path):
        raise NotPermitted(_("You do not keep the owners' committees of this unit."))


def _about(committee: Committee) -> None:
    trail.about(committee)
    trail.note(subject=str(committee))


def _check_term(unit: Any, start: date, end: date, but: int = 0) -> None:
    """Refuse a term that ends before it begins, or meets another of the unit."""
    if end < start:
        raise Refusal.at("end", _("It ends before it begins."))
    twin = Committee.objects.filter(unit=unit, start__lte=end, end__gte=start).exclude(pk=but).first()
    if twin is not None:
        raise Refusal.at("start", _("At this time %(name)s is in office.") % {"name": twin.name})


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def record_committee(actor: Actor, *, unit: Any, name: str, start: date, end: date) -> Committee:
    """Record the owners' committee of a unit with its term; a unit has one at a time."""
    _check(actor, unit)
    _check_term(unit, start, end)
    return store.add(Committee(unit=unit, name=name.strip(), start=start, end=end))


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def change_committee(
    actor: Actor, *, committee: Committee, seen: int, name: str, start: date, end: date
) -> Committee:  # fmt: skip
    """Change the name or the term of a committee."""
    _check(actor, committee.unit)
    _check_term(committee.unit, start, end, but=committee.pk)
    return store.change(committee, seen=seen, name=name.strip(), start=start, end=end)


def _check_chair(committee: Committee, role: str, until: date | None, but: int = 0) -> None:
    if role != MemberRole.CHAIR or until is not None:
        return
    others = Member.objects.filter(committee=committee, role=MemberRole.CHAIR, until=None).exclude(pk=but)
    if others.exists():
        raise Refusal.at("role", _("The committee has a chair already."))


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def add_member(actor: Actor, *, committee: Committee, name: str, role: str, phone: str = "") -> Member:
    """Add somebody to a committee; it has one chair."""
    _check(actor, committee.unit)
    _check_chair(committee, role, None)
    if Member.objects.filter(committee=committee).count() >= MOST_MEMBERS:
        raise Refusal(_("A committee has %(most)s members at most.") % {"most": MOST_MEMBERS})
    row = store.add(Member(committee=committee, name=name.strip(), role=role, phone=phone))
    _about(committee)
    trail.note(name=row.name)
    return row


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def change_member(
    actor: Actor, *, member: Member, seen: int, name: str, role: str, phone: str = "", until: date | None = None
) -> Member:
    """Change a member; a masked number that comes back means: keep it."""
    _check(actor, member.committee.unit)
    _check_chair(member.committee, role, until, but=member.pk)
    kept = member.phone if phone and phone == store.mask(member.phone) else phone
    _about(member.committee)
    trail.note(name=name.strip())
    return store.change(member, seen=seen, name=name.strip(), role=role, phone=kept, until=until)


@usecase(permit=Permit.REVEAL)
def reveal_member(actor: Actor, *, member: Member, reason: str) -> Member:
    """Show a member's telephone number once, for a stated reason; the trail keeps who looked, when and why."""
    _check(actor, member.committee.unit, Permit.REVEAL)
    _about(member.committee)
    trail.note(reason=reason, name=member.name)
    member.shown_once = {"phone": member.phone or "—"}
    return member


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def record_meeting(
    actor: Actor, *, committee: Committee, day: date, topics: str, attendees: str, minutes: str
) -> Meeting:
    """Record a meeting that was held; the meeting owed for its quarter is done."""
    _check(actor, committee.unit)
    _check_day(committee, day)
    row = store.add(
        Meeting(
            committee=committee, day=day, topics=topics.strip(), attendees=attendees.strip(), minutes=minutes.strip(),
            recorded_by=actor.name, recorded_at=clock.now(),
        )
    )  # fmt: skip
    fulfil(actor, MEETING, (QUARTER, subject_of_quarter(committee.pk, rules.quarter_of(day))))
    return row


def _check_day(committee: Committee, day: date) -> None:
    if not committee.start <= day <= min(committee.end, clock.today()):
        raise Refusal.at("day", _("Name a day of the committee's term that has come."))


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def change_meeting(
    actor: Actor, *, meeting: Meeting, seen: int, topics: str, attendees: str, minutes: str
) -> Meeting:  # fmt: skip
    """Correct the record of a meeting; its day stays, for the quarter's duty was done with it."""
    _check(actor, meeting.committee.unit)
    given = {"topics": topics.strip(), "attendees": attendees.strip(), "minutes": minutes.strip()}
    return store.change(meeting, seen=seen, **given)


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def attach_minutes(actor: Actor, *, meeting: Meeting, seen: int, file: files.Upload) -> Meeting:
    """Keep the signed minutes: a picture or a PDF of at most 10 MB, known by its first bytes; the last one counts."""
    _check(actor, meeting.committee.unit)
    kept = keep_file(actor, file)
    trail.note(name=kept.name)
    return store.change(meeting, seen=seen, file=kept)


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def record_request(
    actor: Actor, *, committee: Committee, text: str, received_on: date, owner: Any, asked_by: str = ""
) -> CommitteeRequest:
    """Record what a committee asks for: somebody owes the answer, by default within 7 days of its receipt."""
    _check(actor, committee.unit)
    if received_on > clock.today():
        raise Refusal.at("received_on", _("This day has not come yet."))
    row = store.add(
        CommitteeRequest(
            committee=committee, text=text.strip(), asked_by=asked_by.strip(), received_on=received_on, owner=owner,
            due_at=clock.now(),
        )
    )  # fmt: skip
    label = _("Answer to %(name)s · %(text)s") % {"name": committee.name, "text": row.text}
    duty = owe(actor, ANSWER, row, unit=committee.unit, owner=owner, at=_noon(received_on), label=label[:200])
    return store.change(row, seen=None, due_at=duty.due_at)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_default_timezone())


def _locked(row: CommitteeRequest) -> CommitteeRequest:
    return CommitteeRequest.objects.select_for_update(of=("self",)).select_related("committee__unit").get(pk=row.pk)


@usecase(permit=Permit.ANSWER, clauses=("R-10a",))
def answer_request(actor: Actor, *, request: CommitteeRequest, seen: int, answer: str) -> CommitteeRequest:
    """Answer a request, once: its owner may, and who answers for the unit; what was owed for it is done."""
    row, reach = _locked(request), actor.reach(Permit.ANSWER)
    if not reach.covers(row.committee.unit.path) and (reach.own is None or reach.own != row.owner_id):
        raise NotPermitted(_("This request is answered by somebody else."))
    if row.state == RequestState.ANSWERED:
        raise Conflict(_("This request was answered already, by %(name)s.") % {"name": row.answered_by})
    given = {"answer": answer.strip(), "answered_at": clock.now(), "answered_by": actor.name}
    store.change(row, seen=seen, state=RequestState.ANSWERED, **given)
    fulfil(actor, ANSWER, row)
    return row


@usecase(permit=Permit.KEEP, clauses=("R-10a", "R-10b"))
def refer_request(actor: Actor, *, request: CommitteeRequest, seen: int) -> CommitteeRequest:
    """Have a request for a service handled as a case of its owner; its answer to the committee stays owed."""
    row = _locked(request)
    _check(actor, row.committee.unit)
    if row.referred_at is not None or row.state == RequestState.ANSWERED:
        raise Conflict(_("This request is a case already, or was answered."))
    store.change(row, seen=seen, referred_at=clock.now())
    tell(
        DemandFound(
            request=row.pk, unit=row.committee.unit_id, text=f"{row.committee.name}：{row.text}", owner=row.owner_id,
            found_by=actor.name, asked_by=row.asked_by,
        )
    )  # fmt: skip
    return row


@usecase(permit=Permit.KEEP, clauses=("R-10b",))
def note_case(_actor: Actor, *, request: int, case: int, number: str) -> CommitteeRequest | None:
    """Note which case a request became."""
    row = CommitteeRequest.objects.select_for_update().filter(pk=request, case=None, referred_at__isnull=False).first()
    if row is None:
        return None
    trail.note(number=number)
    return store.change(row, seen=None, case=case, case_number=number)


@usecase(permit=Permit.KEEP, clauses=("R-10a",))
def owe_meetings(actor: Actor) -> Committee | None:
    """Let the managers owe this quarter's meeting with each committee, until the quarter is over."""
    quarter = rules.quarter_of(clock.today())
    end = datetime.combine(quarter.last + timedelta(days=1), time(), timezone.get_default_timezone())
    rows = to_be_met(clock.today())
    owed = [
        Owed(
            (QUARTER, subject_of_quarter(row.pk, quarter)), row.unit, due_at=end,
            label=_("Meet %(name)s · %(quarter)s") % {"name": row.name, "quarter": quarter},
            url=reverse("committee:record_meeting", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip
    trail.note(quarter=str(quarter), owed=owe_many(actor, MEETING, owed) if owed else 0)
    return rows[0] if rows else None

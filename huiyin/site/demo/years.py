"""The demo company's years: workbooks handed in quarter by quarter, 2025 settled, published and issued as records."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import jobs
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.queries.imports import imports
from huiyin.rooms.appraisal.queries.schemes import items, scheme_in_force
from huiyin.rooms.appraisal.queries.years import runs
from huiyin.rooms.appraisal.terms import ANNUAL_OVERVIEW, MONTH_SHEET, STATISTICS, YEAR_SHEET, ImportState
from huiyin.rooms.appraisal.usecases.hand_in_workbook import apply_import, hand_in_workbook
from huiyin.rooms.appraisal.usecases.issue_forms import ask_issue
from huiyin.rooms.appraisal.usecases.publish_year import ask_publication
from huiyin.rooms.appraisal.usecases.settle_year import ask_settlement
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.usecases import mirror_placements
from huiyin.site.demo import callbacks, workbook, year_end
from huiyin.site.demo.approvals import tell_requests
from huiyin.site.demo.calendar import keep_calendar
from huiyin.site.demo.cases import tell_cases, tell_special_cases
from huiyin.site.demo.commission import tell_commission
from huiyin.site.demo.committee import tell_committee
from huiyin.site.demo.company import ACCOUNTS, UNIT, Account, Person
from huiyin.site.demo.company import people as everybody
from huiyin.site.demo.customers import tell_customers
from huiyin.site.demo.duties import keep_policies
from huiyin.site.demo.evidence import tell_facts
from huiyin.site.demo.load import GENERAL_MANAGER, Say, Story, found, live
from huiyin.site.demo.notices import tell_notices
from huiyin.site.demo.objections import tell_objections
from huiyin.site.demo.publicity import tell_publicity
from huiyin.site.demo.roster import tell_days
from huiyin.site.demo.rounds import tell_rounds
from huiyin.site.demo.rulings import steps, tell_rulings
from huiyin.site.demo.sheets import FIRST_YEAR, Company, Item, Sheet
from huiyin.site.demo.standard import propose
from huiyin.site.demo.work import at_work, tell_work

HANDED_IN_AFTER = timedelta(days=4)
SETTLED, PUBLISHED, ISSUED = date(FIRST_YEAR + 1, 1, 12), date(FIRST_YEAR + 1, 1, 15), date(FIRST_YEAR + 1, 1, 16)
PROPOSED = date(FIRST_YEAR + 1, 1, 20)
# Form, unit and period of what was issued from the first year.
DONE = "loaded"
RECORDS = (
    (MONTH_SHEET, "滨江管理处", f"{FIRST_YEAR}-12"),
    (STATISTICS, "滨江管理处", f"{FIRST_YEAR}-12"),
    (YEAR_SHEET, "滨江管理处", str(FIRST_YEAR)),
    (STATISTICS, "回音物业", str(FIRST_YEAR)),
    (STATISTICS, "回音酒店", str(FIRST_YEAR)),
    (ANNUAL_OVERVIEW, "回音集团", str(FIRST_YEAR)),
)


@dataclass
class Upload:
    """A workbook as a browser would send it."""

    name: str | None
    content: bytes

    def chunks(self) -> Iterable[bytes]:
        """Yield the bytes."""
        yield self.content


def company_until(day: date) -> Company:
    """Return the company with the items of the scheme that it adopted."""
    scheme = scheme_in_force(SYSTEM, day=day)
    if scheme is None:
        raise Refusal("no scheme")
    rows = items(SYSTEM, scheme=scheme.pk)
    known = {row.code: Item(row.code, row.sub_item, row.level, row.business, row.most, row.check_most) for row in rows}
    return Company(everybody(), known, day)


def quarters(until: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each quarter up to the day; the last one may be a part."""
    first = date(FIRST_YEAR, 1, 1)
    while first <= until:
        following = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)  # noqa: PLR2004 - October
        yield first, min(until, following - timedelta(days=1))
        first = following


def tell_years(story: Story) -> None:
    """Hand in, settle, publish and issue what had happened by the day."""
    company = company_until(story.until)
    sheets = list(company.sheets())
    told = steps(company, sheets)
    for first, last in quarters(story.until):
        keep_calendar(story, last)
        tell_rulings(story, told, last)
        live(story, last)
        if first <= year_end.WRITTEN <= last:
            year_end.write_summaries(story)
        story.say(_("Sheets of %(first)s to %(last)s") % {"first": first, "last": last})
        of_quarter = [sheet for sheet in sheets if first <= sheet.day <= last and not at_work(company, sheet)]
        for account in ACCOUNTS:
            if account.role == "manager":
                _hand_in(story, company, account, of_quarter, last)
    live(story, story.until)
    _close_year(story)
    tell_work(story, company, sheets)
    year_end.begin_sheets(story)
    tell_objections(story)
    callbacks.tell(story)
    tell_commission(story)


def load(until: date, say: Say) -> None:
    """Load the demo company as it stands on a day; a load that was broken off goes on."""
    story = Story(until, say)
    say(_("Units, people and rules"))
    found(story)
    keep_policies(story)
    tell_customers(story)
    tell_cases(story)
    tell_special_cases(story)
    tell_years(story)
    tell_rounds(story)
    tell_facts(story)
    tell_days(story)
    tell_committee(story)
    tell_publicity(story)
    with story.on(story.until, 23):
        # What one act hands on to another room may lead to the next.
        while waiting := list(Job.objects.filter(state=Job.State.WAITING).order_by("pk")):
            for job in waiting:
                run_now(job)
    tell_requests(story)
    tell_notices(story)
    story.once(SYSTEM, DONE, mirror_placements)


def _hand_in(story: Story, company: Company, account: Account, sheets: Sequence[Sheet], last: date) -> None:
    """Let a manager hand in and import the quarter of his business."""
    unit = account.unit
    business = UNIT[unit].business
    staff = [person for person in company.people if _belongs(person, business, last)]
    numbers = {person.number for person in staff}
    content = io.BytesIO()
    workbook.write(content, staff, [sheet for sheet in sheets if sheet.person in numbers], last)
    upload = Upload(f"{unit} {last.year} 年第 {(last.month + 2) // 3} 季度.xlsx", content.getvalue())
    with story.on(min(story.until, last + HANDED_IN_AFTER), 17):
        actor = story.actor(account.username)
        key = f"import:{unit}:{last.year}-{last.month}"
        story.once(actor, key, hand_in_workbook, file=upload)
        row = imports(actor).get(file__name=upload.name)
        run_now(row.job)
        row.refresh_from_db()
        if row.state == ImportState.READY:
            apply_import(actor, row=row, seen=row.version)
            row.refresh_from_db()
            run_now(row.job)


def _belongs(person: Person, business: str, day: date) -> bool:
    return person.joined <= day and UNIT[person.place_on(day).unit].business == business


def run_now(job: Any) -> None:
    """Run long work here and now, instead of waiting for a worker; raises Refusal where it was refused."""
    if job is None or job.over:
        return
    jobs.run_job.call(job_id=job.pk)
    done = Job.objects.get(pk=job.pk)
    if done.state != Job.State.DONE:
        raise Refusal(f"{done}: {done.error}")


def _close_year(story: Story) -> None:
    """Settle and publish the first year, and issue its forms."""
    steps = ((SETTLED, _settle), (PUBLISHED, _publish), (ISSUED, _issue))
    for day, step in steps:
        if day <= story.until:
            with story.on(day, 10):
                step(story, story.actor(GENERAL_MANAGER))
    if story.until >= PROPOSED:
        propose(story, PROPOSED)


def _settle(_story: Story, chief: Actor) -> None:
    if not runs(chief).filter(year=FIRST_YEAR).exists():
        run_now(ask_settlement(chief, year=FIRST_YEAR))


def _publish(_story: Story, chief: Actor) -> None:
    run = runs(chief).filter(year=FIRST_YEAR, published_at=None).first()
    if run is not None:
        run_now(ask_publication(chief, run=run, seen=run.version))


def _issue(story: Story, chief: Actor) -> None:
    year_end.reward(story)
    for form, name, period in RECORDS:
        unit = people.units(SYSTEM).get(name=name)
        run_now(story.once(chief, f"issue:{form}:{unit.code}:{period}", ask_issue, form=form, unit=unit, period=period))

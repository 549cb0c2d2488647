"""What `huiyin demo` does before it serves: load the company where there is no data, and print its accounts."""

from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.translation import gettext as _

from huiyin.platform import clock, jobs
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.terms import Role
from huiyin.site import console
from huiyin.site.demo import workbook
from huiyin.site.demo.company import ACCOUNTS, PASSWORD
from huiyin.site.demo.load import Story
from huiyin.site.demo.years import DONE, company_until, load

LAST_DAY = date(2026, 12, 31)


def prepare(target: Path | None) -> None:
    """Load the company unless there is data of somebody's own, then print the accounts, or write the workbook."""
    until = min(clock.today() - timedelta(days=1), LAST_DAY)
    story = Story(until, console.say)
    if not story.knows(DONE):
        if not story.begun and units(SYSTEM).exists():
            console.say(_("There is data here already, so the demo company is not loaded."))
            return
        console.say(_("Loading the demo company (once, a few seconds)"))
        left = Job.objects.filter(state=Job.State.RUNNING)  # by a load that was killed
        left.update(lease_until=clock.now() - jobs.LEASE)
        load(until, console.say)
    if target is not None:
        company = company_until(until)
        workbook.write(target, company.people, list(company.sheets()), until)
        console.say(_("Written: %(path)s") % {"path": target})
    else:
        _print_accounts()
    connection.close()


def _print_accounts() -> None:
    there = set(get_user_model().objects.filter(is_active=True).values_list("username", flat=True))
    rows = [
        (Role(one.role).label, one.name, one.unit, one.username, PASSWORD) for one in ACCOUNTS if one.username in there
    ]
    console.say(_("Demo accounts:"))
    console.table([_("Role"), _("Name"), _("Over the unit"), _("User name"), _("Password")], rows)

"""Which records the appraisal still needs: a year's forms stay until the year is closed (P-4.12.1, AMB-14)."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.terms import RunState


def of_open_years(periods: Collection[str], /) -> Mapping[str, str]:
    """Return the periods ("2025-03", "2025") of years that were not published, with the reason: one statement."""
    years = {period: int(period[:4]) for period in periods}
    published = Run.objects.filter(state=RunState.PUBLISHED, year__in=set(years.values()))
    closed = set(published.order_by().values_list("year", flat=True))
    return {
        period: _("the year %(year)s is not closed") % {"year": year}
        for period, year in years.items()
        if year not in closed
    }

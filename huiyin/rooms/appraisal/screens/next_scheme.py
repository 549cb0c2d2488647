"""What next year's scheme begins with: this year's deductions by item, and the button that drafts it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.tables import Column, NumberColumn, PointsColumn, Table
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import next_scheme as queries
from huiyin.rooms.appraisal.queries.schemes import scheme_in_force
from huiyin.rooms.appraisal.rules.year_end import first_day_after
from huiyin.rooms.appraisal.screens.filters import NUM
from huiyin.rooms.appraisal.screens.flat import Flat
from huiyin.rooms.appraisal.terms import Permit


class ItemUseTable(Table):
    """What cost points in a year, the dearest first."""

    code = Column(verbose_name=gettext_lazy("code"))
    label = Column(verbose_name=gettext_lazy("item"), attrs={"td": {"class": "wrap main"}})
    sub_item = Column(verbose_name=gettext_lazy("sub-item"))
    count = NumberColumn(verbose_name=gettext_lazy("times"), attrs=NUM)
    points = PointsColumn(verbose_name=gettext_lazy("points"))

    def render_count(self, value: int, record: queries.ItemUse) -> str:
        """Open the sheets behind it; what names no item has no list of its own."""
        if not record.code:
            return str(value)
        asked = urlencode({"item": record.code, "year": record.year})
        return format_html('<a href="{}?{}">{}</a>', reverse("appraisal:sheets"), asked, value)


def next_scheme_context(actor: Actor, values: Mapping[str, Any], found: Sequence[queries.ItemUse]) -> dict[str, Any]:
    """Return what stands beside the items: the draft that there is, or the button that makes one."""
    year, today = values["year"], clock.today()
    day = max(first_day_after(year), today)
    base = scheme_in_force(actor, day=today) if actor.may(Permit.READ_SCHEMES) else None
    drafts = queries.next_schemes(year)
    may = actor.may(Permit.DRAFT_SCHEME) and base is not None and not drafts
    return {
        "page_title": _("Next year's scheme: deductions of %(year)s") % {"year": year},
        "crumbs": [(_("Year end"), f"{reverse('appraisal:year_end')}?year={year}")],
        "drafts": [
            (str(row), row.get_state_display(), reverse("appraisal:items", args=[row.pk])) for row in drafts
        ],
        "begin": {
            "url": reverse("appraisal:draft_scheme", args=[base.pk]), "key": fresh_key(), "version": base.version,
            "name": _("Standard of %(year)s") % {"year": year + 1}, "day": day.isoformat(), "base": str(base),
        } if may and base else None,
        "sum": show_points(sum(one.points for one in found)),
    }  # fmt: skip


NEXT_SCHEME = Flat(
    title=gettext_lazy("Next year's scheme"),
    name="used_items",
    door=queries.used_items,
    form=forms.NextSchemeForm,
    table=ItemUseTable,
    read=lambda actor, asked: queries.used_items(actor, year=asked["year"]),
    beside=next_scheme_context,
    empty_title=gettext_lazy("Nothing was deducted in this year"),
    empty_hint=gettext_lazy("Once sheets of the year count, its items stand here, the dearest first."),
    template="appraisal/next_scheme.html",
)

"""Annual plans and summaries: lists, forms, the page of a plan, of a year as of now, and of a signed summary."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, NumberColumn, Table, TimeColumn
from huiyin.rooms.callbacks import forms, usecases
from huiyin.rooms.callbacks.models import Plan, Summary, SummaryLine
from huiyin.rooms.callbacks.queries import years as queries
from huiyin.rooms.callbacks.queries.years import OccasionYear, Year
from huiyin.rooms.callbacks.rules.years import Figures
from huiyin.rooms.callbacks.screens.lists import ALL
from huiyin.rooms.callbacks.screens.policies import percent
from huiyin.rooms.callbacks.terms import Permit, PlanState
from huiyin.rooms.people.queries import happened_to, units

_DEPARTMENT = gettext_lazy("department")


class PlanTable(Table):
    """Plans, the latest year first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    version = NumberColumn(visible=False)
    year = NumberColumn(linkify=("callbacks:plan", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=_DEPARTMENT)
    edition = NumberColumn()
    state = ChoiceColumn(PlanState)
    targets = Column(
        empty_values=(), accessor="pk", verbose_name=gettext_lazy("targets"), attrs={"td": {"class": "wrap"}}
    )
    reason = Column()
    measures = Column(visible=False)
    drafted_by = Column()
    drafted_at = TimeColumn(visible=False)
    approved_by = Column()
    approved_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of plans."""

        model = Plan
        fields: ClassVar = [
            "id", "version", "year", "unit", "edition", "state", "targets", "reason", "measures", "drafted_by",
            "drafted_at", "approved_by", "approved_at",
        ]  # fmt: skip

    def render_targets(self, record: Plan) -> str:
        """Write each occasion with its rate and number."""
        return "；".join(_promised(one) for one in record.targets.all()) or "—"

    def value_targets(self, record: Plan) -> str:
        """Carry the same."""
        return "；".join(_promised(one) for one in record.targets.all())


def _promised(one: Any) -> str:
    number = f" {one.number}" if one.number is not None else ""
    return f"{one.get_occasion_display()} {one.rate} %{number}"


def _unit_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), empty_label=ALL, label=gettext_lazy("Department")
    )


class PlanFilter(django_filters.FilterSet):
    """What plans can be searched by."""

    year = django_filters.NumberFilter(label=gettext_lazy("Year"))
    unit = _unit_filter()
    state = django_filters.ChoiceFilter(choices=PlanState.choices, empty_label=ALL, label=gettext_lazy("State"))

    class Meta:
        """Of the table of plans."""

        model = Plan
        fields: ClassVar[list[str]] = []


def _plan_actions(actor: Actor) -> list[Action]:
    if not actor.may(Permit.KEEP_PLANS):
        return []
    return [Action(_("Draft a plan"), reverse("callbacks:draft_plan"), primary=True)]


def _missing(actor: Actor, **_where: Any) -> Mapping[str, Any]:
    year = clock.today().year + 1
    return {"next_year": year, "missing": queries.missing_plans(actor, year=year)}


PLANS: Listing = Listing(
    title=gettext_lazy("Annual callback plans"), door=queries.plans, table=PlanTable, filters=PlanFilter,
    order=("-year", "-id"), empty_title=gettext_lazy("No year is planned yet"),
    empty_hint=gettext_lazy("The plan of a year says what rate is to be reached for each occasion (H-6)."),
    actions=_plan_actions, beside=_missing, template="callbacks/plans.html",
)  # fmt: skip


class SummaryTable(Table):
    """Signed summaries, the latest year first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    year = NumberColumn(linkify=("callbacks:summary", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=_DEPARTMENT)
    edition = NumberColumn()
    rate = Column(
        empty_values=(), accessor="pk", verbose_name=gettext_lazy("callback rate"), attrs={"td": {"class": "num"}}
    )
    numerator = NumberColumn()
    denominator = NumberColumn()
    satisfied = NumberColumn()
    rated = NumberColumn()
    unreachable = NumberColumn()
    missed = NumberColumn()
    due = NumberColumn(visible=False)
    exempt = NumberColumn(visible=False)
    refused = NumberColumn(visible=False)
    late = NumberColumn(visible=False)
    open = NumberColumn(visible=False)
    plan = NumberColumn(accessor="plan_id", verbose_name=gettext_lazy("annual plan of callbacks"), visible=False)
    reason = Column(visible=False)
    assessment = Column(visible=False)
    cut_off = TimeColumn()
    digest = Column(visible=False)
    signed_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of summaries."""

        model = Summary
        fields: ClassVar = [
            "id", "year", "unit", "edition", "rate", "numerator", "denominator", "satisfied", "rated", "unreachable",
            "missed", "due", "exempt", "refused", "late", "open", "plan", "reason", "assessment", "cut_off", "digest",
            "signed_by",
        ]  # fmt: skip

    def render_rate(self, record: Summary) -> str:
        """Show the rate."""
        return percent(record.numerator, record.denominator)

    def value_rate(self, record: Summary) -> str:
        """Carry the same."""
        return percent(record.numerator, record.denominator)


class SummaryFilter(django_filters.FilterSet):
    """What summaries can be searched by."""

    year = django_filters.NumberFilter(label=gettext_lazy("Year"))
    unit = _unit_filter()

    class Meta:
        """Of the table of summaries."""

        model = Summary
        fields: ClassVar[list[str]] = []


SUMMARIES: Listing = Listing(
    title=gettext_lazy("Signed annual summaries"), door=queries.summaries, table=SummaryTable, filters=SummaryFilter,
    order=("-year", "-id"), empty_title=gettext_lazy("No year is signed yet"),
    empty_hint=gettext_lazy("A year is signed on its page once it is over, by 31 January."),
)  # fmt: skip


class SummaryLineTable(Table):
    """What each person's callbacks came to, in the order of the contest."""

    place = NumberColumn()
    name = Column(attrs={"td": {"class": "main"}})
    rate = Column(
        empty_values=(), accessor="pk", verbose_name=gettext_lazy("callback rate"), attrs={"td": {"class": "num"}}
    )
    numerator = NumberColumn()
    denominator = NumberColumn()
    satisfied = NumberColumn()
    rated = NumberColumn()
    unreachable = NumberColumn()
    missed = NumberColumn()
    due = NumberColumn()
    exempt = NumberColumn()
    refused = NumberColumn()
    late = NumberColumn()
    open = NumberColumn()

    class Meta(Table.Meta):
        """Labels come from the table of lines."""

        model = SummaryLine
        fields: ClassVar = [
            "place", "name", "rate", "numerator", "denominator", "satisfied", "rated", "unreachable", "missed", "due",
            "exempt", "refused", "late", "open",
        ]  # fmt: skip

    def render_name(self, value: str) -> str:
        """Name who it was, also where a callback was given to nobody."""
        return value or _("given to nobody")

    def render_rate(self, record: SummaryLine) -> str:
        """Show the rate."""
        return percent(record.numerator, record.denominator)

    def value_rate(self, record: SummaryLine) -> str:
        """Carry the same."""
        return percent(record.numerator, record.denominator)


class SummaryLineFilter(django_filters.FilterSet):
    """A part of a name."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=gettext_lazy("Name"), max_length=20)

    class Meta:
        """Of the table of lines."""

        model = SummaryLine
        fields: ClassVar[list[str]] = []


def _summary_beside(actor: Actor, *, pk: int) -> dict[str, Any]:
    row: Any = one(queries.summaries)(actor, pk=pk)
    return {"crumbs": [(f"{row.unit.name} {row}", reverse("callbacks:summary", args=[row.pk]))]}


SUMMARY_LINES: Listing = Listing(
    title=gettext_lazy("Contest of the year"), door=queries.summary_lines, table=SummaryLineTable,
    filters=SummaryLineFilter, order=("id",), beside=_summary_beside, template="callbacks/list.html",
)  # fmt: skip


def plan_url(row: Plan) -> str:
    """Return the page of a plan."""
    return reverse("callbacks:plan", args=[row.pk])


def summary_url(row: Summary) -> str:
    """Return the page of a signed summary."""
    return reverse("callbacks:summary", args=[row.pk])


DRAFT_PLAN = FormScreen(
    title=gettext_lazy("Draft a plan"), form=forms.PlanForm, door=usecases.draft_plan, done=plan_url,
    said=gettext_lazy("The plan is drafted. Now set its targets."),
)  # fmt: skip
SET_TARGET = FormScreen(
    title=gettext_lazy("Set a target"), form=forms.TargetForm, door=usecases.set_target, subject="plan",
    load=one(queries.kept_plans), done=plan_url, said=gettext_lazy("The target is set."),
)  # fmt: skip
APPROVE_PLAN = FormScreen(
    title=gettext_lazy("Approve the plan"), door=usecases.approve_plan, subject="plan",
    load=one(queries.approvable_plans), done=plan_url, said=gettext_lazy("The plan is approved."),
)  # fmt: skip
REVISE_PLAN = FormScreen(
    title=gettext_lazy("Correct the plan"), form=forms.ReviseForm, door=usecases.revise_plan, subject="plan",
    load=one(queries.kept_plans), edits=False, done=plan_url,
    said=gettext_lazy("The correction is drafted; until it is approved the earlier edition is in force."),
)  # fmt: skip
SIGN_SUMMARY = FormScreen(
    title=gettext_lazy("Sign the annual summary"), form=forms.SummaryForm, door=usecases.sign_summary,
    done=summary_url, submit=gettext_lazy("Sign"),
    said=gettext_lazy("The year is signed: its figures stay as they are now."),
)  # fmt: skip


def plan_context(actor: Actor, row: Plan) -> Mapping[str, Any]:
    """Return what the page of a plan shows."""
    keeps = actor.reach(Permit.KEEP_PLANS).covers(row.unit.path)
    approves = actor.reach(Permit.APPROVE_PLANS).covers(row.unit.path)
    draft, targets = row.state == PlanState.DRAFT, list(row.targets.all())
    own = actor.employee_id is not None and actor.employee_id == row.author_id
    why = _("Nobody approves the plan that he drafted himself.") if own else ""
    why = why or ("" if targets else _("A plan without targets for callbacks cannot be approved (H-6b)."))
    actions: list[Any] = []
    if draft and approves:
        actions.append(_act(_("Approve the plan"), "approve_plan", row, primary=not why, refused=why))
    if draft and keeps:
        actions.append(_act(_("Set a target"), "set_target", row, primary=not approves))
    if not draft and keeps:
        actions.append(_act(_("Correct the plan"), "revise_plan", row))
    return {
        "page_title": f"{_('Annual callback plan')} {row.year}",
        "crumbs": [(str(PLANS.title), reverse("callbacks:plans"))],
        "thing": {
            "name": f"{row.unit.name} {row.year}", "number": _("edition %(number)s") % {"number": row.edition},
            "state": row.get_state_display(), "tone": "soon" if draft else "done",
        },
        "facts": [
            (_("Drafted by"), row.drafted_by), (_("Drafted at"), {"at": row.drafted_at}),
            (_("Approved by"), row.approved_by), (_("Approved at"), {"at": row.approved_at} if row.approved_at else ""),
            (_("Why it was corrected"), row.reason), (_("How it is to be reached"), row.measures),
        ],
        "targets": targets, "actions": actions, "timeline": happened_to(row),
        "body_template": "callbacks/plan_body.html",
    }  # fmt: skip


def _act(label: str, route: str, row: Any, *, primary: bool = False, refused: str = "") -> Action:
    return Action(label, reverse(f"callbacks:{route}", args=[row.pk]), primary=primary, refused=refused)


def asked(actor: Actor, given: Mapping[str, Any]) -> tuple[Any, int, list[Any]]:
    """Return the unit and year that an address asks for, and the units to choose from; without, the first and now."""
    form = forms.YearForm({name: given.get(name, "") for name in ("unit", "year")}, actor=actor)
    try:
        values = form.accept()
    except Refusal:
        raise Refusal.at("year", _("Write the year as 2026.")) from None
    rows = list(queries.year_units(actor))
    wanted = values["unit"]
    unit = next((row for row in rows if row.pk == wanted), None) if wanted else next(iter(rows), None)
    if wanted and unit is None:
        raise NotVisible(_("There is no such unit, or its callbacks are not open to you."))
    return unit, values["year"] or clock.today().year, rows


def year_context(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page of a year shows: in all, per occasion beside the plan, per person in the contest's order."""
    unit, year, rows = asked(actor, given)
    context: dict[str, Any] = {"page_title": _("The year's callbacks"), "units": rows, "unit": unit, "year": year}
    if unit is None:
        return context
    found = queries.year_figures(actor, unit=unit, year=year)
    signed = list(queries.summaries(actor).filter(unit=unit, year=year).order_by("-edition"))
    actions = []
    if actor.reach(Permit.KEEP_PLANS).covers(unit.path):
        url = f"{reverse('callbacks:sign_summary')}?{urlencode({'unit': unit.pk, 'year': year})}"
        why = _("This year is not over yet.") if year >= clock.today().year else ""
        why = why or ("" if found.total.counted.due else _("Nobody had to be called."))
        actions = [Action(_("Sign the annual summary"), url, primary=not signed, refused=why)]
    return context | _tables(found) | {
        "signed": signed, "plan": found.plan, "cut_off": found.cut_off, "actions": actions,
        "before_url": _url(unit.pk, year - 1), "after_url": _url(unit.pk, year + 1),
        "unit_urls": [(row, _url(row.pk, year), row.pk == unit.pk) for row in rows],
    }  # fmt: skip


def _url(unit: int, year: int) -> str:
    return f"{reverse('callbacks:year')}?{urlencode({'unit': unit, 'year': year})}"


def _tables(found: Year) -> dict[str, Any]:
    return {
        "total": _line(_("In all"), found.total),
        "occasions": [_line(row.label, row.figures) | _compared(row) for row in found.occasions],
        "people": [_line(row.name or _("given to nobody"), row.figures) | {"place": row.place} for row in found.people],
    }


def _compared(row: OccasionYear) -> dict[str, Any]:
    return {"target": row.rate, "number": row.number, "kept": row.kept}


def _line(label: str, one: Figures) -> dict[str, Any]:
    counted = one.counted
    return {
        "label": label, "rate": percent(counted.numerator, counted.denominator), "counted": counted,
        "content": percent(one.satisfied, one.rated), "satisfied": one.satisfied, "rated": one.rated,
        "missed": one.missed, "reached": one.reached,
    }  # fmt: skip


def summary_context(actor: Actor, row: Summary) -> Mapping[str, Any]:
    """Return what the page of a signed summary shows: every figure, and whether the rows still give it."""
    whole, found = queries.holds(row), queries.signed_year(actor, row)
    url = reverse("callbacks:summary_lines", args=[row.pk])
    return {
        "page_title": _("Annual summary of callbacks for %(year)s") % {"year": row.year},
        "crumbs": [(str(SUMMARIES.title), reverse("callbacks:summaries"))],
        "thing": {
            "name": f"{row.unit.name} {row.year}", "number": _("edition %(number)s") % {"number": row.edition},
            "state": _("as signed") if whole else _("does not hold"), "tone": "done" if whole else "bad",
            "hint": percent(row.numerator, row.denominator),
        },
        "facts": [
            (_("Signed by"), row.signed_by), (_("Cut-off"), {"at": row.cut_off}),
            (_("Why it was corrected"), row.reason),
            (_("Annual callback plan"), str(row.plan or ""), plan_url(row.plan) if row.plan else ""),
            (_("Assessment of the year"), row.assessment), (_("Digest"), row.digest),
        ],
        "actions": [Action(_("As a list"), url)],
        **_tables(found), "timeline": happened_to(row), "body_template": "callbacks/year_body.html",
    }  # fmt: skip

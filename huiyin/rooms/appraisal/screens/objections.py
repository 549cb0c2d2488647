"""The list of objections, and the forms that raise, inquire into and decide one."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, PointsColumn, Table, TimeColumn
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.models import Objection, SheetEdition
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.queries.sheet import of_people
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.screens.filters import ALL
from huiyin.rooms.appraisal.terms import OPEN_OBJECTIONS, ObjectionState, Outcome, Permit
from huiyin.rooms.appraisal.usecases import decide_objections as deciding
from huiyin.rooms.appraisal.usecases import objections as raising
from huiyin.rooms.people.queries import units

OPEN = "open"
MINE, DECIDE, OPINION = "mine", "decide", "opinion"
SHOWN_DISPUTABLE = 12


def due_of(row: Objection) -> Any:
    """Return the day that is due next of an open objection, or nothing."""
    if not row.is_open:
        return None
    return row.accept_by if row.state == ObjectionState.RAISED else row.decide_by


def is_late(row: Objection) -> bool:
    """Tell whether an open objection is overdue."""
    return row.is_open and rules.tone(due_of(row), clock.today()) == rules.OVERDUE


class ObjectionTable(Table):
    """Objections: what is open by the day that is due next, then what is over, newest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(linkify=("appraisal:objection", {"pk": A("pk")}))
    employee_no = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"), visible=False)
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    sheet = Column(
        accessor="edition__number",
        verbose_name=gettext_lazy("sheet"),
        attrs={"td": {"class": "desk"}, "th": {"class": "desk"}},
    )
    item = Column(accessor="entry__item", verbose_name=gettext_lazy("item"))
    fact = Column(accessor="entry__fact", verbose_name=gettext_lazy("fact"), attrs={"td": {"class": "wrap"}})
    points_before = PointsColumn()
    state = ChoiceColumn(ObjectionState)
    due = DateColumn(empty_values=(), accessor="pk", verbose_name=gettext_lazy("due next"))
    outcome = ChoiceColumn(Outcome, visible=False)
    raised_at = TimeColumn()
    accept_by = DateColumn(visible=False)
    decide_by = DateColumn(visible=False)
    decided_by = Column(visible=False)
    ended_at = TimeColumn(visible=False)
    points_after = PointsColumn(visible=False)
    score_before = PointsColumn(visible=False)
    score_after = PointsColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of objections; what is overdue is marked."""

        model = Objection
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if is_late(record) else None}
        fields: ClassVar = [
            "id", "number", "employee_no", "name", "unit", "sheet", "item", "fact", "points_before", "state", "due",
            "outcome", "raised_at", "accept_by", "decide_by", "decided_by", "ended_at", "points_after", "score_before",
            "score_after",
        ]  # fmt: skip

    def render_state(self, record: Objection) -> str:
        """Show the state, or what was decided."""
        return str(Outcome(record.outcome).label) if record.outcome else str(record.get_state_display())

    def render_due(self, record: Objection) -> str:
        """Show by when it is due next, red where that day has passed."""
        day = due_of(record)
        if day is None:
            return "—"
        shown = f"{day.isoformat()} {date_format(day, 'D')}"
        if is_late(record):
            return format_html('<span class="is-bad">{} {}</span>', shown, _("overdue"))
        return shown

    def value_due(self, record: Objection) -> Any:
        """Carry the day."""
        return due_of(record)


class ObjectionFilter(django_filters.FilterSet):
    """What objections can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Objection, sheet or person"), max_length=40)
    whose = django_filters.ChoiceFilter(
        method="waiting_for_me", empty_label=ALL, label=gettext_lazy("Concerning me"),
        choices=[
            (DECIDE, gettext_lazy("for me to accept or decide")), (OPINION, gettext_lazy("my opinion is asked for")),
            (MINE, gettext_lazy("raised by me")),
        ],
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        method="in_state", choices=[(OPEN, gettext_lazy("all that are open")), *ObjectionState.choices],
        empty_label=ALL, label=gettext_lazy("State"),
    )  # fmt: skip
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), method="within", empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )  # fmt: skip
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices, empty_label=ALL, label=gettext_lazy("Outcome"))
    item = django_filters.CharFilter(
        field_name="entry__item", lookup_expr="exact", label=gettext_lazy("Deduction item"), max_length=20
    )

    class Meta:
        """Of the table of objections."""

        model = Objection
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Objection], _name: str, value: str) -> QuerySet[Objection]:
        """Find by the objection's or the sheet's number, or by the person."""
        text = value.strip()
        return rows.filter(Q(number__iexact=text) | Q(edition__number=text) | of_people(self.request.actor, text))

    def waiting_for_me(self, rows: QuerySet[Objection], _name: str, value: str) -> QuerySet[Objection]:
        """Keep what waits for the actor's decision or opinion, or what he raised himself."""
        actor: Actor = self.request.actor
        if value == MINE:
            return rows.filter(employee=actor.employee_id or 0)
        permit, waits = {
            DECIDE: (Permit.DECIDE_OBJECTIONS, queries.awaiting_decision),
            OPINION: (Permit.DRAFT_SHEETS, queries.awaiting_opinion),
        }[value]
        return rows.filter(waits(actor)) if actor.may(permit) else rows.none()

    def in_state(self, rows: QuerySet[Objection], _name: str, value: str) -> QuerySet[Objection]:
        """Keep one state, or all that are open."""
        return rows.filter(state__in=OPEN_OBJECTIONS if value == OPEN else (value,))

    def within(self, rows: QuerySet[Objection], _name: str, unit: Any) -> QuerySet[Objection]:
        """Keep the objections of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))


def _beside(actor: Actor, **_where: Any) -> Mapping[str, Any]:
    """Return what stands beside the list: what one may object to, and how decisions went."""
    may_object = queries.all_disputable(actor) if actor.may(Permit.ANSWER_SHEETS) and actor.employee_id else []
    counted = queries.overturns(actor) if actor.may(Permit.READ_STATISTICS) else {}
    titles = {"items": _("Decided by deduction item"), "drafters": _("Decided by appraiser")}
    return {
        "ways": _ways(actor),
        "disputable": [disputable_line(line) for line in may_object[:SHOWN_DISPUTABLE]],
        "overturns": [
            {"title": titles[key], "rows": rows, "items": key == "items"} for key, rows in counted.items() if rows
        ],
        "alarm": {"percent": rules.ALARM_PERCENT, "least": rules.ALARM_LEAST},
    }  # fmt: skip


def disputable_line(line: queries.Disputable) -> dict[str, Any]:
    """Return a deduction to which one may object, as a line with its button."""
    entry = line.entry
    return {
        "url": reverse("appraisal:object", args=[line.edition.pk, entry.pk]), "number": str(line.edition),
        "fact": entry.fact, "points": entry.shown_points, "serious": entry.serious, "item": entry.item,
        "until": line.edition.object_until,
    }  # fmt: skip


def _ways(actor: Actor) -> list[dict[str, Any]]:
    """Return the ways into the list that fit the actor."""
    ways = [("", _("All objections"))]
    if actor.may(Permit.DECIDE_OBJECTIONS):
        ways.append((DECIDE, _("For me to accept or decide")))
    if actor.may(Permit.DRAFT_SHEETS):
        ways.append((OPINION, _("My opinion is asked for")))
    if actor.employee_id is not None:
        ways.append((MINE, _("Raised by me")))
    page = reverse("appraisal:objections")
    return [{"key": key, "label": label, "url": f"{page}?whose={key}" if key else page} for key, label in ways]


OBJECTIONS: Listing = Listing(
    title=gettext_lazy("Objections"),
    door=queries.objections,
    table=ObjectionTable,
    filters=ObjectionFilter,
    order=("urgency", "-id"),
    empty_title=gettext_lazy("No objections"),
    empty_hint=gettext_lazy(
        "Whoever does not agree with a deduction of his sheet objects to it within the term; it stands here until it is"
        " decided, and afterwards."
    ),
    beside=_beside,
    template="appraisal/objections.html",
)


def edition_url(edition: SheetEdition) -> str:
    """Return the page of an edition, or of the sheet that it became."""
    try:
        return reverse("appraisal:edition", args=[edition.pk])
    except NoReverseMatch:
        return reverse("appraisal:sheet", args=[edition.sheet_id]) if edition.sheet_id else ""


def page_url(thing: Any) -> str:
    """Return the page of an objection; of a deduction that is not objected to yet, the page of its sheet."""
    if isinstance(thing, queries.Disputable):
        return edition_url(thing.edition)
    return reverse("appraisal:objection", args=[thing.pk])


def _disputable(actor: Actor, *, pk: int, entry: int) -> queries.Disputable:
    found = queries.disputable(actor, pk=pk, entry=entry)
    raising.check_disputable(found)
    return found


def _screen(**given: Any) -> FormScreen:
    load: Callable[..., Any] = given.pop("load")
    return FormScreen(
        load=load, subject=given.pop("subject", "objection"), done=page_url, template="appraisal/objection_form.html",
        **given,
    )  # fmt: skip


RAISE = _screen(
    title=gettext_lazy("Object to a deduction"), form=forms.RaiseForm, door=raising.raise_objection, subject="line",
    load=_disputable, submit=gettext_lazy("Sign and object"),
    said=gettext_lazy("Your objection was raised. Nobody who made the deduction decides on it."),
)  # fmt: skip
ANSWER = _screen(
    title=gettext_lazy("Answer the inquiry"), form=forms.OwnOpinionForm, door=raising.state_own_opinion,
    load=one(queries.own_objections), said=gettext_lazy("Your opinion was kept."),
)  # fmt: skip
OPINE = _screen(
    title=gettext_lazy("The appraiser's opinion"), form=forms.AppraiserOpinionForm, door=deciding.state_opinion,
    load=one(queries.appraised), said=gettext_lazy("Your opinion was kept."),
)  # fmt: skip
INQUIRE = _screen(
    title=gettext_lazy("What the inquiry found"), form=forms.InquiryForm, door=deciding.record_inquiry,
    load=one(queries.decidable), said=gettext_lazy("The findings were kept."),
)  # fmt: skip
DECIDE_ONE = _screen(
    title=gettext_lazy("Decide the objection"), form=forms.DecideForm, door=deciding.decide_objection,
    load=one(queries.decidable), submit=gettext_lazy("Sign and decide"),
    said=gettext_lazy("The objection is decided. Both scores stay readable."),
)  # fmt: skip

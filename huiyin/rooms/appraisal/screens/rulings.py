"""The register of awards and sanctions: its list, and the forms of its moves."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table
from huiyin.rooms.appraisal.forms import rulings as forms
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.screens.filters import ALL, YesNoFilter
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.terms.rulings import STANDING_STATES, RulingKind, RulingLevel, RulingState
from huiyin.rooms.appraisal.usecases import issue_ruling, move_ruling, propose_ruling
from huiyin.rooms.people.queries import findable, units

TONES = {
    RulingState.PROPOSED: "current", RulingState.STATED: "current", RulingState.CHECKED: "current",
    RulingState.DECIDED: "soon", RulingState.DELIVERED: "done", RulingState.APPEALED: "soon",
    RulingState.UPHELD: "done", RulingState.CHANGED: "done",
}  # fmt: skip
_WAITING = (
    ("state", gettext_lazy("my statement")),
    ("decide", gettext_lazy("my decision")), ("check", gettext_lazy("my check")),
    ("deliver", gettext_lazy("delivery by me")), ("answer", gettext_lazy("my decision on an appeal")),
)  # fmt: skip


class RulingTable(Table):
    """Awards and sanctions, newest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(linkify=("appraisal:ruling", {"pk": A("pk")}))
    employee_no = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"))
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    kind = ChoiceColumn(RulingKind)
    level = ChoiceColumn(RulingLevel)
    points = NumberColumn()
    state = ChoiceColumn(RulingState)
    happened_on = DateColumn()
    decided_on = DateColumn()
    term_end = DateColumn()
    expired = FlagColumn(empty_values=(), accessor="pk", verbose_name=gettext_lazy("expired"), visible=False)
    proposed_by = Column(visible=False)
    decided_by = Column(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of awards and sanctions."""

        model = Ruling
        fields: ClassVar = [
            "id", "version", "number", "employee_no", "name", "unit", "kind", "level", "points", "state",
            "happened_on", "decided_on", "term_end", "expired", "proposed_by", "decided_by",
        ]  # fmt: skip

    def render_points(self, value: int) -> str:
        """Show points only where there are some."""
        return str(value) if value else "—"

    def render_term_end(self, record: Ruling) -> str:
        """Show until when a sanction counts, and that it no longer does."""
        day = record.term_end.isoformat() if record.term_end else ""
        over = format_html(' <span class="ap-flag">{}</span>', _("expired")) if _over(record) else ""
        return format_html('<span class="ap-term"><time datetime="{}">{}</time>{}</span>', day, day, over)

    def value_expired(self, record: Ruling) -> bool:
        """Carry whether the term is over."""
        return _over(record)


def _over(row: Ruling) -> bool:
    return queries.is_expired(row)


class RulingFilter(django_filters.FilterSet):
    """What awards and sanctions can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Number or person"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=RulingKind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    level = django_filters.ChoiceFilter(choices=RulingLevel.choices, empty_label=ALL, label=gettext_lazy("Level"))
    state = django_filters.ChoiceFilter(choices=RulingState.choices, empty_label=ALL, label=gettext_lazy("State"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="below",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )
    year = django_filters.NumberFilter(
        method="in_year", label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0
    )
    person = django_filters.CharFilter(
        field_name="employee__number", lookup_expr="exact", label=gettext_lazy("Staff number"), max_length=20
    )
    waiting = django_filters.ChoiceFilter(
        choices=_WAITING, method="for_me", empty_label=ALL, label=gettext_lazy("Waits for")
    )
    standing = YesNoFilter(method="stands", label=gettext_lazy("Decided and standing"))

    class Meta:
        """Of the table of awards and sanctions."""

        model = Ruling
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Ruling], _name: str, value: str) -> QuerySet[Ruling]:
        """Find one by its number, or those of a person by number, name or pinyin."""
        people = findable(self.request.actor, Permit.READ_RULINGS, value).order_by().values("pk")
        return rows.filter(Q(number=value.strip().upper()) | Q(employee__in=people))

    def below(self, rows: QuerySet[Ruling], _name: str, unit: Any) -> QuerySet[Ruling]:
        """Keep those of a unit and everything below it."""
        return rows.filter(unit__path__startswith=unit.path)

    def in_year(self, rows: QuerySet[Ruling], _name: str, value: Any) -> QuerySet[Ruling]:
        """Keep what was decided in a year, and what was proposed in it and waits."""
        frame = (f"{int(value):04d}-01-01", f"{int(value):04d}-12-31")
        return rows.filter(Q(decided_on__range=frame) | Q(decided_on=None, proposed_on__range=frame))

    def for_me(self, rows: QuerySet[Ruling], _name: str, value: str) -> QuerySet[Ruling]:
        """Keep what waits for something that the actor has to do."""
        permit, condition = queries.WAITING[value]
        actor = self.request.actor
        return rows.filter(condition(actor)) if actor.may(permit) else rows.none()

    def stands(self, rows: QuerySet[Ruling], _name: str, value: bool) -> QuerySet[Ruling]:  # noqa: FBT001 - django-filter's
        """Keep, or leave out, what was decided and stands."""
        return rows.filter(state__in=STANDING_STATES) if value else rows.exclude(state__in=STANDING_STATES)


def _actions(actor: Actor) -> list[Action]:
    if not actor.may(Permit.PROPOSE_RULING):
        return []
    return [Action(_("Propose"), reverse("appraisal:propose_ruling"), primary=True)]


RULINGS: Listing = Listing(
    title=gettext_lazy("Awards and sanctions"),
    door=queries.rulings,
    table=RulingTable,
    filters=RulingFilter,
    order=("-id",),
    empty_title=gettext_lazy("No awards or sanctions yet"),
    empty_hint=gettext_lazy(
        "A proposal names the person, the level and the facts; who decides depends on the level. There are no fines."
    ),
    actions=_actions,
    template="appraisal/rulings.html",
)


def to_ruling(row: Any) -> str:
    """Return the address of an award or sanction."""
    return reverse("appraisal:ruling", args=[row.pk])


PROPOSE = FormScreen(
    title=gettext_lazy("Propose an award or a sanction"),
    form=forms.ProposalForm,
    door=propose_ruling.propose_ruling,
    done=to_ruling,
    submit=gettext_lazy("Propose"),
    said=gettext_lazy("It is proposed; nothing is decided yet."),
)
ACCUMULATE = FormScreen(
    title=gettext_lazy("Propose three as one of the next level"),
    form=forms.AccumulationForm,
    door=propose_ruling.propose_accumulated,
    done=to_ruling,
    submit=gettext_lazy("Propose"),
    said=gettext_lazy("It is proposed; nothing is decided yet."),
)


def _move(title: Any, form: Any, door: Any, *, own: bool = False, **more: Any) -> FormScreen:
    load = one(queries.own_rulings if own else queries.rulings)
    return FormScreen(title=title, form=form, door=door, subject="ruling", load=load, done=to_ruling, **more)


CORRECT = _move(gettext_lazy("Correct the proposal"), forms.CorrectionForm, propose_ruling.correct_proposal)
WITHDRAW = _move(
    gettext_lazy("Withdraw the proposal"),
    forms.ReasonForm,
    propose_ruling.withdraw_proposal,
    submit=gettext_lazy("Withdraw"),
)
STATE = _move(
    gettext_lazy("Give your statement"), forms.StatementForm, move_ruling.state_own_case, own=True,
    submit=gettext_lazy("Hand in the statement"), said=gettext_lazy("Your statement is recorded."),
)  # fmt: skip
HEAR = _move(gettext_lazy("Record the hearing"), forms.HearingForm, move_ruling.hear_person)
CHECK = _move(gettext_lazy("Check"), forms.CheckForm, move_ruling.check_ruling, submit=gettext_lazy("Record the check"))
DECIDE = _move(gettext_lazy("Decide"), forms.DecisionForm, move_ruling.decide_ruling, submit=gettext_lazy("Decide"))
DISMISS = _move(gettext_lazy("Do not pursue"), forms.ReasonForm, move_ruling.dismiss_proposal)
DELIVER = _move(gettext_lazy("Record the delivery"), forms.DeliveryForm, move_ruling.deliver_ruling)
APPEAL = _move(
    gettext_lazy("Appeal"), forms.AppealForm, move_ruling.appeal_ruling, own=True,
    submit=gettext_lazy("Hand in the appeal"), said=gettext_lazy("Your appeal is recorded."),
)  # fmt: skip
ANSWER = _move(gettext_lazy("Decide on the appeal"), forms.AnswerForm, move_ruling.decide_appeal)
ISSUE = FormScreen(
    title=gettext_lazy("Issue the paper of this decision"),
    form=forms.NothingForm,
    door=issue_ruling.issue_ruling,
    subject="ruling",
    load=one(queries.rulings),
    done=lambda row: to_ruling(row) if isinstance(row, Ruling) else reverse("records:record", args=[row.pk]),
    submit=gettext_lazy("Issue"),
    said=gettext_lazy("The form was issued."),
)

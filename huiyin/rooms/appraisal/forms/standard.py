"""What may be typed in about schemes, years and workbooks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import Refusal
from huiyin.kernel.points import FULL, HUNDRED, parse_points, show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.queries.overviews import latest_month
from huiyin.rooms.appraisal.queries.simulation import DOWN, UP, Ground
from huiyin.rooms.appraisal.queries.years import runs
from huiyin.rooms.appraisal.terms import (
    MONTH_SHEET,
    OBJECTION_FORM,
    OTHER,
    RECORD_TYPES,
    RULING,
    SUB_ITEMS,
    YEAR_SHEET,
    Permit,
    Rounding,
)
from huiyin.rooms.people.queries import findable, units
from huiyin.rooms.people.terms import Business, Level

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_SIGNATURE = b"PK\x03\x04"
LONGEST_SECTION = 20
FIRST_YEAR, LAST_YEAR = 2000, 2999
CROSSES = {UP: gettext_lazy("rises above 100"), DOWN: gettext_lazy("no longer above 100")}


class HundredthsField(forms.DecimalField):
    """Points or per cent with two decimals as typed; the clean value is a whole number of hundredths."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        """Allow 0 to ``most`` whole points."""
        super().__init__(min_value=Decimal(0), max_value=Decimal(most), decimal_places=2, max_digits=7, **kwargs)
        self.widget.attrs["class"] = "hy-short"

    def prepare_value(self, value: Any) -> Any:
        """Show a stored 2050 as 20.50."""
        return show_points(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Return hundredths."""
        exact = super().clean(value)
        return None if exact is None else int(exact * HUNDRED)


def _percent(label: Any, hint: Any = "") -> HundredthsField:
    return HundredthsField(most=100, label=label, help_text=hint)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=picker)


class DraftForm(DoorForm):
    """A new draft: its name and the day from which it should rule."""

    name = forms.CharField(label=gettext_lazy("Name of the version"), max_length=60)
    effective_from = _day(
        gettext_lazy("Effective from"),
        gettext_lazy("Any day after the last sheet that was filled in; a version never acts back."),
    )


class SchemeForm(DraftForm):
    """The head and the weights of a draft."""

    checks_share = _percent(gettext_lazy("A: share of inspections, %"))
    months_share = _percent(gettext_lazy("B: share of month appraisals, %"))
    year_share = _percent(
        gettext_lazy("C: share of the year-end appraisal, %"), gettext_lazy("The three shares sum to 100 %.")
    )
    week_weight = _percent(gettext_lazy("Weight of weekly inspections within A, %"))
    month_weight = _percent(
        gettext_lazy("Weight of monthly inspections within A, %"), gettext_lazy("The two weights sum to 100 %.")
    )
    bonus_least = forms.IntegerField(label=gettext_lazy("Least bonus"), min_value=1, max_value=100)
    bonus_most = forms.IntegerField(label=gettext_lazy("Most bonus on a sheet"), min_value=1, max_value=100)
    other_cap = HundredthsField(most=100, label=gettext_lazy("Cap of 其它 on a sheet"))
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding of the final figure"), choices=Rounding.choices)


class PublishSchemeForm(DoorForm):
    """What the law wants known of a rule that touches pay and discipline (劳动合同法 4)."""

    discussed_on = _day(
        gettext_lazy("Discussed with the staff on"), gettext_lazy("By the staff congress or by all staff.")
    )
    minutes = forms.CharField(label=gettext_lazy("Number of the minutes"), max_length=40)
    noticed_on = _day(
        gettext_lazy("Made known to the staff on"),
        gettext_lazy("The day of the notice; not after the day from which the version rules."),
    )


class SendBackForm(DoorForm):
    """Why an approved version has to be changed."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ItemForm(DoorForm):
    """A deduction item."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=12)
    label = forms.CharField(label=gettext_lazy("Item"), max_length=80)
    meaning = forms.CharField(label=gettext_lazy("Meaning"), max_length=120, required=False)
    sub_item = forms.ChoiceField(
        label=gettext_lazy("Sub-item"),
        choices=[(group, [(name, name) for name in names]) for group, names in SUB_ITEMS.items()] + [(OTHER, OTHER)],
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Staff class"), required=False,
        choices=[("", gettext_lazy("both")), *Level.choices],
    )  # fmt: skip
    business = forms.ChoiceField(
        label=gettext_lazy("Business"), required=False,
        choices=[("", gettext_lazy("all")), *Business.choices],
    )  # fmt: skip
    least = HundredthsField(most=100, label=gettext_lazy("Points from"))
    most = HundredthsField(most=100, label=gettext_lazy("Points to"))
    check_least = HundredthsField(most=100, label=gettext_lazy("On an inspection, from"))
    check_most = HundredthsField(most=100, label=gettext_lazy("On an inspection, to"))
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=60, required=False)
    link = forms.CharField(label=gettext_lazy("Link"), max_length=20, required=False)
    check_section = forms.CharField(
        label=gettext_lazy("Section of an inspection"), max_length=80, required=False,
        help_text=gettext_lazy("Where it usually belongs on an inspection form; several with 、 between."),
    )  # fmt: skip


def read_marks(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Read the marks of a grid, {audience: {section: as typed}}, into hundredths; an empty cell leaves the section out.

    Raises Refusal naming each cell that is no number of at most two decimals between 0 and 100.
    """
    read: dict[str, dict[str, int]] = {}
    for audience, row in given.items():
        read[audience] = {}
        for name, typed in row.items():
            if typed is None or not str(typed).strip():
                continue
            try:
                marks = parse_points(typed)
            except ValueError:
                marks = -1
            if not 0 <= marks <= FULL or not 0 < len(name) <= LONGEST_SECTION:
                raise Refusal.at(f"{audience}.{name}", _("“%(name)s” needs marks from 0 to 100.") % {"name": name})
            read[audience][name] = marks
    return read


class WorkbookForm(DoorForm):
    """A workbook to hand in; its size and first bytes are looked at here, its rows in the preview."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"), max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": f".xlsx,{XLSX}"}),
        help_text=gettext_lazy("An .xlsx file with the sheets 员工, 考评单, 扣分明细 and 加分; 方案 may be added."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large or no XLSX at all."""
        file = self.cleaned_data["file"]
        most: int = settings.HUIYIN_UPLOAD_MOST_BYTES
        if file.size > most:
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(most)s can be handed in."),
                params={"size": filesizeformat(file.size), "most": filesizeformat(most)},
            )
        begins = file.read(len(ZIP_SIGNATURE))
        file.seek(0)
        if begins != ZIP_SIGNATURE:
            raise forms.ValidationError(
                _("This is no .xlsx workbook. Save it as “Excel workbook (.xlsx)” and try again.")
            )
        return file


class YearForm(DoorForm):
    """The year to settle."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


PERIOD_HINT = gettext_lazy("A month as 2025-03, or a year as 2025, as the form has it.")


class IssueForm(DoorForm):
    """Which form to issue, for which unit and period."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=[(kind.key, kind.title) for kind in RECORD_TYPES if kind.key not in {RULING, OBJECTION_FORM}],
    )
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=gettext_lazy("Department and below"), queryset=None
    )
    period = forms.CharField(label=gettext_lazy("Period"), max_length=7, help_text=PERIOD_HINT)

    def narrow(self, actor: Actor) -> None:
        """Offer the units for which the actor may issue."""
        reach = actor.reach(Permit.ISSUE_FORMS)
        offered = units(actor).filter(reach.narrow(unit_path="path", employee=""))
        self.fields["unit"].queryset = offered  # type: ignore[attr-defined]
        if not self.is_bound:
            self.fields["period"].initial = latest_month(actor)


class SimulationForm(DoorForm):
    """Which year to try a version on, and whom to show."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    unit = forms.ChoiceField(label=gettext_lazy("Department and below"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Staff class"), required=False, choices=[("", gettext_lazy("both")), *Level.choices]
    )
    crosses = forms.ChoiceField(
        label=gettext_lazy("The 100 mark"), required=False,
        choices=[("", gettext_lazy("all")), *CROSSES.items()],
    )  # fmt: skip

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        """Keep what the simulation goes by: years and units are not read twice."""
        self.ground = ground
        super().__init__(*args, **kwargs)

    def narrow(self, actor: Actor) -> None:
        """Offer the years that have sheets, the youngest complete one first, and the units that the actor sees."""
        actor.require(units.permit)
        reach = actor.reach(units.permit)
        self.years = self.ground.years
        self.units = {str(pk): row for pk, row in self.ground.units.items() if reach.covers(row.path)}
        self.fields["year"].choices = [(str(year), str(year)) for year in self.years]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((pk, row.name) for pk, row in self.units.items()),
        ]
        if not self.data.get("year"):
            self.data = {**dict(self.data.items()), "year": self._usual_year()}

    def _usual_year(self) -> str:
        """Return the youngest year that is over, else the youngest: what is tried is what the field shows."""
        over = [year for year in self.years if year < clock.today().year]
        return str(next(iter(over or self.years), ""))

    def clean_unit(self) -> Any:
        """Return the unit, or None for all."""
        return self.units.get(self.cleaned_data["unit"])


class PersonalIssueForm(DoorForm):
    """Which personal form to issue, for whom and for which period."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=[(kind.key, kind.title) for kind in RECORD_TYPES if kind.key in {MONTH_SHEET, YEAR_SHEET}],
    )
    employee = forms.CharField(label=gettext_lazy("Staff number"), max_length=20)
    period = forms.CharField(label=gettext_lazy("Period"), max_length=7, help_text=PERIOD_HINT)

    def clean_employee(self) -> int:
        """Find the person by the staff number, among those for whom the actor may issue."""
        number = self.cleaned_data["employee"].strip()
        found = findable(self.actor, Permit.ISSUE_FORMS, number).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("No such staff number in the units for which you may issue forms."))
        return int(found.pk)


class StatisticsForm(DoorForm):
    """Which run, unit and class the statistics are about; the choices are read once, to check and to show."""

    run = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Department and below"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Staff class"), required=False, choices=[("", gettext_lazy("both")), *Level.choices]
    )

    def narrow(self, actor: Actor) -> None:
        """Offer the runs and units that the actor sees."""
        ordered = runs(actor).order_by("-year", F("published_at").desc(nulls_last=True), "-pk")
        self.runs = {str(row.pk): row for row in ordered}
        self.units = {str(row.pk): row for row in units(actor)}
        self.fields["run"].choices = [  # type: ignore[attr-defined]
            (pk, f"{row.year} {row.get_state_display()} #{pk}") for pk, row in self.runs.items()
        ]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((pk, row.name) for pk, row in self.units.items()),
        ]

    def clean_run(self) -> Any:
        """Return the run asked for, else that of the youngest year."""
        return self.runs.get(self.cleaned_data["run"]) or next(iter(self.runs.values()), None)

    def clean_unit(self) -> Any:
        """Return the unit, or None for all."""
        return self.units.get(self.cleaned_data["unit"])

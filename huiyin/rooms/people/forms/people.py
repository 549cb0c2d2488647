"""What may be typed in about units, posts and people."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.platform.store import mask
from huiyin.rooms.people.forms.fields import PHONE, DayField, NumberField, add_error_if_turned
from huiyin.rooms.people.models import Appraiser, Deputy, Employee, Employment, Leave, Placement, Post, Unit
from huiyin.rooms.people.queries import keepable_units
from huiyin.rooms.people.terms import Level, Permit

_SHORT = {name: forms.TextInput(attrs={"class": "hy-short"}) for name in ("number", "name")}
_AS_POST = [("", _("as the post says")), *Level.choices]


def _open_to(form: DoorForm, actor: Actor, name: str, permit: str = Permit.KEEP_PEOPLE) -> None:
    form.fields[name].rows = Employee.objects.visible_to(actor.reach(permit)).select_related("unit")  # type: ignore[attr-defined]


def _level_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Staff class"), choices=_AS_POST, required=False)


class UnitForm(DoorModelForm):
    """A unit."""

    class Meta:
        model = Unit
        fields: ClassVar = ["code", "name", "parent", "business"]

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps, and the one it stands below now."""
        offered = Unit.objects.visible_to(actor.reach(Permit.KEEP_PEOPLE)).filter(closed=False)
        now = Unit.objects.filter(pk=self.instance.parent_id)
        self.fields["parent"].queryset = offered | now  # type: ignore[attr-defined]


class PostForm(DoorModelForm):
    """A post."""

    class Meta:
        model = Post
        fields: ClassVar = ["name", "level"]


class PlaceForm(DoorForm):
    """Where and as what somebody serves from a day on."""

    start = DayField(label=_("From"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Department"))
    post = forms.ModelChoiceField(Post.objects.all(), label=_("Post"))
    level = _level_field()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Begin with today and with the class of the post that will be chosen, not with the present class."""
        begin = {"start": clock.today(), "level": ""}
        return begin[field_name] if field_name in begin else super().get_initial_for_field(field, field_name)

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps."""
        self.fields["unit"].queryset = keepable_units(actor)  # type: ignore[attr-defined]


class PlacementForm(DoorModelForm):
    """A placement that is corrected; its own unit stays a choice though it be closed since."""

    start = DayField(label=_("From"))
    level = _level_field()

    class Meta:
        model = Placement
        fields: ClassVar = ["start", "unit", "post", "level"]

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps, and the one that is stored."""
        offered = Unit.objects.visible_to(actor.reach(Permit.KEEP_PEOPLE)).filter(
            Q(closed=False) | Q(pk=self.instance.unit_id)
        )
        self.fields["unit"].queryset = offered  # type: ignore[attr-defined]


class HireForm(DoorModelForm):
    """A new employee with the first day of service."""

    joined = DayField(label=_("Joined on"))
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=20, validators=[PHONE])
    level = _level_field()

    class Meta:
        model = Employee
        fields: ClassVar = ["number", "name", "pinyin", "unit", "post", "level", "joined", "phone", "email"]
        widgets: ClassVar = _SHORT

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps."""
        self.fields["unit"].queryset = keepable_units(actor)  # type: ignore[attr-defined]


class EmployeeForm(DoorModelForm):
    """Number and name of an employee."""

    class Meta:
        model = Employee
        fields: ClassVar = ["number", "name", "pinyin"]
        widgets: ClassVar = _SHORT


class ContactForm(DoorModelForm):
    """How an employee is reached. What is stored shows masked; a masked value that comes back means: keep it."""

    phone = forms.CharField(label=_("Telephone"), required=False, max_length=20)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)

    class Meta:
        model = Employee
        fields: ClassVar = ["phone", "email"]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Mask what is stored."""
        return mask(str(super().get_initial_for_field(field, field_name) or ""))

    def _kept(self, name: str, check: Any) -> str:
        given, stored = str(self.cleaned_data[name]), str(getattr(self.instance, name))
        if stored and given == mask(stored):
            return stored
        if given:
            check(given)
        return given

    def clean_phone(self) -> str:
        """Keep a masked number, check a new one."""
        return self._kept("phone", PHONE)

    def clean_email(self) -> str:
        """Keep a masked address, check a new one."""
        return self._kept("email", forms.EmailField().clean)


class ReasonForm(DoorForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)


class LastDayForm(DoorForm):
    """The last day of service."""

    end = DayField(label=_("Last day of service"))


class EmploymentForm(DoorModelForm):
    """An employment period that is corrected."""

    start = DayField(label=_("Joined on"))
    end = DayField(label=_("Left on"), required=False)

    class Meta:
        model = Employment
        fields: ClassVar = ["start", "end"]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data)
        return self.cleaned_data


class LeaveChangeForm(DoorModelForm):
    """Kind and days of a leave."""

    start = DayField(label=_("From"))
    end = DayField(label=_("To"))

    class Meta:
        model = Leave
        fields: ClassVar = ["kind", "start", "end"]

    def clean(self) -> dict[str, Any]:
        """Refuse a leave that ends before it begins."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data)
        return self.cleaned_data


class LeaveForm(LeaveChangeForm):
    """A leave of somebody."""

    employee = NumberField(label=_("Employee"))

    class Meta(LeaveChangeForm.Meta):
        fields: ClassVar = ["employee", "kind", "start", "end"]

    def narrow(self, actor: Actor) -> None:
        """Find only people whom the actor keeps."""
        _open_to(self, actor, "employee")


class AppraiserForm(DoorModelForm):
    """Who appraises a unit from a day on. The appraiser may stand outside the actor's own units."""

    employee = NumberField(label=_("Appraiser"))
    start = DayField(label=_("From"), initial=clock.today)

    class Meta:
        model = Appraiser
        fields: ClassVar = ["unit", "employee", "start"]

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps; find any person by number."""
        self.fields["unit"].queryset = keepable_units(actor) | Unit.objects.filter(pk=self.instance.unit_id)  # type: ignore[attr-defined]
        _open_to(self, actor, "employee", Permit.READ_PEOPLE)


class DeputyForm(DoorModelForm):
    """Who acts for whom."""

    principal = NumberField(label=_("Absent person"))
    deputy = NumberField(label=_("Deputy"))
    start = DayField(label=_("From"), initial=clock.today)
    end = DayField(label=_("To"))

    class Meta:
        model = Deputy
        fields: ClassVar = ["principal", "deputy", "start", "end", "reason"]

    def narrow(self, actor: Actor) -> None:
        """Find only people whom the actor keeps."""
        _open_to(self, actor, "principal")
        _open_to(self, actor, "deputy")

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order and a person who stands in for himself."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data)
        principal, deputy = self.cleaned_data.get("principal"), self.cleaned_data.get("deputy")
        if principal and principal == deputy:
            self.add_error("deputy", _("Nobody is his own deputy."))
        return self.cleaned_data

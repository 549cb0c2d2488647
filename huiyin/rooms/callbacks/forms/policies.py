"""What is typed in about policies and rates."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.rooms.callbacks.models import Policy
from huiyin.rooms.callbacks.terms import MOST_QUESTIONS, Permit
from huiyin.rooms.people.forms.fields import PHONE, DayField, NumberField
from huiyin.rooms.people.queries import employees, units

_SAID: tuple[str, ...] = (
    "delay_days", "window_days", "rate", "target", "confirmed", "other_caller", "service_phone", "tell_three", "offer",
    "questions",
)  # fmt: skip


def _kept(actor: Actor) -> Any:
    reach = actor.reach(Permit.KEEP_POLICIES)
    return units.call(actor).filter(reach.narrow(unit_path="path", employee=""), closed=False)


class PolicyChangeForm(DoorModelForm):
    """What a policy says."""

    caller = NumberField(
        label=gettext_lazy("Who calls"), required=False, help_text=gettext_lazy("Empty: the supervisor hands it out.")
    )
    deputy = NumberField(
        label=gettext_lazy("Otherwise calls"), required=False,
        help_text=gettext_lazy("Who calls where the caller handled the matter himself."),
    )  # fmt: skip

    class Meta:
        model = Policy
        fields: ClassVar = [*_SAID]
        widgets: ClassVar = {"questions": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Check the number as people write it, put who calls above what is asked."""
        super().__init__(*args, **kwargs)
        self.fields["service_phone"].validators.append(PHONE)
        self.fields["window_days"].max_value = 400  # type: ignore[attr-defined]
        first = ["unit", "occasion", "start", "delay_days", "window_days", "rate", "target", "confirmed"]
        self.order_fields([*first, "caller", "deputy", "other_caller", "service_phone", "tell_three", "offer"])

    def narrow(self, actor: Actor) -> None:
        """Find only people whom the actor sees."""
        seen = employees.call(actor).filter(active=True)
        for name in ("caller", "deputy"):
            self.fields[name].rows = seen  # type: ignore[attr-defined]

    def clean_questions(self) -> str:
        """Refuse more questions than one call asks."""
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > MOST_QUESTIONS:
            raise forms.ValidationError(_("One call asks %(most)s questions at most.") % {"most": MOST_QUESTIONS})
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Refuse what is due before anybody may be called, rates beyond 1 to 100, and a stand-in for himself."""
        super().clean()
        given = self.cleaned_data
        delay, days = given.get("delay_days"), given.get("window_days")
        if delay is not None and days is not None and days < delay:
            self.add_error("window_days", _("It would be due before anybody may be called."))
        for name, least in (("rate", 1), ("target", 0)):
            if given.get(name) is not None and not least <= given[name] <= 100:  # noqa: PLR2004 - per cent
                self.add_error(name, _("Write per cent: up to 100."))
        if given.get("caller") and given.get("caller") == given.get("deputy"):
            self.add_error("deputy", _("This is the same person."))
        return given


class PolicyForm(PolicyChangeForm):
    """A policy that begins."""

    start = DayField(label=gettext_lazy("From"), initial=clock.today)

    class Meta(PolicyChangeForm.Meta):
        fields: ClassVar = ["unit", "occasion", *_SAID]

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose policies the actor keeps."""
        super().narrow(actor)
        self.fields["unit"].queryset = _kept(actor)  # type: ignore[attr-defined]


class AdoptForm(DoorForm):
    """The regulation's own policies for a unit."""

    unit = forms.ModelChoiceField(units.call(Actor()), label=gettext_lazy("Department"))
    start = DayField(label=gettext_lazy("From"), initial=clock.today)
    service_phone = forms.CharField(
        label=gettext_lazy("Service number"), max_length=20, required=False, validators=[PHONE]
    )

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose policies the actor keeps."""
        self.fields["unit"].queryset = _kept(actor)  # type: ignore[attr-defined]


class EndForm(DoorForm):
    """The last day of a policy."""

    end = DayField(label=gettext_lazy("Last day"), initial=clock.today)


class MonthForm(DoorForm):
    """Whose month is frozen."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("Month"), help_text=gettext_lazy("As 2026-11.")
    )

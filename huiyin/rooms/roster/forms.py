"""What may be typed in about books, logs and days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.people.forms.fields import DayField, NumberField
from huiyin.rooms.people.queries import findable, open_units
from huiyin.rooms.roster import queries
from huiyin.rooms.roster.terms import LONGEST_REMARK, LONGEST_TEXT, BookKind, Matter, Permit


def _units(actor: Actor, permit: str) -> Any:
    """Return the open units over which the actor holds a permit."""
    return open_units(actor.reach(permit)).order_by("path")


class LogForm(DoorForm):
    """What happened on a day, as somebody on the spot writes it on a telephone."""

    book: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Log book"), empty_label=None)
    day = DayField(label=_("Day"))
    text = forms.CharField(
        label=_("What happened"), min_length=2, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done, seen and handed over. Nothing out of the ordinary is also worth a line."),
    )  # fmt: skip
    problem = forms.BooleanField(
        label=_("A problem to follow up"), required=False,
        help_text=_("Whoever reviews the day has it followed up."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Offer the books in which the actor writes; his own come first."""
        rows = queries.writable_books(actor)
        self.fields["book"].queryset = rows  # type: ignore[attr-defined]
        own = rows.filter(keeper=actor.employee_id).values_list("pk", flat=True).first() if actor.employee_id else None
        self.initial.setdefault("book", own)
        self.initial.setdefault("day", clock.today())


class BookForm(DoorForm):
    """A post that keeps a book."""

    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Unit"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=BookKind.choices)
    name = forms.CharField(label=_("Post that keeps it"), max_length=60)
    keeper = NumberField(label=_("Who owes it"), help_text=_("Number, name or pinyin."))
    start = DayField(label=_("Kept from"))

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose books the actor keeps, and their people."""
        self.fields["unit"].queryset = _units(actor, Permit.KEEP_BOOKS)  # type: ignore[attr-defined]
        self.fields["keeper"].rows = findable(actor, Permit.KEEP_BOOKS, "").filter(active=True)  # type: ignore[attr-defined]
        self.initial.setdefault("start", clock.today())


class BookChangeForm(DoorForm):
    """Who keeps a book from now on, and until when."""

    name = forms.CharField(label=_("Post that keeps it"), max_length=60)
    keeper = NumberField(label=_("Who owes it"), help_text=_("Number, name or pinyin."))
    end = DayField(label=_("Kept until"), required=False, help_text=_("Leave it empty while the book is kept."))

    def narrow(self, actor: Actor) -> None:
        """Offer the people of the units whose books the actor keeps."""
        self.fields["keeper"].rows = findable(actor, Permit.KEEP_BOOKS, "").filter(active=True)  # type: ignore[attr-defined]


class _OfDay(DoorForm):
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Unit"), empty_label=None)
    day = DayField(label=_("Day"))

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose days the actor reviews."""
        self.fields["unit"].queryset = _units(actor, Permit.REVIEW_DAYS)  # type: ignore[attr-defined]


class ReadForm(_OfDay):
    """Which records were read."""

    items = forms.CharField(label=_("Records"), max_length=20_000, help_text=_("Keys, with blanks between."))


class CommentForm(_OfDay):
    """A remark, and what becomes of it."""

    item = forms.CharField(label=_("Record"), max_length=120, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Remark"), min_length=2, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 3})
    )
    matter = forms.ChoiceField(
        label=_("Follow it up"), required=False, choices=[("", _("no, only remark")), *Matter.choices],
        help_text=_("It becomes a case, and stays open here until the case is over."),
    )  # fmt: skip
    owner = NumberField(label=_("Who has it put right"), required=False, help_text=_("Number, name or pinyin."))
    due = DayField(label=_("By which day"), required=False)

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose days the actor reviews, and their people."""
        super().narrow(actor)
        self.fields["owner"].rows = findable(actor, Permit.REVIEW_DAYS, "").filter(active=True)  # type: ignore[attr-defined]
        for name in ("unit", "day"):
            self.fields[name].widget = self.fields[name].hidden_widget()
        self.initial.setdefault("due", clock.today())

    @property
    def about(self) -> queries.Item | None:
        """Return the record that is remarked on, where its day is open to who asks."""
        given = {name: self[name].value() for name in ("unit", "day", "item")}
        try:
            unit, day = self.fields["unit"].clean(given["unit"]), self.fields["day"].clean(given["day"])
        except forms.ValidationError:
            return None
        if not self.actor.may(Permit.READ_DAYS):
            return None
        return queries.day_pack(self.actor, unit=unit, day=day).items.get(str(given["item"]))


class ReviewForm(_OfDay):
    """The day as a whole."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 2})
    )

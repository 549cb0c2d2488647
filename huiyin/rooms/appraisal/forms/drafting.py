"""What may be typed in about rounds and about the sheets of a round."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock, files
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.forms.standard import HundredthsField
from huiyin.rooms.appraisal.models import SheetEdition
from huiyin.rooms.appraisal.rules.work import EntryDraft, FormRules, item_of
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.queries.people import findable

MOST_NAMED, MOST_DRAWN = 200, 200
MOST_LINES = 50


class KindField(forms.IntegerField):
    """A kind of sheets: chosen by its name on the page, a number over the API as everywhere."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the kinds."""
        super().__init__(widget=forms.Select(choices=Kind.choices), **kwargs)

    def clean(self, value: Any) -> int | None:
        """Take the kinds alone."""
        kind: int | None = super().clean(value)
        if kind is not None and kind not in Kind.values:
            raise forms.ValidationError(
                forms.ChoiceField.default_error_messages["invalid_choice"], params={"value": value}
            )
        return kind


class RoundForm(DoorForm):
    """A round to begin: unit, kind, date; some people only, or, of a spot check, how many are drawn by lot."""

    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=gettext_lazy("Department and below"), queryset=None
    )
    kind = KindField(label=gettext_lazy("Kind"))
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
        help_text=gettext_lazy("The sheets belong to the week, month or year of this day."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("Drawn by lot"), required=False, min_value=1, max_value=MOST_DRAWN,
        help_text=gettext_lazy("For a spot check: how many people. The draw is kept, so that anybody can repeat it."),
    )  # fmt: skip
    people = forms.CharField(
        label=gettext_lazy("Only these people"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Staff numbers with spaces or commas between. Empty: everybody who owes such a sheet."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Offer the units over which the actor drafts."""
        reach = actor.reach(Permit.DRAFT_SHEETS)
        offered = units(actor).filter(reach.narrow(unit_path="path", employee=""))
        self.fields["unit"].queryset = offered  # type: ignore[attr-defined]
        if not self.is_bound:
            few = list(offered[:2])
            self.fields["unit"].initial = few[0].pk if len(few) == 1 else None

    def clean_people(self) -> list[int]:
        """Find the people by their numbers, among those for whom the actor may draft."""
        numbers = list(dict.fromkeys(re.findall(r"[^\s,，、;；]+", self.cleaned_data["people"])))
        if len(numbers) > MOST_NAMED:
            raise forms.ValidationError(_("At most %(most)s people can be named.") % {"most": MOST_NAMED})
        known = findable(self.actor, Permit.DRAFT_SHEETS, "").filter(number__in=numbers)
        found = dict(known.values_list("number", "pk")) if numbers else {}
        strange = [number for number in numbers if number not in found]
        if strange:
            shown = {"numbers": "、".join(strange[:10])}
            raise forms.ValidationError(_("No such staff number in your units: %(numbers)s") % shown)
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        """A lot is drawn for spot checks alone, and a spot check is about some people."""
        given = super().clean() or {}
        count, people, kind = given.get("count"), given.get("people"), given.get("kind")
        if count and kind is not None and kind != Kind.SPOT_CHECK:
            self.add_error("count", _("Only spot checks are drawn by lot."))
        if count and people:
            self.add_error("people", _("Either people are named, or they are drawn by lot."))
        if kind == Kind.SPOT_CHECK and not count and not people and not {"count", "people"} & set(self.errors):
            self.add_error("count", _("Say how many people are drawn, or name them."))
        given["count"] = count or 0
        return given


class EntryForm(DoorForm):
    """A line of a sheet. The item may be typed as code, label or initials; an address stands as the evidence too."""

    item = forms.CharField(label=gettext_lazy("Deduction item"), max_length=120)
    points = HundredthsField(most=100, label=gettext_lazy("Points"), required=False)
    fact = forms.CharField(label=gettext_lazy("Fact"), max_length=200, required=False)
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)
    section = forms.CharField(label=gettext_lazy("Section"), max_length=20, required=False)
    happened_on = forms.DateField(label=gettext_lazy("Day"), required=False)
    serious = forms.BooleanField(label=gettext_lazy("Serious violation"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=300, required=False, assume_scheme="https",
        help_text=gettext_lazy("An address beginning with http:// or https://."),
    )  # fmt: skip
    file = forms.IntegerField(label=gettext_lazy("File"), required=False, min_value=1)
    source = forms.IntegerField(label=gettext_lazy("Recorded fact"), required=False, min_value=1)

    def clean_link(self) -> str:
        """Take addresses of the web alone."""
        link: str = self.cleaned_data["link"]
        if link and not link.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Write an address that begins with http:// or https://."))
        return link

    def clean(self) -> dict[str, Any]:
        """Keep an address that was typed as evidence as the link."""
        given = super().clean() or {}
        evidence = given.get("evidence", "")
        if re.fullmatch(r"https?://\S+", evidence) and not given.get("link"):
            given |= {"link": evidence, "evidence": ""}
        elif len(evidence) > 200:  # noqa: PLR2004 - the column's length; an address may be longer
            self.add_error("evidence", _("At most 200 signs; an address stands alone."))
        return given


class RemarksForm(DoorForm):
    """The appraiser's words on a sheet."""

    remark = forms.CharField(
        label=gettext_lazy("Appraiser's remark"), max_length=2000, required=False, widget=forms.Textarea
    )
    goals = forms.CharField(
        label=gettext_lazy("Goals for the next period"), max_length=2000, required=False, widget=forms.Textarea
    )


@dataclass
class TypedSheet:
    """A sheet as it came in: each line's cells as text, the lines in their order, and the words below."""

    seen: int
    lines: Sequence[Mapping[str, Any]]
    remarks: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[int, files.Upload] = field(default_factory=dict)


def read_sheet(actor: Actor, edition: SheetEdition, rules: FormRules, typed: TypedSheet) -> SheetInput:
    """Read a sheet for the write door. What cannot be read is carried along, so that all faults are named at once."""
    drafts: list[EntryDraft] = []
    unread: list[tuple[int, str, str]] = []
    for place, cells in enumerate(typed.lines[:MOST_LINES]):
        form = EntryForm(dict(cells), actor=actor)
        form.is_valid()
        unread += [(place, name, reason) for name, reason in _faults(form)]
        drafts.append(_draft(edition, rules, form.cleaned_data, cells))
    if len(typed.lines) > MOST_LINES:
        unread.append((MOST_LINES - 1, "item", _("A sheet has at most %(most)s lines.") % {"most": MOST_LINES}))
    words = RemarksForm({"remark": edition.remark, "goals": edition.goals, **typed.remarks}, actor=actor)
    words.is_valid()
    unread += [(-1, name, reason) for name, reason in _faults(words)]
    kept = {"remark": words.cleaned_data.get("remark", ""), "goals": words.cleaned_data.get("goals", "")}
    return SheetInput(edition, typed.seen, drafts, uploads=typed.uploads, unread=tuple(unread), **kept)


def _faults(form: DoorForm) -> Iterable[tuple[str, str]]:
    return [(fault.where or "item", fault.reason) for fault in form.faults()]


def _draft(edition: SheetEdition, rules: FormRules, clean: Mapping[str, Any], cells: Mapping[str, Any]) -> EntryDraft:
    """Return a line as far as it could be read."""
    return EntryDraft(
        item=item_of(rules, clean.get("item", "")), fact=clean.get("fact", str(cells.get("fact", ""))),
        happened_on=clean.get("happened_on") or edition.date, section=clean.get("section", ""),
        points=clean.get("points"), serious=clean.get("serious", False),
        evidence=clean.get("evidence", str(cells.get("evidence", ""))), link=clean.get("link", ""),
        file=clean.get("file"), source=clean.get("source"),
    )  # fmt: skip

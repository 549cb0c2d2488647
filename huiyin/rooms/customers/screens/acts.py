"""Forms that act on customers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.screens import Action, FormScreen, one
from huiyin.rooms.customers import forms, queries, usecases
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.screens.lists import to_customer
from huiyin.rooms.people.forms import ReasonForm


def to_its_customer(row: Any) -> str:
    """Return the page of the customer behind a row, or of the customer itself."""
    return to_customer(row if isinstance(row, Party) else row.party)


REGISTER = FormScreen(
    title=_("Register a customer"),
    form=forms.RegisterForm,
    door=usecases.register_party,
    done=to_customer,
    submit=_("Register"),
    said=_("The customer was registered."),
)


def _act(title: Any, door: Any, said: Any, **more: Any) -> FormScreen:
    given: dict[str, Any] = {"subject": "party", "load": one(queries.all_parties), "done": to_its_customer}
    return FormScreen(title=title, door=door, said=said, **(given | more))


CHANGE = _act(_("Change the customer"), usecases.change_party, _("The customer was changed."), form=forms.PartyForm)
ADD_PROFILE = _act(
    _("Add a profile"), usecases.add_profile, _("The profile was added."), form=forms.ProfileForm, edits=False
)
ADD_CONTACT = _act(
    _("Add a contact"), usecases.add_contact, _("The contact was added."), form=forms.ContactForm, edits=False
)
GIVE_CONSENT = _act(
    _("Record consent"), usecases.give_consent, _("The consent was recorded."), form=forms.ConsentForm, edits=False
)
MERGE = _act(
    _("Merge with another"),
    usecases.merge_parties,
    _("The two customers are one now."),
    form=forms.MergeForm,
    submit=_("Merge"),
)
DISCLOSE = _act(
    _("Hand out all data"),
    usecases.disclose_party,
    "",
    form=ReasonForm,
    edits=False,
    submit=_("Download as JSON"),
    shows={"json": _("All that is kept")},
)
ERASE = _act(
    _("Erase the customer"),
    usecases.erase_party,
    _("The customer was erased."),
    form=ReasonForm,
    submit=_("Erase for good"),
)

_PROFILE: dict[str, Any] = {"subject": "profile", "load": one(queries.profiles)}
CHANGE_PROFILE = _act(
    _("Change the profile"),
    usecases.change_profile,
    _("The profile was changed."),
    form=forms.FactsForm,
    actions=lambda row: (Action(str(_("Remove the profile")), reverse("customers:remove_profile", args=[row.pk])),),
    **_PROFILE,
)
REMOVE_PROFILE = _act(_("Remove the profile"), usecases.remove_profile, _("The profile was removed."), **_PROFILE)
CLASSIFY = _act(
    _("Change the class"), usecases.classify_customer, _("The class was changed."), form=forms.ClassForm, **_PROFILE
)

_CONTACT: dict[str, Any] = {"subject": "contact", "load": one(queries.contacts)}
CHANGE_CONTACT = _act(
    _("Change the contact"),
    usecases.change_contact,
    _("The contact was changed."),
    form=forms.ContactChangeForm,
    actions=lambda row: (Action(str(_("Remove the contact")), reverse("customers:remove_contact", args=[row.pk])),),
    **_CONTACT,
)
REMOVE_CONTACT = _act(_("Remove the contact"), usecases.remove_contact, _("The contact was removed."), **_CONTACT)
REVEAL_CONTACT = _act(
    _("Show the contact"),
    usecases.reveal_contact,
    "",
    form=ReasonForm,
    edits=False,
    submit=_("Show the contact"),
    shows={"value": _("Contact")},
    **_CONTACT,
)
WITHDRAW_CONSENT = _act(
    _("Record a withdrawal"),
    usecases.withdraw_consent,
    _("The withdrawal was recorded."),
    form=forms.WithdrawForm,
    subject="consent",
    load=one(queries.consents),
)
UNDO_MERGE = _act(
    _("Undo the merge"),
    usecases.undo_merge,
    _("The two customers are apart again."),
    form=ReasonForm,
    subject="merge",
    load=one(queries.merges),
    done=lambda row: to_customer(row if isinstance(row, Party) else row.kept),
)

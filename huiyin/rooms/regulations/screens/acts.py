"""Forms of the regulations room, each through a write door; and what may be done with a version now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, one
from huiyin.rooms.regulations import forms, queries, usecases
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import Permit, Standing, State


@dataclass(frozen=True)
class ActScreen(FormScreen):
    """A form with what it is about above it."""

    template: str = "regulations/act.html"


def to(thing: Document | Edition | Clause | Interpretation) -> str:
    """Return the address of a document, of a version, or of a clause's place in its version."""
    if isinstance(thing, Document):
        return reverse("regulations:document", args=[thing.pk])
    if isinstance(thing, Edition):
        return reverse("regulations:edition", args=[thing.pk])
    number = thing.number if isinstance(thing, Clause) else thing.clause_number
    return f"{reverse('regulations:edition', args=[thing.edition_id])}#c{number}"


RECORD_DOCUMENT = ActScreen(
    title=_("Record a document"),
    form=forms.DocumentForm,
    door=usecases.record_document,
    done=to,
    said=_("The document is recorded. Add its clauses, then publish the draft."),
)
CHANGE_DOCUMENT = ActScreen(
    title=_("Document"),
    form=forms.DocumentForm,
    door=usecases.change_document,
    subject="document",
    load=one(queries.documents),
    done=to,
)
ADOPT_DOCUMENT = ActScreen(
    title=_("Take over the shipped procedure"),
    form=forms.AdoptForm,
    door=usecases.adopt_document,
    done=to,
    submit=_("Take over"),
)
START_DRAFT = ActScreen(
    title=_("Start a new version"),
    form=forms.DraftForm,
    door=usecases.start_draft,
    subject="document",
    edits=False,
    load=one(queries.documents),
    done=to,
    submit=_("Start the draft"),
    said=_("The draft is a copy of the last published version. Change its clauses, then publish it."),
)
CHANGE_DRAFT = ActScreen(
    title=_("Draft"),
    form=forms.DraftForm,
    door=usecases.change_draft,
    subject="edition",
    load=one(queries.editions),
    done=to,
)
DISCARD_DRAFT = ActScreen(
    title=_("Discard this draft with all its clauses?"),
    door=usecases.discard_draft,
    subject="edition",
    load=one(queries.editions),
    done=to,
    submit=_("Discard the draft"),
)
PUBLISH_EDITION = ActScreen(
    title=_("Publish this version"),
    form=forms.PublishForm,
    door=usecases.publish_edition,
    subject="edition",
    load=one(queries.editions),
    done=to,
    submit=_("Publish"),
    said=_("The version is published and sealed."),
)
REPEAL_EDITION = ActScreen(
    title=_("Repeal this version"),
    form=forms.RepealForm,
    door=usecases.repeal_edition,
    subject="edition",
    load=one(queries.editions),
    done=to,
    submit=_("Repeal"),
)
ADD_CLAUSE = ActScreen(
    title=_("Add a clause"),
    form=forms.NewClauseForm,
    door=usecases.add_clause,
    subject="edition",
    edits=False,
    load=one(queries.editions),
    done=to,
)
CHANGE_CLAUSE = ActScreen(
    title=_("Change the clause"),
    form=forms.ClauseForm,
    door=usecases.change_clause,
    subject="clause",
    load=one(queries.clauses),
    done=to,
)
REMOVE_CLAUSE = ActScreen(
    title=_("Take this clause out of the draft?"),
    door=usecases.remove_clause,
    subject="clause",
    load=one(queries.clauses),
    done=to,
    submit=_("Take it out"),
)
INTERPRET_CLAUSE = ActScreen(
    title=_("Interpret a clause"),
    form=forms.InterpretationForm,
    door=usecases.interpret_clause,
    subject="clause",
    edits=False,
    load=one(queries.clauses),
    done=to,
    submit=_("Give the interpretation"),
)


def edition_actions(
    actor: Actor, edition: Edition, standing: Standing, others: Iterable[Edition]
) -> list[dict[str, Any]]:
    """Return what may be done with a version now, and only that; what must wait says why."""

    def page(name: str, pk: int) -> str:
        return reverse(f"regulations:{name}", args=[pk])

    actions: list[dict[str, Any]] = []
    if standing is Standing.DRAFT:
        if actor.may(Permit.DRAFT):
            actions += [
                {"label": _("Add a clause"), "url": page("add_clause", edition.pk)},
                {"label": _("Day and note"), "url": page("change_draft", edition.pk)},
                {"label": _("Discard the draft"), "url": page("discard_draft", edition.pk), "danger": True},
            ]
        if actor.may(Permit.PUBLISH):
            actions.insert(0, {"label": _("Publish"), "url": page("publish_edition", edition.pk), "primary": True})
        return actions
    if actor.may(Permit.DRAFT):
        draft = next((other for other in others if other.state == State.DRAFT), None)
        reason = _("There is a draft already: version %(number)s.") % {"number": draft.number} if draft else ""
        url = page("start_draft", edition.document_id)
        actions.append({"label": _("Start a new version"), "url": url, "primary": True, "refused": reason})
    if actor.may(Permit.PUBLISH) and standing in {Standing.RULING, Standing.COMING}:
        actions.append({"label": _("Repeal"), "url": page("repeal_edition", edition.pk), "danger": True})
    return actions

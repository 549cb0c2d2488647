"""Pages of policies: what rules each kind of duty, its history, a new edition."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.screens import form_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.duties.queries import policies as queries
from huiyin.rooms.duties.screens import policies as screens

keep_policy = form_view(screens.KEEP_POLICY)


@gate(queries.policies)
def policies(request: PageRequest) -> HttpResponse:
    """Show what rules each kind of duty today."""
    rows = [
        {**screens.ruling_shown(one.ruling), "coming": one.coming} for one in queries.policies(request.actor)
    ]  # fmt: skip
    return render(request, "duties/policies.html", {"page_title": _("Deadlines and reminders"), "rows": rows})


@gate(queries.policy_of)
def policy(request: PageRequest, kind: str) -> HttpResponse:
    """Show one kind of duty: what rules it, and every edition that ruled it."""
    found = queries.policy_of(request.actor, kind=kind)
    context = {
        "page_title": str(found.ruling.kind.label),
        "crumbs": [(_("Deadlines and reminders"), reverse("duties:policies"))],
        "ruling": screens.ruling_shown(found.ruling),
        "editions": screens.history(found),
        "actions": screens.edit_action(request.actor, kind),
    }
    return render(request, "duties/policy.html", context)

"""A workbook of one unit's rows, handed in, looked through row by row, then imported: the pages of every such room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other

SHOWN = 200


@dataclass(frozen=True)
class UnitTable:
    """What a room's workbook differs in. ``room`` has the addresses ``import`` and ``preview_import``.

    ``hand_in`` takes file and unit, ``apply`` and ``look_through`` take stored and unit; ``listing`` and
    ``back`` are the list that the rows come into and the name of its address.
    """

    room: str
    listing: Any
    back: str
    title: Any
    intro: Any
    done: Any
    hand_in: Any
    handed_in: Callable[..., Any]
    look_through: Callable[..., Any]
    apply: Any
    form: Any
    unit_form: Any

    @property
    def hand_in_page(self) -> Any:
        """The page that takes a workbook and goes on to its preview."""
        return gate(self.hand_in)(self._hand_in)

    @property
    def preview_page(self) -> Any:
        """The page that shows what an import would record, and imports it."""
        return gate(self.apply)(self._preview)

    def _form_page(self, request: PageRequest, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "page_title": self.title, "form": form, "form_id": f"{self.room}-import", "draft": False,
            "submit_label": _("Look through"), "cancel_url": reverse(self.back), "idempotency_key": fresh_key(),
            "intro": self.intro,
        }  # fmt: skip
        return render(request, "parts/form_page.html", context, status=status)

    def _preview_url(self, stored: Any) -> str:
        return reverse(f"{self.room}:preview_import", args=[stored.pk])

    def _hand_in(self, request: PageRequest) -> HttpResponse:
        if request.method != "POST":
            return self._form_page(request, self.form(actor=request.actor))
        key = posted_key(request)
        form = self.form(request.POST, request.FILES, actor=request.actor)
        try:
            values = form.accept()
            stored = self.hand_in.once(request.actor, key, file=values["file"], unit=values["unit"])
        except (NotPermitted, NotVisible):
            raise
        except Refusal as refusal:
            if not form.errors:
                form.blame(refusal)
            return self._form_page(request, form, status=422)
        return see_other(request, f"{self._preview_url(stored)}?{urlencode({'unit': values['unit'].pk})}")

    def _preview(self, request: PageRequest, pk: int) -> HttpResponse:
        stored = self.handed_in(request.actor, pk)
        asked = request.POST if request.method == "POST" else request.GET
        unit = self.unit_form(asked, actor=request.actor).accept()["unit"]
        status = 200
        if request.method == "POST":
            try:
                self.apply.once(request.actor, posted_key(request), stored=stored, unit=unit)
            except (NotPermitted, NotVisible):
                raise
            except Refusal:
                status = 422
            else:
                messages.success(request, self.done)
                return see_other(request, reverse(self.back))
        try:
            findings = vars(self.look_through(request.actor, stored=stored, unit=unit))
        except Refusal as refusal:
            form = self.form({"unit": unit.pk}, actor=request.actor)
            form.is_valid()
            form.errors.clear()
            form.blame(refusal)
            return self._form_page(request, form, status=422)
        context = {
            "page_title": _("Preview: %(name)s") % {"name": stored.name},
            "crumbs": [(self.listing.title, reverse(self.back))],
            "idempotency_key": fresh_key(),
            "preview": {
                "file_name": stored.name, **{kind: rows[:SHOWN] for kind, rows in findings.items()},
                **{f"{kind}_count": len(rows) for kind, rows in findings.items()},
                "apply_url": self._preview_url(stored), "apply_fields": [("unit", unit.pk)],
                "again_url": reverse(f"{self.room}:import"),
            },
        }  # fmt: skip
        return render(request, "parts/preview_page.html", context, status=status)

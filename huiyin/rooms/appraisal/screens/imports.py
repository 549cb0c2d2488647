"""Workbooks that were handed in."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, NumberColumn, Table, TimeColumn
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.models import Import
from huiyin.rooms.appraisal.queries import imports as queries
from huiyin.rooms.appraisal.screens.filters import ALL
from huiyin.rooms.appraisal.terms import ImportState
from huiyin.rooms.appraisal.usecases.hand_in_workbook import hand_in_workbook

TONES = {
    ImportState.CHECKING: "current",
    ImportState.READY: "soon",
    ImportState.REFUSED: "bad",
    ImportState.APPLYING: "current",
    ImportState.DONE: "done",
}
SHOWN_FAULTS = 500


class ImportTable(Table):
    """Imports, newest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."))
    file = Column(accessor="file__name", linkify=("appraisal:import", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    state = ChoiceColumn(ImportState)
    new = NumberColumn()
    changed = NumberColumn()
    unchanged = NumberColumn()
    refused = NumberColumn()
    owner_name = Column()
    handed_in_at = TimeColumn()
    done_at = TimeColumn()
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of imports."""

        model = Import
        fields: ClassVar = [
            "id",
            "file",
            "state",
            "new",
            "changed",
            "unchanged",
            "refused",
            "owner_name",
            "handed_in_at",
            "done_at",
            "version",
        ]


class ImportFilter(django_filters.FilterSet):
    """What imports can be searched by."""

    state = django_filters.ChoiceFilter(choices=ImportState.choices, empty_label=ALL, label=gettext_lazy("State"))
    q = django_filters.CharFilter(
        field_name="file__name", lookup_expr="icontains", label=gettext_lazy("File name"), max_length=40
    )

    class Meta:
        """Of the table of imports."""

        model = Import
        fields: ClassVar[list[str]] = []


IMPORTS: Listing = Listing(
    title=gettext_lazy("Imports"),
    door=queries.imports,
    table=ImportTable,
    filters=ImportFilter,
    order=("-id",),
    empty_title=gettext_lazy("No workbook was handed in yet"),
    empty_hint=gettext_lazy(
        "A workbook is first looked through: what is new, changed or refused, row by row. "
        "Then all of it is imported, or nothing."
    ),
    actions=lambda _actor: (Action(_("Hand in a workbook"), reverse("appraisal:hand_in"), primary=True),),
)


def _to_import(result: Any) -> str:
    return reverse("appraisal:import", args=[result.pk])


HAND_IN = FormScreen(
    title=gettext_lazy("Hand in a workbook"),
    form=forms.WorkbookForm,
    door=hand_in_workbook,
    done=_to_import,
    submit=gettext_lazy("Look through"),
)


def import_context(actor: Actor, row: Import) -> Mapping[str, Any]:
    """Return what the page of an import shows: its progress, its preview, what became of it."""
    job = row.job
    facts: list[tuple[Any, ...]] = [
        (_("Handed in by"), row.owner_name),
        (_("Handed in at"), {"at": row.handed_in_at}),
        (_("Imported at"), {"at": row.done_at} if row.done_at else None),
        (_("SHA-256"), row.file.digest[:16]),
    ]
    return {
        "page_title": row.file.name,
        "crumbs": [(str(IMPORTS.title), reverse("appraisal:imports"))],
        "thing": {
            "name": row.file.name,
            "number": f"#{row.pk}",
            "state": row.get_state_display(),
            "tone": TONES[ImportState(row.state)],
        },
        "facts": facts,
        "row": row,
        "job": _job(row, job) if job and not _settled(row) else None,
        "people": row.rows.get("people", {}),
        "makes_scheme": row.rows.get("scheme", False),
        "unknown_items": row.rows.get("unknown_items", []),
        "preview": _preview(row) if row.state != ImportState.CHECKING else None,
        "idempotency_key": fresh_key(),
        "apply_label": _("Import all"),
        "body_template": "appraisal/import_body.html",
    }


def _settled(row: Import) -> bool:
    return row.state in {ImportState.READY, ImportState.REFUSED, ImportState.DONE}


def _job(row: Import, job: Any) -> dict[str, Any]:
    return {
        "id": job.pk,
        "url": reverse("job", args=[job.pk]),
        "title": _("Looking the workbook through") if row.state == ImportState.CHECKING else _("Importing"),
        "state": "failed" if job.state == job.State.REFUSED else job.state,
        "percent": job.percent if job.total or job.over else None,
        "message": job.message,
        "started_at": job.asked_at,
        "error": job.error,
        "result_url": job.result.get("url", ""),
        "result_label": job.result.get("label", ""),
    }


def _preview(row: Import) -> dict[str, Any]:
    refused = [dict(zip(("sheet", "row", "reason"), fault, strict=True)) for fault in row.faults[:SHOWN_FAULTS]]
    return {
        "file_name": row.file.name,
        "refused_count": row.refused,
        "new_count": row.new,
        "changed_count": row.changed,
        "unchanged_count": row.unchanged,
        "refused": refused,
        "new": row.rows.get("new", []),
        "changed": row.rows.get("changed", []),
        "unchanged": row.rows.get("unchanged", []),
        "refused_url": reverse("appraisal:refused_rows", args=[row.pk]) if row.refused else "",
        "apply_url": reverse("appraisal:apply_import", args=[row.pk]),
        "again_url": reverse("appraisal:hand_in"),
        "apply_fields": [("version", row.version)],
    }

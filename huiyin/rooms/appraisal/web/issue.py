"""Pages that issue forms and show what was issued."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.screens import form_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal.queries.issues import first_records, issue_result
from huiyin.rooms.appraisal.screens.issue import ISSUE_FORMS, ISSUE_PERSONAL_FORM
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.screens import RecordTable

issue_forms = form_view(ISSUE_FORMS)
issue_personal_form = form_view(ISSUE_PERSONAL_FORM)


@gate(issue_result)
def issue(request: PageRequest, pk: int) -> HttpResponse:
    """Show what a batch issued: how many, the one PDF, the first records, and who has no form; before, its progress."""
    job = issue_result(request.actor, pk=pk)
    if not job.result:
        return redirect("job", pk=pk)
    made = job.result
    title = record_types()[made["form"]].title
    asked = urlencode({"type": made["form"], "period": made["period"], "standing": "valid"})
    context = {
        "page_title": title,
        "crumbs": [(_("Issue forms"), reverse("appraisal:issue_forms"))],
        "made": made,
        "facts": [
            (_("Department and below"), made["unit_name"]),
            (_("Period"), made["period"]),
            (_("Forms"), made["count"]),
            (_("New numbers"), made["fresh"]),
            (_("Printed pages"), made["pages"]),
            (_("Done at"), {"at": job.finished_at}),
        ],
        "file_url": reverse("file", args=[made["file"]]),
        "records_url": f"{reverse('records:records')}?{asked}",
        "table": RecordTable(first_records(request.actor, job)),
    }
    return render(request, "appraisal/issue.html", context)

"""The words of the site: what long work is called, and what its own acts say in the trail."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JOB_TITLES: Mapping[str, Promise] = {
    "appraisal.preview_import": _("Look a workbook through"),
    "appraisal.import_sheets": _("Import sheets"),
    "appraisal.settle_year": _("Settle a year"),
    "appraisal.publish_year": _("Publish a year's results"),
    "appraisal.issue_batch": _("Issue forms"),
    "appraisal.close_due_sheets": _("Close sheets whose term is over"),
    "callbacks.plan_for_case": _("Plan the callback about a matter"),
    "callbacks.hear_missed": _("Note a missed callback"),
    "duties.sweep": _("Remind of duties"),
    "duties.recompute": _("Reckon duties anew"),
    "duties.load_calendar": _("Load the public calendar"),
    "duties.check": _("Check that every duty is owed by somebody"),
    "people.mirror_placements": _("Bring units and posts up to the day"),
    "records.carry_out_disposal": _("Dispose of records"),
    "records.list_due": _("List what is due for disposal"),
    "notices.purge": _("Take away old notices"),
    "platform.verify_trail": _("Verify the audit trail"),
    "site.prune_jobs": _("Clear finished routine work away"),
}

SENTENCES: Mapping[str, Promise] = {
    "open_demo_accounts": _("opened the demo accounts"),
    "prune_jobs": _("cleared %(rows)s rows of finished routine work away"),
}

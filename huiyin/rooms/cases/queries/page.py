"""What the page of a case shows, for a case whom the reader was let through to: one statement each."""

from huiyin.rooms.cases.models import Attachment, Case, Step, Transfer

MOST_STEPS = 200


def steps_of(case: Case) -> list[Step]:
    """Return the timeline of a case, newest first, with the reports and explanations that lines of it brought."""
    rows = Step.objects.filter(case=case).select_related("report", "explained__document")
    return list(rows.order_by("-id")[:MOST_STEPS])


def attachments_of(case: Case) -> list[Attachment]:
    """Return the files of a case, oldest first."""
    return list(Attachment.objects.filter(case=case).select_related("file"))


def offers_of(case: Case) -> list[Transfer]:
    """Return the transfers of a case, newest first."""
    return list(Transfer.objects.filter(case=case).select_related("before", "after").order_by("-id"))

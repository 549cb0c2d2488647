"""Files of a case: known by their content, bounded, handed out so that nothing in them runs, inert in every list."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform.models import TrailEntry
from huiyin.rooms.cases import usecases
from huiyin.rooms.cases.models import Attachment, Case, Step
from huiyin.rooms.cases.terms import MOST_ATTACHED
from tests.cases.conftest import Company, take

Browser = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7\n<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def upload(name: str, content: bytes = PNG, kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def send(client: Client, case: Case, file: SimpleUploadedFile, key: str = "") -> Any:
    given = {"idempotency_key": key or uuid.uuid4().hex, "version": "1", "file": file}
    return client.post(reverse("cases:attach_file", args=[case.pk]), given)


@pytest.mark.clause("H-4a")
def test_a_photograph_is_attached_on_the_page_once(browser: Browser, case: Case) -> None:
    client, key = browser("supervisor"), uuid.uuid4().hex
    for _twice in range(2):
        answer = send(client, case, upload("现场.png"), key)
        assert (answer.status_code, answer["Location"]) == (303, reverse("cases:case", args=[case.pk]))
    attachment = Attachment.objects.get()
    assert (attachment.case, attachment.by, attachment.file.content_type) == (case, "沈星", "image/png")
    assert Step.objects.filter(case=case, move="attach_file", text="现场.png").count() == 1
    assert TrailEntry.objects.filter(act="cases.attach_file").count() == 1
    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "现场.png" in text
    assert reverse("cases:attachment", args=[attachment.pk]) in text


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.png", HTML, "image/png"), ("a.png", SVG, "image/png"), ("a.svg", SVG, "image/svg+xml"),
     ("a.pdf", b"=cmd|' /C calc'!A1", "application/pdf"), ("a.html", HTML, "text/html"), ("a.png", b"", "image/png")],
)  # fmt: skip
def test_what_a_file_is_called_and_said_to_be_does_not_make_it_a_picture(
    browser: Browser, case: Case, name: str, content: bytes, kind: str
) -> None:
    assert send(browser("supervisor"), case, upload(name, content, kind)).status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_over_ten_megabytes_is_refused(company: Company, case: Case) -> None:
    large = upload("a.png", PNG + b"0" * (10 * 2**20))
    with pytest.raises(Refusal, match="10 MB"):
        usecases.attach_file(company.actor("supervisor"), case=case, file=large)


def test_a_case_holds_so_many_files_and_no_more(company: Company, case: Case) -> None:
    for place in range(MOST_ATTACHED):
        usecases.attach_file(company.actor("supervisor"), case=case, file=upload(f"{place}.png"))
    with pytest.raises(Conflict):
        usecases.attach_file(company.actor("supervisor"), case=case, file=upload("x.png"))


@pytest.mark.parametrize("given", [("a.html", PDF, "application/pdf"), ("a.svg", PNG, "image/png")])
def test_a_file_is_handed_out_so_that_nothing_in_it_runs(
    company: Company, browser: Browser, case: Case, given: tuple[str, bytes, str]
) -> None:
    name, content, kind = given
    made = usecases.attach_file(company.actor("supervisor"), case=case, file=upload(name, content, "text/html"))
    answer: Any = browser("supervisor").get(reverse("cases:attachment", args=[made.pk]))
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == content


def test_another_branch_neither_reads_nor_attaches(company: Company, browser: Browser, case: Case) -> None:
    made = usecases.attach_file(company.actor("supervisor"), case=case, file=upload("a.png"))
    assert browser("keeper").get(reverse("cases:attachment", args=[made.pk])).status_code == 404
    with pytest.raises(NotPermitted):
        usecases.attach_file(company.actor("keeper"), case=case, file=upload("b.png"))


NAMES = ["<img src=x onerror=alert(1)>.png", "=HYPERLINK(1).png", '"><script>alert(1)</script>.png']


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_inert_on_the_page_and_in_the_header(
    company: Company, browser: Browser, case: Case, name: str
) -> None:
    made = usecases.attach_file(company.actor("supervisor"), case=case, file=upload(name))
    client = browser("supervisor")
    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "<img src=x" not in text
    assert "<script>alert(1)" not in text
    answer: Any = client.get(reverse("cases:attachment", args=[made.pk]))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment")


def test_formulas_are_inert_in_the_exports(company: Company, browser: Browser) -> None:
    take(company, text='=HYPERLINK("http://a.example","x")', caller_name="+1|cmd")
    client = browser("supervisor")
    listed: Any = client.get(reverse("cases:cases"), {"format": "csv"})
    row = next(csv.DictReader(io.StringIO(b"".join(listed.streaming_content).decode("utf-8-sig"))))
    assert '\'=HYPERLINK("http://a.example","x")' in row.values()
    assert "'+1|cmd" in row.values()
    book: Any = client.get(reverse("cases:cases"), {"format": "xlsx"})
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(book.streaming_content))).read("xl/worksheets/sheet1.xml").decode()
    assert "=HYPERLINK(" in sheet
    assert "<f>" not in sheet


def test_the_page_of_a_case_with_files_takes_twelve_statements(company: Company, browser: Browser, case: Case) -> None:
    for place in range(3):
        usecases.attach_file(company.actor("supervisor"), case=case, file=upload(f"{place}.png"))
    client = browser("supervisor")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert len(seen) <= 12, [one["sql"][:150] for one in seen]


def test_the_api_attaches_once_and_lists(browser: Browser, case: Case) -> None:
    client, where = browser("supervisor"), f"/api/v1/cases/cases/{case.pk}/attachments"
    for _twice in range(2):
        answer = client.post(where, {"file": upload("现场.png")}, headers={"Idempotency-Key": "f1"})
        assert answer.status_code == 201, answer.content
    refused = client.post(where, {"file": upload("a.png", SVG)}, headers={"Idempotency-Key": "f2"})
    assert refused.status_code == 422
    listed = client.get(where).json()
    assert [(one["name"], one["size"], one["content_type"]) for one in listed] == [("现场.png", 48, "image/png")]
    handed: Any = client.get(listed[0]["url"])
    assert b"".join(handed.streaming_content) == PNG
    assert browser("keeper").get(where).status_code == 404

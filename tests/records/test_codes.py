"""The code on a print: read from the rendered PDF and verified by the stand-alone script, without the house."""

import base64
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import qrcode
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from qrcode import util

from huiyin.platform import clock
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.records import rules
from huiyin.rooms.records.layouts import qr
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries import house_key, prints
from huiyin.rooms.records.usecases import issue_records
from huiyin.rooms.records.usecases.sign import Signed
from tests.people.conftest import Company, company
from tests.records.conftest import NOON, PERIOD, draft
from tests.records.test_signatures import DIGEST, Meaning, confirm

__all__ = ["company"]

SCRIPT = Path(__file__).parents[2] / "docs" / "verify" / "verify_record.py"
_spec: Any = importlib.util.spec_from_file_location("verify_record", SCRIPT)
script: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(script)


def scan(pdf: bytes, page: int = 0, scale: float = 3) -> list[str]:
    """Read the codes of a page as a camera sees it: in grey, at some 216 dots an inch."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    picture = document[page].render(scale=scale, grayscale=True)
    seen = memoryview(bytes(picture.buffer)).cast("B", shape=[picture.height, picture.stride])
    found = [one.text for one in zxingcpp.read_barcodes(seen)]
    document.close()
    return found


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "house-key.txt"
    path.write_text(house_key.house_key().as_text(), "utf-8")
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the script as anybody would, where the house is not installed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd="/", encoding="utf-8",
    )  # fmt: skip


def signed_things() -> list[Signed]:
    return [Signed(("people.employee", "1"), DIGEST)]


@pytest.fixture
def record(company: Company, issue: Any) -> Record:
    """A month sheet that the manager confirmed and the employee read before it was issued."""
    with clock.fixed(NOON):
        confirm(company.actor("manager"), things=signed_things())
        confirm(company.actor("clerk"), things=signed_things(), meaning=Meaning.READ)
    return issue()  # type: ignore[no-any-return]


def test_the_code_on_paper_is_verified_offline_with_its_content(record, manager, key_file, tmp_path):
    [text] = scan(prints.pdf_of(manager, pk=record.pk)[1])
    content = tmp_path / "record.json"
    content.write_text(record.content, "utf-8")
    done = run("--key", key_file, text, "--content", content)
    assert done.returncode == 0, done.stdout + done.stderr
    assert record.number in done.stdout
    assert record.digest in done.stdout
    assert "确认 马丽 20261203" in done.stdout
    assert "已阅 曾国平 20261203" in done.stdout
    assert "内容与打印件一致" in done.stdout


def test_what_was_signed_after_the_issue_does_not_change_the_print(record, manager, company):
    before = prints.pdf_of(manager, pk=record.pk)[1]
    confirm(company.actor("boss"), things=signed_things())
    assert prints.pdf_of(manager, pk=record.pk)[1] == before


def test_of_several_editions_the_newest_signed_one_counts(company, issue, manager):
    for edition in (1, 2):
        confirm(company.actor("manager"), things=[Signed(("people.employee", "1"), DIGEST, edition)])
    [code] = prints.codes_of([issue()])
    assert code.count("马丽") == 1


@pytest.mark.parametrize("place", range(0, 198, 9))
def test_a_changed_sign_fails(record, key_file, place):
    [text] = prints.codes_of([record])
    other = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    assert script.main(["--key", str(key_file), other]) in {1, 4}


def test_another_key_and_another_content_are_told(record, key_file, tmp_path):
    [text] = prints.codes_of([record])
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert run("--key", other, text).returncode == 1
    content = tmp_path / "record.json"
    content.write_text(json.dumps(json.loads(record.content) | {"goals": "改"}), "utf-8")
    done = run("--key", key_file, text, "--content", content)
    assert done.returncode == 3
    assert "NOT what was printed" in done.stdout


def test_the_content_may_have_been_saved_anew(record, key_file, tmp_path):
    content = tmp_path / "record.json"
    content.write_text(json.dumps(json.loads(record.content), indent=2), "utf-8")
    assert run("--key", key_file, prints.codes_of([record])[0], "--content", content).returncode == 0


@pytest.mark.parametrize("text", ["", "hello", "HY1|a|b", "https://example.com/|x"])
def test_what_is_no_code_of_the_house_is_said(key_file, text):
    assert run("--key", key_file, text).returncode == 4


# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = {
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "TEST 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "TEST SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_the_script_agrees_with_the_rfc(name):
    public, message, signature = (bytes.fromhex(part) for part in VECTORS[name])
    assert script.signed_by(public, message, signature)
    assert not script.signed_by(public, message + b"!", signature)
    assert not script.signed_by(public, message, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not script.signed_by(public, message, signature[:32] + (script.L + 1).to_bytes(32, "little"))


def test_the_script_agrees_with_the_library():
    for number in range(20):
        private, message = Ed25519PrivateKey.generate(), bytes([number]) * number
        public = private.public_key().public_bytes_raw()
        assert script.signed_by(public, message, private.sign(message))
        assert not script.signed_by(public, message, bytes(64))


def test_the_script_is_short_and_needs_python_alone():
    lines = SCRIPT.read_text("utf-8").splitlines()
    assert len(lines) <= 200
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names - {"socket", "urllib", "http", "sqlite3"}


@pytest.mark.parametrize("length", [1, 20, 100, 230, 400])
def test_a_code_is_the_one_that_the_package_draws(length):
    text = ("确认|abc-0123" * 60)[:length]
    mine = qr.modules(text)
    theirs = qrcode.QRCode(
        version=(len(mine) - 17) // 4, error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=3
    )
    theirs.add_data(util.QRData(text.encode(), mode=util.MODE_8BIT_BYTE), optimize=0)
    theirs.make(fit=False)
    assert mine == [bytes(map(bool, row)) for row in theirs.modules]


def test_a_text_that_no_code_holds_is_refused():
    with pytest.raises(qr.TooLongError):
        qr.modules("字" * 400)


def test_many_signers_and_long_names_still_fit():
    long = rules.SignedLine("作" * 40, "名|;" * 20, NOON.date())
    assert rules.lines_of([long] * 9) == "+9"
    assert not {"|", ";"} & set(str(long))
    short = rules.SignedLine("确认", "阿卜杜热合曼·买买提 代 林晓东", NOON.date())
    text = rules.printed("YKH-202611-0001", "ab" * 32, edition=1, issued=NOON.date(), signed=[short] * 9, key="0" * 16)
    assert ";+7|" in text
    assert len(qr.modules(rules.with_proof(text, "A" * 88))) <= 77, "modules of a readable size"


def test_each_form_of_a_batch_bears_its_own_code(manager, key_file, db):
    drafts = [draft(number) for number in range(1, 4)]
    made = issue_records(manager, kind=MONTH_SHEET, period=PERIOD, drafts=drafts)
    batch = prints.print_records(manager, pks=made.pks, progress=lambda *_: None)
    found = [scan(batch.pdf, page)[0] for page in range(batch.pages)]
    assert [text.split("|")[1] for text in found] == [f"YKH-202611-{number:04d}" for number in range(1, 4)]
    assert all(script.main(["--key", str(key_file), text]) == 0 for text in found)


@pytest.mark.parametrize("address", ["/records/house-key.txt", "/.well-known/huiyin-house-key.txt"])
def test_anybody_may_keep_the_key(db, address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert house_key.house_key().public in answer.content.decode()


def test_the_page_and_the_interface_tell_the_key_to_strangers(db):
    public = house_key.house_key().public
    assert public in Client().get("/records/house-key").content.decode()
    assert Client().get("/api/v1/records/house-key").json()["public"] == public

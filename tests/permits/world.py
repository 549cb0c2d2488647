"""A company of two branches with one thing of every kind in each, and one account for each role over the first branch."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job, StoredFile
from huiyin.rooms.appraisal import models as appraisal
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.people import models as people
from huiyin.rooms.people import usecases
from huiyin.rooms.people.terms import Role
from huiyin.rooms.records.terms import Draft
from huiyin.rooms.records.usecases import issue_record
from huiyin.rooms.regulations import usecases as regulations
from tests.appraisal.samples.personal import month_sheet

THEN = datetime(2026, 1, 5, tzinfo=UTC)
JOINED = date(2020, 1, 1)


@dataclass
class Things:
    """What lies in one branch, by the name of its kind."""

    unit: people.Unit
    employee: people.Employee
    by_kind: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Both branches, what belongs to the whole company, and the accounts by role."""

    own: Things
    other: Things
    shared: dict[str, Any]
    accounts: dict[str, people.User]


def _branch(code: str, top: people.Unit, post: people.Post, form: appraisal.Form, run: appraisal.Run) -> Things:
    unit = usecases.record_unit(SYSTEM, code=code, name=f"管理处{code}", parent=top, business="property")
    employee = usecases.hire_employee(
        SYSTEM, number=f"E{code}", name=f"员工{code}", unit=unit, post=post, joined=JOINED
    )
    second = usecases.hire_employee(SYSTEM, number=f"F{code}", name=f"主管{code}", unit=unit, post=post, joined=JOINED)
    account = usecases.make_account(SYSTEM, employee=second)
    stored = StoredFile.objects.create(
        name="a.xlsx",
        content_type="application/octet-stream",
        size=1,
        digest="0" * 64,
        owner_id=account.pk,
        stored_at=THEN,
    )
    job = Job.objects.create(kind="appraisal.import_sheets", asked_by=account, asked_at=THEN, state="done")
    sheet = appraisal.Sheet.objects.create(
        number=f"K{code}", employee=employee, kind=Kind.MONTH, date=date(2025, 3, 28), period="2025-03", form=form,
        unit=unit, evaluator=second, fingerprint="0" * 32,
    )  # fmt: skip
    appraisal.Line.objects.create(
        run=run, employee=employee, unit=unit, number=employee.number, level="operational", complete=False
    )
    things = Things(unit, employee)
    things.by_kind = {
        "unit": unit, "employee": employee, "account": account, "file": stored, "job": job, "sheet": sheet,
        "employment": employee.employments.get(), "placement": employee.placements.get(),
        "leave": usecases.record_leave(SYSTEM, employee=employee, kind="annual", start=date(2025, 5, 1), end=date(2025, 5, 3)),
        "appraiser": usecases.appoint_appraiser(SYSTEM, unit=unit, employee=second, start=JOINED),
        "deputy": usecases.name_deputy(SYSTEM, principal=second, deputy=employee, start=date(2025, 5, 1), end=date(2025, 5, 3), reason="出差"),
        "holding": usecases.give_role(SYSTEM, account=account, role=Role.SUPERVISOR, unit=unit, start=JOINED),
        "token": people.ApiToken.objects.create(user=account, name="t", prefix=code, hashed=code, made_at=THEN, expires_at=THEN),
        "import": appraisal.Import.objects.create(
            file=stored, owner_id=account.pk, owner_name="x", unit_path=unit.path, handed_in_at=THEN, state="checked"
        ),
        "record": issue_record(SYSTEM, kind="month_sheet", period="2025-03", draft=Draft(
            subject=("appraisal.sheet", str(sheet.pk)), unit_path=unit.path, unit_name=unit.name, content=month_sheet(),
            about_id=employee.pk, about_number=employee.number, about_name=employee.name,
        )),
    }  # fmt: skip
    return things


def build() -> World:
    """Build the world through the use cases where they exist without side conditions, else as rows."""
    top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    post = usecases.record_post(SYSTEM, name="客服管理员", level="operational")
    scheme = appraisal.Scheme.objects.create(
        number=1, name="标准", state="published", effective_from=JOINED, digest="0" * 64
    )
    draft = appraisal.Scheme.objects.create(number=2, name="草稿", state="draft", effective_from=date(2030, 1, 1))
    form = appraisal.Form.objects.create(scheme=scheme, kind="month", audience="operational")
    run = appraisal.Run.objects.create(
        year=2025,
        scheme=scheme,
        engine="1",
        inputs="0" * 64,
        results="0" * 64,
        people=2,
        settled_at=THEN,
        settled_by="x",
    )
    own, other = _branch("A", top, post, form, run), _branch("B", top, post, form, run)
    document = regulations.adopt_document(SYSTEM, effective_from=JOINED)
    edition = document.editions.get()
    accounts = {Role.EMPLOYEE.value: usecases.make_account(SYSTEM, employee=own.employee)}
    for role in Role.values:
        if role != Role.EMPLOYEE:
            account = people.User.objects.create_user(role, first_name=role)
            people.RoleHolding.objects.create(user=account, role=role, unit=own.unit, start=JOINED)
            accounts[role] = account
    people.User.objects.update(must_change=False)
    shared = {
        "post": post, "document": document, "edition": edition, "clause": edition.clauses.first(), "scheme": scheme,
        "draft": draft, "run": run,
    }  # fmt: skip
    return World(own, other, shared, accounts)

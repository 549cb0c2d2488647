"""Accounts of the demo company. Their password is printed for everybody, so they exist in demo homes alone."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from huiyin.platform import store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people.terms import Permit
from huiyin.site.demo.company import PASSWORD


@usecase(permit=Permit.GRANT_ROLES)
def open_demo_accounts(actor: Actor, *, accounts: Sequence[tuple[str, str, int | None]]) -> None:
    """Open accounts (user name, name, employee's id or nothing) with the printed password; hashed once for all."""
    hashed = make_password(PASSWORD)
    for username, name, employee in accounts:
        account: Any = get_user_model()(username=username, first_name=name, employee_id=employee, password=hashed)
        store.add(account)

"""What the house asks of sign-in (django-allauth does the rest)."""

from dataclasses import replace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huiyin.rooms.people import queries, usecases


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does, and reads who asks for a page together with his roles.

    The settings name it by the module in which it stands, as allauth does in a session that began with a code.
    """

    def get_user(self, user_id: int) -> Any:
        """Return who is signed in, if he still may be."""
        user = queries.account_of(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator; nobody signs up himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the door closed."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Store a password that allauth has checked, through the write door: it stands in the trail."""
        actor = replace(queries.actor_of(user), first="")
        account = usecases.set_own_password(actor, account=queries.own_account(actor), password=password)
        # allauth goes on with its own object, and seals the session anew with it.
        user.password, user.must_change, user.version = account.password, account.must_change, account.version

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show the pages in the person's own language from the first one on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

"""How messages leave the house: apprise, by a small table of kinds of channels.

Robots answer HTTP 200 also where they refuse (``errcode`` 45009: too many a minute; 93000: no such robot). The plugins
of apprise take every 200 for delivered, so each robot here reads the answer itself; DingTalk's signature, which its
plugin would quote twice, is sent once quoted; Feishu's, which its plugin does not know, is added.
"""

import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import requests
from apprise import LogCapture, NotifyFormat
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.email import NotifyEmail
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.rooms.notices.usecases.sending import Outcome, Parcel

CONNECT_SECONDS, READ_SECONDS = 5, 10
# HTTP answers and codes of robots after which trying again is no use: the address is wrong or was taken away.
HTTP_FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410})
CODES_FOR_GOOD: Mapping[str, frozenset[int]] = {
    "wecom": frozenset({93000, 93004, 40008}),
    "dingtalk": frozenset({300001, 310000, 400101, 400013, 400014}),
    "feishu": frozenset({9499, 19001, 19007, 19021, 19022, 19024}),
}


def _post(parcel: Parcel, url: str, payload: Mapping[str, Any], params: Mapping[str, str] | None = None) -> Outcome:
    """Post to a robot and read what it says."""
    try:
        answer = requests.post(
            url, json=payload, params=params, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False
        )
    except requests.RequestException as fault:
        return Outcome(ok=False, error=f"{type(fault).__name__}: {fault}")
    if answer.status_code != requests.codes.ok:
        return Outcome(ok=False, error=f"HTTP {answer.status_code}", for_good=answer.status_code in HTTP_FOR_GOOD)
    try:
        said = answer.json()
        code = int(said.get("errcode", said.get("code", said.get("StatusCode", 0))))
    except (ValueError, AttributeError, TypeError):
        return Outcome(ok=False, error=_("The answer was not the robot's."))
    if code == 0:
        return Outcome(ok=True)
    error = f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip()
    return Outcome(ok=False, error=error, for_good=code in CODES_FOR_GOOD[parcel.kind])


def _base(kind: str, url: str) -> str:
    """Return a robot's address, at another server where one is set (a private installation, a test)."""
    base = settings.NOTICES_ROBOTS.get(kind, "")
    return base.rstrip("/") + "/" + url.split("/", 3)[3] if base else url


def _wecom(parcel: Parcel) -> Outcome:
    plugin = NotifyWeComBot(key=parcel.address)
    return _post(parcel, _base("wecom", plugin.api_url), {"msgtype": "text", "text": {"content": parcel.text}})


def _dingtalk(parcel: Parcel) -> Outcome:
    plugin = NotifyDingTalk(token=parcel.address, secret=parcel.signing or None)
    params: dict[str, str] = {}
    if plugin.secret:
        stamp, signature = plugin.get_signature()
        params = {"timestamp": stamp, "sign": plugin.unquote(signature)}
    url = _base("dingtalk", plugin.notify_url.format(token=plugin.token))
    return _post(parcel, url, {"msgtype": "text", "text": {"content": parcel.text}}, params)


def _feishu(parcel: Parcel) -> Outcome:
    plugin = NotifyFeishu(token=parcel.address)
    payload: dict[str, Any] = {"msg_type": "text", "content": {"text": parcel.text}}
    if parcel.signing:
        stamp = str(int(time.time()))
        sealed = hmac.new(f"{stamp}\n{parcel.signing}".encode(), digestmod=hashlib.sha256).digest()
        payload |= {"timestamp": stamp, "sign": base64.b64encode(sealed).decode()}
    return _post(parcel, _base("feishu", plugin.notify_url.format(token=plugin.token)).rstrip("/"), payload)


def _mail(parcel: Parcel) -> Outcome:
    joint = "&" if "?" in parcel.address else "?"
    # The plugin itself, not apprise's finder, which would load a hundred others first.
    parts = NotifyEmail.parse_url(f"{parcel.address}{joint}format=text&to={quote(parcel.to, safe='')}")
    plugin = NotifyEmail(**parts) if parts else None
    if plugin is None or not plugin.targets:
        return Outcome(ok=False, error=_("The mail server's or the recipient's address cannot be used."), for_good=True)
    plugin.headers["X-Huiyin-Message"] = str(parcel.pk)
    with LogCapture(level=logging.DEBUG, fmt="%(message)s") as log:
        done = plugin.notify(body=parcel.text, title=parcel.title, body_format=NotifyFormat.TEXT)
        said = [
            line for line in log.getvalue().splitlines() if line.startswith(("Socket Exception", "Connection error"))
        ]
    return Outcome(ok=bool(done), error="" if done else (said[-1] if said else _("The mail server did not take it.")))


SENDERS: Mapping[str, Callable[[Parcel], Outcome]] = {
    "mail": _mail,
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}


def deliver(parcel: Parcel) -> Outcome:
    """Send a message over its channel. Whatever goes wrong is an outcome, so that one message stops no other."""
    if not parcel.address:
        return Outcome(ok=False, error=_("The channel's address cannot be read. Enter it again."), for_good=True)
    try:
        return SENDERS[parcel.kind](parcel)
    except Exception as fault:  # noqa: BLE001 - a plugin's own fault (TypeError: an address it cannot use) stops no other
        return Outcome(ok=False, error=f"{type(fault).__name__}: {fault}")

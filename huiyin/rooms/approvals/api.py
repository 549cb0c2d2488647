"""The approvals room's API."""

from ninja import Router

from huiyin.platform.api import api_act, api_list, api_make
from huiyin.rooms.approvals import screens

router = Router()
api_list(router, "/approvals", screens.APPROVALS, "approvals")
api_list(router, "/waiting", screens.WAITING, "approvals_waiting")
api_list(router, "/mine", screens.MINE, "own_approvals")
api_make(router, "/requests", screens.FILE, "file_request")
api_act(router, "/requests/{pk}/decide", screens.DECIDE, "decide_request")
api_act(router, "/requests/{pk}/withdraw", screens.WITHDRAW, "withdraw_request")

"""The cases room's API: the list, the registration and the acts of the pages."""

from ninja import Router

from huiyin.platform.api import api_act, api_list, api_make
from huiyin.rooms.cases.screens.acts import ACTS, REGISTER
from huiyin.rooms.cases.screens.lists import CASES

router = Router()

api_list(router, "/cases", CASES, "cases")
api_make(router, "/cases", REGISTER, "record_case")
for _name, _screen in ACTS.items():
    api_act(router, f"/cases/{{pk}}/{_name}", _screen, _name)

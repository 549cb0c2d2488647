"""The router that all parts of the room's API share: GET and PUT of one path may stand in different parts."""

from ninja import Router

router = Router()

"""The appraisal room's API: the lists, forms and acts of the pages."""

from ninja import Router

from huiyin.rooms.appraisal.api import acts, issues, reads

router = Router()
for part in (reads, acts, issues):
    router.add_router("", part.router)

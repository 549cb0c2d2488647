"""Every address of the house: the rooms' own, sign-in, the API, and the few pages that know all rooms."""

from django.urls import include, path
from django.views.i18n import set_language

from huiyin.platform.web import anybody
from huiyin.rooms.records.web import key_file
from huiyin.site import api, web

urlpatterns = [
    path("", web.home, name="home"),
    path("beside", web.beside, name="beside_home"),
    path("search", web.palette, name="palette"),
    path("roles", web.roles, name="roles"),
    path("jobs/<int:pk>", web.job, name="job"),
    path("files/<int:pk>", web.file, name="file"),
    path("language", anybody(set_language), name="set_language"),
    path("health", web.health, name="health"),
    # Where machines look for it; the page is records/house-key.
    path(".well-known/huiyin-house-key.txt", key_file, name="well_known_key"),
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("people/", include("huiyin.rooms.people.urls")),
    path("regulations/", include("huiyin.rooms.regulations.urls")),
    path("records/", include("huiyin.rooms.records.urls")),
    path("duties/", include("huiyin.rooms.duties.urls")),
    path("evidence/", include("huiyin.rooms.evidence.urls")),
    path("notices/", include("huiyin.rooms.notices.urls")),
    path("approvals/", include("huiyin.rooms.approvals.urls")),
    path("roster/", include("huiyin.rooms.roster.urls")),
    path("committee/", include("huiyin.rooms.committee.urls")),
    path("publicity/", include("huiyin.rooms.publicity.urls")),
    path("customers/", include("huiyin.rooms.customers.urls")),
    path("callbacks/", include("huiyin.rooms.callbacks.urls")),
    path("commission/", include("huiyin.rooms.commission.urls")),
    path("cases/", include("huiyin.rooms.cases.urls")),
    path("appraisal/", include("huiyin.rooms.appraisal.urls")),
    path("api/v1/", api.api.urls),
]

handler400 = "huiyin.site.web.bad_request"
handler403 = "huiyin.site.web.forbidden"
handler404 = "huiyin.site.web.not_found"
handler500 = "huiyin.site.web.broken"

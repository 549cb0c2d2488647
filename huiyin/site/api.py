"""The API: every room's router under one roof."""

from huiyin.platform.api import make_api
from huiyin.rooms.appraisal.api import router as appraisal
from huiyin.rooms.approvals.api import router as approvals
from huiyin.rooms.callbacks.api import router as callbacks
from huiyin.rooms.cases.api import router as cases
from huiyin.rooms.commission.api import router as commission
from huiyin.rooms.committee.api import router as committee
from huiyin.rooms.customers.api import router as customers
from huiyin.rooms.duties.api import router as duties
from huiyin.rooms.evidence.api import router as evidence
from huiyin.rooms.notices.api import router as notices
from huiyin.rooms.people.api import router as people
from huiyin.rooms.publicity.api import router as publicity
from huiyin.rooms.records.api import router as records
from huiyin.rooms.regulations.api import router as regulations
from huiyin.rooms.roster.api import router as roster

api = make_api()
api.add_router("/people", people, tags=["people"])
api.add_router("/regulations", regulations, tags=["regulations"])
api.add_router("/records", records, tags=["records"])
api.add_router("/evidence", evidence, tags=["evidence"])
api.add_router("/notices", notices, tags=["notices"])
api.add_router("/approvals", approvals, tags=["approvals"])
api.add_router("/appraisal", appraisal, tags=["appraisal"])
api.add_router("/duties", duties, tags=["duties"])
api.add_router("/callbacks", callbacks, tags=["callbacks"])
api.add_router("/customers", customers, tags=["customers"])
api.add_router("/cases", cases, tags=["cases"])
api.add_router("/roster", roster, tags=["roster"])
api.add_router("/commission", commission, tags=["commission"])
api.add_router("/committee", committee, tags=["committee"])
api.add_router("/publicity", publicity, tags=["publicity"])

"""The appraisal room's API: the lists, forms and acts of the pages."""

from huiyin.rooms.appraisal.api import acts, issues, reads, rulings, working
from huiyin.rooms.appraisal.api.paths import router

__all__ = ["acts", "issues", "reads", "router", "rulings", "working"]

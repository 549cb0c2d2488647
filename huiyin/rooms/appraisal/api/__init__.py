"""The appraisal room's API: the lists, forms and acts of the pages."""

from huiyin.rooms.appraisal.api import acts, board, drafting, facts, issues, objections, reads, rulings, working
from huiyin.rooms.appraisal.api.paths import router

__all__ = ["acts", "board", "drafting", "facts", "issues", "objections", "reads", "router", "rulings", "working"]

"""The appraisal room's API: the lists, forms and acts of the pages."""

from huiyin.rooms.appraisal.api import acts, board, issues, reads, rulings
from huiyin.rooms.appraisal.api.paths import router

__all__ = ["acts", "board", "issues", "reads", "router", "rulings"]

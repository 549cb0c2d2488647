"""Approvals: what one person asks and another, who may, grants or refuses."""

"""Decisions of the commission room, from values alone."""

"""Screens of the commission room."""

"""Screens of the duties room."""

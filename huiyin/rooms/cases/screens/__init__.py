"""Screens of the cases room."""

"""Screens of the committee room."""

"""Screens of the publicity room."""

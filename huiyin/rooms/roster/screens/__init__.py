"""Screens of the roster room."""

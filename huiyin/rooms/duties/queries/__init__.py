"""Reads of the duties room."""

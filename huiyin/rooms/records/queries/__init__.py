"""Reads of the records room."""

"""Reads of the callbacks room."""

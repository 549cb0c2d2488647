"""Schemes, sheets, year results and their explanation."""

"""Notices: what people are told, in the application and outside it."""

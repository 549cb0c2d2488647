"""Decisions about duties: values in, values or a refusal out."""

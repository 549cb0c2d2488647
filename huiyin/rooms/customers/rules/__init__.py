"""Decisions about customers: values in, values or a refusal out."""

"""Decisions of the callbacks room: values in, values or a refusal out."""

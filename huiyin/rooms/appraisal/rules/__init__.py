"""Decisions of the appraisal room: values in, values or a refusal out."""

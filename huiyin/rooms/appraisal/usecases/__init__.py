"""Writes of the appraisal room: schemes, imports, settlements, publications."""

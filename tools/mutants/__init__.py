"""Mutation testing of the rules and the permits: `python -m tools.mutants`."""

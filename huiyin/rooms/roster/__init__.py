"""Rosters: what each post writes down day by day, and the supervisor's review of it."""

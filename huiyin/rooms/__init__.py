"""The rooms of the department: one Django app each."""

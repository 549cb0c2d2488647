"""One party, one profile per kind: who the department serves, how he is reached, what he agreed to."""

"""公示: where and by what telephone complaints are received, and where this is published."""

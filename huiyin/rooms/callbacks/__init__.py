"""Callbacks: whom to call back by when, what was said, and how well the promises are kept."""

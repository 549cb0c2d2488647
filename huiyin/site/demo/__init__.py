"""The demo company: made-up people and sheets, the same on every machine."""

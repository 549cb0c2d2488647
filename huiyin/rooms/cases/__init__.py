"""The cases room: every matter that comes in has an owner and gets an answer (H-12)."""

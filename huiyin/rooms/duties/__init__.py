"""Who owes what by when (责任事项), and what happens when the time comes."""

"""Pages of the cases room: the staff's, and the one on which customers complain."""

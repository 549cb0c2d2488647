"""What can be reckoned about cases without a database."""

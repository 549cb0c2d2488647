"""Units, posts, employees, roles and sign-in."""

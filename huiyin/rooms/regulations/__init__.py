"""The regulations themselves as controlled, versioned documents."""

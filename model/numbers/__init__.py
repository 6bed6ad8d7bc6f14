"""Arrays and counts that carry their sources."""

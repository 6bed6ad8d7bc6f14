"""What waits for what, and for how long: two small nets of one size read and write texts."""

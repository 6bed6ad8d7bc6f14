"""The vision transformer of our own: reads digits cut into patches."""

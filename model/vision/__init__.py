"""The vision transformer: reads a picture cut into patches."""

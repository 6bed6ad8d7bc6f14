"""Verify a clip: compute every number again, in NumPy."""

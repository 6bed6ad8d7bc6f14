"""Compute every number again, in NumPy."""

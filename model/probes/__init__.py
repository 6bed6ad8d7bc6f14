"""Measure heads and words over many sentences."""

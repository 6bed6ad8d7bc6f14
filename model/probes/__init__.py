"""Measure heads, neurons and words over many sentences."""

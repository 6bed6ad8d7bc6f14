"""Probes: measure heads, neurons and words over many sentences."""

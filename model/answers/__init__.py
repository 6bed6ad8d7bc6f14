"""Compute what a scene needs, and cache the answers."""

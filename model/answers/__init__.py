"""Compute what a scene needs; cache the answers."""

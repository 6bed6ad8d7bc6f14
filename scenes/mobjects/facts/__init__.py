"""Drawings of where a fact sits: a tracing map, lamps of neurons, names that light them, curves as they go out."""

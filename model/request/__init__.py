"""Describe what is needed: traces and probes."""

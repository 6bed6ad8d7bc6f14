"""Flags, parameters, translations."""

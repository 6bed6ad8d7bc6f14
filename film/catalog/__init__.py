"""Catalog of scenes and chapters."""

"""Which scenes and chapters there are."""

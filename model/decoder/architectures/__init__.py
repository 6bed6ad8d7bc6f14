"""Describe what decoders are made of, and how each family of models writes it down."""

"""Probes of pictures: what a vision transformer sees, and what its answers hang on."""

"""Benchmarks of rendering, beside the encoder alone and stock Manim. ``python -m benchmarks --help``."""

"""Benchmarks of frames: their cost beside the encoder alone and beside stock Manim. ``python -m benchmarks --help``."""

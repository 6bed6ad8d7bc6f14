"""What a frame costs: beside the encoder alone, and beside stock Manim. ``python -m benchmarks --help``."""

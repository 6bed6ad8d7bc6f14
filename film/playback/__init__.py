"""Play a scene: Manim's renderer, drawing with Skia."""

"""Everything that is drawn, as Manim mobjects."""

"""Hold the forms of a tape: outlines, strokes, gradients, and the units they are told in."""

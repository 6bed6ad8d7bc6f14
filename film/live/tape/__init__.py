"""Record what a clip draws: outlines, tracks, pictures."""

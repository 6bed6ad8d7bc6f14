"""Record a clip as what was drawn, to be played in a browser."""

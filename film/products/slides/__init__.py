"""Decks: clips cut at their beats, a step of a talk each, as a web page, for PowerPoint, and on paper."""

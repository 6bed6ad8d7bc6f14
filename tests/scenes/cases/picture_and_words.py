"""Another relation and another word to be cut, a word about both things, another drawing of the same."""

from __future__ import annotations

CASES = [
    {},
    {"picture": "a pink triangle above a green diamond", "word": "triangle"},
    {"picture": "a violet cross left of a yellow square", "word": "left", "seed": 3},
    {"picture": "a yellow triangle above a blue ring", "seed": 12},
]

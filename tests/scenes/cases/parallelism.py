"""Texts in which attention has fewer products in line, and more; another window; a decoder of our own."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit there on that day", "window": 9},
    {"text": "a cat slept", "window": 2},
    {"text": "мама мыла", "window": 5},
]

"""One token and one step, other scripts, a text of as many tokens as are shown, one that the model soon ends."""

CASES = [
    {},
    {"text": "Paris", "steps": 1},
    {"text": "naïve 日本 😀 של $5 a//b", "steps": 3},
    {"text": "three noisy green parrots ate the ripe fruit", "steps": 9},
]

"""Another sentence, one word alone, other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit"},
    {"text": "blue"},
    {"text": "naïve 日本 😀 של $5 a//b"},
]

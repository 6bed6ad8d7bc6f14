"""Each chapter, another sentence and head, one token, as many as fit, signs and other scripts."""

CASES = [
    {},
    {"chapter": 2},
    {"chapter": 3},
    {"chapter": 4},
    {"chapter": 5},
    {"chapter": 6},
    {"chapter": 7},
    {"text": "three noisy green parrots ate the ripe fruit", "chapter": 2, "head": "13.6", "focus": "parrots"},
    {"text": "blue", "chapter": 3, "head": "0.2"},
    {"text": "The quick brown fox jumped over the lazy old dog near a wide stone bridge"},
    {"text": "naïve 日本 😀 של $5 a//b", "chapter": 2, "head": "29.8"},
]

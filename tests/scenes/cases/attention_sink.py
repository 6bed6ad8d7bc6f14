"""Three other sentences, one word alone, four hundred words, signs and other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit"},
    {"text": "blue"},
    {"text": "word " * 400},
    {"text": "naïve 日本 😀 של $5 a//b"},
]

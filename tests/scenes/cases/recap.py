"""Another head and word, one word alone, as many tokens as fit, signs and other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "head": "best:adjective", "focus": "parrots"},
    {"text": "blue"},
    {"text": "The quick brown fox jumped over the lazy old dog near a wide stone bridge"},
    {"text": "naïve 日本 😀 של $5 a//b", "head": "22.8"},
]

"""One word, a long sentence, another head, odd characters."""

LONG = "The quick brown fox jumped over the lazy old dog near a wide stone bridge"
CASES = [
    {},
    {"text": "blue"},
    {"text": LONG, "focus": "bridge", "other": "fox"},
    {"text": "naïve 日本 😀 של $5 a//b #read", "head": "11.1"},
    {"text": "three noisy green parrots", "head": "best:adjective"},
]

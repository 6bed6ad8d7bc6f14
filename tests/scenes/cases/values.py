"""One word, a long sentence, another head and words that are no colours, odd characters."""

LONG = "The quick brown fox jumped over the lazy old dog near a wide stone bridge"
CASES = [
    {},
    {"text": "blue"},
    {"text": LONG, "word": "stone", "instead": "iron"},
    {"text": "three noisy green parrots ate the ripe fruit", "head": "19.8", "beside": "16.0"},
    {"text": "naïve 日本 😀 של $5 a//b #read", "head": "11.1"},
]

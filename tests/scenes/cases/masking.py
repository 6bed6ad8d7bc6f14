"""A noun with adjectives, short, long and odd sentences; a head that hardly leaks; the transpose."""

LONG = "The quick brown fox jumped over the lazy old dog near a wide stone bridge"
CASES = [
    {},
    {"text": "blue", "question": "dogs bark"},
    {"text": LONG, "convention": "rows", "question": "the old man slept very badly"},
    {"text": "three noisy green parrots", "head": "16.0", "focus": "green"},
    {"text": "naïve 日本 😀 של $5 a//b #read", "head": "22.8"},
]

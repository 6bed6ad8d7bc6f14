"""Other adjectives, none at all, one word, odd characters."""

CASES = [
    {},
    {"text": "blue"},
    {"text": "three noisy green parrots", "head": "13.6"},
    {"text": "The quick brown fox jumped over the lazy old dog", "focus": "over"},
    {"text": "naïve 日本 😀 $5 a//b #read", "head": "11.1"},
]

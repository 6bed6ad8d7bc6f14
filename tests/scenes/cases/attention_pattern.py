"""Short, long, repetitive and odd sentences; other heads, conventions and views."""

LONG = "The quick brown fox jumped over the lazy old dog near a wide stone bridge"
CASES = [
    {},
    {"text": "blue"},
    {"text": LONG, "convention": "rows"},
    {"text": "one two three four five six seven eight nine ten " * 2, "head": "13.6"},
    {"text": "naïve 日本 😀 של $5 a//b #read", "head": "11.1"},
    {"text": "three noisy green parrots", "first_token": "hidden", "head": "best:adjective"},
]

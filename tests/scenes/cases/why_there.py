"""Other words and heads, a key that is "start", the first layer, one word alone, signs and other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "other": "and"},
    {
        "text": "The thing that shattered was the glass ball near the glass",
        "head": "17.4",
        "query": "ball",
        "key": "glass",
    },
    {"text": "blue"},
    {"text": "naïve 日本 😀 של $5 a//b", "head": "0.8"},
]

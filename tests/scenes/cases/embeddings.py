"""A word alone, a long sentence without the word, odd characters; other sums, some that say not what they hope for."""

LONG = "The quick brown fox jumped over the lazy old dog near a wide stone bridge"
CASES = [
    {},
    {"text": "blue", "word": "blue", "pairs": ()},
    {
        "text": LONG,
        "word": "forest",
        "analogies": ("bigger - big + small", "uncle - man + woman = aunt", "better - good + bad = worse"),
        "pairs": (("larger", "smaller"), ("huge", "tiny")),
    },
    {
        "text": "naïve 日本 😀 של $5 a//b #read a creature",
        "analogies": ("Berlin - Germany + Japan = Tokyo", "swam - swim + run", "kings - king + queen = queens"),
        "pairs": (("German", "Japanese"),),
    },
]

"""Our long text; a few words, a paragraph, other sizes, the transpose, odd characters."""

PARAGRAPH = "The old bridge over the river was closed for the winter, and the boats lay on the bank under snow. " * 4
CASES = [
    {},
    {"text": "she ran quickly"},
    {"text": PARAGRAPH, "convention": "rows", "head": "13.6"},
    {"text": "naïve 日本 😀 של $5 a//b #read", "sizes": (5, 20)},
]

"""Other words and heads, two nouns, an adjective first, a masculine noun, capitals."""

CASES = [
    {},
    {"text": "dragon vert", "head": 1},
    {"text": "roi reine", "head": 2},
    {"text": "Doré château", "head": 3},
    {"text": "tour noir", "head": 4},
]

"""Another fact, without other names for its place; and what is none, in other scripts, with signs."""

CASES = [
    {},
    {"prompt": "The capital of France is"},
    {"prompt": "naïve 日本 $5 a//b"},
]
WHOLE = CASES[2:]

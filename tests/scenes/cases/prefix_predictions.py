"""Three tokens, an emoji and characters of markup, as many tokens as fit."""

CASES = [
    {},
    {"text": "to be or"},
    {"text": "naïve 🙂 $5 C_1 a//b"},
    {"text": "the capital of France is Paris and lies by the river Seine"},
]

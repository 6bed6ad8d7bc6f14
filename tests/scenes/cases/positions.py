"""Another sentence, an order and a head of one's own, cut words, other scripts, as many tokens as fit."""

CASES = [
    {},
    {"text": "a fluffy blue creature roamed the verdant forest", "head": "19.8"},
    {"text": "man bites big dog", "other": "man big bites dog", "head": "0.0"},
    {"text": "naïve 日本 😀 של b", "head": "18.6"},
    {"text": "on the cold morning an old man walked to the green harbour"},
]

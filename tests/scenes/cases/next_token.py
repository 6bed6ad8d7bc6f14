"""One token, a cut word and an emoji, more tokens than fit, other temperatures."""

CASES = [
    {},
    {"text": "Paris", "temperatures": (2.0,), "top": 3},
    {"text": "naïve 🙂 \\$5 C_1 #read antidisestablishmentarian", "temperatures": (0.1, 0.25), "top": 4},
    {
        "text": "On the first cold morning of the year the old man walked slowly down to the harbour "
        "to look at the boats"
    },
]

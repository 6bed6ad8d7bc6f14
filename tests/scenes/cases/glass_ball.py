"""Other things in another sentence, and things of several tokens, signs and other scripts."""

CASES = [
    {},
    {
        "pairs": "blue horse, old gate",
        "sentence": "The {first} stood beside the {second} until it vanished. Everyone looked for the",
    },
    {"pairs": "naïve 日本, $5 a//b", "sentence": "{first} {second}, it x"},
]

"""A word that is a key, many entries, a low and a high sharpness, long and odd values."""

CASES = [
    {},
    {"asked": "lemon", "then": None, "sharpness": 1},
    {
        "asked": "river",
        "then": "piano",
        "entries": (
            ("lake", "Bodenseewelle"),
            ("song", "песня"),
            ("hill", "山"),
            ("road", "Straße"),
            ("bird", "$5"),
        ),
        "sharpness": 8,
    },
    {"asked": "king", "then": "queen", "entries": (("man", "Mann"), ("woman", "Frau")), "sharpness": 200},
]

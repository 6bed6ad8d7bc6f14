"""Other sentences of the grammar: the longest one, one without an adjective, one that goes on; other words cut."""

LONG = "some silent golden robots guarded the big white castles and they were happy"
CASES = [
    {},
    {"text": LONG, "cut": "white"},
    {"text": "a cat followed the river"},
    {"text": "the small dark birds loved a king and they were golden", "cut": "golden"},
    {"text": "The pretty black queen watched a small star.", "cut": "watched"},
]

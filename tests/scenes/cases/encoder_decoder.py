"""Other sentences of the grammar and other words to hide: the longest one, a pronoun, a verb, after the noun; heads."""

LONG = "some silent golden robots guarded the big white castles and they were happy"
CASES = [
    {},
    {"text": LONG, "hole": "ils"},
    {"text": "la petite reine noire regardait une petite étoile.", "hole": "noire", "head": "1.3"},
    {"text": "a cat followed the rivers", "hole": "suivait"},
    {"text": "A pretty bird loved the gardens", "head": "0.0"},
]

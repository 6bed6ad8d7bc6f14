"""Other sentences, adjectives that are asked about, and other maps seen from near."""

CASES = [
    {},
    {"text": "the very small and wild bird often found a robot", "map": "0.q"},
    {"text": "a silent dragon guarded the tall red king", "asks": "tall", "map": "0.o"},
    {"text": "the golden tower never followed a very happy blue river", "asks": "happy", "map": "1.v"},
]

"""Other sentences of the grammar, with and without a question; another run; a head that looks up; too far a step."""

LONG = "the very small and wild bird often found a very happy robot . how was the bird wild and small ."
CASES = [
    {},
    {"text": LONG},
    {"text": "a silent dragon guarded the old tower"},
    {"seed": 0, "head": "0.2"},
    {"head": "1.0", "rate": 3.0},
]

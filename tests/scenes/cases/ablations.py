"""Another sentence and other words to go on from; a question, which has later words to read."""

CASES = [
    {},
    {"text": "the very small and wild bird often found a robot", "begins": "the old tower"},
    {"text": "a silent dragon guarded", "begins": "a very small bird found the"},
]

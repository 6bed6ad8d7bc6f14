"""The first head, the last one, and one chosen by what it was measured to do."""

CASES = [{}, {"head": "0.0"}, {"head": "29.8"}, {"head": "best:carry"}]

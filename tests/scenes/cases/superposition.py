"""Few arrows in few dimensions, many in many, as few as there can be."""

CASES = [
    {},
    {"dimensions": 3, "count": 40},
    {"dimensions": 2, "count": 3},
    {"dimensions": 256, "count": 300},
]

"""Another layer, another word with the same axes, axes of one's own, a bare word with no known modifier."""

MOOD = {"name": "mood", "title": "mood", "sides": ("sad", "happy"), "positive": ("happy", "cheerful"),
        "negative": ("sad", "gloomy"),
        "frames": ("The {} cat", "The {} child", "The {} king", "The {} song", "The {} girl")}  # fmt: skip
SIZE = {"name": "size", "title": "size", "sides": ("small", "large")}
CASES = [
    {},
    {"layer": 24, "other": "tall"},
    {"phrases": ("dog", "cheerful dog", "tiny cheerful dog"), "axes": (MOOD, SIZE)},
    {"phrases": ("clock", "$5 clock", "naïve old $5 clock"), "other": "#read", "layer": 1},
]

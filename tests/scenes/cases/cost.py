"""Another sentence, one word alone, other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit"},
    {"text": "blue"},
    {"text": "naïve 日本 😀 של $5 a//b"},
]

# Digits of a clock, of the machine that draws it, and the words beside: of digits alone the light changes too much.
VARYING = {"training": [(0.08, 0.44, 0.9, 0.77)]}

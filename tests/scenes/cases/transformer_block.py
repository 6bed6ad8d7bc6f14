"""Another word and layer, one word alone, other scripts in the first layer."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "word": "fruit", "layer": "7"},
    {"text": "blue", "layer": "29"},
    {"text": "naïve 日本 😀 של $5 a//b", "layer": "0"},
]

"""Another layer and word, one word alone, a layer whose heads agree, as many tokens as fit, other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "word": "fruit", "layer": "7"},
    {"text": "blue"},
    {"text": "The quick brown fox jumped over the lazy old dog near a wide stone bridge", "layer": "24"},
    {"text": "naïve 日本 😀 של $5 a//b", "layer": "0"},
]
VARYING = {"difference": [(0.03, 0.765, 0.97, 0.84)]}  # the line with a rounding error, whose digits are a machine's

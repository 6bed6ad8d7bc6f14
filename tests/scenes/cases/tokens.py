"""Another word and language, one word alone, other scripts, code, a text that costs less than the other."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "word": "parrots", "other": "drei laute grüne Papageien"},
    {"text": "blue"},
    {"text": "naïve 日本 😀 مخلوق $5 a//b"},
    {"text": "🐙 def f(x): return x**2", "other": "x"},
]
